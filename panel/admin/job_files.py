"""The file that a job made, for a day: to its person, as long as they have all cities of which it
tells; each download stands in those cities' logs before the first byte leaves."""

import os
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from panel.models import Job
from plans.addresses import client_address
from plans.admin.refusals import administrator
from plans.audit import audit_add_each
from plans.errors import ApplicationError
from plans.models import AuditEntry, City
from plans.staff import administered_keys, sees_all
from recordings.api.downloads import file_response
from recordings.file_parts import open_file

NOTED_SECONDS = 600
"""Whoever fetches it in many ranges is written down once in so long."""


def file_answer(request: HttpRequest, job: Job) -> HttpResponseBase:
    """With ranges. Raises Http404 when there is none, or none any more."""
    descriptor = _opened(job) if _may_have(request, job) else None
    if descriptor is None:
        raise Http404
    content_type = guess_type(job.file_name)[0] or "application/octet-stream"
    try:
        answer = file_response(
            request,
            descriptor,
            os.fstat(descriptor).st_size,
            etag=f'"{job.uuid}-{job.attempts}"',
            file_name=job.file_name,
            content_type=content_type,
        )
    except ApplicationError as refusal:
        words = str(refusal.detail)
        return HttpResponse(words, status=refusal.status, headers=refusal.headers)
    if request.method != "HEAD":
        _note(request, job, answer)
    return answer


def _opened(job: Job) -> int | None:
    is_over = job.file_until is None or job.file_until <= timezone.now()
    if job.state != Job.State.DONE or is_over or not job.file_path:
        return None
    return open_file(Path(job.file_path))


def _may_have(request: HttpRequest, job: Job) -> bool:
    return sees_all(request) or set(job.file_cities) <= set(administered_keys(request))


def _note(request: HttpRequest, job: Job, answer: HttpResponseBase) -> None:
    noted = f"panel.file.{job.pk}.{administrator(request).pk}"
    if answer.status_code == 206 and cache.get(noted):
        return
    details: dict[str, Any] = {"job": job.pk, "kind": job.kind, "bytes": job.file_size}
    cities: list[City | None] = [*City.objects.filter(pk__in=[c for c in job.file_cities if c])]
    audit_add_each(
        action=AuditEntry.Action.EXPORT,
        user=administrator(request),
        address=client_address(request),
        about=[(city, job.file_name, details) for city in cities or [None]],
    )
    cache.set(noted, True, NOTED_SECONDS)
