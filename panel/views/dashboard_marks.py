"""What the parts of the dashboard share: whose rows, how old, and how a line is marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.models import User

GOOD, WARN, BAD, QUIET = "good", "warn", "bad", "quiet"


@dataclass(frozen=True, slots=True)
class Mine:
    """Whose dashboard; `cities` None: all of them."""

    user: User
    cities: Sequence[int] | None
    now: datetime

    def of(self, lookup: str) -> Q:
        """Rows of these cities, by the path to their city."""
        return Q() if self.cities is None else Q(**{f"{lookup}__in": self.cities})


@dataclass(frozen=True, slots=True)
class Line:
    """A figure with its words; `mark` chooses the colour, `note` says in words why."""

    name: str
    value: str
    mark: str = QUIET
    note: str = ""
    link: str = ""


def list_of(model: str, **asked: Any) -> str:
    """The address of a list, filtered: `list_of("recordings_camera", is_active__exact=1)`."""
    address = reverse(f"admin:{model}_changelist")
    return f"{address}?{urlencode(asked)}" if asked else address


def age_words(age: timedelta) -> str:
    """The largest whole unit: 4 s, 12 min, 3 h, 2 days."""
    seconds = max(int(age.total_seconds()), 0)
    if seconds < 60:
        return _("%(count)d s") % {"count": seconds}
    if seconds < 3600:
        return _("%(count)d min") % {"count": seconds // 60}
    if seconds < 172_800:
        return _("%(count)d h") % {"count": seconds // 3600}
    days = seconds // 86_400
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


def mark_of(age: timedelta, warns_after: timedelta, bad_after: timedelta) -> str:
    if age >= bad_after:
        return BAD
    return WARN if age >= warns_after else GOOD
