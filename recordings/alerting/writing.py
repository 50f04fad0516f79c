"""Opening and closing of alerts, each in a short transaction of its own with its notice.

1. The row is made, or closed by compare and set.
2. The notices are written down (`recordings.notices`).
3. Both are committed. A crash before leaves the alert as it was, and the next look does it again.
However many watchers do this at once, one succeeds: a partial unique constraint keeps one open
alert a kind and subject, and the camera's row is held while the kinds that share a place are
compared.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from recordings.alerting.judging import NOT_RECORDED, OpenAlert, Problem
from recordings.models import Alert, AlertQuerySet, Camera
from recordings.notices.outbox import alert_noticed

SLACK = timedelta(seconds=3)
"""A gap's ends are measured by its files' last write first and by their media later."""
RETOLD_AT_ONCE = 100


def open_alerts() -> tuple[OpenAlert, ...]:
    columns = ("id", "kind", "subject", "severity", "opened_at", "camera_id", "details")
    rows = Alert.objects.open().order_by("id").values_list(*columns)
    return tuple(OpenAlert(*row) for row in rows)


def alert_open(problem: Problem, now: datetime) -> bool:
    """False when it was open already, or its camera, volume or city is gone."""
    try:
        with transaction.atomic():
            if problem.kind in NOT_RECORDED and _is_taken(problem, now):
                return False
            alert_noticed(_made(problem, problem.since or now, None), now)
    except IntegrityError:
        return False
    return True


def alert_close(alert: OpenAlert, at: datetime, now: datetime) -> bool:
    """False when another watcher was first."""
    with transaction.atomic():
        row = Alert.objects.filter(pk=alert.id)
        if not row.open().update(closed_at=max(at, alert.opened_at)):
            return False
        alert_noticed(row.get(), now)
    return True


def alerts_retell(changed: Iterable[tuple[OpenAlert, Mapping[str, Any]]]) -> None:
    """What they say now, without a notice: nothing began or ended."""
    rows = [Alert(pk=alert.id, details=dict(details)) for alert, details in changed]
    Alert.objects.bulk_update(rows, ["details"], batch_size=RETOLD_AT_ONCE)


def past_alert_add(problem: Problem, ended_at: datetime, now: datetime) -> bool:
    """The alert of what is over already; False when there was one at that time."""
    assert problem.camera_id is not None
    assert problem.since is not None
    try:
        with transaction.atomic():
            if not _held(problem.camera_id):
                return False
            if covering([problem.camera_id], problem.since, ended_at).exists():
                return False
            alert_noticed(_made(problem, problem.since, ended_at), now)
    except IntegrityError:
        return False
    return True


def covering(cameras: list[int], start: datetime, end: datetime) -> AlertQuerySet:
    """Alerts of these cameras not being recorded at some time in [start, end)."""
    rows = Alert.objects.filter(camera_id__in=cameras, kind__in=NOT_RECORDED)
    lasted = Q(closed_at=None) | Q(closed_at__gt=start + SLACK)
    return rows.filter(lasted, opened_at__lt=end - SLACK)


def _is_taken(problem: Problem, now: datetime) -> bool:
    """Whether it has its alert: one that is open, or one that another watcher, who looked later,
    has opened and closed since."""
    assert problem.camera_id is not None
    since = problem.since or now
    is_its_own = Q(opened_at__range=(since - SLACK, since + SLACK), closed_at__lte=now)
    told = Q(closed_at=None) | is_its_own
    rows = Alert.objects.filter(told, camera_id=problem.camera_id, kind__in=NOT_RECORDED)
    return not _held(problem.camera_id) or rows.exists()


def _held(camera_id: int) -> bool:
    """Whether the camera is there; its row is held until the transaction ends."""
    return Camera.objects.select_for_update(of=("self",)).filter(pk=camera_id).first() is not None


def _made(problem: Problem, opened_at: datetime, closed_at: datetime | None) -> Alert:
    return Alert.objects.create(
        kind=problem.kind,
        severity=problem.severity,
        subject=problem.subject,
        city_id=problem.city_id,
        camera_id=problem.camera_id,
        volume_id=problem.volume_id,
        details=dict(problem.details),
        opened_at=opened_at,
        closed_at=closed_at,
    )
