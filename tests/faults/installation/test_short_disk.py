"""Real recorders fill a small disk: footage goes before its time, recording goes on.

The long form fills 200 MB and takes the clock as it is; files must then be a minute old to go.
"""

import time
from pathlib import Path

import pytest
from django.db.models import Sum
from pytest_django import Settings

from recordings.clock import Clock, SystemClock
from recordings.faults import Fault
from recordings.models import (
    Camera,
    CameraEvent,
    CleanupRun,
    Deletion,
    Hold,
    RecorderStatus,
    Recording,
    StorageVolume,
    Usage,
)
from recordings.states import State
from tests.cameras import StartCamera
from tests.faults.installation.conftest import StartBench
from tests.faults.installation.disks import MIB, Disks
from tests.faults.installation.short_disk import (
    FULL,
    THIRD,
    LaterClock,
    Worker,
    add_volume,
    deleted_files,
    digests,
    finished_files,
    held_for_good,
    other_citys_camera,
    set_reserve,
    stop_all,
    working,
)
from tests.faults.installation.truth import assert_each_is_whole_to_its_last_fragment, media_files
from tests.faults.record import record
from tests.waiting import wait_for

RESERVE_BYTES = 14 * MIB
RESUMES_SECONDS = 30
MOVES_SECONDS = 15
Kind = CleanupRun.Kind


@pytest.fixture(autouse=True)
def short_files(settings: Settings, tmp_path: Path) -> None:
    settings.RECORDING_SEGMENT_DURATION = 4
    settings.VMS_RUN_DIR = tmp_path / "run"
    settings.VMS_RUN_DIR.mkdir()


def assert_no_camera_stopped(worker: Worker, cameras: list[Camera]) -> int:
    """Each was recorded in one run without a gap; how many frames that were."""
    frames = 0
    for camera in cameras:
        whole = worker.continuity(camera)
        assert (whole.lost, whole.doubled, whole.breaks) == (0, 0, 0), camera.name
        events = CameraEvent.objects.filter(camera=camera).order_by("at", "id")
        states = [event.state for event in events]
        assert states == ["starting", "recording", "stopping", "stopped"]
        assert RecorderStatus.objects.get(camera=camera).restarts == 0
        frames += whole.frames
    return frames


def assert_oldest_went_first(camera: Camera, held: set[str]) -> None:
    """Nothing that went began after something that is left and was free to go."""
    entries = Deletion.objects.filter(camera=camera)
    gone = [name.rsplit("/", 2)[-2:] for entry in entries for name, *_ in entry.files]
    rows = Recording.objects.filter(camera=camera).exclude(file_path__in=held)
    left = [path.rsplit("/", 2)[-2:] for path in rows.values_list("file_path", flat=True)]
    assert gone
    assert left
    assert max(gone) < min(left)


def shares() -> dict[int, float]:
    """What each city keeps for what it is entitled to; all cameras have the same quota here."""
    kept = Usage.objects.filter(bytes__gt=0).values_list("camera__city")
    used = dict(kept.annotate(n=Sum("bytes")))
    return {
        city: used[city] / Camera.objects.filter(city=city, usage__bytes__gt=0).distinct().count()
        for city in used
    }


def fill_and_go_on(
    disks: Disks,
    start_camera: StartCamera,
    start_bench: StartBench,
    *,
    size_mib: int,
    until_deleted: int,
    clock: Clock,
    seconds: float,
) -> None:
    """Two cities: one camera in the first, in the second two that weigh less on the whole."""
    disk = disks.tmpfs("disk", size_mib)
    bench = start_bench(disk.root)
    set_reserve(RESERVE_BYTES)
    camera = bench.camera(start_camera(FULL).url())
    others = (start_camera(FULL), start_camera(THIRD))
    cameras = [camera, *(other_citys_camera(bench, other.url()) for other in others)]
    with working(2, clock=clock) as worker:
        bench.wait_for_files(camera, 3)
        finished = wait_for(
            lambda: rows if len(rows := finished_files(camera)) >= 2 else None, "two finished files"
        )
        held_for_good(camera, finished)
        held = digests(finished)
        wait_for(lambda: deleted_files() >= until_deleted, "footage to go", seconds)
    stop_all(bench, worker, cameras)

    frames = assert_no_camera_stopped(worker, cameras)
    assert digests(finished) == held
    for each in cameras:
        assert_oldest_went_first(each, set(held))
    assert worker.least[StorageVolume.objects.get().pk] > RESERVE_BYTES // 2
    assert not CleanupRun.objects.exclude(kind=Kind.EMERGENCY).exists()
    ratios = shares()
    largest = Recording.objects.order_by("-file_size")[0].file_size
    assert max(ratios.values()) - min(ratios.values()) <= 2 * largest
    assert_each_is_whole_to_its_last_fragment(media_files(disk.root))
    note = f"{deleted_files()} files went, {frames} frames recorded by three cameras meanwhile"
    record("disk full, and can be freed", "0", 0.0, 0, note)


def test_the_oldest_go_no_camera_stops_and_no_hold_is_touched(
    disks: Disks, start_camera: StartCamera, start_bench: StartBench
) -> None:
    fill_and_go_on(
        disks,
        start_camera,
        start_bench,
        size_mib=44,
        until_deleted=6,
        clock=LaterClock(),
        seconds=90,
    )


@pytest.mark.slow
def test_two_hundred_megabytes_are_filled_and_filled_again(
    disks: Disks, start_camera: StartCamera, start_bench: StartBench
) -> None:
    fill_and_go_on(
        disks,
        start_camera,
        start_bench,
        size_mib=200,
        until_deleted=100,
        clock=SystemClock(),
        seconds=600,
    )


def test_with_nothing_left_to_free_recording_stops_in_time_and_resumes_by_itself(
    disks: Disks, start_camera: StartCamera, start_bench: StartBench
) -> None:
    disk = disks.tmpfs("disk", 16)
    bench = start_bench(disk.root)
    set_reserve(8 * MIB)
    camera = bench.camera(start_camera(FULL).url())
    bench.wait_for_state(camera, State.RECORDING)
    hold = held_for_good(camera, bench.wait_for_files(camera, 1))
    Hold.objects.update(end_time=hold.until)

    with working(2) as worker:
        status = bench.wait_for_state(camera, State.FAILED, seconds=60)
        assert status.error_code == Fault.DISK_FULL
        wait_for(lambda: not bench.pids(camera), "the recorder's end")
        # Recorders end at half of the reserve; the worker looks from time to time only.
        assert 0 < worker.least[StorageVolume.objects.get().pk] <= 5 * MIB
        assert deleted_files() == 0
        told = CleanupRun.objects.get()
        assert (told.kind, told.details["nothing_left"]) == (Kind.EMERGENCY, True)
        Hold.objects.update(released_at=worker.clock.now())
        released_at = time.monotonic()
        bench.wait_for_state(camera, State.RECORDING, seconds=RESUMES_SECONDS)
        resumed_seconds = time.monotonic() - released_at
        assert deleted_files() > 0
    stop_all(bench, worker, [camera])

    whole = worker.continuity(camera)
    assert (whole.doubled, whole.breaks) == (0, 1)  # the stop itself, and nothing else
    assert_each_is_whole_to_its_last_fragment(media_files(disk.root))
    promise = "resumes in 30 s when there is room"
    record("disk full of held footage", promise, round(resumed_seconds, 2), None)


def test_runs_of_a_short_disk_go_to_another_and_nothing_is_deleted(
    disks: Disks, start_camera: StartCamera, start_bench: StartBench
) -> None:
    first, second = disks.tmpfs("first", 28), disks.tmpfs("second", 64)
    bench = start_bench(first.root)
    set_reserve(18 * MIB)
    cameras = [bench.camera(start_camera(FULL).url()) for _ in range(2)]
    for camera in cameras:
        bench.wait_for_state(camera, State.RECORDING)
    there = add_volume(bench, second.root, 8 * MIB)

    with working(2) as worker:
        rows = Recording.objects.filter(volume=there, status=Recording.Status.COMPLETE)
        on_second = rows.order_by().values("camera").distinct()
        wait_for(lambda: on_second.count() == 2, "both cameras on the second disk")
    stop_all(bench, worker, cameras)

    assert not Deletion.objects.exists()
    assert not CleanupRun.objects.exists()
    assert worker.least[StorageVolume.objects.exclude(pk=there.pk).get().pk] > 8 * MIB
    for camera in cameras:
        whole = worker.continuity(camera)
        assert (whole.doubled, whole.breaks) == (0, 1)
        assert RecorderStatus.objects.get(camera=camera).restarts == 1
        seconds = whole.lost / FULL.fps
        record("disk short, a second volume", "goes on there in 15 s", seconds, whole.lost)
        assert seconds <= MOVES_SECONDS
