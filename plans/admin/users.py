"""People."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from plans.models import User
from plans.services import tokens_revoke

admin.site.unregister(Group)


class NewPasswordForm(AdminPasswordChangeForm):
    """A new password ends the programs' access too; Django ends the sessions by itself."""

    def save(self, commit: bool = True) -> User:
        user: User = super().save(commit)
        tokens_revoke(user=user)
        return user


@admin.register(User)
class PersonAdmin(UserAdmin, ModelAdmin):  # type: ignore[type-arg]
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = NewPasswordForm
    list_display = ("username", "email", "is_active", "is_superuser", "cities", "last_login")
    list_filter = ("is_active", "is_superuser", "is_staff", "memberships__city")
    search_fields = ("username", "email", "first_name", "last_name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        people: QuerySet[User] = super().get_queryset(request)
        return people.annotate(city_count=Count("memberships"))

    @admin.display(description=_("cities"), ordering="city_count")
    def cities(self, user: User) -> int:
        return int(getattr(user, "city_count", 0))


@admin.register(Group)
class PlainGroupAdmin(GroupAdmin, ModelAdmin):
    """Rights on admin pages for staff who are no superusers."""
