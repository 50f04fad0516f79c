"""The retention run: once for each 03:00, caught up when it was missed.

1. The run that is due is made, once by its unique due time. It is opened again when what stopped
   it is over; one that was cut off was never finished.
2. What earlier runs left half deleted is finished.
3. The run is weighed: what it would delete is noted, and may stop it (`brake`).
4. Footage goes in batches (`deleting`), then detections, old events and empty day folders.
5. The run is finished, with what stayed and why.
A crash after any step leaves an open run, which the next pass takes from 2, asking anew what is
over.
"""

import contextlib
import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from plans.models import User
from recordings.cleanup.brake import is_over, reason_to_stop
from recordings.cleanup.clock_witness import has_leapt
from recordings.cleanup.confirming import reopen
from recordings.cleanup.deleting import Deleted, Deleting, batches, resume_pending
from recordings.cleanup.detections import forget_detections, forget_events
from recordings.cleanup.expiry import Expected, expected, expired, last_due, volumes_to_clean
from recordings.cleanup.files import Stay
from recordings.cleanup.folders import sweep_empty_days
from recordings.cleanup.lock import CleanupRunning, alone
from recordings.clock import Clock
from recordings.models import CleanupRun, PendingDeletion, StorageVolume

logger = logging.getLogger(__name__)
RETENTION = CleanupRun.Kind.RETENTION
StoppedBy = CleanupRun.StoppedBy
Progress = Callable[[CleanupRun, Deleted], None]


def retention_run(clock: Clock, progress: Progress | None = None) -> None:
    """Make the run that is due, or go on with those that were cut off; else nothing.

    Costs two queries when there is nothing to do. While another cleanup is at work it is left
    for the next pass. `progress` is told after each batch.
    """
    has_leapt(clock)  # the witness has to see the clock before it leaps
    if not _has_work(clock):
        return
    with contextlib.suppress(CleanupRunning), alone():
        for run in CleanupRun.objects.filter(kind=RETENTION, finished_at=None).order_by("pk"):
            _go_on(run, clock, progress)


def run_by_hand(
    clock: Clock, by: User | None = None, progress: Progress | None = None
) -> CleanupRun:
    """A run now, beside that of 03:00. Raises CleanupRunning."""
    with alone():
        run = CleanupRun.objects.create(kind=RETENTION, started_at=clock.now(), started_by=by)
        _go_on(run, clock, progress)
    return CleanupRun.objects.get(pk=run.pk)


def _has_work(clock: Clock) -> bool:
    due, _is_new = CleanupRun.objects.get_or_create(
        kind=RETENTION, due_at=last_due(clock.now()), defaults={"started_at": clock.now()}
    )
    if due.stopped_by and is_over(due, clock):
        reopen(due)
    return CleanupRun.objects.filter(kind=RETENTION, finished_at=None).exists()


def _go_on(run: CleanupRun, clock: Clock, progress: Progress | None) -> None:
    resume_pending(clock)
    run.refresh_from_db()
    now = clock.now()  # one for all of it: a clock that leaps from here on is not believed
    shares = expected(now)
    run.expected_files = run.files + sum(share.files for share in shares)
    run.expected_bytes = run.bytes + sum(share.bytes for share in shares)
    run.save(update_fields=["expected_files", "expected_bytes"])
    stopped_by = reason_to_stop(run, shares, clock)
    details = _volumes_left_alone()
    if stopped_by is None:
        deleted = _delete(run, shares, now, clock, progress)
        stopped_by = StoppedBy.RESTORED if deleted.stayed[Stay.RESTORED] else None
        details |= {"stayed": dict(deleted.stayed), **_forget(now)}
    _finish(run, stopped_by, details, clock)


def _delete(
    run: CleanupRun,
    shares: Iterable[Expected],
    now: datetime,
    clock: Clock,
    progress: Progress | None,
) -> Deleted:
    deleting = Deleting(run, PendingDeletion.Reason.EXPIRED, clock)
    cameras = (share.camera for share in shares)
    for batch in batches(expired(now, cameras)):
        deleting.delete(batch)
        if progress is not None:
            progress(run, deleting.deleted)
    return deleting.deleted


def _forget(now: datetime) -> dict[str, Any]:
    """What else is over, and how much of it there was."""
    return {
        "detections": forget_detections(now),
        "events": forget_events(now),
        "empty_days": sum(sweep_empty_days(volume, now) for volume in volumes_to_clean()),
    }


def _volumes_left_alone() -> dict[str, Any]:
    cleaned = {volume.pk for volume in volumes_to_clean()}
    others = StorageVolume.objects.exclude(pk__in=cleaned)
    return {"volumes_left_alone": list(others.values_list("name", flat=True))}


def _finish(
    run: CleanupRun, stopped_by: StoppedBy | None, details: dict[str, Any], clock: Clock
) -> None:
    run.refresh_from_db()
    if stopped_by is not None:
        logger.warning("the cleanup %s was stopped: %s", run.pk, stopped_by)
    CleanupRun.objects.filter(pk=run.pk, finished_at=None).update(
        finished_at=clock.now(),
        stopped_by=stopped_by or "",
        details={**run.details, **details, "waiting": PendingDeletion.objects.count()},
    )
