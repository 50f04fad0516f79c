"""Whether footage reaches back as far as it was promised, for many cameras at once.

What was promised is kept from the first moment within the retention that was recorded, as the
accounts of days tell: a camera that was away at first has lost nothing that it had. Footage that
begins hours later went before its time, by a quota or a disk short of room, unless the last thing
that was deleted before it says otherwise: it expired under an earlier, shorter promise, or a person
asked for it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import DateTimeField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from recordings.models import Camera, CoverageDay, Deletion, PendingDeletion, Recording, Wish
from recordings.spans import Span, clip, day_span, epoch_ms, moment_of, subtract

GRACE = timedelta(hours=3)
"""Files are an hour long, and a cleanup takes whole ones."""
DAYS_LOOKED_AT = 2
"""Of the first day with footage a part may lie before the retention; the next one's does not."""
Reason = PendingDeletion.Reason
KEPT_ITS_WORD = (Reason.EXPIRED, Reason.REQUEST)
GONE = (Recording.Status.ERROR, Recording.Status.DOOMED)


class Promise(NamedTuple):
    """`since`: from when on footage is due, None where recording was not wanted."""

    since: datetime | None
    is_broken: bool


@dataclass(frozen=True, slots=True)
class _Window:
    """What a camera is promised: from here to now, and what of it was wanted."""

    span: Span
    wishes: Sequence[Span]

    @property
    def wanted(self) -> list[Span]:
        return clip(self.wishes, *self.span)

    def first_recorded(self, days: Iterable[CoverageDay]) -> int | None:
        """The first recorded moment in it of these days, which come in order."""
        for day in days:
            wanted = clip(self.wishes, *day_span(day.date, ZoneInfo(day.time_zone)))
            recorded = subtract(wanted, ((start, end) for start, end, _why in day.gaps))
            if within := clip(recorded, *self.span):
                return within[0][0]
        return None


def promises_of(
    cameras: Sequence[Camera], oldest: Mapping[int, datetime | None], now: datetime
) -> dict[int, Promise]:
    """By camera, of some hundreds with their cities and plans; a few queries for all."""
    windows = _windows(cameras, now)
    days = _first_days(cameras, windows)
    suspects = [
        camera.pk
        for camera in cameras
        if camera.archived_at is None
        and _is_late(oldest[camera.pk], windows[camera.pk].first_recorded(days[camera.pk]))
    ]
    broken = _without_excuse(suspects, now)
    return {
        camera.pk: Promise(_since(windows[camera.pk]), camera.pk in broken) for camera in cameras
    }


def _windows(cameras: Sequence[Camera], now: datetime) -> dict[int, _Window]:
    starts = {c.pk: now - timedelta(days=c.retention_days_at(now)) for c in cameras}
    wishes: dict[int, list[Span]] = defaultdict(list)
    recent = Q(stopped_at=None) | Q(stopped_at__gt=min(starts.values(), default=now))
    rows = Wish.objects.filter(recent, camera__in=list(starts), started_at__lt=now).order_by()
    for camera_id, first, last in rows.values_list("camera", "started_at", "stopped_at"):
        wishes[camera_id].append((epoch_ms(first), epoch_ms(last or now)))
    end = epoch_ms(now)
    return {pk: _Window((epoch_ms(start), end), wishes[pk]) for pk, start in starts.items()}


def _since(window: _Window) -> datetime | None:
    wanted = window.wanted
    return moment_of(wanted[0][0]) if wanted else None


def _first_days(
    cameras: Iterable[Camera], windows: Mapping[int, _Window]
) -> dict[int, list[CoverageDay]]:
    """The first days with footage, not before the window's, by camera and in order."""
    of_date: dict[date, list[int]] = defaultdict(list)
    for camera in cameras:
        start = moment_of(windows[camera.pk].span[0])
        of_date[start.astimezone(ZoneInfo(camera.city.time_zone)).date()].append(camera.pk)
    ids = [pk for first, of_them in of_date.items() for pk in _ids_of_first_days(of_them, first)]
    days: dict[int, list[CoverageDay]] = defaultdict(list)
    for day in CoverageDay.objects.filter(pk__in=ids).order_by("date"):
        days[day.camera_id].append(day)
    return days


def _ids_of_first_days(cameras: Sequence[int], first: date) -> Iterable[int]:
    """A probe of the index by camera and date for each."""
    rows = CoverageDay.objects.filter(
        camera=OuterRef("pk"), date__gte=first, recorded_ms__gt=0
    ).order_by("date")
    probes = {
        f"day_{number}": Subquery(rows.values("pk")[number : number + 1])
        for number in range(DAYS_LOOKED_AT)
    }
    found = Camera.objects.filter(pk__in=cameras).order_by().annotate(**probes)
    return [pk for ids in found.values_list(*probes) for pk in ids if pk is not None]


def _is_late(oldest: datetime | None, first_recorded_ms: int | None) -> bool:
    if first_recorded_ms is None:
        return False
    return oldest is None or oldest > moment_of(first_recorded_ms) + GRACE


def _without_excuse(cameras: Sequence[int], now: datetime) -> set[int]:
    """Those of which it is not true that what went last before their footage was due to go."""
    if not cameras:
        return set()
    deleted = Deletion.objects.filter(camera=OuterRef("pk"), start_time__lt=OuterRef("begins"))
    rows = (
        Camera.objects.filter(pk__in=cameras)
        .order_by()
        .annotate(begins=_begins(now))
        .annotate(last=Subquery(deleted.order_by("-start_time").values("reason")[:1]))
    )
    return {pk for pk, why in rows.values_list("pk", "last") if why not in KEPT_ITS_WORD}


def _begins(now: datetime) -> Coalesce:
    return Coalesce(oldest_footage(), Value(now, output_field=DateTimeField()))


def oldest_footage() -> Subquery:
    """Of a camera: when the first file begins that may be played; by the index of its starts."""
    return Subquery(footage().order_by("start_time").values("start_time")[:1])


def footage() -> QuerySet[Recording]:
    """Of the camera of an outer query: what may be played, a file being written too."""
    return Recording.objects.filter(camera=OuterRef("pk")).exclude(status__in=GONE)
