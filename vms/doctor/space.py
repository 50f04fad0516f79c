"""How far the volumes' room reaches, at the rate at which the cameras of now record."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Sum
from django.utils.translation import gettext as _

from plans.models import Plan
from recordings.models import Camera, Recording, StorageVolume
from recordings.volumes import free_bytes, has_its_disk
from vms.doctor.figures import number, size
from vms.doctor.findings import Finding, error, ok, warning

ASSUMED_BITS_PER_SECOND = 2_000_000
DEFAULT_RETENTION_DAYS = 7
DAY_SECONDS = 86_400
RECENT = timedelta(days=2)


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
        return self.room_bytes / self.bytes_per_day if self.bytes_per_day else None


def measure(now: datetime) -> Footage:
    """Raises DatabaseError."""
    rates = _bytes_per_day(now)
    assumed = ASSUMED_BITS_PER_SECOND / 8 * DAY_SECONDS
    per_day = needed = 0.0
    longest = count = 0
    for camera in Camera.objects.filter(recording_enabled=True).select_related("city__plan"):
        rate, days = rates.get(camera.pk, assumed), camera.retention_in_force_days
        per_day += rate
        needed += min(rate * days, camera.quota_bytes)
        longest, count = max(longest, days), count + 1
    room, taken = _room()
    return Footage(count, per_day, needed, longest or _shortest_plan(), room, taken)


def _bytes_per_day(now: datetime) -> dict[int, float]:
    """By camera, from its files of the last two days; cameras without any are left out."""
    rows = Recording.objects.filter(start_time__gte=now - RECENT, duration_ms__gt=0)
    sums = rows.values("camera").annotate(size=Sum("file_size"), length_ms=Sum("duration_ms"))
    return {s["camera"]: s["size"] * 1000 / s["length_ms"] * DAY_SECONDS for s in sums}


def _shortest_plan() -> int:
    days = Plan.objects.order_by("retention_days").values_list("retention_days", flat=True)
    return days.first() or DEFAULT_RETENTION_DAYS


def _room() -> tuple[int, int]:
    """Bytes free beyond the reserves of the volumes that are there, and bytes of their footage."""
    there = [v for v in StorageVolume.objects.filter(is_active=True) if has_its_disk(v)]
    # Several volumes on one disk share its room; the largest reserve of them holds.
    rooms: dict[int, int] = {}
    for volume in there:
        disk, room = volume.path.stat().st_dev, free_bytes(volume.path) - volume.reserve_bytes
        rooms[disk] = min(rooms.get(disk, room), room)
    taken = Recording.objects.filter(volume__in=there).aggregate(n=Sum("file_size", default=0))
    return sum(max(room, 0) for room in rooms.values()), int(taken["n"])


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
