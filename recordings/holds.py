"""Holds: whether a recording is protected from cleanup, and who may see by what."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from plans.models import User
from plans.selectors import get_or_404
from recordings.models import Hold, HoldQuerySet, RecordingQuerySet


def is_held(now: datetime) -> Exists:
    """Of a recording: whether a hold in force covers a moment of it."""
    holds = Hold.objects.in_force(now).filter(camera=OuterRef("camera_id"))
    return Exists(
        holds.filter(start_time__lt=OuterRef("end_time"), end_time__gt=OuterRef("start_time"))
    )


def unheld(rows: RecordingQuerySet, now: datetime) -> RecordingQuerySet:
    """Finished recordings that no hold in force covers."""
    return rows.filter(~is_held(now), end_time__isnull=False)


def is_in_force(hold: Hold, now: datetime) -> bool:
    return hold.released_at is None and hold.until > now


def hold_list(user: User) -> HoldQuerySet:
    people = ("created_by", "released_by")
    return Hold.objects.visible_to(user).select_related("camera__city", *people)


def hold_get(user: User, hold_id: Any) -> Hold:
    return get_or_404(hold_list(user), pk=hold_id)
