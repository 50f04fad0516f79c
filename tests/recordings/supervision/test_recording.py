"""A camera becomes indexed files."""

import itertools
import subprocess
from typing import Any

import pytest

from recordings.media.index import PackedIndex, unpack
from recordings.models import CameraEvent, FragmentIndex, Recording
from recordings.selectors import recording_status
from recordings.simulator.clip_media import ClipSpec
from recordings.simulator.stamp import missing_frames
from recordings.states import State
from tests.cameras import SMALL, StartCamera
from tests.recordings.supervision.bench import Bench, end_of, stamps_of
from tests.waiting import wait_for


def probe(path: object, entries: str) -> str:
    argv = ["ffprobe", "-v", "error", "-show_entries", entries, "-of", "csv=p=0", str(path)]
    return subprocess.run(argv, capture_output=True, text=True, check=True).stdout


@pytest.mark.contract
def test_a_wanted_camera_has_a_row_that_grows_before_its_file_ends(
    bench: Bench, start_camera: StartCamera
) -> None:
    camera = bench.camera(start_camera().url())

    bench.wait_for_state(camera, State.RECORDING)
    row = bench.rows(camera)[0]
    first = recording_status(camera)

    def grown() -> dict[str, Any] | None:
        now = recording_status(camera)
        is_more = now["disk_usage_bytes"] > first["disk_usage_bytes"]  # told from time to time
        return now if is_more and now["frames"] > first["frames"] + 24 else None

    later = wait_for(grown, "the current file to grow")

    assert row.status == Recording.Status.RECORDING
    assert row.camera_id == camera.pk
    assert later["is_recording"] is True
    assert later["current_file"].startswith(f"city_{bench.city.pk}/cam_{camera.pk}/")
    assert later["frames_lost"] == 0
    assert later["last_error"] is None


@pytest.mark.contract
def test_no_frame_is_lost_or_doubled_over_ten_file_boundaries(
    bench: Bench, start_camera: StartCamera
) -> None:
    camera = bench.camera(start_camera().url())

    bench.wait_for_files(camera, 12)
    rows = bench.stop_and_finish(camera)

    stamps = stamps_of(rows)
    assert len({row.run_id for row in rows}) == 1
    assert missing_frames(stamps) == []
    assert sum(row.frames or 0 for row in rows) == len(stamps)
    # The last file may be too short to tell: unknown then, never guessed.
    assert [row.frames_lost for row in rows[:-1]] == [0] * (len(rows) - 1)
    assert rows[-1].frames_lost in (0, None)
    statuses = [row.status for row in rows]
    assert statuses == [Recording.Status.COMPLETE] * (len(rows) - 1) + [Recording.Status.STOPPED]


def test_a_finished_file_has_a_stored_index_that_tiles_it(
    bench: Bench, start_camera: StartCamera
) -> None:
    camera = bench.camera(start_camera().url())

    bench.wait_for_files(camera, 2)
    row = bench.stop_and_finish(camera)[0]

    stored = FragmentIndex.objects.get(recording=row)
    columns = unpack(
        PackedIndex(
            stored.init_size,
            stored.first_offset,
            stored.timescale,
            stored.first_dts,
            bytes(stored.sizes),
            bytes(stored.durations),
        )
    )
    data = row.path.read_bytes()
    starts = [columns.offsets[i] for i in range(columns.count)]
    assert [data[at + 4 : at + 8] for at in starts] == [b"moof"] * columns.count
    assert columns.is_key(0)
    assert columns.end_offset <= len(data)
    media = columns.duration - stored.lead
    assert row.duration_ms == round(media * 1000 / columns.timescale)
    assert (end_of(row) - row.start_time).total_seconds() * 1000 == pytest.approx(
        row.duration_ms, abs=1
    )


def test_times_of_files_follow_the_truth_of_their_first_frames(
    bench: Bench, start_camera: StartCamera
) -> None:
    camera = bench.camera(start_camera().url())

    bench.wait_for_files(camera, 4)
    rows = bench.stop_and_finish(camera)

    for row in rows[1:-1]:
        truth = stamps_of([row])[0].sent_ns / 1e9
        assert row.start_time.timestamp() == pytest.approx(truth, abs=0.5)
    for before, after in itertools.pairwise(rows):
        assert end_of(before).timestamp() == pytest.approx(after.start_time.timestamp(), abs=0.5)


def test_g711_is_recorded_as_aac_from_the_first_file_on(
    bench: Bench, start_camera: StartCamera
) -> None:
    camera = bench.camera(start_camera(ClipSpec(gop_frames=12, fps=24, audio="pcmu")).url())

    bench.wait_for_files(camera, 3)
    row = bench.stop_and_finish(camera)[0]

    assert row.audio_codec == "mp4a.40.2"
    assert probe(row.path, "stream=codec_name").split() == ["h264", "aac"]
    assert bench.status(camera).restarts == 0


def test_aac_is_copied_and_left_out_when_not_wanted(
    bench: Bench, start_camera: StartCamera
) -> None:
    with_audio = start_camera(ClipSpec(gop_frames=12, fps=24, audio="aac"))
    loud = bench.camera(with_audio.url())
    mute = bench.camera(with_audio.url("/cam2"), audio=False)

    bench.wait_for_files(loud, 2)
    bench.wait_for_files(mute, 2)

    assert bench.stop_and_finish(loud)[0].audio_codec == "mp4a.40.2"
    assert bench.stop_and_finish(mute)[0].audio_codec == ""


def test_h265_is_tagged_hvc1(bench: Bench, start_camera: StartCamera) -> None:
    camera = bench.camera(start_camera(ClipSpec(codec="h265", gop_frames=12, fps=24)).url())

    bench.wait_for_files(camera, 3)
    rows = bench.stop_and_finish(camera)

    assert rows[0].video_codec.startswith("hvc1.")
    assert probe(rows[0].path, "stream=codec_tag_string").strip() == "hvc1"
    assert missing_frames(stamps_of(rows)) == []


def test_a_camera_is_recorded_over_udp(bench: Bench, start_camera: StartCamera) -> None:
    camera = bench.camera(start_camera().url(), transport="udp")

    bench.wait_for_files(camera, 3)
    rows = bench.stop_and_finish(camera)

    assert missing_frames(stamps_of(rows)) == []
    assert bench.status(camera).restarts == 0


def test_the_folder_tree_is_the_designs(bench: Bench, start_camera: StartCamera) -> None:
    camera = bench.camera(start_camera().url())

    bench.wait_for_state(camera, State.RECORDING)
    folder = bench.root / f"city_{bench.city.pk}" / f"cam_{camera.pk}"

    assert len([d for d in folder.iterdir() if d.is_dir()]) == 9  # yesterday to a week ahead
    assert (folder / ".vms-camera.json").is_file()
    row = bench.rows(camera)[0]
    assert row.path.parent.parent == folder
    assert row.path.name.endswith(f"_{row.run_id}.mp4")


def test_every_change_of_state_is_an_event_once(bench: Bench, start_camera: StartCamera) -> None:
    camera = bench.camera(start_camera().url())
    bench.wait_for_state(camera, State.RECORDING)
    bench.stop_and_finish(camera)

    events = CameraEvent.objects.filter(camera=camera).order_by("at", "id")

    assert [event.state for event in events] == ["starting", "recording", "stopping", "stopped"]


def test_the_ids_of_a_wish_are_those_that_were_promised(
    bench: Bench, start_camera: StartCamera
) -> None:
    camera = bench.camera(start_camera(SMALL).url(), start=False)
    bench.want(camera)
    bench.wait_for_files(camera, 2)

    rows = bench.stop_and_finish(camera)

    wish = camera.wishes.get()
    assert rows[0].pk == wish.first_recording_id
    assert {row.wish_id for row in rows} == {wish.pk}
