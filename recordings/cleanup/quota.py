"""Quotas: a camera that keeps more than its plan's GB loses its oldest footage.

What it keeps is counted on the volumes that are there: newer footage never goes for what lies on
a disk that is away. Held footage counts, and stays.
"""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Sum

from recordings.cleanup.brake import FREE_FILES, SHARE
from recordings.cleanup.candidates import Candidate, of_camera, oldest_first
from recordings.cleanup.clock_witness import has_leapt
from recordings.cleanup.relief_runs import ReliefRun, enough
from recordings.clock import Clock
from recordings.models import Camera, CleanupRun, PendingDeletion, StorageVolume, Usage

logger = logging.getLogger(__name__)
TOLD_AGAIN = timedelta(hours=24)
"""So often a run that the brake stops is noted; it is tried each minute."""
Kind = CleanupRun.Kind
BRAKE = CleanupRun.StoppedBy.BRAKE


class Excess(NamedTuple):
    """What a camera keeps beyond its quota; `files` by the mean size of its files."""

    camera: Camera
    bytes: int
    files: int


class Excesses(NamedTuple):
    """`kept_bytes` is what all cameras keep."""

    cameras: list[Excess]
    kept_bytes: int

    @property
    def bytes(self) -> int:
        return sum(excess.bytes for excess in self.cameras)

    @property
    def files(self) -> int:
        return sum(excess.files for excess in self.cameras)

    @property
    def is_implausible(self) -> bool:
        return self.files > FREE_FILES and self.bytes > SHARE * self.kept_bytes


def keep_quotas(volumes: Sequence[StorageVolume], clock: Clock) -> None:
    """Delete what is too much on these volumes.

    A run that the brake stopped is gone on with when a person has released it.
    """
    if has_leapt(clock):
        return  # nobody knows which holds are still in force
    found = excesses(volumes, clock.now())
    released = CleanupRun.objects.filter(kind=Kind.QUOTA, finished_at=None).order_by("pk").first()
    run = ReliefRun(Kind.QUOTA, clock, found.bytes, found.files, row=released)
    if found.is_implausible and released is None:
        _note_brake(run, clock.now())
        return
    candidates = _oldest_of(found.cameras, volumes, clock.now())
    while not run.must_end and (batch := list(enough(candidates, found.bytes))):
        run.delete(batch, PendingDeletion.Reason.QUOTA)
    run.close(keep=released is not None)


def excesses(volumes: Sequence[StorageVolume], now: datetime) -> Excesses:
    """By the counters, in one query for all cameras."""
    kept = Usage.objects.filter(volume__in=volumes).order_by().values_list("camera")
    weights = {pk: (size, files) for pk, size, files in kept.annotate(Sum("bytes"), Sum("files"))}
    cameras = Camera.objects.select_related("city__plan").in_bulk(weights)
    found = []
    for pk, camera in sorted(cameras.items()):
        size, files = weights[pk]
        more = size - camera.quota_bytes_at(now)
        if more > 0:
            found.append(Excess(camera, more, -(-more * files // size)))
    return Excesses(found, sum(size for size, _ in weights.values()))


def _oldest_of(
    cameras: Sequence[Excess], volumes: Sequence[StorageVolume], now: datetime
) -> Iterator[Candidate]:
    """Of each camera as many as weigh what is too much."""
    ids = [volume.pk for volume in volumes]
    for camera, more, _ in cameras:
        for candidate in oldest_first(of_camera(camera, ids), now):
            yield candidate
            more -= candidate.bytes
            if more <= 0:
                break


def _note_brake(run: ReliefRun, now: datetime) -> None:
    """Once a day, so that there is one to be seen and released, and not a thousand."""
    noted = CleanupRun.objects.filter(kind=Kind.QUOTA, stopped_by=BRAKE)
    if noted.filter(started_at__gt=now - TOLD_AGAIN).exists():
        return
    row = CleanupRun.objects.filter(pk=run.made().pk)
    row.update(stopped_by=BRAKE, finished_at=now)
    logger.error(
        "quotas would take %s files, %s bytes: too much at once until somebody confirms it",
        run.expected_files,
        run.expected_bytes,
    )
