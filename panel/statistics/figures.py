"""Figures in words, as the reader's language writes them."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

NOTHING = "–"
MINUTE_MS, HOUR_MS = 60_000, 3_600_000
LONG_AWAY_DAYS = 3650


def exact(count: int) -> str:
    """Every digit, grouped."""
    return str(number_format(count, force_grouping=True))


def decimal(value: float, places: int = 1) -> str:
    return str(number_format(value, places))


def percent_words(value: float | None, places: int = 1) -> str:
    """Rounded down: only what is whole is 100 %."""
    if value is None:
        return NOTHING
    scale: int = 10**places
    whole = int(value * scale + 1e-6)
    if value > 0 and whole == 0:
        return f"< {number_format(1 / scale, places)} %"
    shown = number_format(whole / scale, 0 if whole % scale == 0 else places)
    return f"{shown} %"


def days_words(days: float | None) -> str:
    """Hours below two days."""
    if days is None:
        return NOTHING
    if days < 2:
        hours = int(days * 24)
        return ngettext("%(hours)s hour", "%(hours)s hours", hours) % {"hours": exact(hours)}
    shown = exact(int(days)) if days >= 10 or days == int(days) else decimal(int(days * 10) / 10)
    return _("%(days)s days") % {"days": shown}


def length_words(length_ms: float) -> str:
    """The two largest units."""
    seconds = round(length_ms / 1000)
    if seconds < 60:
        return f"{seconds} s"
    minutes = seconds // 60
    if minutes < 60:
        return f"{minutes} min {seconds % 60} s" if seconds % 60 else f"{minutes} min"
    hours = minutes // 60
    return f"{exact(hours)} h {minutes % 60} min" if minutes % 60 else f"{exact(hours)} h"


def hours_words(length_ms: float) -> str:
    return f"{decimal(length_ms / HOUR_MS)} h"


def day_words(day: date) -> str:
    return str(date_format(day, "SHORT_DATE_FORMAT"))


def short_day(day: date) -> str:
    """Day and month alone, in the order of the language."""
    return (
        f"{day:%d/%m}"
        if date_format(date(2001, 12, 31), "SHORT_DATE_FORMAT")[0] == "3"
        else (f"{day:%m/%d}")
    )


def moment_words(moment: datetime | None) -> str:
    if moment is None:
        return NOTHING
    return str(date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT"))


def moment_ahead(now: datetime, after_days: float | None) -> str:
    """The date in so many days; nothing for what is centuries away."""
    if after_days is None or after_days > LONG_AWAY_DAYS:
        return NOTHING
    return day_words(timezone.localtime(now + timedelta(days=after_days)).date())
