"""A disk is short of room and no other can take its recorders: footage goes before its time.

First what is past its retention anyway, then each time the oldest of the city that is furthest
above its share (`recordings.fairness`). Never what is held, being written, or a clip. What it cost
each city stands in the run's details.
"""

import logging
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import chain, groupby
from operator import attrgetter
from typing import Any

from django.db.models import Min, Sum

from recordings.cleanup.candidates import (
    Candidate,
    of_camera,
    oldest_first,
    oldest_kept,
    oldest_of_all,
)
from recordings.cleanup.clock_witness import has_leapt
from recordings.cleanup.dooming import cutoff
from recordings.cleanup.relief_runs import ReliefRun, enough
from recordings.clock import Clock
from recordings.fairness import Share, payments
from recordings.models import Camera, CleanupRun, PendingDeletion, Usage
from recordings.usage.measuring import Measured
from recordings.volumes import free_bytes

logger = logging.getLogger(__name__)
GIVES_BACK_SECONDS, LOOK_SECONDS = 3.0, 0.25
"""Some file systems show freed room late; a pass waits so long in all before more goes."""
AT_MOST = 2
"""A pass deletes no more than this times what is missing, whatever the disk says then."""
KEPT = 0.25
"""A disk that gives back less than this of what was deleted keeps it: a viewer holds the files
open, or snapshots do. To delete more would not help before PATIENCE is over."""
PATIENCE = timedelta(minutes=10)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
Reason = PendingDeletion.Reason
Kind = CleanupRun.Kind


def make_room(measured: Measured, clock: Clock) -> None:
    """Free as much as is missing to the upper mark. Raises CameraFault if the disk goes away."""
    now = clock.now()
    if _disk_kept_what_was_deleted(measured.volume.pk, now):
        return
    emergency = Emergency(measured, clock)
    if emergency.can_help():
        volume_id, cameras = measured.volume.pk, emergency.cameras
        leapt = has_leapt(clock)  # then nobody knows what is over, and which holds still are
        if not leapt:
            emergency.free(expired_on(cameras, volume_id, now), Reason.EXPIRED)
        holds_at = LONG_AGO if leapt else now
        emergency.free(fairly(cameras, volume_id, now, holds_at), Reason.EMERGENCY)
    emergency.close()


class Emergency:
    """One pass over one volume."""

    def __init__(self, measured: Measured, clock: Clock) -> None:
        self._measured = measured
        self._clock = clock
        self._now = clock.now()
        self._need = measured.marks.eased - measured.room.free_bytes
        self._costs: dict[int, dict[str, Any]] = {}
        self._patience_seconds = GIVES_BACK_SECONDS
        self._freed = self._given_back = 0
        self.cameras = cameras_on(measured.volume.pk)
        details = {"volume": measured.volume.pk, "volume_name": measured.volume.name}
        self._run = ReliefRun(Kind.EMERGENCY, clock, self._need, details=details)

    def can_help(self) -> bool:
        """Not on a disk where all footage together is less than what is missing to the reserve.

        By what is free by now: the quotas, which came first, may have given room back.
        """
        volume = self._measured.volume
        footage = Usage.objects.filter(volume=volume).aggregate(n=Sum("bytes"))["n"] or 0
        return self._free() + footage > volume.reserve_bytes

    def free(self, candidates: Iterator[Candidate], reason: Reason) -> None:
        while (missing := self._missing()) > 0 and not self._ends():
            batch = sorted(enough(candidates, missing), key=attrgetter("city_id"))
            if not batch:
                return
            for city_id, part in groupby(batch, key=attrgetter("city_id")):
                self._delete(city_id, list(part), reason)

    def close(self) -> None:
        missing = self._missing()
        self._run.details |= {
            "missing_bytes": self._need,
            "gave_back_bytes": self._given_back,
            "disk_kept": missing > 0 and self._given_back < KEPT * self._freed,
            "nothing_left": missing > 0 and not self._ends(),
            "cities": {str(city): cost for city, cost in sorted(self._costs.items())},
        }
        for city_id, cost in self._costs.items():
            kept = oldest_kept(of_city(self.cameras, city_id))
            cost["oldest_kept"] = kept.isoformat() if kept else None
        is_new = self._run.details["nothing_left"] and not _said_before(self._measured.volume.pk)
        if is_new:
            self._run.made()
        self._run.close(keep=is_new)
        if self._run.bytes or is_new:
            logger.warning("made room on %s: %s", self._measured.volume.root, self._run.details)

    def _delete(self, city_id: int, part: list[Candidate], reason: Reason) -> None:
        before, began = self._free(), self._clock.monotonic()
        deleted = self._run.delete(part, reason)
        if not deleted.files:
            return
        promised = [c.end_time + self._retention(c.camera_id) for c in part]
        early = max(promised) - self._now if reason is Reason.EMERGENCY else timedelta(0)
        city = self.cameras[part[0].camera_id].city
        empty = {"name": city.name, "files": 0, "bytes": 0, "hours_early": 0.0}
        cost = self._costs.setdefault(city_id, empty)
        cost["files"] += deleted.files
        cost["bytes"] += deleted.bytes
        cost["hours_early"] = max(cost["hours_early"], round(early / timedelta(hours=1), 1))
        self._freed += deleted.freed_bytes
        self._given_back += self._wait_for_disk(before, began, deleted.freed_bytes)

    def _retention(self, camera_id: int) -> timedelta:
        return timedelta(days=self.cameras[camera_id].retention_days_at(self._now))

    def _wait_for_disk(self, before: int, began: float, freed: int) -> int:
        """What the disk gave back of `freed` bytes, with what was recorded meanwhile."""
        rate = (self._measured.volume.bytes_per_hour or 0) / 3600
        while True:
            written = rate * (self._clock.monotonic() - began)
            given_back = int(self._free() - before + written)
            if given_back >= freed // 2 or self._patience_seconds <= 0:
                return max(0, min(given_back, freed))
            time.sleep(LOOK_SECONDS)
            self._patience_seconds -= LOOK_SECONDS

    def _free(self) -> int:
        return free_bytes(self._measured.volume.path)

    def _missing(self) -> int:
        return self._measured.marks.eased - self._free()

    def _ends(self) -> bool:
        return self._run.bytes >= AT_MOST * self._need or self._run.must_end


def cameras_on(volume_id: int) -> dict[int, Camera]:
    """Those with footage there, archived ones too."""
    there = Usage.objects.filter(volume=volume_id, bytes__gt=0).values("camera")
    cameras = Camera.objects.select_related("city__plan").filter(pk__in=there)
    return {camera.pk: camera for camera in cameras}


def expired_on(cameras: dict[int, Camera], volume_id: int, now: datetime) -> Iterator[Candidate]:
    """What is past the retention in force; cameras are asked whose first day there is."""
    days = Usage.objects.filter(volume=volume_id, bytes__gt=0).order_by().values_list("camera")
    first_day = dict(days.annotate(n=Min("date")))

    def expired_of(camera: Camera) -> Iterator[Candidate]:
        last = cutoff(camera, now)
        if first_day.get(camera.pk, date.max) > last.astimezone(UTC).date():
            return iter(())
        rows = of_camera(camera, [volume_id]).filter(start_time__lt=last)
        return oldest_first(rows.filter(end_time__lt=last), now)

    return chain.from_iterable(map(expired_of, cameras.values()))


def fairly(
    cameras: dict[int, Camera], volume_id: int, now: datetime, holds_at: datetime
) -> Iterator[Candidate]:
    """What no hold covers that is in force at `holds_at`."""

    def oldest_of(city_id: int) -> Iterator[Candidate]:
        return oldest_of_all(of_city(cameras, city_id), volume_id, holds_at)

    return payments(shares_on(cameras.values(), volume_id, now), oldest_of)


def of_city(cameras: dict[int, Camera], city_id: int) -> list[Camera]:
    return [camera for camera in cameras.values() if camera.city_id == city_id]


def shares_on(cameras: Iterable[Camera], volume_id: int, now: datetime) -> list[Share]:
    """Of each city what it keeps there, and the quotas of its cameras that keep something there."""
    entitled: dict[int, int] = {}
    for camera in cameras:
        entitled[camera.city_id] = entitled.get(camera.city_id, 0) + camera.quota_bytes_at(now)
    kept = Usage.objects.filter(volume=volume_id).order_by().values_list("camera__city")
    used = dict(kept.annotate(n=Sum("bytes")))
    return [Share(city, used.get(city, 0), quota) for city, quota in sorted(entitled.items())]


def _last_run(volume_id: int) -> CleanupRun | None:
    runs = CleanupRun.objects.filter(kind=Kind.EMERGENCY, details__volume=volume_id)
    return runs.order_by("-started_at", "-id").first()


def _said_before(volume_id: int) -> bool:
    last = _last_run(volume_id)
    return last is not None and bool(last.details.get("nothing_left"))


def _disk_kept_what_was_deleted(volume_id: int, now: datetime) -> bool:
    last = _last_run(volume_id)
    if last is None or not last.details.get("disk_kept"):
        return False
    return timedelta(0) <= now - last.started_at < PATIENCE
