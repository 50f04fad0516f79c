"""What expires with the next nightly run, for the people of the cities that lose it."""

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from plans.entitlements import CAPABILITIES, Capability
from plans.models import User
from plans.selectors import city_get, require, roles_by_city
from recordings.cleanup.going import Going, GoingDay, going
from recordings.models import Camera, Hold
from recordings.services.holds import COUNTED, needed_to_release
from recordings.spans import day_span, moment_of

MOST = 500
"""Days of cameras; whoever has more on one night looks at one city at a time, or at its list."""


def expiring_days(user: User, city_id: Any, search: str, now: datetime) -> Going:
    """Of one city, or without one of all that the person sees, the archived cameras' too; with
    `search` of the cameras in whose name all its words are.

    Raises NotFound for a city that the person does not see.
    """
    cameras = Camera.objects.visible_to(user).select_related("city__plan")
    if city_id is not None:
        city = city_get(user, city_id)
        require(user, city, Capability.WATCH)
        cameras = cameras.filter(city=city)
    words = _plain(search).split()
    named = [c for c in cameras if all(word in _plain(c.name) for word in words)]
    return going(named, now, MOST)


def holds_to_release(user: User, days: Sequence[GoingDay]) -> dict[tuple[int, date], int]:
    """By camera and date, of days that are held: a hold on nothing but that day which the person
    may release, the newest."""
    roles = roles_by_city(user) if any(day.is_held for day in days) else {}
    found = {}
    for day in days:
        role = roles.get(day.camera.city_id)
        allowed = CAPABILITIES[role] if role else frozenset()
        for hold in sorted(day.holds, key=lambda hold: hold.pk):
            may = user.is_superuser or needed_to_release(user, hold) in allowed
            if may and hold.source in COUNTED and _is_of_day(hold, day):
                found[day.camera.pk, day.date] = hold.pk
    return found


def _is_of_day(hold: Hold, day: GoingDay) -> bool:
    """Of all of the city's day at most, and of the files that begin in it."""
    start, end = map(moment_of, day_span(day.date, ZoneInfo(day.camera.city.time_zone)))
    return hold.start_time >= min(start, day.start) and hold.end_time <= max(end, day.end)


def _plain(text: str) -> str:
    """Without case and accents: "praca" finds "Praça"."""
    parts = unicodedata.normalize("NFD", text)
    return "".join(c for c in parts if not unicodedata.category(c).startswith("M")).casefold()
