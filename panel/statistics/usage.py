"""What is kept, by city, plan, camera and person: sums of summaries, which make one total."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, Min, Q, Sum
from django.utils.translation import gettext as _

from panel.statistics.charts import width_of
from panel.statistics.scope import Scope
from plans.models import City
from recordings.models import CameraSummary, UserUsage

MOST_SHOWN = 20
AMOUNTS = ("bytes", "files", "clip_bytes", "clips")


@dataclass(frozen=True, slots=True)
class Amounts:
    """Of some cameras, archived ones too; `current` are the others, `expiring_*` is what the next
    cleanup takes of them."""

    cameras: int = 0
    bytes: int = 0
    files: int = 0
    clip_bytes: int = 0
    clips: int = 0
    bytes_per_day: int = 0
    below: int = 0
    expiring_files: int = 0
    expiring_bytes: int = 0
    current: int = 0

    def __add__(self, other: "Amounts") -> "Amounts":
        names = self.__dataclass_fields__
        return Amounts(*(getattr(self, name) + getattr(other, name) for name in names))

    @property
    def all_bytes(self) -> int:
        return self.bytes + self.clip_bytes


@dataclass(frozen=True, slots=True)
class Line:
    """Of a ranking; widths are shares of its longest line, as SVG's."""

    name: str
    note: str
    amounts: Amounts
    width: str
    clip_width: str
    key: Any = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """The largest first; what is not shown is summed up in `rest`, of `rest_count`."""

    lines: Sequence[Line]
    rest: Amounts
    rest_count: int


@dataclass(frozen=True, slots=True)
class Kept:
    """`calculated_at` is the oldest of all cameras'; None before the first calculation."""

    cities: Mapping[int, Amounts]
    calculated_at: datetime | None
    next_cleanup: datetime | None
    total: Amounts = field(default_factory=Amounts)

    @property
    def clip_percent(self) -> float:
        return 100 * self.total.clip_bytes / max(self.total.all_bytes, 1)

    @property
    def clip_width(self) -> str:
        return width_of(self.total.clip_bytes, self.total.all_bytes)


Entry = tuple[str, str, Amounts, Any]


def kept_of(scope: Scope) -> Kept:
    """One query, grouped by city."""
    summed = ("bytes", "files", "clip_bytes", "clips", "bytes_per_day")
    expiring = ("expiring_files", "expiring_bytes")
    rows = (
        CameraSummary.objects.filter(scope.of("camera__city"))
        .order_by()
        .values_list("camera__city")
        .annotate(
            Count("pk"),
            *(Sum(name) for name in summed),
            below=Count("pk", filter=Q(is_below_promise=True)),
            **{f"sum_{name}": Sum(name) for name in expiring},
            current=Count("pk", filter=Q(camera__archived_at=None)),
            first=Min("calculated_at"),
            last=Max("expiring_at"),
        )
    )
    found = list(rows)
    cities = {row[0]: Amounts(*row[1:-2]) for row in found}
    return Kept(
        cities,
        min((row[-2] for row in found), default=None),
        max((row[-1] for row in found if row[-1]), default=None),
        sum(cities.values(), Amounts()),
    )


def by_city(scope: Scope, kept: Kept) -> Ranking:
    return ranking(
        (city.name, city.plan.name, kept.cities[city.pk], city.pk)
        for city in scope.cities
        if city.pk in kept.cities
    )


def by_plan(scope: Scope, kept: Kept) -> Ranking:
    sums: dict[str, Amounts] = defaultdict(Amounts)
    names: dict[str, str] = {}
    for city in scope.cities:
        names[city.plan.code] = city.plan.name
        sums[city.plan.code] += kept.cities.get(city.pk, Amounts())
    return ranking((names[code], "", amounts, code) for code, amounts in sums.items())


def by_camera(scope: Scope, kept: Kept) -> Ranking:
    """The twenty largest; the rest is what is left of the total."""
    cities = {city.pk: city for city in scope.cities}
    rows = (
        CameraSummary.objects.filter(scope.of("camera__city"))
        .order_by((F("bytes") + F("clip_bytes")).desc(), "camera")
        .values_list("camera", "camera__name", "camera__city", "camera__archived_at", *AMOUNTS)
    )
    entries = [
        (name, _camera_note(cities.get(city), archived), Amounts(1, *amounts), pk)
        for pk, name, city, archived, *amounts in rows[:MOST_SHOWN]
    ]
    return _with_rest(entries, kept.total, kept.total.cameras - len(entries))


def by_user(scope: Scope, kept: Kept) -> Ranking:
    """Footage by who owns the camera, clips by who cut them."""
    theirs = UserUsage.objects.filter(scope.of("city")).order_by()
    sums = theirs.values_list("user", "user__username").annotate(
        **{f"sum_{name}": Sum(name) for name in AMOUNTS}
    )
    largest = sums.order_by((F("sum_bytes") + F("sum_clip_bytes")).desc(), "user")
    entries: list[Entry] = [
        (name or _("nobody"), "", Amounts(0, *amounts), pk)
        for pk, name, *amounts in largest[:MOST_SHOWN]
    ]
    others = theirs.values("user").distinct().count() - MOST_SHOWN
    return _with_rest(entries, kept.total, others)


def ranking(entries: Iterable[Entry]) -> Ranking:
    ordered = sorted(entries, key=lambda entry: (-entry[2].all_bytes, entry[0]))
    total = sum((entry[2] for entry in ordered), Amounts())
    return _with_rest(ordered[:MOST_SHOWN], total, len(ordered) - MOST_SHOWN)


def _with_rest(entries: Sequence[Entry], total: Amounts, others: int) -> Ranking:
    longest = max((amounts.all_bytes for _name, _note, amounts, _key in entries), default=0)
    lines = [
        Line(
            name,
            note,
            amounts,
            width_of(amounts.bytes, longest),
            width_of(amounts.clip_bytes, longest),
            key,
        )
        for name, note, amounts, key in entries
    ]
    shown = sum((line.amounts for line in lines), Amounts())
    rest = Amounts(*(getattr(total, n) - getattr(shown, n) for n in Amounts.__dataclass_fields__))
    return Ranking(lines, rest, max(others, 0))


def _camera_note(city: City | None, archived_at: datetime | None) -> str:
    name = city.name if city else ""
    return f"{name} · {_('archived')}" if archived_at else name
