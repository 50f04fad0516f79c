"""People: all that is known of them for superusers, an address book of their city for owners."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from plans.admin.counts import related_count
from plans.admin.filters import ScopedAutocompleteFilter, ScopedRelatedFilter
from plans.admin.scoped import ScopedAdmin
from plans.models import Membership, User
from plans.services import tokens_revoke
from plans.staff import administered_keys, sees_all

admin.site.unregister(Group)

CITY = "memberships__city__id__exact"


class NewPasswordForm(AdminPasswordChangeForm):
    """A new password ends the programs' access too; Django ends the sessions by itself."""

    def save(self, commit: bool = True) -> User:
        user: User = super().save(commit)
        tokens_revoke(user=user)
        return user


class RoleFilter(DropdownFilter):
    """In the city that is chosen beside it; else in any."""

    title = _("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(str(role), words) for role, words in Membership.ROLES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        if not self.value():
            return queryset
        memberships = Membership.objects.filter(role=self.value())
        if city := request.GET.get(CITY):
            memberships = memberships.filter(city_id=city)
        return queryset.filter(pk__in=memberships.values("user"))


@admin.register(User)
class PersonAdmin(UserAdmin, ScopedAdmin):  # type: ignore[type-arg]
    """Owners look only, and at the members of their cities only: neither at rights that are not a
    city's to give, nor at what tells of other cities."""

    city_lookup = "memberships__city"
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = NewPasswordForm
    list_display = (
        "username",
        "email",
        "is_active",
        "is_staff",
        "is_superuser",
        "cities",
        "last_login",
    )
    owners_columns = ("username", "email", "first_name", "last_name", "roles")
    list_filter = (
        "is_active",
        "is_superuser",
        "is_staff",
        ("memberships__city", ScopedAutocompleteFilter),
        RoleFilter,
        ("memberships__city__plan", ScopedRelatedFilter),
    )
    list_per_page = 50
    search_fields = ("username", "email", "first_name", "last_name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        people: QuerySet[User] = super().get_queryset(request)
        if sees_all(request):
            return people.annotate(city_count=related_count(User, "memberships"))
        shown = Membership.objects.filter(city__in=administered_keys(request))
        return people.prefetch_related(
            Prefetch("memberships", shown.select_related("city"), to_attr="shown_memberships")
        )

    def theirs(self, request: HttpRequest, rows: QuerySet[User]) -> QuerySet[User]:
        """Each once, in however many of the cities they are."""
        members = Membership.objects.filter(city__in=administered_keys(request))
        return rows.filter(pk__in=members.values("user"))

    def get_list_display(self, request: HttpRequest) -> Any:
        return self.list_display if sees_all(request) else self.owners_columns

    def get_list_filter(self, request: HttpRequest) -> Any:
        return super().get_list_filter(request) if sees_all(request) else []

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if sees_all(request):
            return super().get_fieldsets(request, obj)
        return ((None, {"fields": self.owners_columns}),)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return super().get_readonly_fields(request, obj) if sees_all(request) else ("roles",)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """What superusers did with an account is no city's matter."""
        if not sees_all(request):
            raise PermissionDenied
        page: HttpResponse = super().history_view(request, object_id, extra_context)
        return page

    @admin.display(description=_("cities"), ordering="city_count")
    def cities(self, user: User) -> int:
        return int(getattr(user, "city_count", 0))

    @admin.display(description=_("role"))
    def roles(self, user: User) -> str:
        shown: Sequence[Membership] = getattr(user, "shown_memberships", ())
        return ", ".join(f"{one.city}: {one.get_role_display()}" for one in shown)


@admin.register(Group)
class PlainGroupAdmin(GroupAdmin, ScopedAdmin):
    """Django's groups. They give nobody anything here: rights come from memberships."""
