"""Whose storage a page shows, and over how many days: what was asked, within what is theirs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _

from plans.models import City, User
from plans.selectors import administered_cities
from recordings.services.cleanups import Accounts

PERIODS = (7, 30, 90)
USUAL = 30


@dataclass(frozen=True, slots=True)
class Scope:
    """`cities` are shown, `offered` may be chosen; `is_whole`: all of the installation, and its
    disks. `problem`: what of the question made no sense, in words."""

    cities: Sequence[City]
    offered: Sequence[City]
    chosen: City | None
    is_whole: bool
    days: int
    now: datetime
    problem: str = ""

    def of(self, lookup: str) -> Q:
        """Rows of these cities, by the path to their city."""
        return Q() if self.is_whole else Q(**{f"{lookup}__in": [city.pk for city in self.cities]})

    @property
    def accounts(self) -> Accounts:
        return Accounts(None if self.is_whole else self.cities)

    @property
    def periods(self) -> Sequence[int]:
        return PERIODS


def scope_of(user: User, asked: Mapping[str, Any], now: datetime) -> Scope:
    """Raises PermissionDenied for staff who own no city."""
    offered = list(administered_cities(user).select_related("plan").order_by("name", "pk"))
    if not offered and not user.is_superuser:
        raise PermissionDenied(_("You own no city whose storage could be shown."))
    city, problem = _city(offered, asked.get("city", ""))
    days, other = _days(asked.get("days", ""))
    return Scope(
        cities=[city] if city else offered,
        offered=offered,
        chosen=city,
        is_whole=user.is_superuser and city is None,
        days=days,
        now=now,
        problem=problem or other,
    )


def _city(offered: Sequence[City], asked: str) -> tuple[City | None, str]:
    if not asked:
        return None, ""
    for city in offered:
        if str(city.pk) == asked:
            return city, ""
    return None, _("There is no such city here; choose one from the list.")


def _days(asked: str) -> tuple[int, str]:
    if not asked:
        return USUAL, ""
    for days in PERIODS:
        if str(days) == asked:
            return days, ""
    return USUAL, _("Choose a period of 7, 30 or 90 days.")
