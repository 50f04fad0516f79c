"""What a volume's disk says, and how fast it fills: "today's rate".

Growing files count with what is written of them, so that the rate is known before the first hour
is over. Files that were deleted meanwhile do not: after an emergency the rate is too low at most.
"""

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from django.db.models import F, Sum

from recordings.clock import Clock
from recordings.faults import CameraFault
from recordings.models import Recording, RecordingQuerySet, StorageVolume, Usage
from recordings.volumes import Marks, Room, has_its_disk, marks_of, room_on, takes_runs

SHORTEST = timedelta(minutes=1)
"""Less footage than this is taken for as much: a first second tells nothing of an hour."""
LONGEST = timedelta(hours=3)
"""A growing file is an hour long; a row that stays open longer waits for its recorder's node."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A volume whose disk is there; its row says the same as these."""

    volume: StorageVolume
    room: Room
    marks: Marks

    @property
    def is_below(self) -> bool:
        """Short at this moment; the row stays so until the upper mark is reached."""
        return self.room.free_bytes < self.marks.short

    def takes_runs_of(self, other: "Measured") -> bool:
        volume = self.volume
        rates = volume.bytes_per_hour, other.volume.bytes_per_hour
        has_room = volume.is_active and not volume.is_short
        return has_room and takes_runs(volume.reserve_bytes, self.room, *rates)


def measure_volumes(clock: Clock) -> list[Measured]:
    """Of each volume that has its disk; what is known of the others stays as it was."""
    found = []
    for volume in StorageVolume.objects.all():
        if has_its_disk(volume):
            with contextlib.suppress(CameraFault):  # it went away just now
                found.append(_measure(volume, clock.now()))
    return found


def bytes_per_hour(volume: StorageVolume, now: datetime) -> int:
    """Of what began since yesterday 00:00 UTC and is kept; 0 when that is nothing."""
    since = datetime.combine(now.astimezone(UTC).date() - timedelta(days=1), time(), UTC)
    finished = Usage.objects.filter(volume=volume, date__gte=since.date())
    weight = max(finished.aggregate(n=Sum("bytes"))["n"] or 0, 0)
    rows = _began(volume, since)
    first = rows.order_by("start_time", "id").values_list("start_time", flat=True).first()
    if first is None:
        return 0
    growing = _sizes(volume.path, growing_on(volume, now).values_list("file_path", flat=True))
    # Files begin together, with the hour: the last to begin is among the last to end.
    ended = rows.exclude(end_time=None).order_by("-start_time", "-id")
    last = now if growing else ended.values_list("end_time", flat=True).first()
    if last is None:
        return 0
    span = max(last - first, SHORTEST)
    return int((weight + sum(growing)) / (span / timedelta(hours=1)))


def growing_on(volume: StorageVolume, now: datetime) -> RecordingQuerySet:
    """Files that are being written."""
    rows = _began(volume, now - LONGEST)
    return rows.filter(status=Recording.Status.RECORDING, closed_at=None)


def hours_left(volume: StorageVolume) -> float | None:
    """Until only the reserve is left, by the last measurement; None when nothing is recorded."""
    if not volume.bytes_per_hour or volume.free_bytes is None:
        return None
    return max(0, volume.free_bytes - volume.reserve_bytes) / volume.bytes_per_hour


def _measure(volume: StorageVolume, now: datetime) -> Measured:
    """Raises CameraFault. What is short stays so until the upper mark: nothing goes to and fro."""
    room = room_on(volume.path)
    rate = bytes_per_hour(volume, now)
    marks = marks_of(volume.reserve_bytes, room.total_bytes, rate)
    free = room.free_bytes
    volume.measured_at, volume.bytes_per_hour = now, rate
    volume.total_bytes, volume.free_bytes = room.total_bytes, free
    volume.is_short = free < (marks.eased if volume.is_short else marks.short)
    StorageVolume.objects.filter(pk=volume.pk).update(
        measured_at=now,
        total_bytes=room.total_bytes,
        free_bytes=free,
        bytes_per_hour=rate,
        is_short=volume.is_short,
    )
    return Measured(volume, room, marks)


def _began(volume: StorageVolume, since: datetime) -> RecordingQuerySet:
    """By the index of starts: by the volume's, SQLite would read everything that lies there."""
    rows = Recording.objects.annotate(lies_on=F("volume_id") + 0)
    return rows.filter(lies_on=volume.pk, start_time__gte=since)


def _sizes(root: Path, paths: Iterable[str]) -> list[int]:
    """Without files that are gone."""
    sizes = []
    for path in paths:
        with contextlib.suppress(OSError):
            sizes.append((root / path).stat().st_size)
    return sizes
