"""Retention promised against what the disks will hold, by city and by plan, from samples."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from panel.statistics.charts import width_of
from panel.statistics.figures import moment_ahead
from panel.statistics.scope import Scope
from plans.models import City
from recordings.models import UsageSample

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Promise:
    """`breaks_on`: from which day on footage would go before its time; empty where it is kept."""

    name: str
    note: str
    promised_days: int
    reachable_days: float
    is_kept: bool
    breaks_on: str
    promised_width: str
    reachable_width: str


@dataclass(frozen=True, slots=True)
class Promises:
    """`cities`: those at risk first, then the longest promises; `others` are not shown."""

    cities: Sequence[Promise]
    plans: Sequence[Promise]
    others: int
    at_risk: int
    calculated_at: datetime | None


def latest_samples(scope: Scope) -> tuple[list[UsageSample], list[UsageSample]]:
    """Of volumes (only for those who see them) and of cities: the last hour's that has some."""
    theirs = scope.of("city")
    rows = UsageSample.objects.filter(theirs) if theirs else UsageSample.objects.all()
    if scope.chosen:
        rows = rows.filter(volume=None)
    newest = rows.order_by("-at").values_list("at", flat=True).first()
    if newest is None:
        return [], []
    found = list(rows.filter(at=newest).select_related("volume"))
    return [s for s in found if s.volume_id], [s for s in found if s.city_id]


def promises_of(scope: Scope, samples: Iterable[UsageSample]) -> Promises:
    """Of the cities that have cameras; a plan reaches as far as the worst of its cities."""
    cities = {city.pk: city for city in scope.cities}
    found = [
        (cities[sample.city_id], sample)
        for sample in samples
        if sample.city_id in cities and sample.promised_days is not None
    ]
    longest = max((sample.promised_days or 0 for _city, sample in found), default=0)
    found.sort(key=lambda pair: _urgency(pair[1]))
    return Promises(
        cities=[_of_city(c, s, longest, scope.now) for c, s in found[:MOST_SHOWN]],
        plans=_by_plan(found, scope.now),
        others=max(len(found) - MOST_SHOWN, 0),
        at_risk=sum(sample.breaks_after_days is not None for _city, sample in found),
        calculated_at=found[0][1].at if found else None,
    )


def _urgency(sample: UsageSample) -> tuple[bool, float, int]:
    breaks = sample.breaks_after_days
    return breaks is None, breaks or 0.0, -(sample.promised_days or 0)


def _of_city(city: City, sample: UsageSample, longest: int, now: datetime) -> Promise:
    return _promise(city.name, city.plan.name, [sample], longest, now)


def _by_plan(found: Iterable[tuple[City, UsageSample]], now: datetime) -> list[Promise]:
    samples: dict[str, list[UsageSample]] = defaultdict(list)
    plans = {}
    for city, sample in found:
        plans[city.plan.code] = city.plan
        samples[city.plan.code].append(sample)
    longest = max((plan.retention_days for plan in plans.values()), default=0)
    ordered = sorted(plans.values(), key=lambda plan: (plan.position, plan.code))
    return [
        _promise(
            plan.name,
            _plan_note(samples[plan.code]),
            samples[plan.code],
            longest,
            now,
            plan.retention_days,
        )
        for plan in ordered
    ]


def _plan_note(samples: Sequence[UsageSample]) -> str:
    count = len(samples)
    words = ngettext("%(count)s city", "%(count)s cities", count) % {"count": count}
    risks = sum(sample.breaks_after_days is not None for sample in samples)
    if not risks:
        return words
    return _("%(cities)s, %(risks)s at risk") % {"cities": words, "risks": risks}


def _promise(
    name: str,
    note: str,
    samples: Sequence[UsageSample],
    longest: int,
    now: datetime,
    promised: int | None = None,
) -> Promise:
    """The first that breaks says when, the shortest how far; its own promise unless a plan's is
    given."""
    first = min(samples, key=_urgency)
    days = promised or first.promised_days or 0
    breaks = first.breaks_after_days
    is_kept = breaks is None
    broken = [s.reachable_days or 0.0 for s in samples if s.breaks_after_days is not None]
    reachable = min([float(days), *broken])
    return Promise(
        name=name,
        note=note,
        promised_days=days,
        reachable_days=reachable,
        is_kept=is_kept,
        breaks_on="" if is_kept else moment_ahead(now, breaks),
        promised_width=width_of(days, longest),
        reachable_width=width_of(reachable, longest),
    )
