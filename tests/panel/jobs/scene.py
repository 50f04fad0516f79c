"""Jobs as rows and pages: people at the panel, kinds that fail on order, a clock turned by hand."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from panel.jobs.claims import DEAD_AFTER
from panel.jobs.running import run
from panel.kinds.base import Kind, Line, Preview, Work
from panel.kinds.registry import kinds
from panel.models import Job
from plans.errors import Conflict
from plans.models import User
from recordings.models import Camera

State = Job.State
LATER = DEAD_AFTER + timedelta(seconds=1)


@dataclass
class TurnedClock:
    """Begins at the machine's time: what waits was asked for by it."""

    at: datetime = field(default_factory=timezone.now)

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()

    def of_file(self, modified_at: float) -> datetime:
        return datetime.fromtimestamp(modified_at, UTC)

    def turn(self, by: timedelta = LATER) -> None:
        self.at += by


class Renaming(Kind):
    """Adds a sign to a camera's name each time it acts, so that twice is seen."""

    code = "test_renaming"
    words = "Rename"
    model = "recordings.camera"
    city_path = "city"

    def __init__(self, *, in_transaction: bool = True, at_once: int = 1) -> None:
        self.in_transaction = in_transaction  # type: ignore[misc]  # of this one, not of its class
        self.at_once = at_once  # type: ignore[misc]
        self.before: Callable[[Camera], None] = lambda camera: None
        self.after: Callable[[Camera], None] = lambda camera: None
        self.handed: list[list[int]] = []

    def preview(self, work: Work, targets: Sequence[Any]) -> Preview:
        return Preview([f"{len(targets)} cameras"])

    def act_on(self, work: Work, targets: Sequence[Any]) -> list[Line]:
        self.handed.append(list(targets))
        return super().act_on(work, targets)

    def act(self, work: Work, target: Any) -> Line:
        camera = Camera.objects.get(pk=target)
        self.before(camera)
        if "refuse" in camera.name:
            raise Conflict("not this one")
        camera.name += "+"
        camera.save(update_fields=["name"])
        self.after(camera)
        return Line(camera.name)

    def name_of(self, target: Any) -> str:
        return Camera.objects.get(pk=target).name


@contextmanager
def known(kind: Kind) -> Iterator[Any]:
    before = dict(kinds)
    kinds[kind.code] = kind
    try:
        yield kind
    finally:
        kinds.clear()
        kinds.update(before)


def waiting(user: User, kind: Kind, targets: Sequence[Any], **fields: Any) -> Job:
    """As a confirmation leaves it."""
    values: dict[str, Any] = {
        "created_by": user,
        "username": user.get_username(),
        "address": "192.0.2.7",
        "language": "en",
        "created_at": timezone.now(),
        "state": State.WAITING,
        **fields,
    }
    return Job.objects.create(kind=kind.code, targets=list(targets), total=len(targets), **values)


def work_off(job: Job, clock: TurnedClock | None = None) -> Job:
    run(job.pk, clock or TurnedClock())
    return Job.objects.get(pk=job.pk)


def lines(job: Job) -> list[tuple[str, str, bool]]:
    return list(job.lines.values_list("subject", "message", "is_refused"))


def signed_in(user: User, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client


def make_staff(user: User) -> User:
    user.is_staff = True
    user.save(update_fields=["is_staff"])
    return user


def begin(client: Client, kind: Kind, *rows: Any) -> Job:
    """The draft that the list's action makes."""
    url = reverse(f"admin:{kind.model.replace('.', '_')}_changelist")
    form = {"action": kind.code, "_selected_action": [str(row.pk) for row in rows]}
    before = Job.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    answer = client.post(url, form)
    assert answer.status_code == 302, answer.content[:500]
    job = Job.objects.get(pk__gt=before)
    assert answer["Location"].startswith(at("preview", job))
    return job


def at(page: str, job: Job) -> str:
    return reverse(f"admin:panel_job_{page}", args=[job.pk])


def confirm(client: Client, job: Job, **values: Any) -> Job:
    answer = client.post(at("confirm", job), {"sure": "on", **values})
    assert (answer.status_code, answer.get("Location")) == (302, at("change", job))
    return Job.objects.get(pk=job.pk)


def done(client: Client, kind: Kind, *rows: Any, **values: Any) -> Job:
    """The whole way from the list to the result."""
    return work_off(confirm(client, begin(client, kind, *rows), **values))
