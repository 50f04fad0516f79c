"""Holds in the admin: set, changed and released through the services; never deleted."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter, DropdownFilter

from plans.addresses import client_address
from plans.admin.filters import ScopedAutocompleteFilter
from plans.admin.ranges import MomentRangeFilter
from plans.admin.refusals import ServiceAdmin, administrator
from recordings.holds import is_in_force
from recordings.models import Hold
from recordings.services.holds import hold_set, hold_update


class InForceFilter(DropdownFilter):
    title = _("in force")
    parameter_name = "in_force"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Hold]) -> Any:
        in_force = Hold.objects.in_force(timezone.now())
        if self.value() == "yes":
            return queryset.filter(pk__in=in_force)
        return queryset.exclude(pk__in=in_force) if self.value() == "no" else queryset


class HoldForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    class Meta:
        model = Hold
        fields = ("camera", "start_time", "end_time", "reason", "until")

    def clean(self) -> dict[str, Any]:
        """Before the model, whose constraint has no words for it."""
        values: dict[str, Any] = super().clean() or {}
        start, end = values.get("start_time"), values.get("end_time")
        if start and end and end <= start:
            self.add_error("end_time", _("The end lies before the start."))
        return values


@admin.register(Hold)
class HoldAdmin(ServiceAdmin):
    """A camera and a range stay as they were set; reason and end may change while in force."""

    city_lookup = "camera__city"
    owners_may = frozenset({"add", "change"})
    form = HoldForm
    list_display = (
        "camera",
        "city",
        "start_time",
        "end_time",
        "until",
        "source",
        "created_by",
        "in_force",
    )
    list_filter = (
        ("camera", ScopedAutocompleteFilter),
        ("camera__city", ScopedAutocompleteFilter),
        ("camera__city__plan", ScopedAutocompleteFilter),
        ("created_by", ScopedAutocompleteFilter),
        ("source", ChoicesDropdownFilter),
        InForceFilter,
        ("start_time", MomentRangeFilter),
        ("until", MomentRangeFilter),
    )
    list_select_related = ("camera__city", "created_by")
    search_fields = ("camera__name", "reason")
    autocomplete_fields = ("camera",)
    readonly_fields = ("source", "created_at", "created_by", "released_at", "released_by")
    list_per_page = 50

    def get_readonly_fields(self, request: HttpRequest, obj: Hold | None = None) -> Any:
        fixed = ("camera", "start_time", "end_time")
        return (*fixed, *self.readonly_fields) if obj else self.readonly_fields

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **options)
        if db_field.name == "until" and field is not None:
            field.required = False
            field.help_text = _("Empty: as long as the plan allows.")
        return field

    @admin.display(description=_("city"), ordering="camera__city__name")
    def city(self, hold: Hold) -> str:
        return hold.camera.city.name

    @admin.display(description=_("in force"), boolean=True)
    def in_force(self, hold: Hold) -> bool:
        return is_in_force(hold, timezone.now())

    def has_change_permission(self, request: HttpRequest, obj: Hold | None = None) -> bool:
        """What is over is looked at only."""
        is_over = obj is not None and not is_in_force(obj, timezone.now())
        return not is_over and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Hold, form: Any, change: bool) -> None:
        user, values = administrator(request), form.cleaned_data
        asked: dict[str, Any] = {"address": client_address(request), "now": timezone.now()}
        if change:
            given = {name: values[name] for name in form.changed_data}
            hold_update(user=user, hold_id=obj.pk, **given, **asked)
        else:
            camera_id = values.pop("camera").pk
            held = hold_set(user=user, camera_id=camera_id, **values, **asked)
            obj.pk = held.hold.pk
            hours = round(held.account.recorded_ms / 3_600_000, 1)
            messages.info(request, _("Recorded in this range: %(hours)s h.") % {"hours": hours})
        obj.refresh_from_db()
