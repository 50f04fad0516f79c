"""What is forgotten with the footage: detections, and in time the recorders' events.

Detections are kept as long as the footage that shows them: the camera's retention, or a hold.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from recordings.cleanup.dooming import cutoff, locked_cameras
from recordings.cleanup.expiry import cameras_by_cutoff
from recordings.models import Camera, CameraEvent, Detection, Hold

ROWS_AT_ONCE = 1000
EVENTS_KEPT = timedelta(days=400)
"""Gap reasons of a year, and of the month in which somebody asks for it."""


def forget_detections(now: datetime) -> int:
    """How many are gone: those older than their camera keeps and within no hold."""
    gone = 0
    for before, cameras in cameras_by_cutoff(now):
        old = _unheld_detections(now).filter(camera=OuterRef("pk"), at__lt=before)
        for camera_id in _ids(Camera.objects.filter(Exists(old), pk__in=list(cameras))):
            while deleted := _forget_some(camera_id, now):
                gone += deleted
    return gone


def forget_events(now: datetime) -> int:
    """How many of the cameras' events are gone."""
    gone = 0
    old = CameraEvent.objects.filter(at__lt=now - EVENTS_KEPT)
    for camera_id in _ids(Camera.objects.filter(Exists(old.filter(camera=OuterRef("pk"))))):
        while ids := _ids(old.filter(camera=camera_id).order_by("at")[:ROWS_AT_ONCE]):
            gone += CameraEvent.objects.filter(pk__in=ids).delete()[0]
    return gone


def _forget_some(camera_id: int, now: datetime) -> int:
    """A batch. The camera is locked: a hold comes before it, or too late for it."""
    with transaction.atomic():
        before = cutoff(locked_cameras([camera_id])[camera_id], now)
        old = _unheld_detections(now).filter(camera=camera_id, at__lt=before)
        ids = _ids(old.order_by("at")[:ROWS_AT_ONCE])
        return Detection.objects.filter(pk__in=ids).delete()[0]


def _unheld_detections(now: datetime) -> QuerySet[Detection]:
    holds = Hold.objects.in_force(now).filter(
        camera=OuterRef("camera"), start_time__lte=OuterRef("at"), end_time__gt=OuterRef("at")
    )
    return Detection.objects.filter(~Exists(holds))


def _ids(rows: QuerySet[Any]) -> list[int]:
    return list(rows.values_list("pk", flat=True))
