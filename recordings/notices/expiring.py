"""What the next cleanup takes from a city, by camera and by day of the city."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from plans.models import City
from recordings.cleanup.dooming import FINISHED, cutoff
from recordings.holds import unheld
from recordings.models import Camera, Recording, StorageVolume
from recordings.notices.content import DayLeft, Digest
from recordings.spans import epoch_ms

LISTED = 200  # days of cameras in one digest; the rest is counted
READ_AT_ONCE = 2000


def expiring(city: City, due: datetime, volumes: list[StorageVolume]) -> Digest | None:
    """What goes at `due`, as things stand now; None when nothing does.

    A file counts to the day in which it began. One query for each retention among the city's
    cameras, and a row for each file that goes: a day's worth on any usual night.
    """
    days: dict[tuple[int, date], DayLeft] = {}
    names: dict[int, str] = {}
    zone = ZoneInfo(city.time_zone)
    for before, cameras in _by_cutoff(city, due).items():
        names.update((camera.pk, camera.name) for camera in cameras)
        rows = Recording.objects.filter(camera__in=cameras, status__in=FINISHED, volume__in=volumes)
        over = unheld(rows.filter(start_time__lt=before, end_time__lt=before), due)
        columns = ("camera_id", "start_time", "end_time", "file_size")
        for file in over.order_by().values_list(*columns).iterator(READ_AT_ONCE):
            _add(days, zone, *file)
    return _digest(due, days.values(), names) if days else None


def _by_cutoff(city: City, due: datetime) -> dict[datetime, list[Camera]]:
    """The city's cameras, the archived too, by when what they recorded must have ended."""
    found: dict[datetime, list[Camera]] = defaultdict(list)
    for camera in Camera.objects.filter(city=city).select_related("city__plan"):
        found[cutoff(camera, due)].append(camera)
    return found


def _add(
    days: dict[tuple[int, date], DayLeft],
    zone: ZoneInfo,
    camera: int,
    start: datetime,
    end: datetime,
    size_bytes: int,
) -> None:
    day, start_ms, end_ms = start.astimezone(zone).date(), epoch_ms(start), epoch_ms(end)
    known = days.get((camera, day)) or DayLeft(camera, day, start_ms, end_ms, 0, 0)
    days[camera, day] = DayLeft(
        camera=camera,
        day=day,
        start_ms=min(known.start_ms, start_ms),
        end_ms=max(known.end_ms, end_ms),
        files=known.files + 1,
        bytes=known.bytes + size_bytes,
    )


def _digest(due: datetime, days: Iterable[DayLeft], names: dict[int, str]) -> Digest:
    listed = sorted(days, key=lambda left: (names[left.camera], left.camera, left.day))
    return Digest(
        due_ms=epoch_ms(due),
        cameras=len({left.camera for left in listed}),
        files=sum(left.files for left in listed),
        bytes=sum(left.bytes for left in listed),
        days=listed[:LISTED],
        more=len(listed[LISTED:]),
    )
