"""What the next nightly run takes, by camera and by day of the city, and what of it is kept.

Any member of a city may ask, and screens ask again and again, so the reading is bounded: cameras
that have nothing to lose are told apart first, and of the others some are read at a time, until
there is as much as is told; the database counts what there is. A file counts to the day in which
it began.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.db.models.functions import TruncDate

from recordings.cleanup.dooming import UNREAD, cutoff
from recordings.cleanup.expiry import (
    CAMERAS_AT_ONCE,
    ended_before,
    finished_on,
    last_due,
    next_due,
    volumes_to_clean,
)
from recordings.holds import is_held
from recordings.models import Camera, Hold, Recording, StorageVolume

CAMERAS_READ = 25
"""At a time; a usual night takes two days of each, and a night after a smaller plan weeks."""
_MOMENT = timedelta(microseconds=1)


class GoingDay(NamedTuple):
    """Files of a camera's day that go at `expires_at`; what they hold lies in [start, end).

    Held days are told if all that would go is held: as they are, and with when their hold leaves
    them to a run. Of a day that is held in part the rest is told. `holds`: those on what is told.
    """

    camera: Camera
    date: date
    start: datetime
    end: datetime
    files: int
    bytes: int
    expires_at: datetime
    held_until: datetime | None
    holds: list[Hold]

    @property
    def is_held(self) -> bool:
        return self.held_until is not None


class Losses(NamedTuple):
    """What nobody keeps."""

    days: int
    cameras: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Going:
    """By the names of cities and cameras, each camera's oldest day first; `count` and `losses` are
    of all days, also of those beyond `days`."""

    at: datetime
    days: list[GoingDay]
    count: int
    losses: Losses


class _File(NamedTuple):
    """What goes has no holds."""

    camera_id: int
    start: datetime
    end: datetime
    bytes: int
    holds: list[Hold]


@dataclass(frozen=True, slots=True)
class _Night:
    """The run at `at`. `cutoffs` by camera: what ended before goes; what ended before the second
    would have gone last night, and no hold on it is news."""

    at: datetime
    volumes: list[StorageVolume]
    cutoffs: dict[int, tuple[datetime, datetime]]

    def concerned(self) -> Q:
        """Recordings that go, or that a hold keeps from going with this run for the first time."""
        groups: dict[tuple[datetime, datetime], list[int]] = defaultdict(list)
        for camera_id, cutoffs in self.cutoffs.items():
            groups[cutoffs].append(camera_id)
        found = Q(pk__in=())
        for (before, spared), cameras in groups.items():
            is_told = ~_is_kept(self.at) | Q(end_time__gte=spared)
            found |= Q(ended_before(before), is_told, camera__in=cameras)
        return found

    def only(self, cameras: Iterable[Camera]) -> "_Night":
        cutoffs = {camera.pk: self.cutoffs[camera.pk] for camera in cameras}
        return _Night(self.at, self.volumes, cutoffs)


def going(cameras: Sequence[Camera], now: datetime, most: int) -> Going:
    """Of these cameras, the archived too, what the next 03:00 takes, as things stand now."""
    at, last = next_due(now), last_due(now)
    cutoffs = {camera.pk: (cutoff(camera, at), cutoff(camera, last)) for camera in cameras}
    night = _Night(at, volumes_to_clean(), cutoffs)
    losing = sorted(
        _losing(night, cameras), key=lambda camera: (camera.city.name, camera.name, camera.pk)
    )
    days: list[GoingDay] = []
    for some in _chunks(losing, CAMERAS_READ):
        days += _days(night.only(some), some)
        if len(days) > most:
            return Going(at, days[:most], *_counted(night, losing))
    left = [day for day in days if not day.is_held]
    losses = Losses(len(left), len({d.camera.pk for d in left}), sum(d.bytes for d in left))
    return Going(at, days, len(days), losses)


def _is_kept(at: datetime) -> Q:
    """By a hold, when the run at that moment comes. An unreadable file may hold more than its row
    says."""
    holds = Hold.objects.in_force(at).filter(camera=OuterRef("camera_id"))
    unread = holds.filter(
        start_time__lt=OuterRef("start_time") + UNREAD, end_time__gt=OuterRef("start_time")
    )
    return Q(is_held(at)) | Q(Exists(unread), status=Recording.Status.ERROR)


def _counted(night: _Night, cameras: Sequence[Camera]) -> tuple[int, Losses]:
    """All days there are, and what is lost, without reading them."""
    by_zone: dict[str, list[Camera]] = defaultdict(list)
    for camera in cameras:
        by_zone[camera.city.time_zone].append(camera)
    count, losses = 0, Losses(0, 0, 0)
    is_going = Q(going__gt=0)
    for name, ours in by_zone.items():
        for some in _chunks(ours, CAMERAS_AT_ONCE):
            files = finished_on(night.volumes).filter(night.only(some).concerned()).order_by()
            by_day = files.values("camera_id", day=TruncDate("start_time", tzinfo=ZoneInfo(name)))
            goes = ~_is_kept(night.at)
            sums = by_day.annotate(
                going=Count("pk", filter=goes), size=Sum("file_size", filter=goes, default=0)
            ).aggregate(
                count=Count("camera_id"),
                days=Count("camera_id", filter=is_going),
                cameras=Count("camera_id", filter=is_going, distinct=True),
                bytes=Sum("size", default=0),
            )
            count += sums.pop("count")
            losses = Losses(*(known + sums[of] for of, known in losses._asdict().items()))
    return count, losses


def _losing(night: _Night, cameras: Sequence[Camera]) -> Iterator[Camera]:
    for some in _chunks(cameras, CAMERAS_AT_ONCE):
        files = finished_on(night.volumes).filter(night.only(some).concerned())
        rows = Camera.objects.filter(Exists(files.filter(camera=OuterRef("pk"))))
        found = set(rows.filter(pk__in=[camera.pk for camera in some]).values_list("pk", flat=True))
        yield from (camera for camera in some if camera.pk in found)


def _days(night: _Night, cameras: Sequence[Camera]) -> list[GoingDay]:
    """In the order of the cameras."""
    zones = {camera.pk: ZoneInfo(camera.city.time_zone) for camera in cameras}
    by_day: dict[tuple[int, date], list[_File]] = defaultdict(list)
    for file in _files(night):
        day = file.start.astimezone(zones[file.camera_id]).date()
        by_day[file.camera_id, day].append(file)
    order = {camera.pk: number for number, camera in enumerate(cameras)}
    return [
        _day(cameras[order[camera_id]], day, files, night.at)
        for (camera_id, day), files in sorted(
            by_day.items(), key=lambda found: (order[found[0][0]], found[0][1])
        )
    ]


def _day(camera: Camera, day: date, files: Sequence[_File], at: datetime) -> GoingDay:
    told = [file for file in files if not file.holds] or files
    untils = [max(hold.until for hold in file.holds) for file in told if file.holds]
    held_until = min(untils, default=None)
    return GoingDay(
        camera=camera,
        date=day,
        start=min(file.start for file in told),
        end=max(file.end for file in told),
        files=len(told),
        bytes=sum(file.bytes for file in told),
        # A run takes what a hold keeps until that very moment.
        expires_at=at if held_until is None else next_due(held_until - _MOMENT),
        held_until=held_until,
        holds=list({hold.pk: hold for file in told for hold in file.holds}.values()),
    )


def _files(night: _Night) -> Iterator[_File]:
    holds = _holds(night)
    rows = finished_on(night.volumes).filter(night.concerned()).order_by()
    columns = ("camera_id", "start_time", "end_time", "file_size", "status")
    for camera_id, start, end, size_bytes, status in rows.values_list(*columns):
        if status == Recording.Status.ERROR:  # its row ends where it begins, its file may not
            end = max(end, start + UNREAD)
        its_holds = [h for h in holds[camera_id] if h.start_time < end and h.end_time > start]
        yield _File(camera_id, start, end, size_bytes, its_holds)


def _holds(night: _Night) -> dict[int, list[Hold]]:
    """By camera, those in force when the run comes."""
    found: dict[int, list[Hold]] = defaultdict(list)
    latest = max(before for before, _ in night.cutoffs.values()) + UNREAD
    rows = Hold.objects.in_force(night.at).filter(camera__in=list(night.cutoffs))
    for hold in rows.filter(start_time__lt=latest).order_by():
        found[hold.camera_id].append(hold)
    return found


def _chunks(cameras: Sequence[Camera], size: int) -> Iterator[Sequence[Camera]]:
    for first in range(0, len(cameras), size):
        yield cameras[first : first + size]
