"""A volume on a small disk of its own (tmpfs), so that its free bytes are nobody else's.

tmpfs gives and takes whole pages at once and counts nothing but files' data: what a test expects of
`statvfs` it can add up.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from recordings.cleanup.pressure import relieve
from recordings.models import Camera, CleanupRun, PendingDeletion, Recording, StorageVolume
from recordings.volumes import Marks, ensure_first_volume, marks_of, room_on
from tests.faults.installation.conftest import disks, mounts_impossible
from tests.faults.installation.disks import MIB, Disks
from tests.recordings.cleanup.scene import Scene, make_scene

__all__ = ["disks", "mounts_impossible", "small_disk"]

RESERVE_BYTES = 2 * MIB
FILE_BYTES = 256 * 1024
PAGE_BYTES = 4096
NEED_FILES = 4  # how many go when `crowd` leaves the disk short
OLD = 5 * 24  # hours: younger than any retention, older than what counts for a rate


@dataclass
class SmallDisk:
    """`scene.volume` lies on a tmpfs of 16 MiB, 2 MiB of which are its reserve."""

    scene: Scene
    disks: Disks

    @property
    def volume(self) -> StorageVolume:
        return StorageVolume.objects.get(pk=self.scene.volume.pk)

    def another(self, name: str, size_mib: int = 16) -> StorageVolume:
        self.disks.tmpfs(name, size_mib)
        volume = ensure_first_volume(self.scene.folder / name)
        StorageVolume.objects.filter(pk=volume.pk).update(reserve_bytes=RESERVE_BYTES)
        return StorageVolume.objects.get(pk=volume.pk)

    def free_bytes(self) -> int:
        return room_on(self.volume.path).free_bytes

    def marks(self) -> Marks:
        """Of a volume whose rate nobody knows yet."""
        room = room_on(self.volume.path)
        return marks_of(self.volume.reserve_bytes, room.total_bytes, None)

    def hours(self, camera: Camera, count: int, ago_hours: float = OLD) -> list[Recording]:
        """So many files that follow one another, the first of which began so long ago."""
        first = self.scene.ago(hours=ago_hours)
        return self.scene.hours(camera, first, count, size_bytes=FILE_BYTES)

    def fill(self, left_bytes: int) -> Path:
        """Something else that leaves so much of the disk free."""
        filler = self.volume.path / "filler"
        with filler.open("wb") as file:
            file.write(bytes(self.free_bytes() - left_bytes))
        return filler

    def crowd(self) -> None:
        """Somebody wants to record, and NEED_FILES are missing to the upper mark."""
        Camera.objects.update(recording_enabled=True)
        need = NEED_FILES * FILE_BYTES - FILE_BYTES // 2
        self.fill(self.marks().eased - need)
        assert self.free_bytes() < self.marks().short

    def relieve(self) -> None:
        relieve(self.scene.clock)


@pytest.fixture
def small_disk(db: None, tmp_path: Path, settings: Settings, disks: Disks) -> SmallDisk:
    settings.VMS_RUN_DIR = tmp_path / "run"
    settings.VMS_RUN_DIR.mkdir()
    disks.tmpfs("volume-1", 16)
    scene = make_scene(tmp_path)
    StorageVolume.objects.update(reserve_bytes=RESERVE_BYTES)
    return SmallDisk(scene, disks)


def left(camera: Camera) -> list[datetime]:
    """When the camera's recordings begin that are left."""
    rows = Recording.objects.filter(camera=camera).order_by("start_time")
    return list(rows.values_list("start_time", flat=True))


def starts(rows: list[Recording]) -> list[datetime]:
    return [row.start_time for row in rows]


def details() -> dict[str, Any]:
    """Of the last run."""
    return dict(CleanupRun.objects.order_by("-pk")[0].details)


def runs() -> list[tuple[str, int, str]]:
    """Kind, files and what stopped it; of the runs of relief, oldest first."""
    found = CleanupRun.objects.exclude(kind=CleanupRun.Kind.RETENTION).order_by("pk")
    return list(found.values_list("kind", "files", "stopped_by"))


def assert_all_finished() -> None:
    assert not CleanupRun.objects.filter(finished_at=None).exists()
    assert not PendingDeletion.objects.exists()
