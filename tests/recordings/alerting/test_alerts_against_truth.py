"""Every gap of 30 s or more has exactly one alert, and where there is none there is no alert.

Real recorders, real cameras, real faults, all at once; the truth is read from the frames.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from recordings.alerting.judging import NOT_RECORDED
from recordings.alerting.looks import MEMORY_FILE
from recordings.alerting.watching import watch
from recordings.clock import SystemClock
from recordings.indexing import finish_recording
from recordings.models import Alert, Camera, Recording, StorageVolume
from recordings.volumes import ensure_first_volume
from tests.cameras import StartCamera
from tests.people import make_people
from tests.recordings.alerting.several_nodes import (
    MEASURED_SECONDS,
    NodeBench,
    Told,
    alerts_of,
    true_gaps,
)
from tests.waiting import wait_for

OUTAGE_SECONDS = 50.0  # told after 33 s, by looks that take some seconds on a busy machine
LOOK_SECONDS = 2.0
Kind = Alert.Kind


@pytest.fixture
def nodes(transactional_db: None, tmp_path: Path) -> Iterator[Callable[[str], NodeBench]]:
    """Starts a recorder node with a name, on one volume for all."""
    people = make_people()
    root = tmp_path / "volume"
    ensure_first_volume(root)
    StorageVolume.objects.update(reserve_bytes=0)
    with ExitStack() as stack:

        def start(name: str) -> NodeBench:
            bench = NodeBench(root=root, city=people.city, owner=people.owner, node=name)
            stack.callback(bench.close)
            bench.start()
            return bench

        yield start


def look() -> None:
    """What the beat does: closed files are finished, and the watch looks."""
    rows = Recording.objects.filter(status=Recording.Status.RECORDING).exclude(closed_at=None)
    for recording_id in rows.values_list("pk", flat=True):
        finish_recording(recording_id)
    watch(SystemClock())


def look_until(done: Callable[[], object], what: str, seconds: float) -> None:
    def looked() -> object:
        look()
        time.sleep(LOOK_SECONDS)  # between looks; the beat's are 15 s apart
        return done()

    wait_for(looked, what, seconds)


def lasts(seconds: float) -> Callable[[], bool]:
    until = time.monotonic() + seconds
    return lambda: time.monotonic() >= until


def still_open() -> list[tuple[str, str, dict[str, Any]]]:
    """Of cameras that are not recorded; frames may be lost where the machine is busy."""
    rows = Alert.objects.open().filter(kind__in=NOT_RECORDED)
    return [*rows.values_list("camera__name", "kind", "details")]


def told_by_alerts(camera: Camera) -> list[Told]:
    return [Told(a.opened_at, a.closed_at) for a in alerts_of(camera) if a.closed_at]


def test_each_injected_gap_has_one_alert_and_nothing_else_has_any(
    nodes: Callable[[str], NodeBench], start_camera: StartCamera
) -> None:
    cameras_node, dying, alone = nodes("cameras"), nodes("dying"), nodes("alone")
    gone, frozen, away, steady = (start_camera() for _ in range(4))
    expected: dict[Camera, list[Kind]] = {
        (cut_off := cameras_node.own_camera(gone.url(), "gone")): [Kind.CAMERA_OFFLINE],
        (stalled := cameras_node.own_camera(frozen.url(), "frozen")): [Kind.CAMERA_OFFLINE],
        cameras_node.own_camera(away.url(), "away for a moment"): [],
        (restarted := cameras_node.own_camera(steady.url(), "restarted quickly")): [],
        cameras_node.own_camera(steady.url(), "without a fault"): [],
        (killed := dying.own_camera(steady.url(), "recorder killed")): [Kind.RECORDING_STOPPED],
        alone.own_camera(steady.url(), "goes on alone"): [],
    }
    benches = (cameras_node, dying, alone)
    bench_of = {camera: next(b for b in benches if b.node == camera.node) for camera in expected}
    for camera, bench in bench_of.items():
        bench.wait_for_files(camera, 3)
    look()

    gone.send(f"down {OUTAGE_SECONDS}")
    frozen.send("stall")
    away.send("down 12")
    cameras_node.kill_recorders(restarted)
    alone.stop()
    dying.stop()
    dying.kill_recorders(killed)
    look_until(lasts(OUTAGE_SECONDS), "the outage to last", OUTAGE_SECONDS + 30)
    opened = {c.name: [a.closed_at for a in alerts_of(c)] for c in (cut_off, stalled, killed)}
    assert opened == {c.name: [None] for c in (cut_off, stalled, killed)}

    frozen.send("resume")
    dying.start()
    alone.start()
    is_late = lasts(150)
    look_until(lambda: not still_open() or is_late(), "all to be recorded steadily again", 300)
    assert still_open() == []
    found = {camera.name: [a.kind for a in alerts_of(camera)] for camera in expected}
    for camera, bench in bench_of.items():
        bench.stop_and_finish(camera)
    look()

    assert found == {camera.name: kinds for camera, kinds in expected.items()}
    assert_alerts_are_the_gaps(bench_of)

    # Had nobody looked meanwhile, the next look finds the same.
    Alert.objects.all().delete()
    (Path(settings.VMS_RUN_DIR) / MEMORY_FILE).unlink()
    look()
    assert_alerts_are_the_gaps(bench_of)
    again = {camera.name: [a.kind for a in alerts_of(camera)] for camera in expected}
    assert again == found


def assert_alerts_are_the_gaps(bench_of: dict[Camera, NodeBench]) -> None:
    for camera, bench in bench_of.items():
        gaps, alerts = true_gaps(bench, camera), told_by_alerts(camera)
        assert len(alerts) == len(gaps), camera.name
        for gap, alert in zip(gaps, alerts, strict=True):
            assert alert.is_about(gap, MEASURED_SECONDS), (camera.name, gap, alert)
