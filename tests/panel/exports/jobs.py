"""A job from what was chosen to its file, as the pages and the worker take it."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.http import QueryDict
from django.utils import timezone, translation

from panel.jobs.running import run
from panel.kinds.registry import kinds
from panel.models import Job
from panel.services import job_confirm, job_draft
from plans.models import User


class SetClock:
    """Shows what it was set to."""

    def __init__(self, now: datetime | None = None) -> None:
        self.moment = now or timezone.now()

    def now(self) -> datetime:
        return self.moment

    def of_file(self, modified_at: float) -> datetime:
        return datetime.fromtimestamp(modified_at, UTC)

    def monotonic(self) -> float:
        return self.moment.timestamp()


CSV = {"file_format": "csv", "separator": "comma", "decimal_sign": "point"}


def staff(user: User) -> User:
    user.is_staff = True
    user.save(update_fields=["is_staff"])
    return user


def asked_for(
    user: User, code: str, targets: Sequence[Any] = (), query: str = "", **values: str
) -> Job:
    """Confirmed, and waiting for a worker."""
    kind = kinds[code]
    if kind.takes_lists:
        values = {**CSV, "rows": "chosen" if targets else "all", **values}
    with translation.override("en"):
        job = job_draft(
            user=user,
            kind=kind,
            targets=list(targets),
            address="192.0.2.7",
            now=timezone.now(),
            query=query,
        )
        filled_in = QueryDict(mutable=True)
        filled_in.update(values)
        return job_confirm(user=user, job_id=job.pk, filled_in=filled_in, now=timezone.now())


def worked_off(job: Job, clock: SetClock | None = None) -> Job:
    run(job.pk, clock or SetClock())
    job.refresh_from_db()
    return job


def exported(user: User, code: str, targets: Sequence[Any] = (), **values: str) -> Path:
    """The file of a finished job."""
    job = worked_off(asked_for(user, code, targets, **values))
    assert (job.state, job.error) == ("done", "")
    return Path(job.file_path)


def rows_of(user: User, code: str, targets: Sequence[Any] = (), **values: str) -> list[Any]:
    """What a JSON file of it holds."""
    file = exported(user, code, targets, **{**values, "file_format": "json"})
    found: list[Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


@contextmanager
def in_portuguese() -> Iterator[None]:
    with translation.override("pt-br"):
        yield
