"""Whether a recording is protected from cleanup."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from recordings.models import Hold, RecordingQuerySet


def is_held(now: datetime) -> Exists:
    """Of a recording: whether a hold in force covers a moment of it."""
    holds = Hold.objects.in_force(now).filter(camera=OuterRef("camera_id"))
    return Exists(
        holds.filter(start_time__lt=OuterRef("end_time"), end_time__gt=OuterRef("start_time"))
    )


def unheld(rows: RecordingQuerySet, now: datetime) -> RecordingQuerySet:
    """Finished recordings that no hold in force covers."""
    return rows.filter(~is_held(now), end_time__isnull=False)
