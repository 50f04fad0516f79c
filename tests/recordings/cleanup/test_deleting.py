"""Deleting recordings: what goes, and what that leaves in rows, counters and the ledger."""

import os
from datetime import timedelta

import pytest

from recordings.cleanup.deleting import Deleted, delete_recordings, resume_pending
from recordings.cleanup.ledger_rows import broken_link
from recordings.models import (
    Deletion,
    FragmentIndex,
    PendingDeletion,
    Recording,
    ReplacedFile,
    Usage,
)
from recordings.spans import epoch_ms
from tests.recordings.cleanup.scene import FILE_BYTES, HOUR, Scene, place

pytestmark = pytest.mark.contract
Reason = PendingDeletion.Reason
ON_DISK = 8192  # two blocks of 4 KiB


def delete(scene: Scene, *rows: Recording, reason: Reason = Reason.EMERGENCY) -> Deleted:
    return delete_recordings(scene.run(), [row.pk for row in rows], reason, scene.clock)


def test_files_rows_and_counters_go_together(scene: Scene) -> None:
    camera = scene.camera()
    old = scene.hours(camera, scene.ago(days=9), 3)
    young = scene.recording(camera, scene.ago(days=1))
    run = scene.run()
    deleted = delete_recordings(run, [row.pk for row in old], Reason.EXPIRED, scene.clock)
    assert deleted == Deleted(3, 3 * FILE_BYTES, 3 * ON_DISK)
    assert scene.files() == scene.rows() == [young.file_path]
    assert list(FragmentIndex.objects.values_list("pk", flat=True)) == [young.pk]
    assert sum(Usage.objects.values_list("bytes", flat=True)) == FILE_BYTES
    assert sum(Usage.objects.values_list("files", flat=True)) == 1
    run.refresh_from_db()
    assert (run.files, run.bytes, run.freed_bytes) == (3, 3 * FILE_BYTES, 3 * ON_DISK)
    scene.assert_settled()


def test_the_ledger_tells_the_stretch_and_each_of_its_files(scene: Scene) -> None:
    camera = scene.camera()
    first, second = scene.hours(camera, scene.ago(days=9), 2)
    run = scene.run()
    delete_recordings(run, [second.pk, first.pk], Reason.EXPIRED, scene.clock)
    entry = Deletion.objects.get()
    assert entry.run == run
    assert (entry.at, entry.reason) == (scene.clock.now(), Reason.EXPIRED)
    assert (entry.city, entry.city_uuid) == (scene.city, scene.city.uuid)
    assert (entry.camera, entry.camera_uuid, entry.camera_name) == (camera, camera.uuid, "Gate")
    assert (entry.volume, entry.volume_uuid) == (scene.volume, scene.volume.uuid)
    assert (entry.start_time, entry.end_time) == (first.start_time, second.end_time)
    assert entry.retention_days == 7
    assert entry.files == [
        [row.file_path, epoch_ms(row.start_time), epoch_ms(row.start_time + HOUR), FILE_BYTES]
        for row in (first, second)
    ]
    assert (entry.bytes, entry.freed_bytes) == (2 * FILE_BYTES, 2 * ON_DISK)
    assert broken_link() is None


def test_a_pause_a_volume_and_a_camera_each_begin_another_entry(scene: Scene) -> None:
    gate, yard = scene.camera("Gate"), scene.camera("Yard")
    start = scene.ago(days=9)
    second = scene.another_volume("volume-2")
    rows = [
        *scene.hours(gate, start, 2),
        scene.recording(gate, start + 4 * HOUR),  # two hours after the end of the one before
        scene.recording(gate, start + 7 * HOUR + timedelta(seconds=1)),
        scene.recording(gate, start + 3 * HOUR, volume=second),
        scene.recording(yard, start),
    ]
    delete(scene, *rows)
    told = [
        (entry.camera_name, entry.volume, len(entry.files), entry.start_time - start)
        for entry in Deletion.objects.all()
    ]
    assert told == [
        ("Gate", scene.volume, 3, timedelta(0)),
        ("Gate", scene.volume, 1, 7 * HOUR + timedelta(seconds=1)),
        ("Gate", second, 1, 3 * HOUR),
        ("Yard", scene.volume, 1, timedelta(0)),
    ]
    assert broken_link() is None


def test_more_than_a_batch_goes_in_order(scene: Scene) -> None:
    camera = scene.camera()
    minute = timedelta(minutes=1)
    rows = [
        scene.recording(camera, scene.ago(days=9) + n * minute, length=minute, size_bytes=1)
        for n in range(401)
    ]
    assert delete(scene, *rows).files == 401
    assert [len(entry.files) for entry in Deletion.objects.all()] == [200, 200, 1]
    assert broken_link() is None
    scene.assert_settled()


def test_a_file_that_is_missing_frees_nothing(scene: Scene) -> None:
    row = scene.recording(scene.camera(), scene.ago(days=9))
    row.path.unlink()
    assert delete(scene, row) == Deleted(1, FILE_BYTES, 0)
    scene.assert_settled()


def test_a_day_folder_that_is_missing_frees_nothing(scene: Scene) -> None:
    row = scene.recording(scene.camera(), scene.ago(days=9))
    row.path.unlink()
    row.path.parent.rmdir()
    assert delete(scene, row) == Deleted(1, FILE_BYTES, 0)


def test_bytes_that_another_name_keeps_are_not_freed(scene: Scene) -> None:
    row = scene.recording(scene.camera(), scene.ago(days=9))
    os.link(row.path, scene.folder / "kept.mp4")
    assert delete(scene, row) == Deleted(1, FILE_BYTES, 0)
    assert (scene.folder / "kept.mp4").stat().st_size == FILE_BYTES


def test_the_files_that_compression_replaced_go_with_their_recording(scene: Scene) -> None:
    row = scene.recording(scene.camera(), scene.ago(days=9))
    older = f"{row.file_path[: -len('1a2b3c4d.mp4')]}0a0b0c0d.mp4"
    place(scene.volume, older, 9000, scene.ago(days=9))
    ReplacedFile.objects.create(
        recording=row,
        file_version=0,
        volume=scene.volume,
        file_path=older,
        file_size=9000,
        replaced_at=scene.ago(days=1),
    )
    assert delete(scene, row) == Deleted(1, FILE_BYTES, ON_DISK + 12288)
    assert scene.files() == []
    assert not ReplacedFile.objects.exists()


def test_twice_is_once(scene: Scene) -> None:
    rows = scene.hours(scene.camera(), scene.ago(days=9), 3)
    assert delete(scene, *rows).files == 3
    assert delete(scene, *rows) == resume_pending(scene.clock) == Deleted()
    assert Deletion.objects.count() == 1
    assert sum(Usage.objects.values_list("bytes", flat=True)) == 0
