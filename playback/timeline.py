"""A day as its viewers get it: small numbers, one after another (docs/design/timeline.md).

Spans are half-open pairs of milliseconds since the epoch, as in `recordings.spans`. Whoever adds
up what is answered here gets the day back: its spans to the millisecond, its markers to UNIT_MS.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from recordings.spans import Span, epoch_ms, moment_of

UNIT_MS = 100
"""Of markers: finer than they can be drawn or clicked."""
MARKER_KINDS = {"lpr": 0, "lpr_watched": 1}
"""Of detections; whatever else there is, is OTHER_MARKER."""
OTHER_MARKER = 2
CLEANUP_AT = time(3)
"""In the installation's time zone; what is past its retention is deleted then."""
_DAY_MS = 86_400_000


class Reason(IntEnum):
    """Why there is no recording, beside the causes in `recordings.gaps.TIMELINE_CODES`."""

    NONE = 0
    NOT_WANTED = 2
    OUTSIDE_PLAN = 6


class Because(NamedTuple):
    """A stretch without a recording, and why."""

    start_ms: int
    end_ms: int
    code: int


class Markers(NamedTuple):
    """Each marker's distance from the one before, in UNIT_MS, the first from the day's start."""

    deltas: list[int]
    kinds: list[int]


def spans_and_gaps(spans: Iterable[Span], start_ms: int) -> list[int]:
    """The gap before each span and its length, in turn; they are in order and don't overlap."""
    numbers: list[int] = []
    at = start_ms
    for first, last in spans:
        numbers += [first - at, last - first]
        at = last
    return numbers


def gap_reasons(spans: Sequence[Span], period: Span, reasons: Iterable[Because]) -> list[int]:
    """The code of the gap before each span of the period, and of what follows the last.

    That of what covers most of the gap, of two that cover as much the earlier; NONE where there is
    no gap, or nothing to say of it. `reasons` are in order and don't overlap.
    """
    edges = [period[0], *(edge for span in spans for edge in span), period[1]]
    gaps = list(zip(edges[::2], edges[1::2], strict=True))
    shares: list[dict[int, int]] = [{} for _ in gaps]
    gap = 0
    for start, end, code in reasons:
        while gaps[gap][1] <= start and gap < len(gaps) - 1:
            gap += 1
        for number in range(gap, len(gaps)):
            first, last = gaps[number]
            if first >= end:
                break
            if (covered := min(end, last) - max(start, first)) > 0:
                shares[number][code] = shares[number].get(code, 0) + covered
    return [int(max(share, key=share.__getitem__, default=Reason.NONE)) for share in shares]


def markers(found: Collection[tuple[int, str]], start_ms: int) -> Markers:
    """Of (epoch milliseconds, a detection's kind), in order of time and not before the start."""
    units = [(at_ms - start_ms) // UNIT_MS for at_ms, _ in found]
    return Markers(
        deltas=[after - before for before, after in pairwise([0, *units])],
        kinds=[MARKER_KINDS.get(kind, OTHER_MARKER) for _, kind in found],
    )


def stretches(found: Iterable[tuple[int, int, int]], day: Span) -> list[list[int]]:
    """[start, length, id] in the day of each (first, last, id); starts count from the day's.

    What has no whole millisecond in it is left out.
    """
    cut = ((max(first, day[0]), min(last, day[1]), key) for first, last, key in found)
    return [[first - day[0], last - first, key] for first, last, key in cut if first < last]


def tenths_of_percent(part_ms: int, whole_ms: int) -> int:
    """Rounded down: only what is whole is 1,000. Nothing of nothing is 0."""
    return part_ms * 1000 // whole_ms if whole_ms > 0 else 0


def expiry_ms(ended_ms: int, retention_days: int, installation: ZoneInfo) -> int:
    """The first cleanup that deletes a file which ended then."""
    due = moment_of(ended_ms) + timedelta(days=retention_days)
    day = due.astimezone(installation).date()
    runs = (
        epoch_ms(datetime.combine(day + timedelta(days=later), CLEANUP_AT, installation))
        for later in (0, 1)
    )
    return next(run for run in runs if moment_of(run) >= due)


def is_outside(end_ms: int, retention_days: int, now_ms: int) -> bool:
    """Whether all before `end_ms` is past its retention."""
    return end_ms <= now_ms - retention_days * _DAY_MS


def day_number(day: date, today: date, retention_days: int) -> int | None:
    """Today is 1, the retention's last whole day as many as it has; None for all others."""
    number = (today - day).days + 1
    return number if 1 <= number <= retention_days else None


def days_left(expires_ms: int, today: date, city: ZoneInfo) -> int:
    """Midnights until then: 1 is tomorrow; 0 is today, or overdue."""
    return max(0, (moment_of(expires_ms).astimezone(city).date() - today).days)
