"""Days and moments in queries."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_lazy as _

from recordings.services.moments import wrong_input

# Python's reader takes much more for a moment, a long row of digits too.
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ][0-9][ -~]{,40}", re.ASCII)

Period = tuple[datetime | None, datetime | None]


def search_period(
    query: Mapping[str, str], zone: str, names: tuple[str, str] = ("start_date", "end_date")
) -> Period:
    """[start, end) of the inputs called `names`; a day is the zone's, and included whole."""
    tz = ZoneInfo(zone)
    start = _bound(query, names[0], tz, days_later=0)
    end = _bound(query, names[1], tz, days_later=1)
    if start is not None and end is not None and end <= start:
        raise wrong_input(names[1], _("The end lies before the start."))
    return start, end


def parse_moment(text: str, tz: tzinfo) -> datetime | None:
    """A moment in UTC; `tz` is for one without an offset. None when it is malformed.

    UTC at once, because what lies past the calendar's ends there cannot be asked for.
    """
    if not _MOMENT.fullmatch(text):
        return None
    try:
        # A plus sign that was not encoded arrives as a space.
        moment = parse_datetime(text.replace(" ", "+") if "T" in text else text)
        if moment is None:
            return None
        return (moment if moment.tzinfo else moment.replace(tzinfo=tz)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _bound(query: Mapping[str, str], name: str, tz: tzinfo, days_later: int) -> datetime | None:
    text = query.get(name, "").strip()
    if not text:
        return None
    moment = _midnight(text, tz, days_later) or parse_moment(text, tz)
    if moment is None:
        raise wrong_input(
            name, _("Write a day as 2026-11-20, or a moment as 2026-11-20T15:00:00-03:00.")
        )
    return moment


def _midnight(text: str, tz: tzinfo, days_later: int) -> datetime | None:
    """The beginning of the day that is written, or of the one after it; None for no day.

    Midnight may be skipped when clocks go forward; the first moment of the day is meant then,
    which is what fold 0 gives.
    """
    try:
        day = parse_date(text) if _DAY.fullmatch(text) else None
        if day is None:
            return None
        return datetime.combine(day + timedelta(days=days_later), time(), tz).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
