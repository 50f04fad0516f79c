"""What a job's row stands for."""

from typing import Any

from panel.kinds.base import Kind, Work
from panel.kinds.registry import kinds
from panel.models import Job
from plans.errors import NotFound
from plans.selectors import NOT_FOUND
from recordings.clock import Clock


def kind_of(job: Job) -> Kind:
    """Raises NotFound for a kind that an older or newer version knew."""
    if job.kind not in kinds:
        raise NotFound(NOT_FOUND)
    return kinds[job.kind]


def work_of(job: Job, values: dict[str, Any], clock: Clock) -> Work:
    """In its person's name, as the row tells of them."""
    assert job.created_by is not None
    return Work(
        job.created_by,
        job.address,
        values,
        clock,
        reference=str(job.uuid),
        query=job.query,
        job_id=job.pk,
    )


def erased_when_over(job: Job) -> dict[str, Any]:
    """Columns as they are once nothing more is done with the job: targets may hold secrets."""
    kind = kinds.get(job.kind)
    return {} if kind is not None and kind.keeps_targets else {"targets": []}
