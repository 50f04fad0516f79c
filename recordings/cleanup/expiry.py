"""What no promise keeps any more, and when it goes: at 03:00 of the installation's time zone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Min, Q, Sum

from recordings.audit.generation import restored_volumes
from recordings.cleanup.deleting import BATCH
from recordings.cleanup.dooming import FINISHED, cutoff
from recordings.holds import unheld
from recordings.models import Camera, Recording, RecordingQuerySet, StorageVolume
from recordings.volumes import has_its_disk

AT = time(3)
CAMERAS_AT_ONCE = 500


class Expected(NamedTuple):
    """What a camera's share of a run comes to."""

    camera: Camera
    files: int
    bytes: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class Preview:
    """What the run at `at` would delete; `cameras` in the order of city and name."""

    at: datetime
    cameras: tuple[Expected, ...]

    @property
    def files(self) -> int:
        return sum(share.files for share in self.cameras)

    @property
    def bytes(self) -> int:
        return sum(share.bytes for share in self.cameras)

    @property
    def oldest(self) -> datetime | None:
        return min((share.oldest for share in self.cameras), default=None)


def last_due(now: datetime) -> datetime:
    """The latest 03:00 that has been, in UTC.

    One for each local date: where clocks skip 03:00 it is the moment at which they would have
    shown it, where they show it twice the first (PEP 495, fold=0).
    """
    today = _local_date(now)
    due = _due_on(today)
    return due if due <= now else _due_on(today - timedelta(days=1))


def next_due(now: datetime) -> datetime:
    """The first 03:00 after `now`, in UTC."""
    today = _local_date(now)
    due = _due_on(today)
    return due if due > now else _due_on(today + timedelta(days=1))


def preview(now: datetime) -> Preview:
    """What the next 03:00 would delete, as things stand now."""
    at = next_due(now)
    return Preview(at, tuple(expected(at)))


def expected(at: datetime) -> list[Expected]:
    """What a run at that moment would delete, a few queries for all cameras."""
    found = []
    volumes = volumes_to_clean()
    for before, cameras in cameras_by_cutoff(at):
        rows = _over(Q(camera__in=list(cameras)), before, at, volumes)
        sums = rows.order_by().values_list("camera_id")
        shares = sums.annotate(Count("pk"), Sum("file_size"), Min("start_time"))
        found += [Expected(cameras[share[0]], *share[1:]) for share in shares]
    return sorted(found, key=lambda share: (share.camera.city.name, share.camera.name))


def expired(now: datetime, cameras: Iterable[Camera]) -> Iterator[UUID]:
    """Recordings of these cameras that are over, each one's oldest first, in constant memory.

    What stays although it was named is not named again.
    """
    volumes = volumes_to_clean()
    for camera in cameras:
        rows = _over(Q(camera=camera), cutoff(camera, now), now, volumes)
        after, is_last = Q(), False
        while not is_last:
            page = list(rows.filter(after).values_list("start_time", "pk")[:BATCH])
            yield from (pk for _, pk in page)
            is_last = len(page) < BATCH
            if not is_last:
                start, last = page[-1]
                after = Q(start_time__gt=start) | Q(start_time=start, pk__gt=last)


def cameras_by_cutoff(now: datetime) -> Iterator[tuple[datetime, dict[int, Camera]]]:
    """All cameras, the archived too (their footage ages out), some hundreds at a time with what
    is kept no longer of them."""
    found: dict[datetime, list[Camera]] = defaultdict(list)
    for camera in Camera.objects.select_related("city__plan").order_by("pk"):
        found[cutoff(camera, now)].append(camera)
    for before, cameras in found.items():
        for first in range(0, len(cameras), CAMERAS_AT_ONCE):
            yield before, {c.pk: c for c in cameras[first : first + CAMERAS_AT_ONCE]}


def volumes_to_clean() -> list[StorageVolume]:
    """Those that are there; none that knows more than the database does."""
    restored = {volume.pk for volume in restored_volumes()}
    volumes = StorageVolume.objects.all()
    return [v for v in volumes if v.pk not in restored and has_its_disk(v)]


def finished_on(volumes: list[StorageVolume]) -> RecordingQuerySet:
    return Recording.objects.filter(status__in=FINISHED, volume__in=volumes)


def ended_before(before: datetime) -> Q:
    """A recording starts before it ends, so that the index by camera and start bounds what is
    read."""
    return Q(start_time__lt=before, end_time__lt=before)


def _over(
    of_camera: Q, before: datetime, now: datetime, volumes: list[StorageVolume]
) -> RecordingQuerySet:
    over = finished_on(volumes).filter(of_camera, ended_before(before))
    return unheld(over, now).order_by("start_time", "pk")


def _local_date(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def _due_on(day: date) -> datetime:
    return datetime.combine(day, AT, tzinfo=ZoneInfo(settings.TIME_ZONE)).astimezone(UTC)
