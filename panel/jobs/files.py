"""A job that makes one file of all its targets, anew with each try.

1. What an earlier try left is removed, and the place of this one is noted: each try has its own,
   so that a worker that was only slow never writes into another's file.
2. The file is written and synced.
3. Lines, name and size are written together.
A crash after any leaves a file whose path the row knows: the next try, or the end, removes it.
"""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from panel.jobs import claims
from panel.jobs.steps import MOST_ATTEMPTS, actor_of, write_lines
from panel.kinds.base import FileKind, Work
from panel.models import Job
from plans.errors import ApplicationError

FILE_KEPT = timedelta(hours=24)


def make_file(job: Job, claim: UUID, kind: FileKind, work: Work) -> None:
    """Raises Cancelled, claims.Lost, ApplicationError."""
    if job.attempts > MOST_ATTEMPTS:
        raise ApplicationError(_("This failed several times; the logs tell why."))
    path = _own_place(job, claim, kind, work)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = kind.write(work, job.targets, path, _teller(job, claim, work))
        _sync(path)
        with transaction.atomic():
            claims.hold(job, claim)
            write_lines(job, 0, made.lines)
            Job.objects.filter(pk=job.pk).update(
                done=F("total"),
                refused=sum(line.is_refused for line in made.lines),
                file_name=made.name[:200],
                file_size=path.stat().st_size,
                file_until=work.now + FILE_KEPT,
                file_cities=list(made.cities),
            )
    except claims.Lost:
        path.unlink(missing_ok=True)
        raise


def drop_file(job: Job) -> None:
    """Of a job that ended without a result."""
    if job.file_path:
        Path(job.file_path).unlink(missing_ok=True)
        Job.objects.filter(pk=job.pk, file_path=job.file_path).update(file_path="")


def _own_place(job: Job, claim: UUID, kind: FileKind, work: Work) -> Path:
    if job.file_path:
        Path(job.file_path).unlink(missing_ok=True)
    path = kind.place(work, job.targets, str(claim))
    with transaction.atomic():
        claims.hold(job, claim)
        Job.objects.filter(pk=job.pk).update(file_path=str(path), done=0, refused=0)
        job.lines.all().delete()
    return path


def _teller(job: Job, claim: UUID, work: Work) -> Callable[..., None]:
    def tell(done: int, total: int | None = None) -> None:
        claims.note_seen(job, claim, work.now)
        actor_of(job)  # whoever lost their access gets no file
        job.total = job.total if total is None else total
        told = {"done": min(done, job.total), "total": job.total}
        Job.objects.filter(pk=job.pk, claim=claim).update(**told)

    return tell


def _sync(path: Path) -> None:
    """A job that is done has its file after a power cut, too."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
