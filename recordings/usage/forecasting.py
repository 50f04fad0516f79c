"""The forecast of this installation: its rows, and the room on its disks."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Sum

from recordings.faults import CameraFault
from recordings.forecast import Forecast, Stream, forecast, promised_ahead
from recordings.models import Camera, Recording, StorageVolume, Usage
from recordings.volumes import has_its_disk, room_on

RECENT = timedelta(days=2)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the active volumes whose disks are there hold and get."""

    volumes: Sequence[StorageVolume]
    cameras: Sequence["CameraOutlook"]
    now: datetime

    def forecast(self) -> Forecast:
        """Of all cities, over all these volumes."""
        return forecast(self._streams(), self._capacity_bytes(self.volumes))

    def projected(self, after_days: Sequence[int]) -> dict[int, list[int]]:
        """By city: bytes that are promised so many days on."""
        return promised_ahead(self._streams(), after_days)

    def forecasts_by_volume(self) -> dict[int, Forecast]:
        """Each volume for itself, if it goes on getting what it got in the last two days."""
        streams: dict[int, list[Stream]] = {volume.pk: [] for volume in self.volumes}
        for camera in self.cameras:
            for pk, part in camera.parts(self.volumes, self.now).items():
                streams[pk].append(camera.stream([pk], part, self.now))
        return {
            volume.pk: forecast(streams[volume.pk], self._capacity_bytes([volume]))
            for volume in self.volumes
        }

    def _streams(self) -> list[Stream]:
        ids = [volume.pk for volume in self.volumes]
        return [camera.stream(ids, 1.0, self.now) for camera in self.cameras]

    def _capacity_bytes(self, volumes: Collection[StorageVolume]) -> int:
        """Footage there, and what is free for more."""
        kept = sum(camera.kept_bytes(volume.pk) for camera in self.cameras for volume in volumes)
        return kept + sum(rooms_in_bytes(volumes))


def look_ahead(now: datetime) -> Outlook:
    """Some hundred milliseconds for 1,000 cameras and 30 days."""
    volumes = volumes_there()
    return Outlook(volumes, _cameras(volumes, now), now)


def installation_forecast(now: datetime) -> Forecast:
    return look_ahead(now).forecast()


def volumes_there() -> list[StorageVolume]:
    """Active, with their disks."""
    return [v for v in StorageVolume.objects.filter(is_active=True) if has_its_disk(v)]


def rooms_in_bytes(volumes: Iterable[StorageVolume]) -> list[int]:
    """By disk: free beyond the reserve, negative where that is broken into. Volumes on one disk
    share its room, less the largest reserve; those that are gone by now have none."""
    rooms: dict[int, int] = {}
    for volume in volumes:
        try:
            disk = volume.path.stat().st_dev
            room = room_on(volume.path).free_bytes - volume.reserve_bytes
        except (OSError, CameraFault):
            continue
        rooms[disk] = min(rooms.get(disk, room), room)
    return list(rooms.values())


def footage_bytes(volumes: Iterable[StorageVolume]) -> int:
    """What is kept on these volumes, files being written left out."""
    kept = Usage.objects.filter(volume__in=list(volumes)).aggregate(n=Sum("bytes", default=0))
    return max(int(kept["n"]), 0)


def recent_bytes_per_day(now: datetime) -> dict[int, float]:
    """By camera, while it records: from its files of the last two days; others are left out."""
    rows = Recording.objects.filter(start_time__gte=now - RECENT, duration_ms__gt=0)
    sums = rows.values_list("camera").annotate(size=Sum("file_size"), length_ms=Sum("duration_ms"))
    day_ms = DAY / timedelta(milliseconds=1)
    return {camera: size * day_ms / length_ms for camera, size, length_ms in sums}


@dataclass(frozen=True, slots=True)
class CameraOutlook:
    """A camera: what it records a day, and what is kept of it, by volume and day."""

    camera: Camera
    bytes_per_day: float
    kept: Mapping[int, Mapping[date, int]]

    def stream(self, volumes: Collection[int], part: float, now: datetime) -> Stream:
        """Of these volumes, which take `part` of what is recorded."""
        today = now.astimezone(UTC).date()
        days = self.camera.retention_days_at(now)
        kept = [
            (max((today - day).days, 0), size)
            for volume_id in volumes
            for day, size in self._days(volume_id)
        ]
        # No longer than there is footage: a plan may promise thousands of days.
        by_age = [0] * min(days, max((age for age, _ in kept), default=-1) + 1)
        for age, size in kept:
            if age < len(by_age):
                by_age[age] += size
        quota = self.camera.quota_bytes_at(now)
        return Stream(self.camera.city_id, self.bytes_per_day * part, days, quota, by_age)

    def parts(self, volumes: Iterable[StorageVolume], now: datetime) -> dict[int, float]:
        """Which part of its footage each volume gets: as of late, else the same."""
        since = (now - RECENT).astimezone(UTC).date()
        recent = {
            volume.pk: sum(size for day, size in self._days(volume.pk) if day >= since)
            for volume in volumes
        }
        total = sum(recent.values())
        return {pk: size / total if total else 1 / len(recent) for pk, size in recent.items()}

    def kept_bytes(self, volume_id: int) -> int:
        return sum(self.kept.get(volume_id, {}).values())

    def _days(self, volume_id: int) -> Iterable[tuple[date, int]]:
        return self.kept.get(volume_id, {}).items()


def _cameras(volumes: Collection[StorageVolume], now: datetime) -> list[CameraOutlook]:
    """Of the cameras that record or have footage there. A camera that is wanted and has none of
    late will go on as on its best day."""
    kept: dict[int, dict[int, dict[date, int]]] = defaultdict(lambda: defaultdict(dict))
    rows = Usage.objects.filter(volume__in=volumes, bytes__gt=0).order_by()
    for camera_id, volume_id, day, size in rows.values_list("camera", "volume", "date", "bytes"):
        kept[camera_id][volume_id][day] = size
    rates = recent_bytes_per_day(now)
    cameras = Camera.objects.select_related("city__plan").order_by("pk")
    return [
        CameraOutlook(camera, _rate(camera, rates.get(camera.pk), days), days)
        for camera in cameras
        if (days := kept.get(camera.pk, {})) or camera.recording_enabled
    ]


def _rate(camera: Camera, recent: float | None, kept: Mapping[int, Mapping[date, int]]) -> float:
    if not camera.recording_enabled:
        return 0.0
    days: Counter[date] = Counter()
    for by_day in kept.values():
        days.update(by_day)
    return recent or float(max(days.values(), default=0))
