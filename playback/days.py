"""Reads: what there is of a camera's days, for its calendar and its timeline.

Each is one query over an index, bounded by the period on both sides, however much older there is.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Value

from playback.timeline import (
    Because,
    Markers,
    Reason,
    day_number,
    days_left,
    expiry_ms,
    gap_reasons,
    is_outside,
    markers,
    spans_and_gaps,
    stretches,
    tenths_of_percent,
)
from recordings.clip_facts import clip_facts
from recordings.epochs import EpochMilliseconds
from recordings.evidence import Evidence, footage_in, gather
from recordings.facts import File
from recordings.gaps import TIMELINE_CODES
from recordings.models import Camera, Detection, Hold, Recording
from recordings.months import Month
from recordings.playable import PLAYED
from recordings.spans import Span, clip, day_span, epoch_ms, length_ms, moment_of, subtract


@dataclass(frozen=True, slots=True)
class Retention:
    """Of a day's footage; all None where there is none, or none that is within the retention.

    `number` is None too on the day that only in part is. `expires_ms`: when the first of it goes.
    """

    number: int | None = None
    days_left: int | None = None
    expires_ms: int | None = None


@dataclass(frozen=True, slots=True)
class DayInCalendar:
    """`coverage`: tenths of a percent of the day's length; of today, of what has passed."""

    date: date
    coverage: int
    detections: int
    retention: Retention


@dataclass(frozen=True, slots=True)
class DayTimeline:
    """`spans`, `reasons`, `markers`, `clips` and `holds` as `playback.timeline` makes them."""

    span: Span
    spans: list[int]
    reasons: list[int]
    codecs: list[str]
    markers: Markers
    clips: list[list[int]]
    holds: list[list[int]]
    retention: Retention


def calendar_days(camera: Camera, first: date, now: datetime) -> list[DayInCalendar]:
    """The days from `first` to the end of its month, or to today; two queries."""
    zone = ZoneInfo(camera.city.time_zone)
    last = min(Month(first.year, first.month).last_day, now.astimezone(zone).date())
    spans = dict(_spans_of_days(first, last, zone))
    if not spans:
        return []
    edges = [edge for span in spans.values() for edge in span]
    footage = footage_in(camera, (edges[0], edges[-1]), now)
    counts = _detections_by_day(camera, list(spans.values()))
    return [
        DayInCalendar(
            date=day,
            coverage=_coverage(footage.recorded, (start, min(end, footage.known_until_ms))),
            detections=counts.get(number, 0),
            retention=_retention(camera, day, (start, end), footage.files, now),
        )
        for number, (day, (start, end)) in enumerate(spans.items())
    ]


def day_timeline(
    camera: Camera, day: date, now: datetime, since_ms: int | None = None
) -> DayTimeline:
    """A day that there is in the city's zone; spans and markers from `since_ms` on.

    Clips and holds are those of all of the day: one may be deleted, or released, that began before.
    """
    span = day_span(day, ZoneInfo(camera.city.time_zone))
    shown = (since_ms if since_ms is not None else span[0], span[1])
    evidence = gather(camera, span, now)
    spans = clip(evidence.recorded, *shown)
    there = [file for file in evidence.files if _is_in(file, span)]
    return DayTimeline(
        span=span,
        spans=spans_and_gaps(spans, span[0]),
        reasons=gap_reasons(spans, shown, _because(camera, evidence, span, now)),
        codecs=sorted({file.codecs for file in there if file.codecs}),
        markers=markers(_detections_in(camera, shown), span[0]),
        clips=stretches(clip_facts.spans(camera.pk, span), span),
        holds=stretches(_holds_in(camera, span, now), span),
        retention=_retention(camera, day, span, evidence.files, now),
    )


def oldest_ms(camera: Camera) -> int | None:
    """Where the camera's footage begins now; None while there is none."""
    rows = Recording.objects.filter(camera=camera, status__in=PLAYED).order_by("start_time")
    oldest = rows.values_list("start_time", flat=True).first()
    return None if oldest is None else epoch_ms(oldest)


def _spans_of_days(first: date, last: date, zone: ZoneInfo) -> Iterator[tuple[date, Span]]:
    """A zone that moved over the date line has skipped one."""
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        start, end = day_span(day, zone)
        if start < end:
            yield day, (start, end)


def _coverage(recorded: Iterable[Span], span: Span) -> int:
    return tenths_of_percent(length_ms(clip(recorded, *span)), span[1] - span[0])


def _is_in(file: File, span: Span) -> bool:
    """With a moment of footage; a file that was just made has none yet."""
    length = min(file.end_ms, span[1]) - max(file.start_ms, span[0])
    return file.is_footage and length > 0


def _retention(
    camera: Camera, day: date, span: Span, files: Iterable[File], now: datetime
) -> Retention:
    kept_days = camera.retention_in_force_days
    ended = min((file.end_ms for file in files if _is_in(file, span)), default=None)
    if ended is None or is_outside(span[1], kept_days, epoch_ms(now)):
        return Retention()
    city = ZoneInfo(camera.city.time_zone)
    today = now.astimezone(city).date()
    expires_ms = expiry_ms(ended, kept_days, ZoneInfo(settings.TIME_ZONE))
    return Retention(
        day_number(day, today, kept_days), days_left(expires_ms, today, city), expires_ms
    )


def _because(camera: Camera, evidence: Evidence, day: Span, now: datetime) -> list[Because]:
    """Of all of the day that is not recorded and has passed."""
    kept_from_ms = epoch_ms(now - timedelta(days=camera.retention_in_force_days))
    passed = (day[0], min(day[1], evidence.known_until_ms))
    unwanted = subtract([passed], [*evidence.wanted, *evidence.recorded])
    found = [Because(*gap.span, TIMELINE_CODES[gap.cause]) for gap in evidence.gaps]
    found += [Because(*span, Reason.OUTSIDE_PLAN) for span in clip(unwanted, day[0], kept_from_ms)]
    found += [Because(*span, Reason.NOT_WANTED) for span in clip(unwanted, kept_from_ms, day[1])]
    return sorted(found)


def _detections_in(camera: Camera, period: Span) -> Collection[tuple[int, str]]:
    rows = Detection.objects.filter(
        camera=camera, at__gte=moment_of(period[0]), at__lt=moment_of(period[1])
    )
    return rows.order_by("at", "kind").values_list(EpochMilliseconds("at"), "kind")


def _holds_in(camera: Camera, day: Span, now: datetime) -> Iterable[tuple[int, int, int]]:
    """Those in force; of a clip that is being cut, the clip itself is shown."""
    rows = Hold.objects.in_force(now).overlapping(*map(moment_of, day)).filter(camera=camera)
    rows = rows.exclude(source=Hold.Source.CLIP).order_by("start_time", "id")
    return rows.values_list(EpochMilliseconds("start_time"), EpochMilliseconds("end_time"), "id")


def _detections_by_day(camera: Camera, days: Sequence[Span]) -> dict[int, int]:
    """By the day's place in the list; days without any are left out.

    A range of the index for each day, in one query: 60,000 rows are counted in 11 ms by SQLite and
    in 30 by PostgreSQL. To truncate each row's moment to a day takes SQLite 270.
    """
    rows = Detection.objects.filter(camera=camera).order_by()
    counts = [
        rows.filter(at__gte=moment_of(start), at__lt=moment_of(end))
        .annotate(number=Value(number))
        .values("number")
        .annotate(count=Count("*"))
        .values_list("number", "count")
        for number, (start, end) in enumerate(days)
    ]
    return dict(counts[0].union(*counts[1:], all=True))
