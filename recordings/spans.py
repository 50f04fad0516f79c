"""Stretches of time as half-open pairs of integer milliseconds since the epoch.

A list of spans that a function here returns is in order, its spans are not empty, and no two of
them touch; what a function takes may overlap and stand in any order. Whole numbers, so that what
is recorded and what is missing add up to what was wanted without a remainder.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Span = tuple[int, int]

_EPOCH = datetime.fromtimestamp(0, UTC)
_MILLISECOND = timedelta(milliseconds=1)


def epoch_ms(moment: datetime) -> int:
    """Rounded down, so that two equal moments stay equal."""
    return (moment - _EPOCH) // _MILLISECOND


def moment_of(at_ms: int) -> datetime:
    return _EPOCH + at_ms * _MILLISECOND


def day_span(day: date, zone: ZoneInfo) -> Span:
    """The day of the zone from its first moment to the next day's: 23 to 25 hours."""
    first, next_first = (
        datetime.combine(day + timedelta(days=later), time(), zone) for later in (0, 1)
    )
    return epoch_ms(first), epoch_ms(next_first)


def union(spans: Iterable[Span]) -> list[Span]:
    """What lies in any of them; spans that touch become one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def clip(spans: Iterable[Span], start: int, end: int) -> list[Span]:
    """What of them lies in [start, end)."""
    return union((max(start, first), min(end, last)) for first, last in spans)


def subtract(spans: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """What lies in `spans` and in none of `others`."""
    taken = union(others)
    left: list[Span] = []
    next_taken = 0
    for start, end in union(spans):
        while next_taken < len(taken) and taken[next_taken][1] <= start:
            next_taken += 1
        at, position = start, next_taken
        while position < len(taken) and taken[position][0] < end:
            if taken[position][0] > at:
                left.append((at, taken[position][0]))
            at = max(at, taken[position][1])
            position += 1
        if at < end:
            left.append((at, end))
    return left


def intersect(spans: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """What lies in both."""
    first = union(spans)
    return subtract(first, subtract(first, others))


def length_ms(spans: Iterable[Span]) -> int:
    """Of spans that do not overlap."""
    return sum(end - start for start, end in spans)
