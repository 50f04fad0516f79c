"""How much this installation's compressions come to in a day, by those of the last days."""

from datetime import datetime, timedelta

from django.db.models import F, Sum

from recordings.models import Compression

DAYS = 7


def camera_hours_a_day(now: datetime) -> float | None:
    """Hours of footage that one job at a time makes smaller in a day; None before the first."""
    done = Compression.objects.filter(
        outcome=Compression.Outcome.DONE, started_at__gt=now - timedelta(days=DAYS)
    )
    sums = done.aggregate(
        media_ms=Sum("recording__duration_ms"), took=Sum(F("finished_at") - F("started_at"))
    )
    took: timedelta | None = sums["took"]
    if not took or not sums["media_ms"]:
        return None
    return float(sums["media_ms"] / 1000 / took.total_seconds() * 24)
