"""Detections are kept as long as the footage that shows them."""

from datetime import datetime, timedelta

import pytest

from recordings.cleanup import detections
from recordings.cleanup.nightly import retention_run
from recordings.models import Camera, CleanupRun, Detection
from tests.recordings.cleanup.scene import HOUR, Scene

pytestmark = pytest.mark.contract
MINUTE = timedelta(minutes=1)


def detect(camera: Camera, at: datetime) -> Detection:
    return Detection.objects.create(
        city=camera.city, camera=camera, at=at, source="lpr", external_id=f"{camera.pk} {at}"
    )


def left() -> set[int]:
    return set(Detection.objects.values_list("pk", flat=True))


def test_they_go_when_the_cameras_retention_and_an_hour_are_over(scene: Scene) -> None:
    basic, shorter = scene.camera("Gate"), scene.camera("Yard", retention_days=2)
    detect(basic, scene.ago(days=7, hours=1) - MINUTE)
    kept = detect(basic, scene.ago(days=7, hours=1))
    detect(shorter, scene.ago(days=3))
    fresh = detect(shorter, scene.ago(hours=1))
    retention_run(scene.clock)
    assert left() == {kept.pk, fresh.pk}
    assert CleanupRun.objects.get().details["detections"] == 2


def test_a_hold_keeps_those_within_it_and_no_others(scene: Scene) -> None:
    camera, other = scene.camera("Gate"), scene.camera("Yard")
    start = scene.ago(days=9)
    scene.hold(camera, start, start + HOUR)
    held = {detect(camera, start).pk, detect(camera, start + HOUR - MINUTE).pk}
    for after in (-MINUTE, HOUR):
        detect(camera, start + after)
    detect(other, start)
    retention_run(scene.clock)
    assert left() == held


def test_more_than_a_batch_goes(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detections, "ROWS_AT_ONCE", 3)
    camera = scene.camera()
    for n in range(6):
        detect(camera, scene.ago(days=9) + n * MINUTE)
    assert detections.forget_detections(scene.clock.now()) == 6
    assert detections.forget_detections(scene.clock.now()) == 0
