"""A worker at a job: claimed, in small steps, gone on with after any crash, stopped when asked.

1. The row is claimed (`claims`), and its person's rights are looked at as they are now.
2. Its targets are worked off (`steps`), or its file is made (`files`).
3. The row is finished. What came of each stays with it.
A crash after any leaves a claim that is nobody's a minute later, and `left_behind` names the job.
"""

import logging
from uuid import UUID

from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext as _

from panel.jobs import claims
from panel.jobs.files import drop_file, make_file
from panel.jobs.rows import kind_of, work_of
from panel.jobs.steps import actor_of, work_off
from panel.kinds.base import Busy, Cancelled, FileKind
from panel.models import Job
from plans.errors import ApplicationError
from recordings.clock import Clock

logger = logging.getLogger(__name__)
State = Job.State


def run(job_id: int, clock: Clock) -> None:
    """Nothing happens if it is over, or somebody is at it."""
    taken = claims.take(job_id, clock.now())
    if taken is None:
        return
    job, claim = taken
    with translation.override(job.language):
        try:
            _do(job, claim, clock)
        except claims.Lost:
            logger.warning("job %s is somebody else's by now", job_id)
        except Busy:
            claims.give_back(job, claim, clock.now(), is_an_attempt=False)
        except Exception:
            # The next try comes by itself; what failed too often is told in a line of its own.
            logger.exception("job %s", job_id)
            claims.give_back(job, claim, clock.now())


def _do(job: Job, claim: UUID, clock: Clock) -> None:
    state, error = State.DONE, ""
    try:
        _work(job, claim, clock)
    except Cancelled:
        state = State.CANCELLED
    except ApplicationError as refusal:
        state, error = State.FAILED, str(refusal.detail)
    finished = claims.finish(job, claim, state, clock.now(), error)
    if finished is not None and state != State.DONE:
        drop_file(finished)


def _work(job: Job, claim: UUID, clock: Clock) -> None:
    job.created_by = actor_of(job)
    kind = kind_of(job)
    if not kind.is_for(job.created_by):
        raise ApplicationError(_("Whoever asked for this may not do it any more."))
    form = kind.form(QueryDict(job.parameters), actor=job.created_by)
    if not form.is_valid():
        raise ApplicationError(_("What was chosen is not possible any more."))
    work = work_of(job, form.cleaned_data, clock)
    if isinstance(kind, FileKind):
        make_file(job, claim, kind, work)
    else:
        work_off(job, claim, kind, work)
