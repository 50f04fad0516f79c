"""Hourly samples for charts: what each volume and each city holds, and what the forecast says.

An hour in which nobody came has no sample, and charts show the gap. Several workers may come in
one: the first makes it, and only that one looks ahead. All footage of an hour's samples comes out
of one statement, so that what lies on the volumes is what the cities keep.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db.models import Sum

from plans.models import City
from recordings.clip_facts import clip_facts
from recordings.clock import Clock
from recordings.faults import CameraFault
from recordings.forecast import CityForecast
from recordings.models import Camera, StorageVolume, Usage, UsageSample
from recordings.usage.counters import forget_empty
from recordings.usage.forecasting import Outlook, look_ahead
from recordings.volumes import Room, has_its_disk, room_on

KEPT = timedelta(days=400)
AHEAD_DAYS = tuple(range(5, 31, 5))
HOURS_A_DAY = 24


@dataclass(frozen=True, slots=True)
class _Sums:
    """Bytes and files, by id."""

    bytes: Counter[int] = field(default_factory=Counter)
    files: Counter[int] = field(default_factory=Counter)

    def add(self, pk: int, more_bytes: int, more_files: int) -> None:
        self.bytes[pk] += more_bytes
        self.files[pk] += more_files

    def of(self, pk: int) -> dict[str, int]:
        """Counters may be below nothing for a moment that the audit mends."""
        return {"bytes": max(self.bytes[pk], 0), "files": max(self.files[pk], 0)}


def sample_usage(clock: Clock) -> None:
    """The sample of this hour (UTC), unless it is there; once a day the old ones are forgotten."""
    now = clock.now().astimezone(UTC)
    hour = now.replace(minute=0, second=0, microsecond=0)
    made = UsageSample.objects.filter(at=hour)
    volumes, known = (set(made.values_list(of, flat=True)) for of in ("volume", "city"))
    rooms = {volume: room for volume, room in _rooms().items() if volume.pk not in volumes}
    ids = City.objects.order_by("pk").values_list("pk", flat=True)
    cities = [pk for pk in ids if pk not in known]
    if rooms or cities:
        samples = _samples(hour, now, rooms, cities)
        UsageSample.objects.bulk_create(samples, batch_size=100, ignore_conflicts=True)
    if hour.hour == 0:
        UsageSample.objects.filter(at__lt=hour - KEPT).delete()
        forget_empty((hour - timedelta(days=2)).date())


def _rooms() -> dict[StorageVolume, Room]:
    """Of those whose disk is there."""
    found = {}
    for volume in StorageVolume.objects.all():
        if not has_its_disk(volume):
            continue
        try:
            found[volume] = room_on(volume.path)
        except CameraFault:  # it went away just now
            continue
    return found


def _samples(
    hour: datetime, now: datetime, rooms: dict[StorageVolume, Room], cities: list[int]
) -> list[UsageSample]:
    on_volumes, of_cities = _footage()
    outlook = look_ahead(now)
    return [
        *_of_volumes(hour, rooms, on_volumes, outlook),
        *_of_cities(hour, cities, of_cities, outlook),
    ]


def _footage() -> tuple[_Sums, _Sums]:
    """By volume and by city."""
    on_volumes, of_cities = _Sums(), _Sums()
    rows = Usage.objects.order_by().values_list("volume", "camera__city")
    for volume, city, size, files in rows.annotate(b=Sum("bytes"), f=Sum("files")):
        on_volumes.add(volume, size, files)
        of_cities.add(city, size, files)
    return on_volumes, of_cities


def _of_volumes(
    hour: datetime, rooms: dict[StorageVolume, Room], footage: _Sums, outlook: Outlook
) -> list[UsageSample]:
    forecasts = outlook.forecasts_by_volume()
    clips = clip_facts.on_volumes()
    found = []
    for volume, room in rooms.items():
        clip_bytes, clip_count = clips.get(volume.pk, (0, 0))
        ahead = forecasts.get(volume.pk)
        found.append(
            UsageSample(
                at=hour,
                volume=volume,
                **footage.of(volume.pk),
                clip_bytes=clip_bytes,
                clips=clip_count,
                total_bytes=room.total_bytes,
                free_bytes=room.free_bytes,
                bytes_per_hour=volume.bytes_per_hour,
                full_after_days=ahead.full_after_days if ahead else None,
            )
        )
    return found


def _of_cities(
    hour: datetime, cities: list[int], footage: _Sums, outlook: Outlook
) -> list[UsageSample]:
    forecasts = outlook.forecast().cities
    projected = outlook.projected(AHEAD_DAYS)
    clips = _clips_by_city()
    return [
        UsageSample(
            at=hour,
            city_id=pk,
            **footage.of(pk),
            clip_bytes=clips.bytes[pk],
            clips=clips.files[pk],
            projected=projected.get(pk, []),
            **_ahead(forecasts.get(pk)),
        )
        for pk in cities
    ]


def _ahead(found: CityForecast | None) -> dict[str, float | int | None]:
    """Nothing of a city without cameras."""
    if found is None:
        return {}
    return {
        "bytes_per_hour": round(found.bytes_per_day / HOURS_A_DAY),
        "promised_days": found.retention_days,
        "reachable_days": found.reachable_days,
        "breaks_after_days": found.breaks_after_days,
    }


def _clips_by_city() -> _Sums:
    cities = dict(Camera.objects.order_by().values_list("pk", "city"))
    sums = _Sums()
    for weight in clip_facts.weights(City.objects.all()):
        if weight.camera_id in cities:
            sums.add(cities[weight.camera_id], weight.bytes, weight.clips)
    return sums
