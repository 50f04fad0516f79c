"""Programs' access: seen and revoked here, given only by signing in."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from knox.models import AuthToken

from plans.admin.scoped import ScopedAdmin

admin.site.unregister(AuthToken)


@admin.register(AuthToken)
class TokenAdmin(ScopedAdmin):
    """Without digests: a list without links, and an action in place of the page that names them."""

    list_display = ("user", "created", "expiry")
    list_display_links = None
    list_filter = ("created", "expiry")
    list_select_related = ("user",)
    search_fields = ("user__username",)
    actions = ("revoke",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions: dict[str, Any] = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    @admin.action(description=_("Revoke the chosen tokens"), permissions=["delete"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        count, _by_model = queryset.delete()
        sentence = ngettext("%(count)d token revoked.", "%(count)d tokens revoked.", count)
        messages.success(request, sentence % {"count": count})
