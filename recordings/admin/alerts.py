"""Alerts in the admin: read, and acknowledged in bulk; the watch opens and closes them."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from plans.addresses import client_address
from plans.admin.readonly import ReadOnlyAdmin
from plans.admin.refusals import administrator
from recordings.alerting.words import alert_sentence
from recordings.models import Alert
from recordings.services.alerts import alert_acknowledge


@admin.register(Alert)
class AlertAdmin(ReadOnlyAdmin):
    list_display = (
        "opened_at",
        "kind",
        "severity",
        "city",
        "camera",
        "volume",
        "message",
        "closed_at",
        "acknowledged_by",
    )
    list_filter = (
        ("closed_at", admin.EmptyFieldListFilter),
        "kind",
        "severity",
        "opened_at",
        "city",
    )
    list_select_related = ("city", "camera", "volume", "acknowledged_by")
    list_per_page = 50
    search_fields = ("camera__name", "volume__name", "subject")
    fields = (*list_display, "subject", "acknowledged_at", "details")
    readonly_fields = ("message",)
    actions = ("acknowledge",)

    @admin.display(description=_("message"))
    def message(self, alert: Alert) -> str:
        return alert_sentence(alert)

    @admin.action(description=_("Acknowledge the selected alerts"))
    def acknowledge(self, request: HttpRequest, queryset: QuerySet[Alert]) -> None:
        waiting = list(queryset.filter(acknowledged_at=None).values_list("pk", flat=True))
        told: dict[str, Any] = {"user": administrator(request), "now": timezone.now()}
        for alert_id in waiting:
            alert_acknowledge(address=client_address(request), alert_id=alert_id, **told)
        count = len(waiting)
        words = ngettext("%(count)d alert acknowledged.", "%(count)d alerts acknowledged.", count)
        messages.success(request, words % {"count": count})
