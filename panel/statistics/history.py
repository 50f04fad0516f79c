"""What was kept, hour by hour, and what is promised for the thirty days to come.

Samples are thinned to so many that a chart can show, and fewer where there are many cities: rows
read are bounded. An hour without a sample leaves a gap in the line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil

from django.db.models import Sum
from django.utils import timezone

from panel.statistics import charts
from panel.statistics.charts import LineChart, Sample, Scale, Tick
from panel.statistics.figures import day_words, short_day
from panel.statistics.scope import Scope
from plans.sizes import size_words
from recordings.models import UsageSample
from recordings.usage.sampling import AHEAD_DAYS

MOST_POINTS = 180
FEWEST_POINTS = 24
MOST_ROWS = 18_000
COLUMNS = 7
HOUR = timedelta(hours=1)
SAME_DISK_BYTES = 64_000_000


@dataclass(frozen=True, slots=True)
class Past:
    """A row of the chart's table."""

    words: str
    bytes: int
    is_projected: bool = False


@dataclass(frozen=True, slots=True)
class History:
    chart: LineChart | None
    table: Sequence[Past]
    growth_bytes: int | None


def history_of(
    scope: Scope, cities: Sequence[UsageSample], volumes: Sequence[UsageSample]
) -> History:
    """One query; `cities` and `volumes` are the last samples, which the future begins with."""
    step, moments = _moments(scope)
    rows = UsageSample.objects.filter(scope.of("city"), volume=None, at__in=moments)
    sums = rows.order_by("at").values_list("at").annotate(size=Sum("bytes"))
    past = [(at, int(size)) for at, size in sums]
    if not past:
        return History(None, [], None)
    future = _future(cities)
    limit = _limit(volumes)
    chart = _chart(past, future, step, limit, scope.now)
    return History(chart, _table(past, future), past[-1][1] - past[0][1])


def _moments(scope: Scope) -> tuple[timedelta, list[datetime]]:
    """Full hours of the period, the same distance apart, in order, to the last one."""
    points = MOST_ROWS // max(len(scope.cities), 1)
    points = min(max(points, FEWEST_POINTS), MOST_POINTS)
    step = HOUR * ceil(scope.days * 24 / points)
    last = scope.now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    count = timedelta(days=scope.days) // step
    return step, [last - step * number for number in range(count, -1, -1)]


def _future(cities: Sequence[UsageSample]) -> list[tuple[datetime, int]]:
    """From now to thirty days on, all cities together; empty when nothing is known."""
    known = [sample for sample in cities if len(sample.projected) == len(AHEAD_DAYS)]
    if not known:
        return []
    start = known[0].at
    sums = [sum(sample.projected[n] for sample in known) for n in range(len(AHEAD_DAYS))]
    now = start, sum(sample.bytes for sample in cities)
    return [now, *((start + timedelta(days=d), s) for d, s in zip(AHEAD_DAYS, sums, strict=True))]


def _limit(volumes: Sequence[UsageSample]) -> int | None:
    """Footage that the disks could hold: what they keep, and what is free beyond the reserves."""
    if not volumes:
        return None
    free = [(s.total_bytes or 0, s.free_bytes or 0, _reserve(s)) for s in volumes]
    rooms: list[tuple[int, int, int]] = []
    for disk in free:
        # Volumes of one size with as much free lie on one disk, and share its room.
        if not any(disk[0] == other[0] and _is_near(disk[1], other[1]) for other in rooms):
            rooms.append(disk)
    left = sum(max(size - reserve, 0) for _total, size, reserve in rooms)
    return sum(sample.bytes for sample in volumes) + left


def _reserve(sample: UsageSample) -> int:
    return sample.volume.reserve_bytes if sample.volume else 0


def _is_near(one: int, other: int) -> bool:
    """Samples of one disk are taken some milliseconds apart; two disks of a size, filled in turn,
    differ by more."""
    return abs(one - other) <= SAME_DISK_BYTES


def _chart(
    past: Sequence[tuple[datetime, int]],
    future: Sequence[tuple[datetime, int]],
    step: timedelta,
    limit: int | None,
    now: datetime,
) -> LineChart:
    samples = [Sample(at.timestamp(), size) for at, size in past]
    ahead = [Sample(at.timestamp(), size) for at, size in future]
    highest = max(sample.value for sample in [*samples, *ahead])
    is_near = limit is not None and limit < 2 * highest
    rows = charts.grid(max(highest, limit if is_near and limit else 0))
    first, last = samples[0].at, max(samples[-1].at, ahead[-1].at if ahead else 0)
    scale = Scale(first, last, rows[-1])
    pieces = charts.unbroken(samples, step.total_seconds())
    return LineChart(
        paths=[scale.path(piece) for piece in pieces],
        areas=[scale.area(piece) for piece in pieces],
        dashed=scale.path(ahead),
        limit=scale.y(limit) if is_near and limit else "",
        columns=_columns(scale),
        rows=[Tick(scale.y(value), size_words(value)) for value in rows],
        now=scale.x(min(max(now.timestamp(), first), last)) if ahead else "",
    )


def _columns(scale: Scale) -> list[Tick]:
    """Midnights, some at most."""
    first = timezone.localtime(datetime.fromtimestamp(scale.first, UTC))
    midnight = first.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    days = max(int((scale.last - scale.first) // 86_400), 1)
    every = timedelta(days=max(ceil(days / COLUMNS), 1))
    ticks = []
    while midnight.timestamp() <= scale.last:
        ticks.append(Tick(scale.x(midnight.timestamp()), short_day(midnight.date())))
        midnight += every
    return ticks


def _table(
    past: Sequence[tuple[datetime, int]], future: Sequence[tuple[datetime, int]]
) -> list[Past]:
    """The last of each day, newest first, after what is projected."""
    by_day = {timezone.localtime(at).date(): size for at, size in past}
    told = [Past(day_words(day), size) for day, size in sorted(by_day.items(), reverse=True)]
    ahead = [Past(day_words(timezone.localtime(at).date()), s, True) for at, s in future[1:]]
    return [*reversed(ahead), *told]
