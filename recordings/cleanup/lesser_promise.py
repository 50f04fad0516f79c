"""What a city would lose by another plan: by the same rules, and from the same rows, as cleanup.

Footage goes when it is older than the new plan's days, or is the oldest of what a camera keeps
beyond the new plan's GB; counted is what would not go anyway. What is recorded until then is not
known, and not counted.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby, starmap
from operator import itemgetter
from typing import NamedTuple

from django.db.models import Count, Max, Min, Q, Sum

from plans.models import City, Plan
from plans.promises import city_put_on
from recordings.cleanup.candidates import of_camera
from recordings.cleanup.dooming import FINISHED, cutoff
from recordings.cleanup.expiry import CAMERAS_AT_ONCE, next_due, volumes_to_clean
from recordings.holds import unheld
from recordings.models import Camera, Recording, RecordingQuerySet, StorageVolume, Usage

ROWS_AT_A_TIME = 500
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Loss:
    """`oldest` and `newest` are the first moment and the last. `begins_at` is when the first of it
    may go, `done_at` the cleanup after which all of it is gone; None when nothing is promised
    less."""

    files: int = 0
    bytes: int = 0
    oldest: datetime | None = None
    newest: datetime | None = None
    begins_at: datetime | None = None
    done_at: datetime | None = None

    @property
    def days(self) -> int:
        """That it reaches over, begun ones counted."""
        if self.oldest is None or self.newest is None:
            return 0
        return -(-(self.newest - self.oldest) // DAY)


class _Lost(NamedTuple):
    """A file, or several together."""

    files: int
    bytes: int
    oldest: datetime
    newest: datetime


class _Change(NamedTuple):
    """Of a camera: what is kept no longer, and how many bytes are too many, before and after."""

    camera: Camera
    over_before: datetime
    over_after: datetime
    excess_before: int
    excess_after: int


def loss_by(city: City, plan: Plan, now: datetime) -> Loss:
    """Of a city that is put on the plan now."""
    promised = _put_on(city, plan, now)
    if promised is None:
        return Loss()
    at, volumes = _done_at(promised), volumes_to_clean()
    lost: list[_Lost] = []
    by_age: dict[tuple[datetime, datetime], list[int]] = defaultdict(list)
    for change in _changes(city, promised, at, volumes):
        if change.excess_after > 0:
            lost += _going(change, _files_of(change.camera, at, volumes))
        elif change.over_before < change.over_after:
            by_age[change.over_before, change.over_after].append(change.camera.pk)
    for (before, after), cameras in by_age.items():
        for first in range(0, len(cameras), CAMERAS_AT_ONCE):
            of_cameras = Q(camera__in=cameras[first : first + CAMERAS_AT_ONCE])
            lost += _aged(of_cameras, before, after, at, volumes)
    return _summed(lost, promised, at)


def reckoned_loss(city: City, plan: Plan, now: datetime) -> Loss:
    """`loss_by` from the counters of usage: by whole days (UTC), held footage counted as lost.

    For thousands of cameras, whose files would be read for minutes.
    """
    promised = _put_on(city, plan, now)
    if promised is None:
        return Loss()
    at, volumes = _done_at(promised), volumes_to_clean()
    changes = {change.camera.pk: change for change in _changes(city, promised, at, volumes)}
    kept = Usage.objects.filter(camera__city=city, volume__in=volumes, files__gt=0)
    rows = kept.order_by("camera", "date").values_list("camera", "date", "bytes", "files")
    lost: list[_Lost] = []
    # A camera at a time: of thousands with long plans the days are millions.
    for camera_id, days in groupby(rows.iterator(ROWS_AT_A_TIME), key=itemgetter(0)):
        if camera_id in changes:  # not added just now
            lost += _joined(_going(changes[camera_id], starmap(_of_day, days)))
    return _summed(lost, promised, at)


def _of_day(_camera: int, day: date, size: int, files: int) -> _Lost:
    start = datetime.combine(day, time(), UTC)
    return _Lost(files, size, start, start + DAY)


def _joined(pieces: Iterable[_Lost]) -> list[_Lost]:
    """In one; none if there is none."""
    found = list(pieces)
    if not found:
        return []
    files, sizes, begins, ends = zip(*found, strict=True)
    return [_Lost(sum(files), sum(sizes), min(begins), max(ends))]


def _put_on(city: City, plan: Plan, now: datetime) -> City | None:
    """The city, unsaved, as it would be; None where nothing is promised less."""
    promised = City.objects.select_related("plan").get(pk=city.pk)
    return promised if city_put_on(promised, plan, now) else None


def _done_at(promised: City) -> datetime:
    assert promised.kept_until is not None
    return next_due(promised.kept_until)


def _summed(lost: Sequence[_Lost], promised: City, at: datetime) -> Loss:
    return Loss(
        sum(each.files for each in lost),
        sum(each.bytes for each in lost),
        min((each.oldest for each in lost), default=None),
        max((each.newest for each in lost), default=None),
        promised.kept_until,
        at,
    )


def _changes(
    city: City, promised: City, at: datetime, volumes: Sequence[StorageVolume]
) -> Iterator[_Change]:
    kept = Usage.objects.filter(camera__city=city, volume__in=volumes).order_by()
    weights = dict(kept.values_list("camera").annotate(Sum("bytes")))
    for camera in Camera.objects.filter(city=city).select_related("city__plan").order_by("pk"):
        size = weights.get(camera.pk, 0)
        over, excess = cutoff(camera, at), size - camera.quota_bytes_at(at)
        camera.city = promised
        yield _Change(camera, over, cutoff(camera, at), excess, size - camera.quota_bytes_at(at))


def _files_of(camera: Camera, at: datetime, volumes: Sequence[StorageVolume]) -> Iterator[_Lost]:
    """Each that may go, the oldest first."""
    rows = of_camera(camera, [volume.pk for volume in volumes]).filter(status__in=FINISHED)
    ordered = unheld(rows, at).order_by("start_time", "pk")
    found = ordered.values_list("start_time", "end_time", "file_size")
    for start, end, size in found.iterator(chunk_size=ROWS_AT_A_TIME):
        assert end is not None  # whatever is finished has one
        yield _Lost(1, size, start, end)


def _going(change: _Change, pieces: Iterable[_Lost]) -> Iterator[_Lost]:
    """Of pieces in order of time those that go, as `quota` takes them, and all that is too old."""
    more_before, more_after = change.excess_before, change.excess_after
    for piece in pieces:
        size, end = piece.bytes, piece.newest
        goes_before = end < change.over_before or (size > 0 and more_before > 0)
        goes_after = end < change.over_after or (size > 0 and more_after > 0)
        more_before, more_after = more_before - size, more_after - size
        if goes_after and not goes_before:
            yield piece
        if more_after <= 0 and piece.oldest >= change.over_after:
            return


def _aged(
    of_cameras: Q,
    before: datetime,
    after: datetime,
    at: datetime,
    volumes: Sequence[StorageVolume],
) -> list[_Lost]:
    """What ended within [before, after), in one; none if there is none."""
    rows: RecordingQuerySet = Recording.objects.filter(
        of_cameras, status__in=FINISHED, volume__in=volumes
    )
    over = rows.filter(start_time__lt=after, end_time__gte=before, end_time__lt=after)
    share = (
        unheld(over, at)
        .order_by()
        .aggregate(
            files=Count("pk"),
            bytes=Sum("file_size"),
            oldest=Min("start_time"),
            newest=Max("end_time"),
        )
    )
    return [_Lost(**share)] if share["files"] else []
