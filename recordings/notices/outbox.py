"""Notices are written down with what they tell of, and sent afterwards."""

from datetime import datetime

from django.db.models import Q

from recordings.models import Alert, Notice, NoticeTarget


def alert_noticed(alert: Alert, now: datetime) -> None:
    """A notice for each target that wants it: opened, or closed if it is. In the transaction that
    opened or closed it.

    Targets of the installation hear of its own alerts and of every city's critical ones. Two
    queries; no address is read, so that none can be at fault here.
    """
    wanted = Q(city=None)
    if alert.city_id is not None:
        wanted = Q(city=alert.city_id)
        if alert.severity == Alert.Severity.CRITICAL:
            wanted |= Q(city=None)
    targets = NoticeTarget.objects.filter(wanted, is_active=True, wants_alerts=True)
    closed = alert.closed_at is not None
    key = f"alert:{alert.pk}:{'closed' if closed else 'opened'}"
    kind = Notice.Kind.ALERT_CLOSED if closed else Notice.Kind.ALERT_OPENED
    notices = [
        Notice(target=target, kind=kind, key=key, alert=alert, created_at=now, next_try_at=now)
        for target in targets.only("pk")
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
