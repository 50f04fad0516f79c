"""What deleting spares, whoever asks for it."""

import errno
import os
import shutil
from collections import Counter
from datetime import timedelta

import pytest

from recordings.audit.generation import confirm_restored
from recordings.cleanup.deleting import Deleted, delete_recordings, resume_pending
from recordings.cleanup.files import Stay
from recordings.models import Deletion, PendingDeletion, Recording, StorageVolume
from recordings.volumes import VOLUME_IDENTITY, read_identity, write_identity
from tests.recordings.cleanup.scene import DAY, HOUR, Scene

pytestmark = pytest.mark.contract
Reason = PendingDeletion.Reason
Status = Recording.Status


def delete(scene: Scene, *rows: Recording, reason: Reason = Reason.EMERGENCY) -> Deleted:
    return delete_recordings(scene.run(), [row.pk for row in rows], reason, scene.clock)


def assert_untouched(scene: Scene, *rows: Recording) -> None:
    statuses = {row.pk: row.status for row in rows}
    assert dict(Recording.objects.values_list("pk", "status")) == statuses
    assert all(os.path.lexists(row.path) for row in rows)
    assert not PendingDeletion.objects.exists()
    assert not Deletion.objects.exists()


def test_an_unfinished_recording_stays_whatever_its_age(scene: Scene) -> None:
    row = scene.open_recording(scene.camera(), scene.ago(days=90))
    assert delete(scene, row) == Deleted()
    assert_untouched(scene, row)


def test_a_recording_that_a_hold_touches_stays(scene: Scene) -> None:
    camera = scene.camera()
    first, second, third = scene.hours(camera, scene.ago(days=9), 3)
    scene.hold(camera, second.start_time + HOUR / 2, second.start_time + HOUR)
    deleted = delete(scene, first, second, third)
    assert (deleted.files, deleted.stayed) == (2, Counter({Stay.CHANGED: 1}))
    assert scene.files() == scene.rows() == [second.file_path]


def test_a_hold_that_ended_or_was_released_protects_nothing(scene: Scene) -> None:
    camera = scene.camera()
    row = scene.recording(camera, scene.ago(days=9))
    scene.hold(camera, row.start_time, row.start_time + HOUR, until=scene.clock.now())
    released = scene.hold(camera, row.start_time, row.start_time + HOUR)
    released.released_at = scene.clock.now()
    released.save()
    assert delete(scene, row).files == 1


def test_an_unreadable_recording_stays_for_a_hold_within_its_hour(scene: Scene) -> None:
    """Its row ends where it begins; what the file holds nobody knows."""
    camera = scene.camera()
    first, second = scene.hours(camera, scene.ago(days=9), 2)
    for row in (first, second):
        unread = {"status": Status.ERROR, "end_time": row.start_time}
        Recording.objects.filter(pk=row.pk).update(**unread)
    hold = scene.hold(camera, first.start_time + HOUR / 4, first.start_time + HOUR / 2)
    assert delete(scene, first, second).stayed == Counter({Stay.CHANGED: 1})
    assert scene.files() == scene.rows() == [first.file_path]
    hold.released_at = scene.clock.now()
    hold.save()
    assert delete(scene, first).files == 1


def test_what_is_not_over_stays_when_expiry_is_the_reason(scene: Scene) -> None:
    """A plan may have grown since the recording was chosen."""
    camera = scene.camera()
    over = scene.recording(camera, scene.ago(days=7, hours=2) - timedelta(seconds=1))
    kept = scene.recording(camera, scene.ago(days=7, hours=2))
    deleted = delete(scene, over, kept, reason=Reason.EXPIRED)
    assert (deleted.files, deleted.stayed) == (1, Counter({Stay.CHANGED: 1}))
    assert scene.files() == scene.rows() == [kept.file_path]


def test_a_file_that_was_just_written_to_stays(scene: Scene) -> None:
    row = scene.recording(scene.camera(), scene.ago(days=9))
    written = scene.clock.now().timestamp() - 59
    os.utime(row.path, (written, written))
    assert delete(scene, row).stayed == Counter({Stay.JUST_WRITTEN: 1})
    assert_untouched(scene, row)
    scene.clock.turn(timedelta(seconds=1))
    assert delete(scene, row).files == 1


@pytest.mark.parametrize(
    "path",
    [
        "../outside.mp4",
        "/etc/hostname",
        "city_1/cam_1/2026-05-11/../../../12-00-00_1a2b3c4d.mp4",
        "city_1/cam_1/2026-05-11/notes.txt",
        "city_1/cam_1/2026-13-41/12-00-00_1a2b3c4d.mp4",
        "clips/cam_1/2026-05-11/12-00-00_1a2b3c4d.mp4",
        "city_1/cam_1/.vms-camera.json",
        "",
    ],
)
def test_a_row_whose_path_is_not_our_layout_leads_nowhere(scene: Scene, path: str) -> None:
    outside = scene.folder / "outside.mp4"
    outside.write_bytes(b"somebody else's")
    row = scene.recording(scene.camera(), scene.ago(days=9))
    Recording.objects.filter(pk=row.pk).update(file_path=path)
    assert delete(scene, row).stayed == Counter({Stay.FOREIGN_PATH: 1})
    assert outside.exists()
    assert Recording.objects.get().status == Status.COMPLETE


def test_no_link_is_followed_in_place_of_a_folder(scene: Scene) -> None:
    row = scene.recording(scene.camera(), scene.ago(days=9))
    moved = scene.folder / "elsewhere"
    shutil.move(row.path.parent, moved)
    row.path.parent.symlink_to(moved)
    assert delete(scene, row).stayed == Counter({Stay.DISK_ERROR: 1})
    assert_untouched(scene, row)
    assert (moved / row.path.name).exists()


@pytest.mark.parametrize("kind", ["link", "folder", "pipe"])
def test_what_is_no_file_is_left_for_the_audit(scene: Scene, kind: str) -> None:
    row = scene.recording(scene.camera(), scene.ago(days=9))
    moved = scene.folder / "elsewhere.mp4"
    row.path.rename(moved)
    match kind:
        case "link":
            row.path.symlink_to(moved)
        case "folder":
            row.path.mkdir()
        case _:
            os.mkfifo(row.path)
    assert delete(scene, row).stayed == Counter({Stay.NOT_A_FILE: 1})
    assert_untouched(scene, row)
    assert moved.exists()


def test_a_volume_without_its_disk_is_left_alone(scene: Scene) -> None:
    row = scene.recording(scene.camera(), scene.ago(days=9))
    (scene.volume.path / VOLUME_IDENTITY).unlink()
    assert delete(scene, row).stayed == Counter({Stay.VOLUME_AWAY: 1})
    assert_untouched(scene, row)


def test_another_disk_in_its_place_is_left_alone(scene: Scene) -> None:
    row = scene.recording(scene.camera(), scene.ago(days=9))
    other = {"volume": "00000000-0000-4000-8000-000000000000"}
    write_identity(scene.volume.path / VOLUME_IDENTITY, other)
    assert delete(scene, row).stayed == Counter({Stay.VOLUME_AWAY: 1})
    assert_untouched(scene, row)


def test_doomed_rows_wait_for_their_disk(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = scene.volume, scene.another_volume("volume-2")
    camera = scene.camera()
    kept = scene.recording(camera, scene.ago(days=9), volume=there)
    gone = scene.recording(camera, scene.ago(days=9), volume=here)
    doom_without_unlinking(scene, monkeypatch, kept, gone)
    away = there.path.with_name("unmounted")
    there.path.rename(away)
    there.path.mkdir()  # the mount point
    assert resume_pending(scene.clock).stayed == Counter({Stay.VOLUME_AWAY: 1})
    assert resume_pending(scene.clock).stayed == Counter({Stay.VOLUME_AWAY: 1})
    assert scene.rows() == [kept.file_path]
    assert list(there.path.iterdir()) == []
    there.path.rmdir()
    away.rename(there.path)
    assert scene.files(there) == [kept.file_path]
    assert resume_pending(scene.clock).files == 1
    scene.assert_settled()


def test_a_disk_that_refuses_gets_no_more_rows_doomed(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    camera = scene.camera()
    minute = timedelta(minutes=1)
    rows = [
        scene.recording(camera, scene.ago(days=9) + n * minute, length=minute, size_bytes=1)
        for n in range(250)
    ]

    def refuse(*_args: object, **_options: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    with monkeypatch.context() as patched:
        patched.setattr("recordings.cleanup.files.os.unlink", refuse)
        assert delete(scene, *rows).stayed == Counter({Stay.DISK_ERROR: 250})
    assert Recording.objects.filter(status=Status.DOOMED).count() == 200
    assert not Deletion.objects.exists()
    assert resume_pending(scene.clock).files == 200
    scene.assert_settled()


def test_a_file_that_may_not_go_keeps_no_other_from_going(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `chattr +i` makes one."""
    start = scene.ago(days=9).replace(hour=0)
    first, fast, third = scene.hours(scene.camera(), start, 3)
    unlink = os.unlink

    def refuse(path: str, **options: int) -> None:
        if path == fast.path.name:
            raise PermissionError(errno.EPERM, "Operation not permitted")
        unlink(path, **options)

    with monkeypatch.context() as patched:
        patched.setattr("recordings.cleanup.files.os.unlink", refuse)
        deleted = delete(scene, first, fast, third)
    assert (deleted.files, deleted.stayed) == (2, Counter({Stay.DISK_ERROR: 1}))
    assert scene.files() == scene.rows() == [fast.file_path]
    assert resume_pending(scene.clock).files == 1
    scene.assert_settled()


def test_nothing_goes_while_the_database_is_older_than_a_disk(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Holds of the meantime are unknown to it; on all volumes alike."""
    there = scene.another_volume("volume-2")
    camera = scene.camera()
    row = scene.recording(camera, scene.ago(days=9), volume=there)
    pending = scene.recording(camera, scene.ago(days=8), volume=there)
    doom_without_unlinking(scene, monkeypatch, pending)
    path = scene.volume.path / VOLUME_IDENTITY
    write_identity(path, {**read_identity(path), "generation": 5})
    assert delete(scene, row).stayed == Counter({Stay.RESTORED: 1})
    assert resume_pending(scene.clock) == Deleted()
    assert len(scene.files(there)) == 2
    confirm_restored(StorageVolume.objects.get(pk=scene.volume.pk))
    assert delete(scene, row).files == resume_pending(scene.clock).files == 1


def doom_without_unlinking(scene: Scene, monkeypatch: pytest.MonkeyPatch, *rows: Recording) -> None:
    """As a crash right after the first transaction leaves them."""

    def crash(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("recordings.cleanup.deleting.Unlinking.unlink", crash)
        with pytest.raises(KeyboardInterrupt):
            delete(scene, *rows)
    assert PendingDeletion.objects.count() == len(rows)
    assert scene.clock.now() - scene.ago(days=1) == DAY
