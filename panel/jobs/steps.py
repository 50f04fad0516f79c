"""A job's targets in their order, a few at a time: done, written down, and counted.

For most kinds one transaction holds all of a step: the job's row is locked, so that no second
worker is at it; the services act; lines and progress are written. A crash before the commit leaves
nothing of the step, and after it nothing to repeat.

A kind that reads disks or the network acts first, with no transaction open, and is written down
then. A crash between the two repeats the step: such kinds act once, however often they are asked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from panel.jobs import claims
from panel.kinds.base import Cancelled, Kind, Line, Work
from panel.models import Job, JobLine
from plans.errors import ApplicationError
from plans.models import User

MOST_ATTEMPTS = 3
"""At one target; the next claim passes it over, so that one fault never stops all others."""
WRITTEN_AT_ONCE = 500


def work_off(job: Job, claim: UUID, kind: Kind, work: Work) -> None:
    """From where the job stands to its end. Raises Cancelled, claims.Lost, and ApplicationError
    when its person may do nothing here any more."""
    for start, targets in _steps(job, kind):
        step = _Step(job, claim, start, targets)
        work = replace(work, actor=actor_of(job))
        if start == job.done and job.attempts > MOST_ATTEMPTS:
            step.pass_over(kind, work)
        elif kind.in_transaction:
            step.act_in_transaction(kind, work)
        else:
            step.act(kind, work)


def actor_of(job: Job) -> User:
    """As they are now. Raises ApplicationError for whoever has no access to the panel any more."""
    ids = [pk for pk in (job.created_by_id,) if pk is not None]
    actor = User.objects.filter(pk__in=ids).first()
    if actor is None or not actor.is_active or not actor.is_staff:
        raise ApplicationError(_("Whoever asked for this has no access any more."))
    return actor


def write_lines(job: Job, start: int, lines: Sequence[Line]) -> None:
    """Numbered on from the `start` targets before them."""
    JobLine.objects.bulk_create(
        [
            JobLine(
                job=job,
                number=number,
                subject=_printable(line.subject)[:200],
                message=_printable(line.message)[:500],
                is_refused=line.is_refused,
            )
            for number, line in enumerate(lines, start + 1)
        ],
        batch_size=WRITTEN_AT_ONCE,
    )


def _steps(job: Job, kind: Kind) -> Iterator[tuple[int, list[Any]]]:
    """After a second failure the targets of the step that failed come one by one: the one that
    is at fault takes no others along."""
    start = job.done
    one_by_one_until = start + kind.at_once if job.attempts > 1 else start
    while start < job.total:
        size = 1 if start < one_by_one_until else kind.at_once
        yield start, job.targets[start : start + size]
        start += size


class _Step:
    """Of one job, under one claim: `targets`, before which `start` others were seen to."""

    def __init__(self, job: Job, claim: UUID, start: int, targets: list[Any]) -> None:
        self._job = job
        self._claim = claim
        self._start = start
        self._targets = targets

    def act_in_transaction(self, kind: Kind, work: Work) -> None:
        with transaction.atomic():
            if claims.hold(self._job, self._claim).cancel_asked:
                raise Cancelled
            self._write([_line(kind, work, target) for target in self._targets], work)

    def act(self, kind: Kind, work: Work) -> None:
        claims.note_seen(self._job, self._claim, work.now)
        self._write_held(kind.act_on(work, self._targets), work)

    def pass_over(self, kind: Kind, work: Work) -> None:
        words = _("This failed several times; the logs tell why.")
        lines = [Line(kind.name_of(t), words, is_refused=True) for t in self._targets]
        self._write_held(lines, work)

    def _write_held(self, lines: Sequence[Line], work: Work) -> None:
        with transaction.atomic():
            claims.hold(self._job, self._claim)
            self._write(lines, work)

    def _write(self, lines: Sequence[Line], work: Work) -> None:
        assert len(lines) == len(self._targets)
        write_lines(self._job, self._start, lines)
        Job.objects.filter(pk=self._job.pk).update(
            done=self._start + len(self._targets),
            refused=F("refused") + sum(line.is_refused for line in lines),
            seen_at=work.now,
            attempts=1,  # at what comes next
        )


def _line(kind: Kind, work: Work, target: Any) -> Line:
    """A refusal in the middle of a service's work takes back what it had written."""
    try:
        with transaction.atomic():
            return kind.act(work, target)
    except ApplicationError as error:
        return Line(kind.name_of(target), str(error.detail), is_refused=True)


def _printable(text: str) -> str:
    """PostgreSQL keeps no NUL."""
    return text.replace("\x00", "")
