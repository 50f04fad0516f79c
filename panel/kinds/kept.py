"""What cameras keep, from the counters: no row of a recording is read."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import Max, Sum

from recordings.models import Camera, Usage


class Kept(NamedTuple):
    """Of a camera; `until` is when the last of it is kept no longer."""

    bytes: int
    files: int
    until: datetime


def kept_by(cameras: Sequence[Camera], now: datetime) -> dict[int, Kept]:
    """As things stand, if nothing more is recorded; without cameras that keep nothing."""
    rows = Usage.objects.filter(camera__in=cameras, files__gt=0).order_by().values_list("camera")
    sums: dict[int, tuple[Any, ...]] = {
        row[0]: row[1:] for row in rows.annotate(Sum("bytes"), Sum("files"), Max("date"))
    }
    found = {}
    for camera in cameras:
        if camera.pk not in sums:
            continue
        size, files, last_day = sums[camera.pk]
        ended = datetime.combine(last_day, time(), UTC) + timedelta(days=1)
        recorded_until = now if camera.recording_enabled else min(ended, now)
        until = recorded_until + timedelta(days=camera.retention_days_at(now))
        found[camera.pk] = Kept(size, files, until)
    return found
