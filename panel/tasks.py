"""Celery tasks: thin, idempotent, JSON only. The rows are the queue; messages only hurry."""

from celery import shared_task

from panel.jobs.claims import left_behind
from panel.jobs.forgetting import drafts_forget, files_forget, jobs_forget
from panel.jobs.running import run
from recordings.clock import SystemClock


def send(job_id: int) -> None:
    run_job.apply_async((job_id,), retry=False)


@shared_task(name="panel.run_job")
def run_job(job_id: int) -> None:
    run(job_id, SystemClock())


@shared_task(name="panel.reconcile")
def reconcile() -> None:
    """Send again what a lost message or a crash left behind; forget drafts and files."""
    clock = SystemClock()
    for job_id in left_behind(clock.now()):
        run_job.apply_async((job_id,), expires=20)
    drafts_forget(clock.now())
    files_forget(clock.now())
    jobs_forget(clock.now())
