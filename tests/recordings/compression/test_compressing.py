"""A recording gets a smaller file with the same frames at the same times."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from recordings.compression.packets import read_packets
from recordings.media.fragments import FragmentScan
from recordings.models import Compression, FragmentIndex, Recording, ReplacedFile, StorageVolume
from recordings.playable import playable_file, playable_rows
from recordings.times import read_times
from recordings.volumes import ensure_first_volume
from tests.recordings.compression.samples import GOP, SECONDS, record, scan_of, ssim
from tests.recordings.compression.scene import Mode, Scene, fresh, make_scene

FRAMES = 25 * SECONDS


def facts(row: Recording) -> dict[str, object]:
    """What stays as it was."""
    names = ("camera_id", "volume_id", "run_id", "status", "close_reason", "start_time", "end_time")
    more = ("time_source", "duration_ms", "width", "height", "frames_lost", "audio_codec")
    return {name: getattr(row, name) for name in (*names, *more)}


def key_times(scan: FragmentScan) -> list[int]:
    return [time for time, key in zip(scan.decode_times, scan.keys, strict=True) if key]


def wall_of_key_frames(row: Recording) -> list[int]:
    """Milliseconds at which the entries of a playlist begin."""
    file = playable_file(playable_rows(Recording.objects.filter(pk=row.pk)).get())
    assert file is not None
    columns = file.columns
    return [
        file.wall.wall_ms(columns.decode_times[i]) for i in range(columns.count) if columns.keys[i]
    ]


def test_it_is_encoded_again(scene: Scene) -> None:
    before = scene.recording()
    old, walls = scan_of(before.path), wall_of_key_frames(before)
    attempt = scene.compressed()
    row = fresh(before)
    assert row.file_path == before.file_path.replace(".mp4", ".v1.mp4")
    assert facts(row) == facts(before)
    assert (row.file_version, row.frames, row.frames_broken) == (1, FRAMES, 0)
    assert row.file_size == row.path.stat().st_size < before.file_size / 2
    assert (attempt.bytes_before, attempt.bytes_after) == (before.file_size, row.file_size)
    new = scan_of(row.path)
    assert (new.frames, new.timescale, new.first_dts) == (FRAMES, old.timescale, old.first_dts)
    assert new.duration == old.duration
    assert key_times(new) == key_times(old)
    assert len(key_times(new)) == FRAMES // GOP
    assert wall_of_key_frames(row) == walls
    assert ssim(row.path, before.path) > 0.95
    scene.assert_whole()


def test_each_packet_has_its_time_and_the_sound_is_the_same(scene: Scene) -> None:
    before = scene.recording()
    scene.compressed()
    old, new = (read_packets("ffmpeg", str(row.path)) for row in (before, fresh(before)))
    assert [(p.pts, p.is_key) for p in new.video] == [(p.pts, p.is_key) for p in old.video]
    assert new.audio == old.audio
    assert len(new.audio) > 90


def test_it_is_thinned_to_its_key_frames(scene: Scene) -> None:
    scene.want(scene.tree.city, mode=Mode.KEY_FRAMES)
    before = scene.recording()
    old, walls = scan_of(before.path), wall_of_key_frames(before)
    attempt = scene.compressed()
    row = fresh(before)
    assert facts(row) == facts(before)
    assert (attempt.mode, row.frames, row.file_version) == ("key_frames", FRAMES // GOP, 1)
    new = scan_of(row.path)
    assert list(new.decode_times) == key_times(old)
    assert set(new.keys) == {1}
    assert (new.first_dts, new.duration) == (old.first_dts, old.duration)
    assert wall_of_key_frames(row) == walls
    kept, packets = (read_packets("ffmpeg", str(r.path)) for r in (row, before))
    assert kept.video == packets.key_frames
    assert kept.audio == packets.audio
    scene.assert_whole()


@pytest.mark.parametrize(
    ("coder", "audio", "codec"),
    [("h264", False, "avc1"), ("h264 with B-frames", True, "avc1"), ("h265", True, "hvc1")],
)
@pytest.mark.parametrize("mode", list(Mode))
def test_of_whatever_cameras_send(
    db: None, tmp_path: Path, coder: str, audio: bool, codec: str, mode: Mode
) -> None:
    sample = record(tmp_path, coder, audio=audio, rate="2000k")
    scene = make_scene(ensure_first_volume(tmp_path / "volume"), sample)
    scene.want(scene.tree.city, mode=mode)
    before = scene.recording()
    walls = wall_of_key_frames(before)
    scene.compressed()
    row = fresh(before)
    assert row.video_codec.startswith(codec)
    assert (row.audio_codec != "") is audio
    assert wall_of_key_frames(row) == walls
    scene.assert_whole()


def test_the_index_is_that_of_the_new_file(scene: Scene) -> None:
    row = scene.recording()
    lead = FragmentIndex.objects.get(pk=row.pk).lead
    scene.compressed()
    file = playable_file(playable_rows(Recording.objects.filter(pk=row.pk)).get())
    assert file is not None
    new = scan_of(file.path)
    assert list(file.columns.offsets) == [*new.offsets, new.end_offset]
    assert FragmentIndex.objects.get(pk=row.pk).lead == lead


def test_the_old_file_stays_for_those_who_may_still_ask(scene: Scene) -> None:
    row = scene.recording()
    content = row.path.read_bytes()
    scene.compressed()
    replaced = ReplacedFile.objects.get()
    assert (replaced.recording_id, replaced.file_version) == (row.pk, 0)
    assert (replaced.file_path, replaced.file_size) == (row.file_path, len(content))
    assert replaced.replaced_at == scene.clock.now()
    assert row.path.read_bytes() == content


def test_the_new_file_is_kept_as_recordings_are(scene: Scene) -> None:
    before = scene.recording()
    scene.compressed()
    row = fresh(before)
    mode, owner = row.path.stat().st_mode & 0o777, row.path.stat().st_uid
    assert (mode, owner) == (0o440, os.geteuid())
    told = read_times(row.path.parent)
    times = told[before.path.name]
    assert told[row.path.name].start_ms == times.start_ms
    assert told[row.path.name].end_ms == times.end_ms
    assert told[row.path.name].reason == times.reason
    assert told[row.path.name].source == times.source
    assert list((scene.root / ".vms-compressing").iterdir()) == []


def test_it_is_done_once(scene: Scene) -> None:
    scene.recording()
    scene.compressed()
    assert scene.compress() is None
    assert Compression.objects.get().tries == 1


def test_each_time_the_oldest(scene: Scene) -> None:
    camera = scene.camera()
    rows = [scene.recording(minute, camera) for minute in (120, 0, 60)]
    done = [scene.compressed().recording_id for _ in rows]
    assert done == [rows[1].pk, rows[2].pk, rows[0].pk]
    scene.assert_whole()


def test_a_tree_without_its_database_tells_of_the_smaller_file(scene: Scene) -> None:
    before = scene.recording()
    scene.compressed()
    row = fresh(before)
    scene.clock.at += timedelta(hours=26)
    scene.compress()
    Recording.objects.all().delete()
    scene.tree.audit(repair=True)
    made_again = Recording.objects.select_related("volume").get()
    assert made_again.file_path == row.file_path
    assert made_again.file_version == 1
    assert (made_again.start_time, made_again.end_time) == (row.start_time, row.end_time)
    assert StorageVolume.objects.count() == 1
