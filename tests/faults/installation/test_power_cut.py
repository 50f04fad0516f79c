"""A power cut: the image of a volume is copied while it is written, and mounted as after one.

The copy holds what had reached the disk by then, and not what was still in memory: FFmpeg never
syncs, so all that is found is the work of our own syncer. A real disk may also lose what its own
cache had not written; the copy does not show that.
"""

import os
import random
import time

import pytest
from pytest_django import Settings

from recordings.models import Camera, Recording
from tests.cameras import StartCamera
from tests.faults.installation.conftest import StartBench, VolumesBench
from tests.faults.installation.disks import Disk, Disks
from tests.faults.installation.truth import (
    assert_each_is_whole_to_its_last_fragment,
    look,
    loss_in,
    media_files,
    stamps_in,
)
from tests.faults.record import record
from tests.waiting import wait_for

SYNC_SECONDS = 1.0
FRAGMENT_SECONDS = 1.0
MARGIN_SECONDS = 1.0
LOST_AT_MOST = SYNC_SECONDS + FRAGMENT_SECONDS + MARGIN_SECONDS
SEEDS = range(10)
PROMISE = "sync period (1 s) + 1 fragment (1 s)"


@pytest.fixture(autouse=True)
def each_second(settings: Settings) -> None:
    settings.VMS_SYNC_SECONDS = SYNC_SECONDS


def cut_power(disks: Disks, disk: Disk, name: str) -> tuple[Disk, int]:
    """The disk as the next boot finds it, and when the power went (ns since the epoch)."""
    at_ns = time.time_ns()
    image, root = disks.folder / f"{name}.img", disks.folder / name
    return disks.add(disk.copy_of_now(image, root)), at_ns


def assert_little_is_lost(after: Disk, at_ns: int) -> float:
    """Seconds lost at the end; in the middle nothing may be."""
    files = media_files(after.root)
    assert_each_is_whole_to_its_last_fragment(files)
    inside = loss_in(files)
    assert (inside.frames, inside.doubled) == (0, 0), inside
    lost_seconds = (at_ns - stamps_in(files)[-1].sent_ns) / 1e9
    assert lost_seconds <= LOST_AT_MOST
    return lost_seconds


def assert_finished_rows_have_their_files(rows: list[Recording], before: Disk, after: Disk) -> None:
    """Whole: as many bytes as the row says, and as many frames."""
    finished = [row for row in rows if row.status == Recording.Status.COMPLETE]
    assert finished
    for row in finished:
        path = after.root / row.path.relative_to(before.root)
        progress = look(path)
        assert progress is not None
        assert (path.stat().st_size, progress.frames) == (row.file_size, row.frames)


def record_some(bench: VolumesBench, camera: Camera, seconds: float) -> list[Recording]:
    """So much more, with closed files finished as the worker does."""
    until = time.time_ns() + seconds * 1e9
    wait_for(
        lambda: (s := stamps_in(media_files(bench.root))) and s[-1].sent_ns > until, "video", 60
    )
    return bench.finish(camera)


def test_what_was_synced_is_playable_and_no_finished_row_lacks_its_file(
    disks: Disks, start_camera: StartCamera, start_bench: StartBench
) -> None:
    disk = disks.ext4("disk", 64)
    bench = start_bench(disk.root)
    camera = bench.camera(start_camera().url())
    bench.wait_for_files(camera, 3)
    rows = record_some(bench, camera, 1.3)

    after, at_ns = cut_power(disks, disk, "after")

    lost_seconds = assert_little_is_lost(after, at_ns)
    assert_finished_rows_have_their_files(rows, disk, after)
    record("power cut", PROMISE, round(lost_seconds, 2), None)


def test_a_file_that_nobody_has_finished_yet_is_synced_to_its_end_all_the_same(
    disks: Disks, start_camera: StartCamera, start_bench: StartBench
) -> None:
    """The worker, or its broker, is away; the file has ended and the next one is being written."""
    disk = disks.ext4("disk", 64)
    bench = start_bench(disk.root)
    camera = bench.camera(start_camera().url())
    bench.wait_for_files(camera, 7)  # each end is a chance to lose what was not synced
    last = media_files(disk.root)[-1]
    wait_for(lambda: (seen := look(last)) and seen.count > 1, "fragments of the next file")

    after, at_ns = cut_power(disks, disk, "after")

    lost_seconds = assert_little_is_lost(after, at_ns)
    record("power cut, worker away", PROMISE, round(lost_seconds, 2), None)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_at_any_moment(
    disks: Disks, start_camera: StartCamera, start_bench: StartBench, seed: int
) -> None:
    chance = random.Random(seed)
    disk = disks.ext4("disk", 64)
    bench = start_bench(disk.root)
    camera = bench.camera(start_camera().url())
    bench.wait_for_files(camera, 2)
    for cut in range(3):
        rows = record_some(bench, camera, chance.uniform(0.1, 4))
        time.sleep(chance.uniform(0, 1))
        after, at_ns = cut_power(disks, disk, f"after-{cut}")
        lost_seconds = assert_little_is_lost(after, at_ns)
        assert_finished_rows_have_their_files(rows, disk, after)
        record("power cut", PROMISE, round(lost_seconds, 2), None, f"seed {seed}, cut {cut}")


def test_the_copy_shows_what_was_never_synced_as_lost(
    disks: Disks,
) -> None:
    """The meter itself: without a sync nothing of a file is on the disk."""
    disk = disks.ext4("disk", 16)
    synced, unsynced = disk.root / "synced", disk.root / "unsynced"
    for path in (synced, unsynced):
        path.write_bytes(b"x" * 100_000)
    with synced.open("rb") as file:
        os.fdatasync(file.fileno())

    after, _at_ns = cut_power(disks, disk, "after")

    assert (after.root / "synced").stat().st_size == 100_000
    left = after.root / "unsynced"
    assert not left.exists() or left.stat().st_size == 0
