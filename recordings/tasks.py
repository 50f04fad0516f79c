"""Celery tasks: thin, idempotent, JSON only. The rows are the queue; messages only hurry."""

import contextlib
from datetime import UTC, datetime, timedelta
from uuid import UUID

from celery import shared_task

from recordings import accounting, indexing
from recordings.alerting.watching import watch
from recordings.audit.auditing import AuditRunning, run_audit
from recordings.audit.generation import raise_generations
from recordings.cleanup.nightly import retention_run
from recordings.cleanup.pressure import relieve as relieve_volumes
from recordings.clock import SystemClock
from recordings.compression.job import compress_next
from recordings.measuring import measure_recordings
from recordings.notices.delivery import send_due
from recordings.notices.digest import write_digests
from recordings.summarising import calculate
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


@shared_task(name="recordings.cleanup")
def cleanup() -> None:
    """Delete what no plan promises any more."""
    retention_run(SystemClock())


@shared_task(name="recordings.relieve")
def relieve() -> None:
    """Measure the volumes, keep quotas, make room; and catch up with a cleanup that was missed."""
    relieve_volumes(SystemClock())
    retention_run(SystemClock())


@shared_task(name="recordings.watch_alerts")
def watch_alerts() -> None:
    """Open and close alerts."""
    watch(SystemClock())


@shared_task(name="recordings.send_notices")
def send_notices() -> None:
    """Send what is due; what was left behind by a crash, too."""
    send_due(SystemClock())


@shared_task(name="recordings.digest")
def digest() -> None:
    """Tell each city what expires at the next 03:00."""
    write_digests(SystemClock())


@shared_task(name="recordings.sample_usage")
def sample() -> None:
    """Calculate what pages show of storage; a sample of it once an hour."""
    calculate(SystemClock())


@shared_task(name="recordings.compress")
def compress() -> None:
    """Make old footage smaller where a plan asks for it."""
    compress_next(SystemClock())
