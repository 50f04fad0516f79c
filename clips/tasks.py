"""Celery tasks: thin, idempotent, JSON only. The rows are the queue; messages only hurry."""

from celery import shared_task

from clips.claims import send_again
from clips.cutter import cut
from clips.marking import mark
from clips.models import Clip, MarkedCopy
from clips.tidying import tidy
from recordings.clock import SystemClock

RESENT_SECONDS = 20
"""As often as `reconcile` comes: what was not taken by then is sent once more."""


@shared_task(name="clips.cut")
def cut_clip(clip_id: int) -> None:
    cut(clip_id, SystemClock())


@shared_task(name="clips.mark")
def mark_clip(copy_id: int) -> None:
    mark(copy_id, SystemClock())


@shared_task(name="clips.reconcile")
def reconcile() -> None:
    """Send again what a lost message or a crash left behind, and clear the disks of the rest."""
    clock = SystemClock()
    for model, task in ((Clip, cut_clip), (MarkedCopy, mark_clip)):
        for row_id in send_again(model, clock):
            task.apply_async((row_id,), expires=RESENT_SECONDS)
    tidy(clock)
