"""Days and moments in queries."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_lazy as _

from plans.errors import InvalidInput


def search_period(
    query: Mapping[str, str], zone: str | None
) -> tuple[datetime | None, datetime | None]:
    """[start, end) of `start_date` and `end_date`; a day is the city's, and included whole."""
    tz = ZoneInfo(zone or settings.TIME_ZONE)
    start = _moment(query, "start_date", tz, days_later=0)
    end = _moment(query, "end_date", tz, days_later=1)
    if start is not None and end is not None and end <= start:
        raise _wrong("end_date", _("The end lies before the start."))
    return start, end


def _moment(query: Mapping[str, str], name: str, tz: ZoneInfo, days_later: int) -> datetime | None:
    text = query.get(name, "").strip()
    if not text:
        return None
    try:
        day = parse_date(text)
        if day is not None:
            return _midnight(day + timedelta(days=days_later), tz)
        # A plus sign that was not encoded arrives as a space.
        moment = parse_datetime(text.replace(" ", "+") if "T" in text else text)
        if moment is not None:
            return moment if moment.tzinfo else moment.replace(tzinfo=tz)
    except (ValueError, OverflowError):
        pass
    raise _wrong(name, _("Write a day as 2026-11-20, or a moment as 2026-11-20T15:00:00-03:00."))


def _midnight(day: date, tz: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tz)


def _wrong(name: str, words: object) -> InvalidInput:
    return InvalidInput(words, fields={name: [words]})
