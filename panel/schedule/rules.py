"""What each of our periodic tasks does, how often it may come, and which are needed.

`CELERY_BEAT_SCHEDULE` says which are ours; a task of ours that no rule here names comes between
a quarter of and four times as often as it was given.
"""

from datetime import timedelta
from typing import Any, NamedTuple

from celery.schedules import crontab
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django_celery_beat.models import PeriodicTask

from recordings.alerting.schedule import MISSED


class Rule(NamedTuple):
    """`seconds`: the shortest and longest interval; None: once a day, at an hour that is chosen."""

    seconds: tuple[int, int] | None
    what: Any


OFTEN = (5, 120)
RULES: dict[str, Rule] = {
    "reconcile": Rule(OFTEN, _("Finishes recordings whose message was lost.")),
    "account-days": Rule((300, 3600), _("Keeps the account of coverage of days that are over.")),
    "raise-generations": Rule(
        (60, 3600), _("Marks the disks, so that a database restored from an older copy is noticed.")
    ),
    "measure": Rule(None, _("Decodes recordings by night, to count the frames that are broken.")),
    "cleanup": Rule(
        None,
        _("Deletes what no plan promises any more. A cleanup that was missed is caught up with."),
    ),
    "relieve": Rule(
        OFTEN, _("Measures the disks, keeps quotas, makes room, catches up with the cleanup.")
    ),
    "watch-alerts": Rule(OFTEN, _("Opens and closes alerts.")),
    "send-notices": Rule((5, 300), _("Sends notices that are due.")),
    "digest": Rule((300, 3600), _("Tells each city what expires at the next 03:00.")),
    "sample-usage": Rule((300, 3600), _("Samples what is kept and calculates the statistics.")),
    "compress": Rule((60, 3600), _("Makes old footage smaller where a plan asks for it.")),
    "clips": Rule(OFTEN, _("Cuts clips whose message was lost, and removes deleted ones.")),
    "jobs": Rule(OFTEN, _("Begins bulk actions whose message was lost; forgets old files.")),
    "tidy": Rule((600, 86_400), _("Deletes pictures, playback sessions and viewers of the past.")),
    "audit": Rule(None, _("Compares disk and database, and mends nothing.")),
}
ADDED = Rule((5, 30 * 86_400), "")


def is_ours(name: str) -> bool:
    return name in settings.CELERY_BEAT_SCHEDULE


def rule_of(name: str) -> Rule:
    """`ADDED` for what somebody added."""
    if name in RULES or not is_ours(name):
        return RULES.get(name, ADDED)
    given = settings.CELERY_BEAT_SCHEDULE[name]["schedule"]
    if isinstance(given, crontab):
        return Rule(None, "")
    every = int(given.run_every.total_seconds())
    return Rule((max(1, every // 4), every * 4), "")


def missed_without(row: PeriodicTask) -> str:
    """What nobody does while it is off; empty for what may be switched off."""
    return str(MISSED.get(row.task, "")) if is_ours(row.name) else ""


def expiry_seconds(name: str, every_seconds: int | None) -> int | None:
    """After which a message is worth nothing, since the next has come; None: it is kept."""
    entry = settings.CELERY_BEAT_SCHEDULE.get(name, {})
    expires = entry.get("options", {}).get("expires")
    if expires is None or every_seconds is None:
        return None
    given = int(entry["schedule"].run_every.total_seconds())
    return max(1, every_seconds * int(expires) // given)


def every_seconds(row: PeriodicTask) -> int | None:
    """None for one that comes by the hour."""
    if row.interval is None:
        return None
    return int(timedelta(**{row.interval.period: row.interval.every}).total_seconds())
