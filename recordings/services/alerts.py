"""Alerts: read by members of their cities, acknowledged by those who may."""

from datetime import datetime
from typing import Any

from django.db import transaction

from plans.audit import audit_add
from plans.entitlements import Capability
from plans.models import AuditEntry, User
from plans.selectors import get_or_404, require, require_superuser
from recordings.models import Alert, AlertQuerySet


def alert_list(user: User) -> AlertQuerySet:
    """With all that their sentences name."""
    rows: AlertQuerySet = Alert.objects.visible_to(user)
    return rows.select_related("city", "camera", "volume", "acknowledged_by")


def alert_acknowledge(*, user: User, address: str | None, alert_id: Any, now: datetime) -> Alert:
    """Somebody takes care of it; the first stays, and whoever comes later changes nothing.

    Raises NotFound, or NotAllowed for those who may only read it.
    """
    alert = get_or_404(alert_list(user), pk=alert_id)
    if alert.city is None:
        require_superuser(user)
    else:
        require(user, alert.city, Capability.ACKNOWLEDGE_ALERTS)
    with transaction.atomic():
        mine = Alert.objects.filter(pk=alert.pk, acknowledged_at=None)
        if mine.update(acknowledged_at=now, acknowledged_by=user):
            audit_add(
                action=AuditEntry.Action.ALERT_ACKNOWLEDGE,
                user=user,
                address=address,
                city=alert.city,
                subject=alert.camera or alert.subject,
                details={"alert": alert.pk, "kind": alert.kind, "subject": alert.subject},
            )
    return get_or_404(alert_list(user), pk=alert.pk)
