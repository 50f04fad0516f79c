"""Deleting what a person asked to be deleted, whatever its promise says.

1. What a crash left of any run is settled first, so that its rows are not taken for standing.
2. The request's run is made, once by its reference, or gone on with.
3. Its recordings go through the same states as all others (`deleting`): those that are held, or
   not finished, stay.
4. The run says what came of it; it is finished after every batch, for nobody knows which is the
   last.
A crash after any step leaves what the next call with the same recordings does.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, F, Sum

from plans.audit import audit_add
from plans.models import AuditEntry, User
from recordings.cleanup.clock_witness import has_leapt
from recordings.cleanup.deleting import Deleting, resume_pending
from recordings.cleanup.dooming import FINISHED
from recordings.cleanup.files import Stay
from recordings.cleanup.lock import alone
from recordings.clock import Clock
from recordings.holds import is_held, unheld
from recordings.models import CleanupRun, PendingDeletion, Recording

REQUEST = CleanupRun.Kind.REQUEST
Status = Recording.Status


class Fate(StrEnum):
    """What came of a recording, where no `Stay` says why it stays."""

    DELETED = "deleted"
    GONE = "gone"  # before it was its turn
    HELD = "held"
    UNFINISHED = "unfinished"
    CLOCK = "clock"  # nobody knows which holds are in force


def delete_requested(
    ids: Sequence[UUID], *, reference: str, by: User, address: str | None, clock: Clock
) -> dict[UUID, Fate | Stay]:
    """Of one batch. Raises CleanupRunning."""
    with alone():
        if has_leapt(clock):
            return dict.fromkeys(ids, Fate.CLOCK)
        resume_pending(clock)
        before = dict(Recording.objects.filter(pk__in=ids).values_list("pk", "status"))
        run = _run_of(reference, by, address, clock.now())
        _expect(run, ids, clock.now())
        deleting = Deleting(run, PendingDeletion.Reason.REQUEST, clock)
        deleting.delete(ids)
        fates = _fates(ids, before, deleting.stays, clock.now())
        _finish(run, fates, clock.now())
        return fates


def _run_of(reference: str, by: User, address: str | None, now: datetime) -> CleanupRun:
    runs = CleanupRun.objects.filter(kind=REQUEST, details__request=reference)
    found = runs.order_by("pk").first()
    if found is not None:
        return found
    run = CleanupRun.objects.create(
        kind=REQUEST, started_at=now, started_by=by, details={"request": reference}
    )
    audit_add(
        action=AuditEntry.Action.CLEANUP,
        user=by,
        address=address,
        subject=run,
        details={"run": run.pk, "kind": run.kind},
    )
    return run


def _expect(run: CleanupRun, ids: Sequence[UUID], now: datetime) -> None:
    going = unheld(Recording.objects.filter(pk__in=ids, status__in=FINISHED), now).order_by()
    share = going.aggregate(files=Count("pk"), bytes=Sum("file_size", default=0))
    CleanupRun.objects.filter(pk=run.pk).update(
        expected_files=F("expected_files") + share["files"],
        expected_bytes=F("expected_bytes") + share["bytes"],
    )


def _fates(
    ids: Sequence[UUID],
    before: dict[UUID, str],
    stays: dict[UUID, Stay],
    now: datetime,
) -> dict[UUID, Fate | Stay]:
    left = Recording.objects.filter(pk__in=ids).order_by()
    held = dict(left.values_list("pk", is_held(now)))

    def fate_of(pk: UUID) -> Fate | Stay:
        if pk not in before:
            return Fate.GONE
        if pk not in held:
            return Fate.DELETED
        if before[pk] == Status.RECORDING:
            return Fate.UNFINISHED
        return Fate.HELD if held[pk] else stays.get(pk, Stay.CHANGED)

    return {pk: fate_of(pk) for pk in ids}


def _finish(run: CleanupRun, fates: dict[UUID, Fate | Stay], now: datetime) -> None:
    run.refresh_from_db()
    stayed = Counter(run.details.get("stayed", {}))
    stayed.update(str(fate) for fate in fates.values() if fate not in (Fate.DELETED, Fate.GONE))
    CleanupRun.objects.filter(pk=run.pk).update(
        finished_at=now,
        details={
            **run.details,
            "stayed": dict(stayed),
            "waiting": PendingDeletion.objects.count(),
        },
    )
