"""Reads of coverage: days whose account is final from it, all else from what the rows say now."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from recordings.accounting import Account, account_of, cut
from recordings.evidence import Evidence, gather
from recordings.gaps import Cause, Gap, merge, whole
from recordings.models import Camera, CoverageDay
from recordings.spans import Span, clip, day_span, length_ms, moment_of

LISTED_FROM_MS = 500
"""Shorter gaps are counted and not listed: they are hardly more than can be measured."""
MOST_LISTED = 5_000


@dataclass(frozen=True, slots=True)
class DayCoverage:
    """What the period holds of a day; `is_final` when it rests on an account kept for good."""

    date: date
    time_zone: str
    span: Span
    account: Account
    is_final: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of one camera over [start, end); nothing after `known_until_ms` is accounted for yet."""

    camera: Camera
    period: Span
    known_until_ms: int
    wanted: list[Span]
    days: tuple[DayCoverage, ...]
    total: Account


class Listing(NamedTuple):
    """Gaps as they are shown; what is left out still counts, by number and length."""

    gaps: list[Gap]
    unlisted: int
    unlisted_ms: int


def camera_coverage(camera: Camera, period: Span, now: datetime) -> Coverage:
    """Four queries, however long the period is and however much it holds."""
    evidence = gather(camera, period, now)
    days = tuple(_days(camera, period, evidence))
    return Coverage(
        camera=camera,
        period=period,
        known_until_ms=min(period[1], max(period[0], evidence.known_until_ms)),
        wanted=clip(evidence.wanted, *period),
        days=days,
        total=sum((day.account for day in days), Account()),
    )


def listing(gaps: Iterable[Gap]) -> Listing:
    """The gaps of half a second and more, the longest if they are too many; in order of time."""
    pieces = merge(gaps)
    wholes = whole(pieces)
    worth = [span for span in wholes if _length(span) >= LISTED_FROM_MS]
    shown = set(sorted(worth, key=_length, reverse=True)[:MOST_LISTED])
    starts = [start for start, _ in wholes]
    listed = [
        piece for piece in pieces if wholes[bisect_right(starts, piece.start_ms) - 1] in shown
    ]
    return Listing(
        listed, len(wholes) - len(shown), length_ms(span for span in wholes if span not in shown)
    )


def kept_account(row: CoverageDay) -> Account:
    return Account(
        row.wanted_ms,
        row.recorded_ms,
        tuple(Gap(start, end, Cause(cause)) for start, end, cause in row.gaps),
        row.restarts,
        row.frames,
        row.frames_lost,
    )


def gap_count(gaps: Iterable[Gap]) -> int:
    """Of those long enough to be listed."""
    return sum(_length(span) >= LISTED_FROM_MS for span in whole(gaps))


def longest_ms(gaps: Iterable[Gap]) -> int:
    return max((_length(span) for span in whole(gaps)), default=0)


def milliseconds_by_cause(gaps: Iterable[Gap]) -> dict[Cause, int]:
    """In the order in which causes are declared; those that there are."""
    sums = dict.fromkeys(Cause, 0)
    for gap in gaps:
        sums[gap.cause] += gap.end_ms - gap.start_ms
    return {cause: total for cause, total in sums.items() if total}


def thousandths_of_percent(account: Account) -> int | None:
    """Rounded down: only what is whole is 100 %. None where nothing was wanted."""
    if not account.wanted_ms:
        return None
    return account.recorded_ms * 100_000 // account.wanted_ms


def _length(span: Span) -> int:
    return span[1] - span[0]


def _days(camera: Camera, period: Span, evidence: Evidence) -> Iterator[DayCoverage]:
    """The period day by day without a remainder: each begins where the one before it ended.

    They are the days of the city's zone; where it was changed, a kept day has that of its time.
    """
    zone = camera.city.time_zone
    day, last = (moment_of(at).astimezone(ZoneInfo(zone)).date() for at in period)
    kept = _final_days(camera, day, last)
    at = period[0]
    while at < period[1]:
        row = kept.get(day)
        name = row.time_zone if row else zone
        first, after = day_span(day, ZoneInfo(name))
        end = min(after, period[1])
        if at < end:
            # An hour that belongs to no day, where the zone was moved, counts to the next.
            account = account_of(evidence, (at, first)) if at < first else Account()
            span = max(at, first), end
            account += _part_of(row, span, evidence) if row else account_of(evidence, span)
            yield DayCoverage(day, name, (at, end), account, row is not None)
            at = end
        day += timedelta(days=1)


def _final_days(camera: Camera, first: date, last: date) -> Mapping[date, CoverageDay]:
    rows = CoverageDay.objects.filter(camera=camera, date__range=(first, last), is_final=True)
    return {row.date: row for row in rows}


def _part_of(row: CoverageDay, span: Span, evidence: Evidence) -> Account:
    """A kept day, or a part of it, whose frames are known while its files' rows are there."""
    kept = kept_account(row)
    if span == day_span(row.date, ZoneInfo(row.time_zone)):
        return kept
    now = account_of(evidence, span)
    gaps = cut(kept.gaps, span)
    recorded_ms = now.wanted_ms - length_ms(gap.span for gap in gaps)
    is_there = now.recorded_ms >= recorded_ms
    return Account(
        now.wanted_ms,
        recorded_ms,
        gaps,
        now.restarts,
        now.frames if is_there else None,
        now.frames_lost if is_there else None,
    )
