"""`index.m3u8` over real files: what is listed, and how."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recordings.models import Recording
from tests.people import People, api_client
from tests.playback.playlists.scene import (
    HEAD,
    LASTS,
    Recorder,
    Sample,
    StandingClock,
    sample_of,
    text_of,
    window_of,
)
from tests.recordings.api.scene import NOON, make_recording
from tests.unit.media.ffmpeg_samples import record

pytestmark = [pytest.mark.django_db, pytest.mark.contract]
HOUR = timedelta(hours=1)
VOD_FROM_0 = "#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:VOD\n"
GAP = "#EXT-X-DISCONTINUITY\n"
END = "#EXT-X-ENDLIST\n"


def test_files_with_a_gap_between_them(people: People, recorder: Recorder) -> None:
    sample, later = recorder.sample, NOON + timedelta(minutes=10, milliseconds=123)
    a, b = recorder.recorded(NOON), recorder.recorded(later)
    answer = window_of(people.viewer, recorder.camera, at=NOON)
    assert text_of(answer, a=a, b=b) == (
        f"{HEAD}{VOD_FROM_0}"
        f"{sample.beginning('a.mp4', NOON)}{sample.entries('a.mp4', range(5))}"
        f"{GAP}{sample.beginning('b.mp4', later)}{sample.entries('b.mp4', range(5))}"
        f"{END}"
    )
    assert (answer["X-Window-Start"], answer["X-Window-End"]) == (
        "2026-03-10T11:00:00.000Z",
        "2026-03-10T13:00:00.000Z",
    )


def test_a_window_inside_a_file(people: People, recorder: Recorder) -> None:
    sample, row = recorder.sample, recorder.recorded(NOON)
    start, end = NOON + timedelta(seconds=1), NOON + timedelta(seconds=2)
    answer = window_of(people.viewer, recorder.camera, start=start, end=end)
    assert text_of(answer, a=row) == (
        f"{HEAD}#EXT-X-MEDIA-SEQUENCE:1\n#EXT-X-PLAYLIST-TYPE:VOD\n"
        f"{sample.beginning('a.mp4', NOON + timedelta(seconds=0.96))}"
        f"{sample.entries('a.mp4', range(1, 3))}{END}"
    )


def test_a_file_that_grows(people: People, recorder: Recorder, clock: StandingClock) -> None:
    sample, row = recorder.sample, recorder.opens(NOON, fragments=6)
    clock.now = NOON + timedelta(seconds=4)
    head = f"{HEAD}#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:EVENT\n"
    seen = []
    for fragments in (6, 7, 8, 9):
        recorder.writes(row, fragments)
        seen.append(text_of(window_of(people.viewer, recorder.camera, at=NOON), a=row))
    beginning = f"{head}{sample.beginning('a.mp4', NOON)}"
    assert seen == [f"{beginning}{sample.entries('a.mp4', range(count))}" for count in (2, 3, 3, 4)]

    recorder.closes(row, clock.now)
    closed = text_of(window_of(people.viewer, recorder.camera, at=NOON), a=row)
    finished = recorder.finishes(row)
    assert closed == f"{beginning}{sample.entries('a.mp4', range(5))}{END}".replace("EVENT", "VOD")
    assert text_of(window_of(people.viewer, recorder.camera, at=NOON), a=finished) == closed


def test_a_change_of_files(people: People, recorder: Recorder, clock: StandingClock) -> None:
    """The row of the file before may be closed a little after the next one was begun."""
    sample, next_start = recorder.sample, NOON + LASTS
    clock.now = next_start + timedelta(seconds=2)
    a, b = recorder.opens(NOON), recorder.opens(next_start, fragments=0)

    def seen() -> str:
        return text_of(window_of(people.viewer, recorder.camera, at=NOON), a=a, b=b)

    begun = f"{sample.beginning('a.mp4', NOON)}{sample.entries('a.mp4', range(4))}"
    assert seen().endswith(begun)
    recorder.writes(b, 3)
    rest = (
        f"{sample.entries('a.mp4', range(4, 5))}"
        f"{GAP}{sample.beginning('b.mp4', next_start)}{sample.entries('b.mp4', range(1))}"
    )
    assert seen().endswith(begun + rest)
    recorder.closes(a, next_start)
    assert seen().endswith(begun + rest)


def test_a_file_cut_by_a_crash(people: People, recorder: Recorder) -> None:
    sample = recorder.sample
    torn = sample.content[: sample.scan.offsets[5] + 400]
    row = recorder.recorded(NOON, torn)
    answer = window_of(people.viewer, recorder.camera, at=NOON)
    *_, last = [line for line in text_of(answer, a=row).splitlines() if "BYTERANGE:" in line]
    assert text_of(answer, a=row).count("#EXTINF") == 3
    length, _, offset = last.partition(":")[2].partition("@")
    assert int(offset) == sample.scan.offsets[4]
    assert sample.scan.offsets[4] < int(offset) + int(length) <= sample.scan.offsets[5]


def test_a_camera_that_changed_what_it_sends(
    people: People, recorder: Recorder, tmp_path: Path
) -> None:
    other = sample_of(record(tmp_path, "h265", audio="aac"))
    a = recorder.recorded(NOON)
    b = recorder.recorded(NOON + LASTS, other.content)
    answer = window_of(people.viewer, recorder.camera, at=NOON)
    text = text_of(answer, a=a, b=b)
    maps = [line for line in text.splitlines() if line.startswith("#EXT-X-MAP")]
    assert maps == [
        f'#EXT-X-MAP:URI="a.mp4",BYTERANGE="{recorder.sample.scan.init_size}@0"',
        f'#EXT-X-MAP:URI="b.mp4",BYTERANGE="{other.scan.init_size}@0"',
    ]
    assert text.count(f"{GAP}{maps[1]}") == 1
    assert answer["X-Codecs"] == f"{a.video_codec},{b.video_codec},mp4a.40.2"
    assert b.video_codec.startswith("hvc1.")


def test_fragments_without_a_key_frame_at_a_files_end(
    people: People, recorder: Recorder, tmp_path: Path
) -> None:
    long = sample_of(record(tmp_path, "h264 with long GOPs"))  # 2 s, in fragments of 1 s
    row = recorder.recorded(NOON, long.content)
    assert bytes(long.scan.keys) == b"\1\0\1\0"
    answer = window_of(people.viewer, recorder.camera, at=NOON)
    first, third, end = long.scan.offsets[0], long.scan.offsets[2], long.scan.end_offset
    assert text_of(answer, a=row).partition("Z\n")[2] == (
        f"#EXTINF:2.000,\n#EXT-X-BYTERANGE:{third - first}@{first}\na.mp4\n"
        f"#EXTINF:2.000,\n#EXT-X-BYTERANGE:{end - third}@{third}\na.mp4\n{END}"
    )


def test_every_range_begins_with_a_moof_and_all_together_are_the_film(
    people: People, recorder: Recorder, tmp_path: Path
) -> None:
    row = recorder.recorded(NOON)
    text = text_of(window_of(people.viewer, recorder.camera, at=NOON), a=row)
    data = row.path.read_bytes()
    parts = [data[: recorder.sample.scan.init_size]]
    for line in text.splitlines():
        if line.startswith("#EXT-X-BYTERANGE:"):
            length, offset = map(int, line.partition(":")[2].split("@"))
            assert offset + length <= len(data)
            assert data[offset + 4 : offset + 8] == b"moof"
            parts.append(data[offset : offset + length])
    film = tmp_path / "film.mp4"
    film.write_bytes(b"".join(parts))
    command = ["ffprobe", "-v", "error", "-count_frames", "-select_streams", "v:0"]
    command += ["-show_entries", "stream=nb_read_frames", "-of", "csv=p=0", str(film)]
    found = subprocess.run(command, check=True, capture_output=True, timeout=60)
    assert found.stdout.decode().strip().strip(",") == "100"


def test_files_that_cannot_be_played_are_left_out(
    people: People, recorder: Recorder, sample: Sample
) -> None:
    row = recorder.recorded(NOON + timedelta(seconds=60))
    camera = recorder.camera
    make_recording(camera, NOON, 4, status=Recording.Status.DOOMED)
    make_recording(camera, NOON, 4, status=Recording.Status.ERROR)
    make_recording(camera, NOON, 4)  # its index is missing
    shown = text_of(window_of(people.viewer, camera, at=NOON), a=row)
    assert shown.count("#EXTINF") == 5


def test_a_start_that_will_be_known_better_is_waited_for(
    people: People, recorder: Recorder, clock: StandingClock
) -> None:
    before = recorder.recorded(NOON)
    start = NOON + timedelta(seconds=60)
    row = recorder.opens(start, time_source=Recording.TimeSource.NAME)
    camera, seen = recorder.camera, []
    for seconds in (4, 9.9, 10):
        clock.now = start + timedelta(seconds=seconds)
        shown = text_of(window_of(people.viewer, camera, at=NOON), a=before, b=row)
        seen.append((shown.count("b.mp4"), "ENDLIST" in shown))
    assert seen == [(0, False), (0, False), (5, False)]


def test_what_comes_after_a_file_that_is_waited_for_waits_too(
    people: People, recorder: Recorder, clock: StandingClock
) -> None:
    a = recorder.opens(NOON, time_source=Recording.TimeSource.NAME)
    recorder.closes(a, NOON + LASTS)
    b = recorder.opens(NOON + LASTS)
    clock.now = NOON + 2 * LASTS
    assert window_of(people.viewer, recorder.camera, at=NOON).status_code == 404
    a = recorder.finishes(a)
    shown = text_of(window_of(people.viewer, recorder.camera, at=NOON), a=a, b=b)
    assert (shown.count("\na.mp4"), shown.count("\nb.mp4")) == (5, 4)


def test_moments_without_an_offset_are_the_citys(people: People, recorder: Recorder) -> None:
    row = recorder.recorded(NOON)
    camera = recorder.camera
    texts = {
        text_of(window_of(people.viewer, camera, at=at), a=row)
        for at in ("2026-03-10T09:00:00", "2026-03-10 09:00:00", NOON, "2026-03-10T12:00Z")
    }
    assert len(texts) == 1
    in_city = window_of(people.viewer, camera, start="2026-03-10T08:30", end="2026-03-10T09:30")
    assert (in_city["X-Window-Start"], in_city["X-Window-End"]) == (
        "2026-03-10T11:30:00.000Z",
        "2026-03-10T12:30:00.000Z",
    )


def test_each_sign_in_has_addresses_of_its_own(people: People, recorder: Recorder) -> None:
    recorder.recorded(NOON)
    url = f"/api/playback/cameras/{recorder.camera.pk}/index.m3u8?at={NOON:%Y-%m-%dT%H:%MZ}"
    one, other = api_client(people.viewer), api_client(people.viewer)
    first = one.get(url).content
    assert one.get(url).content == first
    assert other.get(url).content != first


def test_the_rows_and_their_indexes_take_one_query(people: People, recorder: Recorder) -> None:
    long_ago = datetime(2025, 1, 1, tzinfo=UTC)
    for number in range(3):
        recorder.recorded(NOON + number * LASTS)
        make_recording(recorder.camera, long_ago + number * HOUR)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert window_of(people.viewer, recorder.camera, at=NOON).status_code == 200
    about_rows = [q for q in queries if 'FROM "recordings_recording"' in q["sql"]]
    assert len(about_rows) == 1
