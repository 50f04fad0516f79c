"""When a periodic task came last and comes next, and whether it is late."""

from datetime import datetime, timedelta

from django_celery_beat.models import PeriodicTask

from panel.schedule.rules import every_seconds

NOTED_EVERY = timedelta(minutes=3)
"""Beat writes down what it has sent so often (celery.beat.Scheduler.sync_every)."""
SLACK = NOTED_EVERY + timedelta(minutes=2)


def next_run(row: PeriodicTask, now: datetime) -> datetime | None:
    """None while it is off. Not before `now`: what is noted of the last one may be old."""
    if not row.enabled or row.scheduler is None:
        return None
    last: datetime = row.last_run_at or row.date_changed or now
    left: timedelta = row.schedule.remaining_estimate(last)
    # To the second: Celery's estimate is short of it by what the question takes.
    return max(now, (now + left + timedelta(milliseconds=500)).replace(microsecond=0))


def is_late(row: PeriodicTask, now: datetime) -> bool:
    """By more than beat may take to note it; what never came counts from its last change."""
    last: datetime | None = row.last_run_at or row.date_changed
    if not row.enabled or last is None:
        return False
    every = every_seconds(row)
    return now - last > timedelta(seconds=every or 86_400) + SLACK
