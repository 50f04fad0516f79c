"""Alerts of a disk that real recorders fill: each opens once and closes once."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connections
from pytest_django import Settings

from recordings.alerting.watching import watch
from recordings.clock import SystemClock
from recordings.models import Alert, Recording
from tests.cameras import StartCamera
from tests.faults.installation.conftest import StartBench
from tests.faults.installation.disks import MIB, Disks
from tests.faults.installation.short_disk import (
    FULL,
    THIRD,
    deleted_files,
    digests,
    finished_files,
    held_for_good,
    other_citys_camera,
    set_reserve,
    stop_all,
    working,
)
from tests.faults.record import record
from tests.waiting import wait_for


@pytest.fixture(autouse=True)
def short_files(settings: Settings, tmp_path: Path) -> None:
    settings.RECORDING_SEGMENT_DURATION = 4
    settings.VMS_RUN_DIR = tmp_path / "run"
    settings.VMS_RUN_DIR.mkdir()


@pytest.mark.slow
def test_each_alert_of_a_disk_that_fills_opens_and_closes_once(
    disks: Disks, start_camera: StartCamera, start_bench: StartBench
) -> None:
    """200 MB, filled to the last alert, kept there by emergencies, and emptied by a person."""
    disk = disks.tmpfs("disk", 200)
    bench = start_bench(disk.root)
    set_reserve(4 * MIB)
    cameras = [bench.camera(start_camera(FULL).url())]
    cameras += [other_citys_camera(bench, start_camera(clip).url()) for clip in (FULL, THIRD)]
    with watched():
        last = Alert.objects.open().filter(kind=Alert.Kind.DISK_CRITICAL)
        with working(3600, clock=SystemClock()):
            first = wait_for(lambda: finished_files(cameras[0])[:1], "a finished file")
            held_for_good(cameras[0], first)
            held = digests(first)
            wait_for(last.exists, "the last alert", 300)
        with working(2, clock=SystemClock()) as worker:
            wait_for(lambda: deleted_files() >= 100, "footage to go", 600)
        stop_all(bench, worker, cameras)
        assert digests(first) == held
        for row in Recording.objects.exclude(file_path__in=held).select_related("volume"):
            row.path.unlink()
        wait_for(lambda: not disk_alerts(closed_at=None), "the alerts to close")
    assert disk_alerts() == ["disk_critical", "disk_high", "disk_warning"]
    stopped = Alert.objects.filter(kind__in=(Alert.Kind.RECORDING_STOPPED, "camera_offline"))
    assert not stopped.exists()
    note = f"{deleted_files()} files went meanwhile"
    record("disk alerts at 80, 90 and 95 %", "each once", 0.0, None, note)


def disk_alerts(**having: object) -> list[str]:
    found = Alert.objects.filter(kind__startswith="disk_", **having).order_by("kind")
    return list(found.values_list("kind", flat=True))


@contextmanager
def watched() -> Iterator[None]:
    """Looks for alerts each second, as a worker does each quarter of a minute."""
    stopping = threading.Event()

    def look() -> None:
        while not stopping.wait(1):
            watch(SystemClock())
        connections.close_all()

    thread = threading.Thread(target=look, name="alerts")
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()
