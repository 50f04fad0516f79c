"""Who belongs to which city."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from plans.admin.filters import ScopedAutocompleteFilter, ScopedRelatedFilter
from plans.admin.refusals import ServiceAdmin, administrator
from plans.entitlements import Role
from plans.models import Membership
from plans.services import member_add, member_remove, member_update


@admin.register(Membership)
class MembershipAdmin(ServiceAdmin):
    city_lookup = "city"
    owners_may = frozenset({"add", "change", "delete"})
    list_display = ("user", "city", "role", "created_at")
    list_filter = (
        "role",
        ("city", ScopedAutocompleteFilter),
        ("city__plan", ScopedRelatedFilter),
        ("user", ScopedAutocompleteFilter),
    )
    list_per_page = 50
    list_select_related = ("user", "city")
    search_fields = ("user__username", "user__email", "city__name")
    autocomplete_fields = ("city", "user")
    readonly_fields = ("created_at",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A membership changes its role only: another city or person is another membership."""
        return ("city", "user", "created_at") if obj else ("created_at",)

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        actor, role = administrator(request), Role(obj.role)
        if change:
            member_update(actor=actor, membership=obj, role=role)
        else:
            added = member_add(actor=actor, city=obj.city, username=obj.user.username, role=role)
            obj.pk = added.pk
        obj.refresh_from_db()

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        member_remove(actor=administrator(request), membership=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        """All or, at the first refusal, none."""
        with transaction.atomic():
            for membership in queryset.select_related("city"):
                member_remove(actor=administrator(request), membership=membership)
