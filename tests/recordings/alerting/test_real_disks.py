"""Small disks of a test's own: filled, emptied, made read-only, and stopping a real recorder."""

import subprocess
import time
from pathlib import Path

import pytest

from recordings.alerting.watching import watch
from recordings.clock import SystemClock
from recordings.indexing import finish_recording
from recordings.models import Alert, Camera, CleanupRun, Recording, StorageVolume
from recordings.states import State
from recordings.volumes import ensure_first_volume
from tests.cameras import StartCamera
from tests.faults.installation.conftest import StartBench, disks, mounts_impossible, start_bench
from tests.faults.installation.disks import Disks
from tests.recordings.alerting.several_nodes import MEASURED_SECONDS, Told, alerts_of, true_gaps
from tests.waiting import wait_for

__all__ = ["disks", "mounts_impossible", "start_bench"]
Kind = Alert.Kind
DISK_KINDS = [Kind.DISK_WARNING, Kind.DISK_HIGH, Kind.DISK_CRITICAL]
SIZE_MB = 100


@pytest.fixture
def disk_root(db: None, disks: Disks) -> Path:
    disk = disks.tmpfs("disk", SIZE_MB)
    ensure_first_volume(disk.root)
    return disk.root


def use(root: Path, percent: int) -> None:
    filler = root / "filler"
    filler.unlink(missing_ok=True)
    subprocess.run(["fallocate", "-l", f"{percent * SIZE_MB * 1024 * 1024 // 100}", filler])


def open_kinds() -> list[str]:
    rows = Alert.objects.open().order_by("kind").values_list("kind", flat=True)
    return [*rows.filter(kind__in=[*DISK_KINDS, Kind.VOLUME_MISSING])]


def test_a_disk_that_fills_and_empties_has_each_alert_exactly_once(disk_root: Path) -> None:
    told = []
    for percent in (70, 79, 81, 85, 91, 89, 96, 94, 99, 94, 92, 89, 87, 79, 77, 70):
        use(disk_root, percent)
        watch(SystemClock())
        told.append((percent, len(open_kinds())))
    assert told == [
        *((70, 0), (79, 0), (81, 1), (85, 1), (91, 2), (89, 2), (96, 3), (94, 3), (99, 3)),
        *((94, 3), (92, 2), (89, 2), (87, 1), (79, 1), (77, 0), (70, 0)),
    ]
    rows = Alert.objects.filter(kind__in=DISK_KINDS)
    assert sorted(rows.values_list("kind", flat=True)) == sorted(DISK_KINDS)


def test_while_emergencies_make_room_an_alert_does_not_come_and_go(disk_root: Path) -> None:
    now = SystemClock().now()
    details = {"volume": StorageVolume.objects.get().pk}
    CleanupRun.objects.create(kind="emergency", started_at=now, files=3, details=details)
    told = []
    for percent in (96, 92, 96, 86, 84, 81, 79, 71, 69):
        use(disk_root, percent)
        watch(SystemClock())
        told.append((percent, len(open_kinds())))
    assert told == [
        *((96, 3), (92, 3), (96, 3), (86, 3), (84, 2), (81, 2), (79, 1), (71, 1), (69, 0)),
    ]
    assert Alert.objects.filter(kind__in=DISK_KINDS).count() == 3


def test_a_disk_that_has_become_read_only_is_missing_and_keeps_its_others(disk_root: Path) -> None:
    use(disk_root, 85)
    watch(SystemClock())
    subprocess.run(["mount", "-o", "remount,ro", str(disk_root)], check=True)
    watch(SystemClock())
    assert open_kinds() == sorted([Kind.DISK_WARNING, Kind.VOLUME_MISSING])
    assert Alert.objects.get(kind=Kind.VOLUME_MISSING).details["fault"] == "read_only"
    subprocess.run(["mount", "-o", "remount,rw", str(disk_root)], check=True)
    watch(SystemClock())
    assert open_kinds() == [Kind.DISK_WARNING]


@pytest.mark.slow
def test_a_full_disk_that_stops_recording_is_one_critical_alert(
    disks: Disks, start_camera: StartCamera, start_bench: StartBench
) -> None:
    disk = disks.tmpfs("disk", 24)
    bench = start_bench(disk.root)
    StorageVolume.objects.update(reserve_bytes=0)
    camera = bench.camera(start_camera().url())
    bench.wait_for_files(camera, 3)
    filler = disk.fill()
    bench.wait_for_state(camera, State.FAILED)
    wait_for(lambda: look(camera) and alerts_of(camera), "the alert")
    filler.unlink()
    wait_for(lambda: look(camera) and alerts_of(camera)[0].closed_at, "its end", 90)
    bench.stop_and_finish(camera)
    look(camera)
    (gap,), (alert,) = true_gaps(bench, camera), alerts_of(camera)
    assert (alert.kind, alert.severity) == (Kind.RECORDING_STOPPED, "critical")
    assert alert.details["cause"] == "disk"
    assert alert.closed_at is not None
    assert Told(alert.opened_at, alert.closed_at).is_about(gap, MEASURED_SECONDS)


def look(camera: Camera) -> bool:
    time.sleep(2)  # between looks; the beat's are 15 s apart
    rows = Recording.objects.filter(camera=camera, status=Recording.Status.RECORDING)
    for recording_id in rows.exclude(closed_at=None).values_list("pk", flat=True):
        finish_recording(recording_id)
    watch(SystemClock())
    return True
