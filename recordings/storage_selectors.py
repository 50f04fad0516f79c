"""Reads of volumes, usage and forecasts, for those who may read a city's accounts.

Figures of the disks themselves are the installation's: superusers alone see them, as what is free
tells of what others keep.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from plans.entitlements import CAPABILITIES, Capability
from plans.errors import NotAllowed, NotFound
from plans.models import City, User
from plans.selectors import NOT_ALLOWED, NOT_FOUND, city_get, get_or_404, require
from recordings.clip_facts import ClipWeight, clip_facts
from recordings.faults import CameraFault
from recordings.forecast import CityForecast, Forecast
from recordings.models import Camera, StorageVolume, Usage, UsageQuerySet, UsageSample
from recordings.usage import sums
from recordings.usage.forecasting import Outlook
from recordings.usage.measuring import hours_left
from recordings.volumes import VOLUME_IDENTITY, read_identity, room_on


class Identity(StrEnum):
    """Whether a volume's own disk is there."""

    OK = "ok"
    MISSING = "missing"
    UNMOUNTED = "unmounted"
    DAMAGED = "damaged"
    OTHER = "other"


IDENTITY_WORDS = {
    Identity.OK: _("the right disk"),
    Identity.MISSING: _("the folder is missing"),
    Identity.UNMOUNTED: _("a folder without the disk"),
    Identity.DAMAGED: _("its identity file is damaged"),
    Identity.OTHER: _("another disk"),
}


@dataclass(frozen=True, slots=True)
class VolumeState:
    """Figures of the disk as it is now; as they were last measured where it is not there."""

    volume: StorageVolume
    identity: Identity
    footage_bytes: int
    days_until_full: float | None

    @property
    def used_bytes(self) -> int | None:
        total, free = self.volume.total_bytes, self.volume.free_bytes
        return None if total is None or free is None else max(total - free, 0)

    @property
    def used_percent(self) -> float | None:
        used = self.used_bytes
        return None if used is None else round(100 * used / max(self.volume.total_bytes or 0, 1), 1)

    @property
    def hours_left(self) -> float | None:
        return hours_left(self.volume) if self.identity is Identity.OK else None


@dataclass(frozen=True, slots=True)
class StorageUsage:
    """What cities keep: `cameras` the largest first, `days` in their order."""

    cameras: Sequence[sums.CameraUsage]
    days: Sequence[sums.DayUsage]
    clips: Sequence[ClipWeight]


def identity_of(volume: StorageVolume) -> Identity:
    """Looked up on the disk."""
    path = volume.path / VOLUME_IDENTITY
    if not volume.path.is_dir():
        return Identity.MISSING
    if not path.exists():
        return Identity.UNMOUNTED
    told = read_identity(path).get("volume")
    if not told:
        return Identity.DAMAGED
    return Identity.OK if told == str(volume.uuid) else Identity.OTHER


def with_room(volume: StorageVolume) -> StorageVolume:
    """With what the disk says now, if it is the right one; nothing is saved."""
    if identity_of(volume) is Identity.OK:
        try:
            room = room_on(volume.path)
        except CameraFault:
            return volume
        volume.total_bytes, volume.free_bytes = room.total_bytes, room.free_bytes
    return volume


def volume_states(outlook: Outlook) -> list[VolumeState]:
    """Every volume: for superusers only."""
    footage = sums.by_volume(Usage.objects.all())
    forecasts = outlook.forecasts_by_volume()
    return [
        VolumeState(
            with_room(volume),
            identity_of(volume),
            max(footage.get(volume.pk, 0), 0),
            forecasts[volume.pk].full_after_days if volume.pk in forecasts else None,
        )
        for volume in StorageVolume.objects.all()
    ]


def accounts_cities(user: User) -> QuerySet[City]:
    """Cities whose accounts the person may read. Raises NotAllowed when there is none."""
    if not user.is_active:
        raise NotFound(NOT_FOUND)
    if user.is_superuser:
        return City.objects.all()
    roles = [role for role, rights in CAPABILITIES.items() if Capability.READ_ACCOUNTS in rights]
    cities = City.objects.filter(memberships__user=user, memberships__role__in=roles)
    if not cities.exists():
        raise NotAllowed(NOT_ALLOWED)
    return cities


def accounts_city(user: User, city_id: Any) -> City:
    """Raises NotFound for what is not theirs, NotAllowed for those without the right."""
    city = city_get(user, city_id)
    require(user, city, Capability.READ_ACCOUNTS)
    return city


def usage_of(cities: QuerySet[City]) -> StorageUsage:
    rows: UsageQuerySet = Usage.objects.filter(camera__city__in=cities)
    clips = clip_facts.weights(cities)
    return StorageUsage(sums.by_camera(rows, clips), sums.by_day(rows), clips)


def forecasts_of(cities: QuerySet[City], forecast: Forecast) -> list[CityForecast]:
    """The part of the installation's that is theirs to know."""
    ours = set(cities.values_list("pk", flat=True))
    return [city for city in forecast.cities.values() if city.city_id in ours]


def quotas_of(city: City, now: datetime) -> dict[int, int]:
    """Bytes that each camera may keep, archived ones too, by its id."""
    quotas = {}
    for camera in Camera.objects.filter(city=city):
        camera.city = city  # with its plan
        quotas[camera.pk] = camera.quota_bytes_at(now)
    return quotas


def city_samples(user: User, city_id: Any) -> QuerySet[UsageSample]:
    return UsageSample.objects.filter(city=accounts_city(user, city_id), volume=None)


def volume_samples(user: User, volume_id: Any) -> QuerySet[UsageSample]:
    """Superusers' only: for others every volume is missing."""
    if not (user.is_active and user.is_superuser):
        raise NotFound(NOT_FOUND)
    return UsageSample.objects.filter(volume=get_or_404(StorageVolume.objects.all(), pk=volume_id))
