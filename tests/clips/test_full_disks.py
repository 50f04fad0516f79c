"""A volume that fills up, fails or goes away while a clip is being cut onto it."""

import os
import subprocess
from pathlib import Path

import pytest

from clips.cutter import cut
from clips.models import Clip, Status
from clips.services import Asked, clip_retry
from clips.tidying import tidy
from recordings.models import StorageVolume
from recordings.volumes import ensure_first_volume, room_on
from tests.clips.left_behind import (
    assert_nothing_left,
    assert_released,
    assert_whole,
    everything,
    fresh,
    go_on,
)
from tests.clips.scene import FRAME_MS, Scene
from tests.clips.steps import at_step
from tests.faults.installation.conftest import disks, mounts_impossible
from tests.faults.installation.disks import Disk, Disks

__all__ = ["disks", "mounts_impossible"]

pytestmark = pytest.mark.django_db(transaction=True)
SPAN = (10_000, 70_000)
CODES = [*range(SPAN[0] // FRAME_MS, SPAN[1] // FRAME_MS)]
LEFT_BYTES = 300_000  # of the 2.2 MB that the clip needs


@pytest.fixture
def disk(scene: Scene, disks: Disks) -> Disk:
    """Where clips go: a small one of their own; the recordings are elsewhere."""
    scene.record_all()
    disk = disks.tmpfs("clips", 40)
    ensure_first_volume(disk.root)
    StorageVolume.objects.update(reserve_bytes=0)
    StorageVolume.objects.filter(pk=scene.volume.pk).update(is_active=False)
    return disk


def fill(disk: Disk, left_bytes: int = 0) -> Path:
    filler = disk.fill()
    os.truncate(filler, filler.stat().st_size - left_bytes)
    assert room_on(disk.root).free_bytes <= left_bytes + 8192
    return filler


def retried(scene: Scene, clip: Clip) -> None:
    clip_retry(Asked(scene.people.operator, None, scene.clock.now()), clip.pk)
    go_on(scene)


def test_no_room_from_the_beginning(scene: Scene, disk: Disk) -> None:
    filler = fill(disk, LEFT_BYTES)
    clip = scene.cut(*SPAN)
    assert_nothing_left(clip, Status.FAILED, "no_room")
    filler.unlink()
    retried(scene, clip)
    assert_whole(clip, CODES)


@pytest.mark.parametrize(
    ("step", "left_bytes"),
    [("planned", LEFT_BYTES), ("planned", 0), ("piping", 0), ("written", 0), ("being checked", 0)],
)
def test_the_disk_fills_up_meanwhile(scene: Scene, disk: Disk, step: str, left_bytes: int) -> None:
    clip = scene.ask(*SPAN)
    fillers: list[Path] = []
    where = "has room" if step == "planned" else step
    with at_step(where, lambda: fillers.append(fill(disk, left_bytes))):
        cut(clip.pk, scene.clock)
    assert everything() == []
    tidy(scene.clock)
    assert_nothing_left(clip, Status.FAILED, "no_room")
    fillers[0].unlink()
    retried(scene, clip)
    assert_whole(clip, CODES)


def remount(disk: Disk, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(disk.root)], check=True)


def test_a_volume_that_cannot_be_written(scene: Scene, disk: Disk) -> None:
    remount(disk, "ro")
    clip = scene.cut(*SPAN)
    assert_nothing_left(clip, Status.FAILED, "no_room")
    remount(disk, "rw")
    retried(scene, clip)
    assert_whole(clip, CODES)


def test_a_volume_that_cannot_be_written_any_more(scene: Scene, disk: Disk) -> None:
    """What was written so far goes when it can."""
    clip = scene.ask(*SPAN)
    with at_step("written", lambda: remount(disk, "ro")):
        cut(clip.pk, scene.clock)
    assert (fresh(clip).status, fresh(clip).error_code) == (Status.FAILED, "disk_error")
    remount(disk, "rw")
    tidy(scene.clock)
    assert_nothing_left(clip, Status.FAILED, "disk_error")
    retried(scene, clip)
    assert_whole(clip, CODES)


def test_a_volume_that_is_taken_away(scene: Scene, disk: Disk) -> None:
    """Nothing stays on the mount point that is left, which is another disk's."""
    clip = scene.ask(*SPAN)
    with at_step("has room", lambda: disk.unmount(lazy=True)):
        cut(clip.pk, scene.clock)
    assert (fresh(clip).status, fresh(clip).error_code) == (Status.FAILED, "disk_error")
    assert everything() == []
    assert_released(fresh(clip))
