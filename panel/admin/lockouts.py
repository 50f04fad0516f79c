"""Who failed to sign in, and an end to being locked out; written by the system (axes)."""

from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from axes.utils import reset
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

from plans.addresses import client_address
from plans.admin.labels import BAD, QUIET, Labelled, coloured
from plans.admin.readonly import ReadOnlyAdmin
from plans.admin.refusals import administrator
from plans.admin.scoped import sees_all
from plans.audit import audit_add
from plans.models import AuditEntry


class AttemptAdmin(ReadOnlyAdmin):
    """Names that failed from an address; what was sent with them is shown nowhere."""

    list_display = ("username", "ip_address", "failures_since_start", "state", "attempt_time")
    list_filter = ("attempt_time",)
    list_per_page = 50
    search_fields = ("username", "ip_address")
    fields = (
        *("username", "ip_address", "failures_since_start", "attempt_time"),
        *("user_agent", "path_info"),
    )
    actions = ("lift",)

    @coloured({"locked": BAD, "free": QUIET}, description=_("state"))
    def state(self, attempt: AccessAttempt) -> Labelled:
        is_recent = attempt.attempt_time > timezone.now() - get_cool_off()
        if is_recent and attempt.failures_since_start >= settings.AXES_FAILURE_LIMIT:
            return "locked", pgettext("sign-in", "locked out")
        return "free", pgettext("sign-in", "may try again")

    def has_lift_permission(self, request: HttpRequest) -> bool:
        return sees_all(request)

    @admin.action(description=_("Lift the lock-out of the chosen names"), permissions=["lift"])
    def lift(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """The failures of these names from these addresses are forgotten."""
        named = queryset.exclude(username=None).order_by()
        chosen = list(named.values_list("username", "ip_address").distinct())
        for username, ip_address in chosen:
            reset(ip=ip_address, username=username)
            audit_add(
                action=AuditEntry.Action.LOCKOUT_LIFT,
                user=administrator(request),
                address=client_address(request),
                subject=username,
                details={"address": ip_address},
            )
        words = ngettext("%(count)d lock-out lifted.", "%(count)d lock-outs lifted.", len(chosen))
        messages.success(request, words % {"count": len(chosen)})


class FailureAdmin(ReadOnlyAdmin):
    list_display = ("attempt_time", "username", "ip_address", "locked_out", "user_agent")
    list_filter = ("locked_out", "attempt_time")
    list_per_page = 50
    search_fields = ("username", "ip_address")
    fields = (*list_display, "path_info")


class SignInAdmin(ReadOnlyAdmin):
    list_display = ("attempt_time", "logout_time", "username", "ip_address", "user_agent")
    list_filter = ("attempt_time",)
    list_per_page = 50
    search_fields = ("username", "ip_address")
    fields = (*list_display, "path_info")


for model in (AccessAttempt, AccessFailureLog, AccessLog):
    admin.site.unregister(model)
admin.site.register(AccessAttempt, AttemptAdmin)
admin.site.register(AccessFailureLog, FailureAdmin)
admin.site.register(AccessLog, SignInAdmin)
