"""Each minute, and at once when the recorder asks: measure volumes, keep quotas, make room.

1. Every volume that has its disk is measured; one that is away is left alone.
2. What a crash left half deleted is settled.
3. Cameras over their quota lose their oldest.
4. On a volume that is short footage goes, unless another one takes its recorders: then they move
   there by themselves (`recordings.supervisor.room_watch`).
A crash after any step leaves what the next pass does again. A second pass at the same time, or the
night's cleanup, leaves only the measuring to this one.
"""

import logging
from collections.abc import Sequence
from datetime import datetime

from recordings.audit.generation import restored_volumes
from recordings.cleanup.deleting import resume_pending
from recordings.cleanup.emergency import make_room
from recordings.cleanup.lock import CleanupRunning, alone
from recordings.cleanup.quota import keep_quotas
from recordings.cleanup.relief_runs import end_cut_off_runs
from recordings.clock import Clock
from recordings.faults import CameraFault
from recordings.models import Camera, StorageVolume
from recordings.usage.measuring import Measured, growing_on, measure_volumes

logger = logging.getLogger(__name__)


def relieve(clock: Clock) -> None:
    """One pass."""
    measured = measure_volumes(clock)
    if restored_volumes():
        logger.warning("nothing is deleted until somebody confirms the restored database")
        return
    try:
        with alone():
            _delete(measured, clock)
    except CleanupRunning:
        logger.info("another cleanup is at work")


def _delete(measured: Sequence[Measured], clock: Clock) -> None:
    resume_pending(clock)
    end_cut_off_runs(clock)
    keep_quotas([each.volume for each in measured], clock)
    short = [each for each in measured if _needs_room(each, measured, clock.now())]
    for each in short:
        try:
            make_room(each, clock)
        except CameraFault as fault:
            logger.warning("%s", fault)
    if short:
        measure_volumes(clock)


def _needs_room(short: Measured, measured: Sequence[Measured], now: datetime) -> bool:
    if not short.is_below or short.room.is_read_only or not _is_wanted(short.volume, now):
        return False
    return not any(each.takes_runs_of(short) for each in measured if each is not short)


def _is_wanted(volume: StorageVolume, now: datetime) -> bool:
    """Whether a recorder writes there, or one would if it could."""
    wanted = Camera.objects.filter(recording_enabled=True)
    return (volume.is_active and wanted.exists()) or growing_on(volume, now).exists()
