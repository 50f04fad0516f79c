"""A person answers for what stopped a cleanup; each answer is written down."""

from typing import Any

from django.db import transaction

from plans.audit import audit_add
from plans.models import AuditEntry, User
from recordings.audit.generation import confirm_restored, restored_volumes
from recordings.clock import Clock
from recordings.models import CleanupRun, StorageVolume

StoppedBy = CleanupRun.StoppedBy
RELEASABLE = (StoppedBy.BRAKE, StoppedBy.CLOCK)


def release(
    run: CleanupRun, by: User | None, clock: Clock, *, address: str | None = None, **noted: Any
) -> bool:
    """Confirm a run that the brake or the clock stopped; the next pass goes on with it.

    Whether this call did it. `by` None: somebody at the machine; `noted` goes into the entry.
    """
    with transaction.atomic():
        row = CleanupRun.objects.select_for_update().get(pk=run.pk)
        reason = row.stopped_by
        if reason not in RELEASABLE:
            return False
        released = {**row.details.get("released", {}), reason: clock.now().isoformat()}
        row.details = {**row.details, "released": released}
        row.save(update_fields=["details"])
        reopen(row)
        _note(by, address, str(row), {"run": row.pk, "released": reason, **noted})
    return True


def reopen(run: CleanupRun) -> bool:
    """A stopped run is to be gone on with; whether this call did it."""
    stopped = CleanupRun.objects.filter(pk=run.pk, stopped_by=run.stopped_by)
    return bool(stopped.exclude(stopped_by="").update(finished_at=None, stopped_by=""))


def confirm_databases(
    by: User | None, *, address: str | None = None, **noted: Any
) -> list[StorageVolume]:
    """The volumes whose older database is the right one from now on. Raises OSError when one
    cannot be written."""
    confirmed = []
    for volume in restored_volumes():
        confirm_restored(volume)
        _note(by, address, volume, {"confirmed": "restored", **noted})
        confirmed.append(volume)
    return confirmed


def _note(by: User | None, address: str | None, subject: object, details: dict[str, Any]) -> None:
    action = AuditEntry.Action.CLEANUP
    audit_add(action=action, user=by, address=address, subject=subject, details=details)
