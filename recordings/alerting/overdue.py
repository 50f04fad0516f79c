"""Whether the nightly cleanup has been done.

1. A run that something stopped is told at once, until another one ends well.
2. Two hours after a 03:00 its run is late, unless one that is not finished is at work: it began,
   or deleted something, within the last two hours.
3. What begins anew has some minutes to catch up: after an upgrade, or a night that was slept
   through, the run comes within the next minute.
Runs that began in a future were made by a clock that was wrong, and stand for nothing.
"""

from datetime import datetime, timedelta

from recordings.alerting.judging import Findings, Problem
from recordings.alerting.looks import Look
from recordings.cleanup.expiry import last_due
from recordings.models import Alert, CleanupRun, Deletion, Recording
from recordings.spans import moment_of

KINDS = (Alert.Kind.CLEANUP_OVERDUE,)
SUBJECT = "installation"
LATE = timedelta(hours=2)
CATCHING_UP = timedelta(minutes=10)
AHEAD = timedelta(minutes=1)


def look_at_cleanup(look: Look) -> Findings:
    """Late, or stopped by something that a person must look at."""
    now = look.clock.now()
    due = last_due(now - LATE)  # the next one's hours do not excuse it
    runs = CleanupRun.objects.filter(kind=CleanupRun.Kind.RETENTION, started_at__lte=now + AHEAD)
    last = runs.exclude(finished_at=None).order_by("-started_at", "-id").first()
    if last is not None and last.stopped_by:
        return _overdue("stopped", last.due_at or last.started_at, stopped_by=last.stopped_by)
    if last is not None and last.started_at >= due:
        return Findings()
    if not Recording.objects.filter(start_time__lt=due).exists() or _is_one_at_work(now):
        return Findings()
    if now - moment_of(look.memory.watching_since_ms) < CATCHING_UP:
        return Findings(held=look.places_of(KINDS))
    return _overdue("late", due)


def _is_one_at_work(now: datetime) -> bool:
    open_runs = CleanupRun.objects.filter(kind=CleanupRun.Kind.RETENTION, finished_at=None)
    lately = (now - LATE, now + AHEAD)
    if open_runs.filter(started_at__range=lately).exists():
        return True
    return Deletion.objects.filter(run__in=open_runs, at__range=lately).exists()


def _overdue(why: str, due: datetime, stopped_by: str = "") -> Findings:
    details = {"why": why, "due_at": due.isoformat(), "stopped_by": stopped_by}
    problem = Problem(
        kind=Alert.Kind.CLEANUP_OVERDUE,
        subject=SUBJECT,
        severity=Alert.Severity.CRITICAL,
        details=details,
    )
    return Findings((problem,))
