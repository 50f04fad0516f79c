"""Celery tasks: thin, idempotent, JSON only. The rows are the queue; messages only hurry."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from celery import shared_task

from recordings import indexing
from recordings.supervisor.bootstep import wake_supervisor

UNFINISHED_SECONDS = 30


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
