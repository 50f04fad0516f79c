"""Days of cities: their cameras' accounts added up, so that pages need not read them all.

A day is added up again when one of its accounts is newer than the sum. Each day is replaced in a
transaction of its own: a crash leaves some days old and some new, none half.
"""

import logging
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from recordings.models import CityDay, CoverageDay

logger = logging.getLogger(__name__)
LOOKED_AT = timedelta(days=92)
KEPT = timedelta(days=400)
MOST_AT_ONCE = 31
SETTLING = timedelta(minutes=30)
"""An account carries the moment at which its task began, and is written up to this much later."""
SHORTEST_MS = 500
"""Gaps shorter than this are hardly more than can be measured: their length counts, they do not."""
ROWS_AT_ONCE = 1000


@dataclass(slots=True)
class _Day:
    cameras: int = 0
    wanted_ms: int = 0
    recorded_ms: int = 0
    frames: int = 0
    frames_lost: int = 0
    gaps: dict[str, list[int]] = field(default_factory=dict)

    def add(self, row: tuple[Any, ...]) -> None:
        _city, wanted, recorded, frames, lost, gaps = row
        self.cameras += wanted > 0
        self.wanted_ms += wanted
        self.recorded_ms += recorded
        self.frames += frames
        self.frames_lost += lost or 0
        for start, end, why in gaps:
            known = self.gaps.setdefault(why, [0, 0])
            known[0] += end - start >= SHORTEST_MS
            known[1] += end - start


def sum_up_days(now: datetime) -> int:
    """How many days were added up: at most a month's at once, the newest first."""
    today = now.astimezone(UTC).date()
    CityDay.objects.filter(date__lt=today - KEPT).delete()
    due = list(_due(today - LOOKED_AT))[:MOST_AT_ONCE]
    for day in due:
        _replace(day, now)
    return len(due)


def _due(since: date) -> Iterator[date]:
    """Days whose accounts changed since they were added up, or of which none is left."""
    accounts = CoverageDay.objects.filter(date__gte=since).order_by().values_list("date")
    changed = dict(accounts.annotate(at=Max("computed_at")))
    whole = CityDay.objects.filter(date__gte=since, city=None)
    summed = dict(whole.values_list("date", "calculated_at"))
    for day in sorted(changed.keys() | summed.keys(), reverse=True):
        if day not in changed or day not in summed or changed[day] + SETTLING > summed[day]:
            yield day


def _replace(day: date, now: datetime) -> None:
    try:
        with transaction.atomic():
            sums = _sums_of(day)
            CityDay.objects.filter(date=day).delete()
            CityDay.objects.bulk_create(
                CityDay(
                    city_id=city,
                    date=day,
                    calculated_at=now,
                    cameras=found.cameras,
                    wanted_ms=found.wanted_ms,
                    recorded_ms=found.recorded_ms,
                    frames=found.frames,
                    frames_lost=found.frames_lost,
                    gaps=found.gaps,
                )
                for city, found in sums.items()
            )
    except IntegrityError:  # another worker was first, or a city went: the next time
        logger.info("the sum of %s was left to another", day)


def _sums_of(day: date) -> dict[int | None, _Day]:
    """By city, and under None of all, that too of a day on which nothing was wanted."""
    sums: dict[int | None, _Day] = defaultdict(_Day)
    fields = ("wanted_ms", "recorded_ms", "frames", "frames_lost", "gaps")
    rows = CoverageDay.objects.filter(date=day).order_by()
    for row in rows.values_list("camera__city", *fields).iterator(ROWS_AT_ONCE):
        for city in (row[0], None):
            sums[city].add(row)
    return sums
