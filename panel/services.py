"""From what was chosen to a job that waits: draft, preview, confirmation."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from panel.jobs.rows import erased_when_over, kind_of, work_of
from panel.kinds.base import MOST_TARGETS, JobForm, Kind, Preview
from panel.models import Job
from panel.tasks import send
from plans.audit import audit_add_each
from plans.errors import Conflict, InvalidInput, NotFound
from plans.models import AuditEntry, City, User
from plans.selectors import NOT_FOUND, get_or_404
from recordings.clock import SystemClock

State = Job.State
SURE = "sure"
"""Beside a form's own fields: the tick of a dangerous action."""


def job_draft(
    *,
    user: User,
    kind: Kind,
    targets: Sequence[Any],
    address: str | None,
    now: datetime,
    query: str = "",
) -> Job:
    """A draft of which a preview can be shown. Raises InvalidInput for too many rows, or none.

    `query` is the list's, for a kind that `takes_lists`: there none need be chosen.
    """
    if not kind.is_for(user):
        raise NotFound(NOT_FOUND)
    if not targets and not kind.takes_lists:
        raise InvalidInput(_("Nothing is chosen."))
    if len(targets) > MOST_TARGETS:
        words = _("Choose %(most)s rows at most at a time; a filter makes the list shorter.")
        raise InvalidInput(words % {"most": MOST_TARGETS})
    return Job.objects.create(
        kind=kind.code,
        targets=list(targets),
        query=query,
        total=len(targets),
        created_by=user,
        username=user.get_username(),
        address=address,
        language=_language(),
        created_at=now,
    )


def job_get(user: User, job_id: Any) -> Job:
    """Targets are read when they are asked for: progress is asked each second, without them."""
    jobs = Job.objects.visible_to(user).select_related("created_by").defer("targets")
    return get_or_404(jobs, pk=job_id)


def job_preview(job: Job, values: dict[str, Any]) -> Preview:
    return kind_of(job).preview(work_of(job, values, SystemClock()), job.targets)


def job_confirm(*, user: User, job_id: Any, filled_in: QueryDict, now: datetime) -> Job:
    """Let it begin, once; Conflict when it has.

    `filled_in` passes the kind's form, and of what is dangerous says that it was read; or
    InvalidInput says what is missing.
    """
    job = job_get(user, job_id)
    kind = kind_of(job)
    if job.created_by_id != user.pk or not kind.is_for(user):
        raise NotFound(NOT_FOUND)
    form = kind.form(filled_in, actor=user)
    if not form.is_valid():
        fields = {name: list(errors) for name, errors in form.errors.items()}
        raise InvalidInput(_("Some fields need attention."), fields=fields)
    if kind.is_dangerous and SURE not in filled_in:
        words = _("Say that you have read what this does.")
        raise InvalidInput(words, fields={SURE: [words]})
    preview = job_preview(job, form.cleaned_data)
    if preview.obstacle:
        raise Conflict(preview.obstacle)
    with transaction.atomic():
        locked = get_or_404(Job.objects.select_for_update(), pk=job.pk)
        if locked.state != State.DRAFT:
            raise Conflict(_("This action was confirmed already."))
        locked.parameters = kept(form, filled_in)
        locked.state, locked.created_at = State.WAITING, now
        locked.language = _language()  # in which the dates that were filled in are read again
        locked.save(update_fields=["parameters", "state", "created_at", "language"])
        _note(locked, kind, user, form.cleaned_data)
        transaction.on_commit(lambda: send(locked.pk), robust=True)
    return locked


def job_cancel(*, user: User, job_id: Any, now: datetime) -> Job:
    """Stop after what is being done; what is done stays done. Conflict when it is over."""
    job = job_get(user, job_id)
    over = _("This action is over already.")
    if Job.objects.filter(pk=job.pk, state__in=(State.DRAFT, State.WAITING)).update(
        state=State.CANCELLED, finished_at=now, **erased_when_over(job)
    ):
        return job_get(user, job_id)
    if not Job.objects.filter(pk=job.pk, state=State.RUNNING).update(cancel_asked=True):
        raise Conflict(over)
    return job_get(user, job_id)


def kept(form: JobForm, filled_in: QueryDict) -> str:
    """Of what came only what the form asks, urlencoded: no tokens of the page."""
    values = QueryDict(mutable=True)
    for name in form.fields:
        if name in filled_in:
            values.setlist(name, filled_in.getlist(name))
    return values.urlencode()


def _note(job: Job, kind: Kind, user: User, values: dict[str, Any]) -> None:
    """In the log of each city that it concerns; without a city where it concerns none."""
    chosen = kind.concerned(values, job.targets)
    cities = City.objects.in_bulk(chosen)
    told = [(cities[pk], count) for pk, count in chosen.items() if pk in cities]
    about: list[tuple[City | None, int]] = [*told] or [(None, job.total)]
    what = {"job": job.pk, "kind": job.kind, **({"list": job.query} if job.query else {})}
    audit_add_each(
        action=AuditEntry.Action.BULK,
        user=user,
        address=job.address,
        about=[(city, kind.words, {**what, "chosen": count}) for city, count in about],
    )


def _language() -> str:
    return get_language() or "en"
