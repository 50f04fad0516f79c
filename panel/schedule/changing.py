"""Writes: a periodic task's schedule, and whether it is on; with an entry in the log each.

A task that is needed opens its alert as it is switched off, here: the watch, which would open it
within seconds, may be what is switched off.
"""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from panel.schedule.rules import every_seconds, expiry_seconds, is_ours, missed_without, rule_of
from plans.audit import audit_add
from plans.errors import InvalidInput
from plans.models import AuditEntry, User
from plans.selectors import require_superuser
from recordings.alerting.schedule import KINDS, switched_off
from recordings.alerting.writing import alert_close, alert_open, open_alerts


@dataclass(frozen=True, slots=True)
class Timing:
    """Either: every so many seconds, or each day at this time of the installation's zone."""

    every_seconds: int | None = None
    at: time | None = None

    @property
    def words(self) -> str:
        """For the log, which reads alike in every language."""
        return f"{self.at:%H:%M}" if self.at is not None else f"{self.every_seconds} s"


@dataclass(frozen=True, slots=True)
class Who:
    actor: User
    address: str | None


def timing_of(row: PeriodicTask) -> Timing | None:
    """None for a schedule that this page does not make (several hours, certain days)."""
    if row.interval is not None:
        return Timing(every_seconds=every_seconds(row))
    if row.crontab is None:
        return None
    minute, hour = str(row.crontab.minute), str(row.crontab.hour)
    days = (row.crontab.day_of_week, row.crontab.day_of_month, row.crontab.month_of_year)
    is_daily = set(map(str, days)) == {"*"} and minute.isdigit() and hour.isdigit()
    return Timing(at=time(int(hour), int(minute))) if is_daily else None


def check_timing(name: str, timing: Timing) -> None:
    """Raises InvalidInput for what is too often, too seldom, or not of its kind."""
    limits = rule_of(name).seconds
    if limits is None:
        if timing.at is None:
            raise _wrong("at", _("Say at what time of the day."))
        return
    if timing.at is not None and not is_ours(name):
        return
    shortest, longest = limits
    if timing.every_seconds is None or not shortest <= timing.every_seconds <= longest:
        words = _("Between %(shortest)s and %(longest)s seconds.")
        raise _wrong("every_seconds", words % {"shortest": shortest, "longest": longest})


def task_change(
    who: Who, row: PeriodicTask, *, is_on: bool, timing: Timing | None, is_sure: bool, now: datetime
) -> PeriodicTask:
    """`timing` None leaves it as it is. Raises InvalidInput, naming the field at fault."""
    require_superuser(who.actor)
    with transaction.atomic():
        kept = PeriodicTask.objects.select_for_update().get(pk=row.pk)
        if timing is not None:
            check_timing(kept.name, timing)
        missed = missed_without(kept)
        if missed and kept.enabled and not is_on and not is_sure:
            raise _wrong("is_sure", _("Confirm that it shall be off. %(missed)s"), missed=missed)
        before = _told(kept)
        kept.enabled = is_on
        if timing is not None:
            _set(kept, timing)
        kept.save()
        if _told(kept) != before:
            _note(who, kept.name, {"before": before, "after": _told(kept)})
        if missed:
            _alert(kept, now)
    return kept


def task_add(who: Who, *, name: str, task: str, timing: Timing, is_on: bool) -> PeriodicTask:
    """Another one; `task` is one of those that the programs know."""
    require_superuser(who.actor)
    check_timing(name, timing)
    with transaction.atomic():
        row = PeriodicTask(name=name, task=task, enabled=is_on)
        _set(row, timing)
        row.save()
        _note(who, name, {"before": None, "after": {**_told(row), "task": task}})
    return row


def task_delete(who: Who, row: PeriodicTask) -> None:
    """Raises InvalidInput for one of ours, which beat would add again."""
    require_superuser(who.actor)
    if is_ours(row.name):
        raise InvalidInput(_("This task belongs to the installation; switch it off instead."))
    with transaction.atomic():
        _note(who, row.name, {"before": {**_told(row), "task": row.task}, "after": None})
        row.delete()


def _set(row: PeriodicTask, timing: Timing) -> None:
    row.interval = row.crontab = row.solar = row.clocked = None
    if timing.at is None:
        row.interval = _first(
            IntervalSchedule, every=timing.every_seconds, period=IntervalSchedule.SECONDS
        )
    else:
        days = dict.fromkeys(("day_of_week", "day_of_month", "month_of_year"), "*")
        hour, minute = str(timing.at.hour), str(timing.at.minute)
        zone = settings.CELERY_TIMEZONE
        row.crontab = _first(CrontabSchedule, hour=hour, minute=minute, timezone=zone, **days)
    row.expire_seconds = expiry_seconds(row.name, timing.every_seconds)


def _first(model: Any, **values: Any) -> Any:
    """Schedules are shared, and there may be two alike."""
    return model.objects.filter(**values).first() or model.objects.create(**values)


def _told(row: PeriodicTask) -> dict[str, Any]:
    timing = timing_of(row)
    return {"enabled": row.enabled, "schedule": timing.words if timing else str(row.scheduler)}


def _note(who: Who, name: str, details: dict[str, Any]) -> None:
    audit_add(
        action=AuditEntry.Action.SCHEDULE,
        user=who.actor,
        address=who.address,
        subject=name,
        details=details,
    )


def _alert(row: PeriodicTask, now: datetime) -> None:
    problem = switched_off(row.task, row.name)
    if not row.enabled:
        alert_open(problem, now)
        return
    for alert in open_alerts():
        if alert.kind in KINDS and alert.subject == problem.subject:
            alert_close(alert, now, now)


def _wrong(field: str, words: Any, **told: object) -> InvalidInput:
    sentence = str(words) % told if told else str(words)
    return InvalidInput(sentence, fields={field: [sentence]})
