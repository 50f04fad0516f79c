"""Alerts in the admin: read, and acknowledged in bulk; the watch opens and closes them."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from plans.addresses import client_address
from plans.admin.filters import ScopedAutocompleteFilter, ScopedRelatedFilter
from plans.admin.labels import BAD, GOOD, QUIET, WARNING, Labelled, by_itself, coloured
from plans.admin.ranges import MomentRangeFilter
from plans.admin.readonly import ReadOnlyAdmin
from plans.admin.refusals import administrator
from plans.admin.windowed import SourcePath, WindowedAdmin
from plans.admin.windowed_lists import Found
from plans.models import City
from recordings.alerting.words import alert_sentence
from recordings.models import Alert, Camera, StorageVolume
from recordings.services.alerts import alert_acknowledge


@admin.register(Alert)
class AlertAdmin(WindowedAdmin, ReadOnlyAdmin):
    city_lookup = "city"
    window_key = "opened_at"
    source = "city"
    source_city = "pk"
    source_paths = (SourcePath("city"),)
    list_display = (
        *("opened_at", "kind", "weight", "city", "camera", "volume", "message"),
        *("state", "closed_at", "acknowledged_by"),
    )
    list_filter = (
        ("closed_at", admin.EmptyFieldListFilter),
        ("acknowledged_at", admin.EmptyFieldListFilter),
        ("kind", ChoicesDropdownFilter),
        ("severity", ChoicesDropdownFilter),
        ("opened_at", MomentRangeFilter),
        ("city", ScopedAutocompleteFilter),
        ("camera", ScopedAutocompleteFilter),
        ("volume", ScopedRelatedFilter),
    )
    list_select_related = ("city", "camera", "volume", "acknowledged_by")
    search_fields = ("camera__name", "city__name", "volume__name", "subject")
    fields = (*list_display, "subject", "acknowledged_at", "details")
    readonly_fields = ("weight", "message", "state")
    actions = ("acknowledge",)

    def search_windowed(
        self, request: HttpRequest, rows: QuerySet[Any], sources: QuerySet[Any], text: str
    ) -> Found:
        """By names that are looked up first: to join and compare them for each row takes long."""
        text = text.replace("\0", "").strip()
        named = Q(subject__icontains=text)
        for field, model in (("camera", Camera), ("city", City), ("volume", StorageVolume)):
            found: Any = model._default_manager.filter(name__icontains=text).order_by()
            named |= Q(**{f"{field}__in": found.values("pk")})
        return Found(rows.filter(named))

    @coloured(by_itself(BAD, WARNING), description=_("severity"))
    def weight(self, alert: Alert) -> Labelled:
        is_critical = alert.severity == Alert.Severity.CRITICAL
        return BAD if is_critical else WARNING, alert.get_severity_display()

    @coloured(by_itself(BAD, GOOD, QUIET), description=_("state"))
    def state(self, alert: Alert) -> Labelled:
        if alert.closed_at is not None:
            return QUIET, pgettext_lazy("alert", "over")
        is_known = alert.acknowledged_at is not None
        return (GOOD, _("acknowledged")) if is_known else (BAD, pgettext_lazy("alert", "open"))

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
