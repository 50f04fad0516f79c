"""Compresses old footage, one recording at a time, where a plan asks for it.

1. What a crash left is cleared, and files that were replaced long enough ago are unlinked.
2. The oldest recording that is ripe is chosen, unless the machine is busy.
3. The attempt is noted (RUNNING).
4. The smaller file is made in its workplace, and compared with its source.
5. It is synced and renamed into the recording's folder.
6. One transaction gives the row its new file, and notes the old one.
A crash after 3, 4 or 5 leaves the recording as it was, and what the next job's step 1 clears; one
after 6 leaves it switched. The source is never written to.
"""

import contextlib
import logging
import os
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from recordings.children import run_limited
from recordings.clock import Clock
from recordings.compression.choosing import candidates, plan_mode, spare_bytes
from recordings.compression.leftovers import clear_leftovers, drop_result, unlink_replaced
from recordings.compression.lock import CompressionRunning, alone
from recordings.compression.making import look_at_source, make
from recordings.compression.outcomes import Failed, GaveWay, Refused
from recordings.compression.switching import switch
from recordings.compression.verifying import verify
from recordings.compression.workplace import put_in_place, workplace
from recordings.faults import CameraFault
from recordings.ffmpeg.compression import encoders_argv, encoders_in
from recordings.ffmpeg.program import find_ffmpeg
from recordings.media.errors import MediaError
from recordings.models import Compression, FragmentIndex, Recording, StorageVolume

logger = logging.getLogger(__name__)
ASKING_SECONDS = 20.0
ASKING_MEMORY_BYTES = 1 << 30
LOOK_SECONDS = 5.0
Outcome = Compression.Outcome


def is_busy() -> bool:
    """Whether others have work for every processor as it is."""
    return os.getloadavg()[0] > (os.cpu_count() or 1)


def compress_next(clock: Clock, busy: Callable[[], bool] = is_busy) -> Compression | None:
    """The oldest recording that its plan wants compressed, if any; how that ended.

    None also where another job is at work on this machine, or this one gave way.
    """
    with contextlib.suppress(CompressionRunning), alone():
        clear_leftovers(clock.now())
        unlink_replaced(clock)
        if busy():
            return None
        try:
            program = find_ffmpeg(settings.VMS_FFMPEG)
        except CameraFault as fault:
            logger.warning("nothing is compressed: %s", fault)
            return None
        row = next(candidates(clock.now(), _encoders(program)), None)
        return None if row is None else _compress(program, row, clock)
    return None


def _encoders(program: str) -> frozenset[str]:
    listing = run_limited(
        encoders_argv(program),
        b"",
        seconds=ASKING_SECONDS,
        memory_bytes=ASKING_MEMORY_BYTES,
    )
    return encoders_in(listing.decode("utf-8", "replace"))


def _compress(program: str, row: Recording, clock: Clock) -> Compression | None:
    attempt = _begin(row, clock.now())
    if attempt is None:
        return None
    try:
        _attempt(program, row, attempt, clock)
    except GaveWay as reason:
        logger.info("%s is left for later: %s", row.file_path, reason)
        _forget(attempt)
        return None
    except Refused as reason:
        _conclude(attempt, Outcome.REFUSED, str(reason), clock.now())
    except (Failed, MediaError, OSError, FragmentIndex.DoesNotExist) as reason:
        drop_result(row)
        _conclude(attempt, Outcome.FAILED, str(reason), clock.now())
    return Compression.objects.filter(pk=row.pk).first()


def _attempt(program: str, row: Recording, attempt: Compression, clock: Clock) -> None:
    """Raises Refused, Failed, GaveWay, MediaError, OSError; the row is then as it was."""
    mode = plan_mode(row)
    with workplace(row) as place:
        source = look_at_source(program, row)
        watch = _Watch(row.volume_id, clock)
        make(program, source, mode, place.path, watch)
        watch.look()
        made = verify(program, source, mode, place.path)
        put_in_place(place, row)
        if not switch(row, made, clock.now()):
            drop_result(row)
            raise GaveWay("held, doomed or changed meanwhile")
    logger.info("%s: %d of %d bytes are left", row.file_path, made.size, row.file_size)


def _begin(row: Recording, now: datetime) -> Compression | None:
    """None where another machine was quicker, or the recording is gone."""
    first = {
        "mode": plan_mode(row),
        "outcome": Outcome.RUNNING,
        "started_at": now,
        "finished_at": None,
        "bytes_before": row.file_size,
        "bytes_after": None,
        "reason": "",
    }
    failed = Compression.objects.filter(pk=row.pk, outcome=Outcome.FAILED)
    if not failed.update(**first, tries=F("tries") + 1):
        try:
            with transaction.atomic():
                Compression.objects.create(pk=row.pk, **first)
        except IntegrityError:
            return None
    return Compression.objects.filter(pk=row.pk).first()


def _conclude(attempt: Compression, outcome: Outcome, reason: str, now: datetime) -> None:
    running = Compression.objects.filter(pk=attempt.pk, outcome=Outcome.RUNNING)
    running.update(outcome=outcome, finished_at=now, reason=reason[:300])


def _forget(attempt: Compression) -> None:
    """As if it had not been tried; what failed before still counts."""
    running = Compression.objects.filter(pk=attempt.pk, outcome=Outcome.RUNNING)
    if not running.filter(tries__gt=1).update(outcome=Outcome.FAILED, tries=F("tries") - 1):
        running.delete()


class _Watch:
    """Ends the work once the volume has no room to spare, or this process's own work is over."""

    def __init__(self, volume_id: int, clock: Clock) -> None:
        self._volume_id = volume_id
        self._clock = clock
        self._parent = os.getppid()
        self._looked_at = clock.monotonic()

    def __call__(self) -> None:
        if os.getppid() != self._parent:
            raise GaveWay("the worker has ended")
        if self._clock.monotonic() - self._looked_at >= LOOK_SECONDS:
            self._looked_at = self._clock.monotonic()
            self.look()

    def look(self) -> None:
        """Raises GaveWay."""
        volume = StorageVolume.objects.filter(pk=self._volume_id).first()
        if volume is None or not spare_bytes(volume):
            raise GaveWay("the volume is away or short of room")
