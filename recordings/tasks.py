"""Celery tasks: thin, idempotent, JSON only. The rows are the queue; messages only hurry."""

import contextlib
from datetime import UTC, datetime, timedelta
from uuid import UUID

from celery import shared_task

from recordings import accounting, indexing
from recordings.audit.auditing import AuditRunning, run_audit
from recordings.audit.generation import raise_generations
from recordings.clock import SystemClock
from recordings.measuring import measure_recordings
from recordings.supervisor.bootstep import wake_supervisor

UNFINISHED_SECONDS = 15
ACCOUNTS_AT_ONCE = 500
MEASURING_SECONDS = 1800  # a night: an hour of 1080p25 takes some five minutes to decode


def recorder_queue(node: str) -> str:
    """The queue that a node's recorder worker consumes."""
    return f"recorder.{node}"


@shared_task(name="recordings.supervise")
def supervise() -> None:
    """A wish changed: look now instead of within the second."""
    wake_supervisor()


@shared_task(name="recordings.finish_recording")
def finish_recording(recording_id: str) -> None:
    indexing.finish_recording(UUID(recording_id))


@shared_task(name="recordings.reconcile")
def reconcile() -> None:
    """Send again what was left behind by a lost message, a crash or a broker that was away."""
    before = datetime.now(UTC) - timedelta(seconds=UNFINISHED_SECONDS)
    for recording_id in indexing.unfinished_recordings(before):
        finish_recording.delay(str(recording_id))


@shared_task(name="recordings.account_days")
def account_days() -> None:
    """Keep the accounts of days that are over; before the cleanup takes what they rest on."""
    accounting.account_missing(datetime.now(UTC), ACCOUNTS_AT_ONCE)


@shared_task(name="recordings.audit")
def audit() -> None:
    """Compare disk and rows; what is found stays in the administration's list of audits."""
    with contextlib.suppress(AuditRunning):
        run_audit()


@shared_task(name="recordings.raise_generations")
def raise_volume_generations() -> None:
    """So that a database restored from an older copy is noticed."""
    raise_generations()


@shared_task(name="recordings.measure")
def measure() -> None:
    """Decode finished files, newest first, to count the frames that are broken."""
    measure_recordings(MEASURING_SECONDS, SystemClock())
