"""Moments as people write them, for services that take them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from plans.errors import InvalidInput
from recordings.months import YEARS


def moment_in(name: str, moment: datetime, zone: ZoneInfo) -> datetime:
    """In UTC; what has no offset is a moment of `zone`. Raises InvalidInput about `name`."""
    try:
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:  # at the calendar's ends
        moment = datetime.min.replace(tzinfo=UTC)
    if moment.year not in YEARS:
        raise wrong_input(name, _("Choose a moment between the years 1970 and 9998."))
    return moment


def wrong_input(name: str, words: object) -> InvalidInput:
    return InvalidInput(words, fields={name: [words]})
