"""Whose a job is: one worker's at a time, and nobody's after a minute without a sign of life.

A worker that was only slow, and comes back when another one has taken over, finds another claim in
the row, and what it was about to write is not written.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Q, QuerySet

from panel.jobs.rows import erased_when_over
from panel.kinds.base import Cancelled
from panel.models import Job

State = Job.State
DEAD_AFTER = timedelta(seconds=60)
UNFINISHED = (State.WAITING, State.RUNNING)


class Lost(Exception):
    """The claim is another worker's."""


def left_behind(now: datetime) -> list[int]:
    """Jobs that wait, and those whose worker gave no sign of life."""
    found = Job.objects.filter(_free(now), state__in=UNFINISHED).order_by("pk")
    return list(found.values_list("pk", flat=True))


def take(job_id: int, now: datetime) -> tuple[Job, UUID] | None:
    """The job and its claim; None if it is over, or somebody is at it."""
    claim = uuid4()
    taken = Job.objects.filter(_free(now), pk=job_id, state__in=UNFINISHED).update(
        claim=claim, seen_at=now, state=State.RUNNING, attempts=F("attempts") + 1
    )
    if not taken:
        return None
    Job.objects.filter(pk=job_id, started_at=None).update(started_at=now)
    return Job.objects.get(pk=job_id), claim


def hold(job: Job, claim: UUID) -> Job:
    """The row as it is, locked until the end of the transaction, so that nobody takes it over
    meanwhile. Raises Lost."""
    held = _claimed(job, claim).select_for_update().first()
    if held is None:
        raise Lost
    return held


def note_seen(job: Job, claim: UUID, now: datetime) -> None:
    """Raises Cancelled, Lost."""
    if not _claimed(job, claim).update(seen_at=now):
        raise Lost
    if Job.objects.filter(pk=job.pk, cancel_asked=True).exists():
        raise Cancelled


def finish(job: Job, claim: UUID, state: State, now: datetime, error: str = "") -> Job | None:
    """The finished row; None if it was somebody else's by now."""
    with transaction.atomic():
        if not _claimed(job, claim).update(
            state=state,
            finished_at=now,
            claim=None,
            error=error[:500],
            **erased_when_over(job),
        ):
            return None
        return Job.objects.get(pk=job.pk)


def give_back(job: Job, claim: UUID, now: datetime, *, is_an_attempt: bool = True) -> None:
    """For another try, a minute later."""
    back = {} if is_an_attempt else {"attempts": F("attempts") - 1}
    _claimed(job, claim).update(claim=uuid4(), seen_at=now, **back)


def _free(now: datetime) -> Q:
    return Q(claim=None) | Q(seen_at__lt=now - DEAD_AFTER)


def _claimed(job: Job, claim: UUID) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, claim=claim)
