"""Accounts: a camera's recording over a period, and, kept for good, over each day of its city.

Keeping a day's account:

1. A day that is over is accounted for from the rows, and the account written by compare and set.
2. It is final once the day has been over for an hour and none of its recordings is unfinished;
   from then on it is never written again, because retention takes the rows that it rests on.
A crash after either leaves a day to be accounted for again, which changes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Q

from recordings.evidence import Evidence, gather
from recordings.facts import File
from recordings.gaps import Gap
from recordings.models import Camera, CoverageDay, Recording, Wish
from recordings.spans import Span, clip, day_span, epoch_ms, intersect, length_ms

SETTLED_MS = 3_600_000
CATCH_UP_DAYS = 62
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Account:
    """`recorded_ms` and the gaps add up to `wanted_ms`; None where it cannot be known.

    Frames and lost frames are those of the files that begin in the period, so that each counts
    once.
    """

    wanted_ms: int = 0
    recorded_ms: int = 0
    gaps: tuple[Gap, ...] = ()
    restarts: int = 0
    frames: int | None = 0
    frames_lost: int | None = 0

    def __add__(self, other: "Account") -> "Account":
        """Of periods that follow each other."""
        return Account(
            self.wanted_ms + other.wanted_ms,
            self.recorded_ms + other.recorded_ms,
            self.gaps + other.gaps,
            self.restarts + other.restarts,
            _sum([self.frames, other.frames]),
            _sum([self.frames_lost, other.frames_lost]),
        )


def account_of(evidence: Evidence, period: Span) -> Account:
    """The account of a period that the evidence was gathered for, or of a part of it."""
    wanted = clip(evidence.wanted, *period)
    files = [f for f in evidence.files if period[0] <= f.start_ms < period[1]]
    return Account(
        wanted_ms=length_ms(wanted),
        recorded_ms=length_ms(intersect(wanted, clip(evidence.recorded, *period))),
        gaps=cut(evidence.gaps, period),
        restarts=_restarts(evidence, period),
        frames=sum(f.frames for f in files),
        frames_lost=_sum(f.lost for f in files),
    )


def cut(gaps: Iterable[Gap], period: Span) -> tuple[Gap, ...]:
    """What of the gaps lies in the period."""
    first, last = period
    return tuple(
        Gap(max(gap.start_ms, first), min(gap.end_ms, last), gap.cause)
        for gap in gaps
        if gap.start_ms < last and gap.end_ms > first
    )


def account_day(camera: Camera, day: date, now: datetime) -> CoverageDay:
    """The day's row, written anew unless it is final; it keeps the zone that it began with."""
    kept = CoverageDay.objects.filter(camera=camera, date=day)
    row = kept.first()
    if row is not None and row.is_final:
        return row
    zone = row.time_zone if row is not None else camera.city.time_zone
    span = day_span(day, ZoneInfo(zone))
    evidence = gather(camera, span, now)
    account = account_of(evidence, span)
    values = {
        "time_zone": zone,
        "wanted_ms": account.wanted_ms,
        "recorded_ms": account.recorded_ms,
        "gaps": [[gap.start_ms, gap.end_ms, str(gap.cause)] for gap in account.gaps],
        "restarts": account.restarts,
        "frames": account.frames or 0,
        "frames_lost": account.frames_lost,
        "is_final": _is_settled(evidence.files, span, epoch_ms(now)),
        "computed_at": now,
    }
    if not kept.filter(is_final=False).update(**values):
        kept.get_or_create(defaults={"camera": camera, "date": day, **values})
    return kept.get()


class DayDue(NamedTuple):
    """A day to be accounted for; `computed_at` is when that was last tried."""

    camera: Camera
    day: date
    computed_at: datetime | None


def account_missing(now: datetime, limit: int) -> int:
    """Account for up to `limit` days that are over and not final; how many were written.

    Days without an account come first, the oldest first. A day whose recordings are all past
    their retention is left alone: there is nothing to account for it with.
    """
    due = days_due(now)
    due.sort(key=lambda entry: (entry.computed_at or _NEVER, entry.day, entry.camera.pk))
    for entry in due[:limit]:
        account_day(entry.camera, entry.day, now)
    return len(due[:limit])


def days_due(now: datetime) -> list[DayDue]:
    """In three queries, for all cameras."""
    since = now - timedelta(days=CATCH_UP_DAYS)
    recent = Q(stopped_at=None) | Q(stopped_at__gt=since)
    wishes: dict[int, list[Span]] = defaultdict(list)
    rows = Wish.objects.filter(recent, started_at__lt=now)
    for camera_id, first, last in rows.values_list("camera_id", "started_at", "stopped_at"):
        wishes[camera_id].append((epoch_ms(first), epoch_ms(last or now)))
    kept: dict[int, dict[date, CoverageDay]] = defaultdict(dict)
    for row in CoverageDay.objects.filter(date__gte=since.date()).defer("gaps"):
        kept[row.camera_id][row.date] = row
    cameras = Camera.objects.filter(pk__in=list(wishes)).select_related("city__plan")
    return [
        entry
        for camera in cameras
        for entry in _days_due(camera, wishes[camera.pk], kept[camera.pk], now)
    ]


def _days_due(
    camera: Camera, wishes: Iterable[Span], kept: Mapping[date, CoverageDay], now: datetime
) -> Iterator[DayDue]:
    zone = ZoneInfo(camera.city.time_zone)
    days_kept = min(camera.retention_in_force_days, CATCH_UP_DAYS)
    today = now.astimezone(zone).date()
    for days_ago in range(days_kept, 0, -1):
        day = today - timedelta(days=days_ago)
        row = kept.get(day)
        if clip(wishes, *day_span(day, zone)) and not (row and row.is_final):
            yield DayDue(camera, day, row.computed_at if row else None)


def _is_settled(files: Iterable[File], span: Span, now_ms: int) -> bool:
    """Over for long enough, and nothing of it is still to be finished."""
    unfinished = any(
        file.status == Recording.Status.RECORDING
        and file.start_ms < span[1]
        and (file.closed_ms is None or file.closed_ms > span[0])
        for file in files
    )
    return not unfinished and now_ms >= span[1] + SETTLED_MS


def _restarts(evidence: Evidence, period: Span) -> int:
    """Runs that began to record in the period and are not their wish's first."""
    restarts = 0
    for first, last in evidence.wishes:
        seen: set[str] = set()
        for at_ms, run_id in evidence.runs:
            if not first <= at_ms < last or run_id in seen:
                continue
            restarts += bool(seen) and period[0] <= at_ms < period[1]
            seen.add(run_id)
    return restarts


def _sum(numbers: Iterable[int | None]) -> int | None:
    """None as soon as one of them is not known."""
    total = 0
    for number in numbers:
        if number is None:
            return None
        total += number
    return total
