"""What is promised, and what is kept beside it for a while."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext


def days_in_words(promised: int, in_force: int, until: datetime | None) -> str:
    """`7 days (15 until 21/11/2026 12:00)`, the second part only while it is more."""
    words = ngettext("%(n)d day", "%(n)d days", promised) % {"n": promised}
    return _with_kept(words, in_force, until if in_force > promised else None)


def gb_in_words(promised: int, in_force: int, until: datetime | None) -> str:
    return _with_kept(f"{promised} GB", in_force, until if in_force > promised else None)


def _with_kept(words: str, in_force: int, until: datetime | None) -> str:
    if until is None:
        return words
    moment = date_format(timezone.localtime(until), "SHORT_DATETIME_FORMAT")
    values = {"promised": words, "kept": in_force, "moment": moment}
    return gettext("%(promised)s (%(kept)d until %(moment)s)") % values
