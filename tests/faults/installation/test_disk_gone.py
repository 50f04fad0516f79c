"""A volume that is unmounted under its recorder, and one in whose place another disk is mounted.

Files are an hour long here, as in use: with short ones FFmpeg would stumble over the missing
folders at its next file, and the fault would show by itself.
"""

from pathlib import Path

import pytest
from pytest_django import Settings

from recordings.faults import Fault
from recordings.ffmpeg.layout import day_folders
from recordings.models import Camera, Recording
from recordings.states import State
from tests.cameras import StartCamera
from tests.faults.installation.conftest import StartBench, VolumesBench
from tests.faults.installation.disks import Disk, Disks
from tests.faults.installation.truth import loss_in, media_files, stamps_in
from tests.faults.record import record
from tests.waiting import wait_for

PROMISED_SECONDS = 15


@pytest.fixture(autouse=True)
def hours(settings: Settings) -> None:
    settings.RECORDING_SEGMENT_DURATION = 3600


def record_for_seconds(bench: VolumesBench, camera: Camera, root: Path, seconds: float) -> int:
    """Until so much lies on the disk; the number of the last frame there."""
    bench.wait_for_state(camera, State.RECORDING)

    def enough() -> int:
        stamps = stamps_in(media_files(root))
        long = stamps and stamps[-1].sent_ns - stamps[0].sent_ns >= seconds * 1e9
        return stamps[-1].frame if long else 0

    return wait_for(enough, f"{seconds} s on the disk")


def tree(root: Path) -> dict[str, bytes]:
    """Every file below the folder with what is in it."""
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def wait_for_frames(root: Path, count: int, seconds: float = 30) -> None:
    wait_for(lambda: len(stamps_in(media_files(root))) >= count, f"frames below {root}", seconds)


def assert_rows_wait_for_their_disk(rows: list[Recording]) -> None:
    """Neither missing nor broken: closed, unfinished, asked for again."""
    assert {row.status for row in rows} == {Recording.Status.RECORDING}
    assert [row.path.name for row in rows if row.error] == []


def loss_until_second_disk(before: int, second: Disk) -> tuple[float, int]:
    """What is in no reach: all from the moment the first disk was away."""
    first = stamps_in(media_files(second.root))[0]
    return (first.frame - before - 1) / 24, first.frame - before - 1


@pytest.mark.slow
def test_an_unmounted_volume_is_left_for_another_and_its_mount_point_stays_empty(
    disks: Disks, start_camera: StartCamera, start_bench: StartBench
) -> None:
    gone, second = disks.ext4("gone", 48), disks.tmpfs("second", 16)
    bench = start_bench(gone.root, second.root)
    camera = bench.camera(start_camera().url())
    before = record_for_seconds(bench, camera, gone.root, 2)

    gone.unmount(lazy=True)
    wait_for_frames(second.root, 24)
    rows = [row for row in bench.finish(camera) if row.volume.path == gone.root]
    seconds, frames = loss_until_second_disk(before, second)

    record("volume unmounted, a second volume", "<= 15 s", round(seconds, 2), frames)
    assert tree(gone.root) == {}
    assert_rows_wait_for_their_disk(rows)
    assert seconds <= PROMISED_SECONDS
    wait_for(lambda: len(bench.pids(camera)) == 1, "the first recorder's end")
    gone.mount()
    finished = bench.stop_and_finish(camera)
    assert {row.status for row in finished} == {
        Recording.Status.COMPLETE,
        Recording.Status.STOPPED,
    }
    with_its_disk = loss_in(media_files(gone.root, second.root))
    note = "with what FFmpeg wrote to the detached disk until it was ended"
    record(
        "volume unmounted and back", "<= 15 s", with_its_disk.seconds, with_its_disk.frames, note
    )


def test_nothing_is_written_to_another_disk_that_is_mounted_there_or_taken_from_it(
    disks: Disks, start_camera: StartCamera, start_bench: StartBench
) -> None:
    mine, second = disks.ext4("mine", 48), disks.tmpfs("second", 16)
    bench = start_bench(mine.root, second.root)
    camera = bench.camera(start_camera().url())
    before = record_for_seconds(bench, camera, mine.root, 2)
    foreign = disks.ext4("foreign", 48, mounted_on="mine")

    mine.unmount(lazy=True)
    disks.add(foreign)
    theirs = mount_anothers_footage(foreign, bench, camera)
    wait_for_frames(second.root, 24)
    rows = [row for row in bench.finish(camera) if row.volume.path == mine.root]
    seconds, frames = loss_until_second_disk(before, second)

    record("volume swapped, a second volume", "<= 15 s", round(seconds, 2), frames)
    assert tree(foreign.root) == theirs
    assert_rows_wait_for_their_disk(rows)
    assert seconds <= PROMISED_SECONDS


def mount_anothers_footage(foreign: Disk, bench: VolumesBench, camera: Camera) -> dict[str, bytes]:
    """A disk of another installation: its own identity, and the same numbers in its tree."""
    for day in day_folders(bench.clock.now()):
        (foreign.root / camera.folder / day).mkdir(parents=True)
    today = foreign.root / camera.folder / day_folders(bench.clock.now())[1]
    (today / "00-00-00_1a2b3c4d.mp4").write_bytes(b"another installation's footage")
    (foreign.root / ".vms-volume.json").write_text(
        '{"volume": "6a0e9ac4-5f1c-4f7e-9d5b-0d4f3f1d7c11"}'
    )
    return tree(foreign.root)


@pytest.mark.slow
def test_alone_an_unmounted_volume_is_a_named_fault_until_its_disk_is_back(
    disks: Disks, start_camera: StartCamera, start_bench: StartBench
) -> None:
    disk = disks.ext4("disk", 48)
    bench = start_bench(disk.root)
    camera = bench.camera(start_camera().url())
    record_for_seconds(bench, camera, disk.root, 2)

    disk.unmount(lazy=True)
    status = bench.wait_for_state(camera, State.FAILED, seconds=40)
    assert status.error_code == Fault.VOLUME
    assert tree(disk.root) == {}
    assert_rows_wait_for_their_disk(bench.finish(camera))
    disk.mount()
    bench.wait_for_state(camera, State.RECORDING, seconds=30)
    rows = bench.stop_and_finish(camera)

    assert {row.status for row in rows} <= {Recording.Status.COMPLETE, Recording.Status.STOPPED}
    assert loss_in(media_files(disk.root)).doubled == 0


@pytest.mark.slow
def test_a_file_begun_before_the_swap_is_noticed_is_the_last_and_is_not_taken_for_ours(
    disks: Disks, start_camera: StartCamera, start_bench: StartBench, settings: Settings
) -> None:
    settings.RECORDING_SEGMENT_DURATION = 2
    mine, second = disks.ext4("mine", 48), disks.tmpfs("second", 16)
    bench = start_bench(mine.root, second.root)
    camera = bench.camera(start_camera().url())
    record_for_seconds(bench, camera, mine.root, 2)
    foreign = disks.ext4("foreign", 48, mounted_on="mine")

    mine.unmount(lazy=True)
    disks.add(foreign)
    theirs = mount_anothers_footage(foreign, bench, camera)
    wait_for_frames(second.root, 24)
    wait_for(lambda: len(bench.pids(camera)) == 1, "the first recorder's end")
    noticed = tree(foreign.root)
    rows = [row for row in bench.finish(camera) if row.volume.path == mine.root]
    wait_for_frames(second.root, 72)

    assert {path: noticed[path] for path in theirs} == theirs
    begun = [path for path in noticed.keys() - theirs if path.endswith(".mp4")]
    note = f"{len(begun)} files of 2 s begun on the other disk before it was noticed"
    record("volume swapped over the end of a file", "<= 15 s", None, None, note)
    assert tree(foreign.root) == noticed
    assert {row.path.name for row in rows if row.status != Recording.Status.RECORDING} == set()
