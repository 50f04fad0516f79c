"""Whether a periodic task is switched off that the installation cannot do without.

Beat sends them, and the administration may switch them off: the watch says so for as long as they
are. Whoever switches off the watch itself is told by the page that does it.
"""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django_celery_beat.models import PeriodicTask

from recordings.alerting.judging import Findings, Problem
from recordings.alerting.looks import Look
from recordings.models import Alert

KINDS = (Alert.Kind.SCHEDULE,)

MISSED: dict[str, Any] = {
    "recordings.reconcile": _("Recordings whose message was lost are never finished."),
    "recordings.account_days": _(
        "Coverage of days that are over is not kept, and their footage goes without an account."
    ),
    "recordings.cleanup": _("Footage that no plan promises any more is kept, and disks fill up."),
    "recordings.relieve": _("Disks that fill up are not noticed, and recording stops."),
    "recordings.watch_alerts": _("No other problem is noticed, and nobody is told of any."),
    "recordings.send_notices": _("Nobody is told of alerts."),
    "clips.reconcile": _("Clips whose message was lost are never cut, and deleted ones stay."),
    "panel.reconcile": _("Bulk actions whose message was lost never begin."),
}
"""By task, what is missed without it; these are needed."""


def look_at_schedule(look: Look) -> Findings:
    """A task that beat never knew is not switched off: beat adds it when it starts. Another that
    somebody added of the same kind does not do instead: it may come once a month."""
    ours = PeriodicTask.objects.filter(name__in=settings.CELERY_BEAT_SCHEDULE, task__in=MISSED)
    off = ours.filter(enabled=False).order_by("name").values_list("task", "name")
    return Findings(tuple(switched_off(task, name) for task, name in off))


def switched_off(task: str, name: str) -> Problem:
    return Problem(
        kind=Alert.Kind.SCHEDULE,
        subject=f"task:{task}",
        severity=Alert.Severity.CRITICAL,
        details={"task": task, "name": name},
    )
