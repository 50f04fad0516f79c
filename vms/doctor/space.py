"""How far the volumes' room reaches, at the rate at which the cameras of now record."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from plans.models import Plan
from recordings.forecast import days_until_full, needed_bytes
from recordings.models import Camera
from recordings.usage.forecasting import (
    footage_bytes,
    recent_bytes_per_day,
    rooms_in_bytes,
    volumes_there,
)
from vms.doctor.figures import number, size
from vms.doctor.findings import Finding, error, ok, warning

ASSUMED_BITS_PER_SECOND = 2_000_000
DEFAULT_RETENTION_DAYS = 7
DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Footage:
    """`bytes_per_day` of all wanted cameras together; `needed_bytes` is what their retention
    and quotas come to; `room_bytes` is free beyond the reserve, `recorded_bytes` is taken."""

    cameras: int = 0
    bytes_per_day: float = 0.0
    needed_bytes: float = 0.0
    retention_days: int = DEFAULT_RETENTION_DAYS
    room_bytes: int = 0
    recorded_bytes: int = 0

    @property
    def days_left(self) -> float | None:
        """Until the room is full if nothing is deleted; None without a camera."""
        return days_until_full(self.room_bytes, self.bytes_per_day) if self.bytes_per_day else None


def measure(now: datetime) -> Footage:
    """Raises DatabaseError."""
    rates = recent_bytes_per_day(now)
    assumed = ASSUMED_BITS_PER_SECOND / 8 * DAY_SECONDS
    per_day = needed = 0.0
    longest = count = 0
    for camera in Camera.objects.filter(recording_enabled=True).select_related("city__plan"):
        rate, days = rates.get(camera.pk, assumed), camera.retention_in_force_days
        per_day += rate
        needed += needed_bytes(rate, days, camera.quota_bytes)
        longest, count = max(longest, days), count + 1
    there = volumes_there()
    room = sum(max(room, 0) for room in rooms_in_bytes(there))
    return Footage(count, per_day, needed, longest or _shortest_plan(), room, footage_bytes(there))


def _shortest_plan() -> int:
    days = Plan.objects.order_by("retention_days").values_list("retention_days", flat=True)
    return days.first() or DEFAULT_RETENTION_DAYS


def findings_of(footage: Footage) -> list[Finding]:
    days_left = footage.days_left
    if days_left is None:
        return []
    words = {
        "cameras": footage.cameras,
        "rate": size(footage.bytes_per_day),
        "days": number(days_left, 1 if days_left < 10 else 0),
        "room": size(footage.room_bytes),
        "needed": size(footage.needed_bytes),
        "kept": size(footage.room_bytes + footage.recorded_bytes),
    }
    what = _("%(rate)s a day are recorded; the free space (%(room)s) lasts %(days)s days.") % words
    if footage.needed_bytes <= footage.room_bytes + footage.recorded_bytes:
        return [ok("space.days", what)]
    promise = _("What the plans promise to keep takes %(needed)s; the volumes hold %(kept)s.")
    do = _("Add a volume, lower the cameras' bitrate, or shorten the retention.")
    severity = error if days_left < 1 else warning
    return [severity("space.promise", f"{what} {promise % words}", do)]
