"""What a bulk action is: a form, a preview, and what is done with each chosen row."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.apps import apps
from django.db.models import Count, Model, QuerySet

from plans.errors import ApplicationError
from plans.models import User
from recordings.clock import Clock

MOST_TARGETS = 20_000


class JobForm(forms.Form):
    """What is to be filled in; `actor` bounds what may be chosen."""

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        self.actor = actor
        super().__init__(*args, **kwargs)


@dataclass(frozen=True, slots=True)
class Work:
    """Who asked, from which address, what was filled in, and the time; `query` is the list's from
    which it was asked, for kinds that `takes_lists`."""

    actor: User
    address: str | None
    values: dict[str, Any]
    clock: Clock
    reference: str = ""
    """The same in every part of one job, in no other's."""
    query: str = ""
    job_id: int | None = None

    @property
    def now(self) -> datetime:
        return self.clock.now()


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be done: sentences, a table (`columns` over `rows`), and what to mind.

    An action with `obstacle` cannot be begun, and says why. `rows` are some of many at most.
    """

    sentences: Sequence[str]
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    warnings: Sequence[str] = ()
    obstacle: str = ""


class Line(NamedTuple):
    """What came of one of the chosen."""

    subject: str
    message: str = ""
    is_refused: bool = False


class Kind(ABC):
    """`code` is kept in rows; `model` is the label of what is chosen from, `recordings.camera`.

    `acts` on one target in one transaction together with its line, so that a crash repeats
    nothing. A kind that reads disks or the network sets `in_transaction` False, and must be
    idempotent: what it was at when its worker died it is asked once more. `at_once` targets are
    handed to `act_on` together.
    """

    code: ClassVar[str]
    words: ClassVar[Any]
    model: ClassVar[str]
    form: ClassVar[type[JobForm]] = JobForm
    in_transaction: ClassVar[bool] = True
    at_once: ClassVar[int] = 1
    city_path: ClassVar[str] = ""
    """From a chosen row to its city: each city's log tells of it."""
    is_dangerous: ClassVar[bool] = False
    """Told in red, with a box to tick."""
    replaces: ClassVar[str] = ""
    """An action of the list, Django's own for one, in whose place this stands."""
    takes_lists: ClassVar[bool] = False
    """Whether it may be of all that a list's filters match, however many."""
    is_offered: ClassVar[bool] = True
    """As an action of the model's list; others have a page of their own."""
    keeps_targets: ClassVar[bool] = True
    """False: they hold secrets, and are erased as soon as the job is over."""
    unit: ClassVar[Any] = ""
    """Of what its progress counts; rows if empty."""

    def is_for(self, user: User) -> bool:
        """Whether it is offered; each service asks again for each row."""
        return True

    def first_values(self, is_all: bool) -> dict[str, str]:
        """What its form is filled in with at first; `is_all`: all that the list's filters match."""
        return {}

    def targets_of(self, rows: QuerySet[Any]) -> list[Any]:
        """Keys as JSON holds them, in the order in which they are seen to; one more than may be
        chosen tells that there are too many."""
        keys = rows.order_by("pk").values_list("pk", flat=True)
        return [plain(key) for key in keys[: MOST_TARGETS + 1]]

    def cities_of(self, targets: Sequence[Any]) -> dict[int, int]:
        """How many of the chosen are which city's, by its id."""
        if not self.city_path:
            return {}
        rows = apps.get_model(self.model)._default_manager.filter(pk__in=targets).order_by()
        return dict(rows.values_list(self.city_path).annotate(n=Count("pk")))

    def concerned(self, values: dict[str, Any], targets: Sequence[Any]) -> dict[int, int]:
        """The cities whose log tells of it, each with how many of the chosen; `values` as they
        were filled in."""
        return self.cities_of(targets)

    @abstractmethod
    def preview(self, work: Work, targets: Sequence[Any]) -> Preview:
        """Raises ApplicationError for what can't be done at all."""

    def act(self, work: Work, target: Any) -> Line:
        """On one of the chosen. Raises ApplicationError for a refusal."""
        raise NotImplementedError

    def act_on(self, work: Work, targets: Sequence[Any]) -> list[Line]:
        """A line for each target, refusals among them."""
        lines = []
        for target in targets:
            try:
                lines.append(self.act(work, target))
            except ApplicationError as error:
                lines.append(Line(self.name_of(target), str(error.detail), is_refused=True))
        return lines

    def name_of(self, target: Any) -> str:
        """What people know the target by; its key when it is gone."""
        return str(target)


@dataclass(slots=True)
class Made:
    """A file that a kind makes; `lines` is what it has to say of its parts, `cities` of whom it
    tells anything: ids, None for what is no city's."""

    name: str
    lines: list[Line] = field(default_factory=list)
    cities: Sequence[int | None] = ()


class FileKind(Kind):
    """A kind that makes one file of all its targets, anew after a crash."""

    in_transaction = False

    @abstractmethod
    def place(self, work: Work, targets: Sequence[Any], uuid: str) -> Path:
        """Where the file is to stand: a path at which nothing stands. Raises ApplicationError when
        no disk has room."""

    @abstractmethod
    def write(self, work: Work, targets: Sequence[Any], path: Path, tell: Any) -> Made:
        """Write it. `tell(done)` notes progress, of as many as there are targets unless it is told
        `tell(done, total)`, and raises Cancelled when somebody asked to stop."""


class Cancelled(Exception):
    """Somebody asked the job to stop."""


class Busy(Exception):
    """What the kind needs is in use by others; it is tried again a minute later."""


def named(model: type[Model], target: Any) -> str:
    """The row as it names itself, or its key when it is gone."""
    row = model._default_manager.filter(pk=target).first()
    return str(row) if row is not None else str(target)


def plain(key: Any) -> Any:
    """A key as JSON holds it."""
    return key if isinstance(key, int) else str(key)
