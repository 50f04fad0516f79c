"""A promise that is made less is kept for another day.

Whoever makes one less holds the row that keeps it, changes what the promise comes from, and saves
both in one transaction. There is room for one kept promise a row: what is made less twice within a
day keeps to the larger until a day after the second time.
"""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from plans.models import City, KeptPromise, Plan

KEPT_FOR = timedelta(hours=24)
FOR_GOOD = datetime.max.replace(tzinfo=UTC)
"""When nothing that was promised before is kept any more."""


class Promise(NamedTuple):
    """Days that footage is kept; GB that a camera may fill with it."""

    days: int
    gb: int

    def is_less_than(self, other: "Promise") -> bool:
        return self.days < other.days or self.gb < other.gb


class Promised(NamedTuple):
    """What is in force at a moment, and what will be when nothing from before is kept any more.

    A change may lessen either alone: a camera set to what its city's smaller plan promises is
    promised the same for good, and yet loses what the city still keeps.
    """

    in_force: Promise
    for_good: Promise

    def is_less_than(self, other: "Promised") -> bool:
        in_force = self.in_force.is_less_than(other.in_force)
        return in_force or self.for_good.is_less_than(other.for_good)


def city_promise(city: City, at: datetime) -> Promise:
    return Promise(city.retention_days_at(at), city.gb_per_camera_at(at))


def city_put_on(city: City, plan: Plan, now: datetime) -> bool:
    """Put the city, unsaved, on the plan; whether it keeps to what it was promised before."""
    before = Promised(city_promise(city, now), city_promise(city, FOR_GOOD))
    city.plan = plan
    after = Promised(city_promise(city, now), city_promise(city, FOR_GOOD))
    return keep_if_less(city, before=before, after=after, now=now)


def keep_if_less(row: KeptPromise, *, before: Promised, after: Promised, now: datetime) -> bool:
    """Whether `row`, unsaved, now keeps to what was in force before."""
    if not after.is_less_than(before):
        return False
    row.keep_promise(*before.in_force, now=now, until=now + KEPT_FOR)
    return True
