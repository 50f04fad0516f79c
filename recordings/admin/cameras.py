"""Cameras in the admin."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from plans.admin.filters import ScopedAutocompleteFilter
from plans.admin.labels import Labelled, coloured
from plans.admin.promised import days_in_words, gb_in_words
from plans.admin.ranges import MomentRangeFilter
from plans.admin.refusals import ServiceAdmin
from plans.admin.thresholds import led
from plans.errors import ApplicationError
from plans.models import User
from plans.promises import FOR_GOOD, Promise
from recordings.admin.camera_figures import CameraFigures
from recordings.admin.labels import ARCHIVED, STATE_COLOURS
from recordings.admin.steps import (
    CodecFilter,
    CoverageFilter,
    GapFilter,
    KeptSizeFilter,
    LastSeenFilter,
    PromiseFilter,
)
from recordings.models import Camera
from recordings.rtsp.addresses import MAX_LENGTH, Address
from recordings.services.cameras import camera_apply, camera_archive, check_address
from recordings.services.recording import (
    camera_promise,
    check_recordable,
    check_retention,
)
from recordings.watching import watch_path

SUMMARY = "summary__"


class CameraForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """The address is written, never shown; left empty it stays as it is."""

    rtsp_url = forms.CharField(
        label=_("New address"),
        max_length=MAX_LENGTH,
        required=False,
        widget=forms.PasswordInput(
            attrs={"class": "vTextField w-full border rounded-default px-3 py-2", "size": 80}
        ),
        help_text=_("rtsp://user:password@host/path. Empty: unchanged."),
    )

    class Meta:
        model = Camera
        fields = (
            "city",
            "name",
            "transport",
            "audio",
            "is_active",
            "recording_enabled",
            "retention_days",
            "max_size_gb",
        )

    address: Address | None = None

    def clean_rtsp_url(self) -> str:
        text: str = self.cleaned_data["rtsp_url"].strip()
        if text:
            try:
                self.address = check_address(text)
            except ApplicationError as error:
                raise forms.ValidationError(str(error.detail)) from None
        elif not self.instance.pk:
            raise forms.ValidationError(_("Enter the camera's address."))
        return text

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        city = self.instance.city if self.instance.pk else values.get("city")
        days = values.get("retention_days")
        if not values.get("is_active") and "recording_enabled" not in self.changed_data:
            values["recording_enabled"] = False  # switching a camera off stops it
        try:
            if city and days is not None:
                check_retention(Camera(city=city), days)
            if values.get("recording_enabled") and "rtsp_url" in values:
                kept = values["rtsp_url"] or self.instance.address_encrypted
                check_recordable(Camera(is_active=values["is_active"], address_encrypted=kept))
        except ApplicationError as error:
            raise forms.ValidationError(str(error.detail)) from None
        return values


def _promises(camera: Camera) -> tuple[Promise, Promise, datetime | None]:
    """For good, now, and until when it is kept: the camera's own, or its city's."""
    now = timezone.now()
    promised, in_force = camera_promise(camera, FOR_GOOD), camera_promise(camera, now)
    kept = [moment for row in (camera, camera.city) if (moment := row.kept_until)]
    ends = (moment for moment in sorted(kept) if moment > now)
    changes = (moment for moment in ends if camera_promise(camera, moment) != in_force)
    return promised, in_force, next(changes, None)


@admin.register(Camera)
class CameraAdmin(CameraFigures, ServiceAdmin):
    """Edits go the API's way, through the services; deleting archives."""

    city_lookup = "city"
    owners_may = frozenset({"add", "change", "delete"})
    form = CameraForm
    list_display = (
        *("name", "city", "address_display", "wanted", "state", "last_footage", "coverage"),
        *("promise", "size", "node", "watch"),
    )
    list_filter = (
        ("city", ScopedAutocompleteFilter),
        ("city__plan", ScopedAutocompleteFilter),
        ("owner", ScopedAutocompleteFilter),
        "recording_enabled",
        ("recorder_status__state", ChoicesDropdownFilter),
        LastSeenFilter,
        led(PromiseFilter, SUMMARY),
        led(CoverageFilter, SUMMARY),
        led(GapFilter, SUMMARY),
        led(CodecFilter, SUMMARY),
        led(KeptSizeFilter, SUMMARY),
        "is_active",
        ("archived_at", admin.EmptyFieldListFilter),
        ("created_at", MomentRangeFilter),
        ("transport", ChoicesDropdownFilter),
    )
    search_fields = ("name", "city__name", "address_display", "owner__username", "node")
    list_select_related = ("city__plan", "recorder_status", "summary")
    autocomplete_fields = ("city",)
    readonly_fields = (
        *("address_display", "retention", "quota", "state", "owner", "node"),
        *("created_at", "archived_at"),
    )
    list_per_page = 50

    def get_readonly_fields(self, request: HttpRequest, obj: Camera | None = None) -> Any:
        # Footage stays with the city it was recorded for.
        return (*self.readonly_fields, "city", *self.figures) if obj else self.readonly_fields

    def get_fieldsets(self, request: HttpRequest, obj: Camera | None = None) -> Any:
        """A new camera has no figures yet."""
        fields = [name for name in self.get_fields(request, obj) if name not in self.figures]
        figures = [(_("Figures"), {"fields": self.figures})] if obj else []
        return [(None, {"fields": fields}), *figures]

    @admin.display(boolean=True, ordering="recording_enabled", description=_("wanted"))
    def wanted(self, camera: Camera) -> bool:
        return camera.recording_enabled

    @coloured(STATE_COLOURS, ordering="recorder_status__state", description=_("state"))
    def state(self, camera: Camera) -> Labelled:
        if camera.archived_at is not None:
            return ARCHIVED, _("archived")
        status = getattr(camera, "recorder_status", None)
        return (status.state, status.get_state_display()) if status else ("stopped", _("stopped"))

    @admin.display(description=_("retention in force"))
    def retention(self, camera: Camera) -> str:
        promised, in_force, until = _promises(camera)
        return days_in_words(promised.days, in_force.days, until)

    @admin.display(description=_("quota in force"))
    def quota(self, camera: Camera) -> str:
        promised, in_force, until = _promises(camera)
        return gb_in_words(promised.gb, in_force.gb, until)

    @admin.display(description=_("recordings"))
    def watch(self, camera: Camera) -> str:
        return format_html('<a href="{}">{}</a>', watch_path(camera.pk), _("Play"))

    def save_model(self, request: HttpRequest, obj: Camera, form: Any, change: bool) -> None:
        user = request.user if isinstance(request.user, User) else None
        changed = [*form.changed_data] if change else list(form.cleaned_data)
        values = {name: form.cleaned_data[name] for name in changed if name != "city"}
        if not values.get("rtsp_url"):
            values.pop("rtsp_url", None)
        with transaction.atomic():
            if change:
                held = Camera.objects.select_for_update(of=("self",)).get(pk=obj.pk)
            else:
                held = Camera(city=form.cleaned_data["city"], owner=user)
            camera_apply(held, user, values, form.address)
        obj.pk = held.pk
        obj.refresh_from_db()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An archived camera is looked at only."""
        archived = obj is not None and obj.archived_at is not None
        return not archived and super().has_change_permission(request, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Only the cameras: archiving takes nothing else along, and nothing stands in its way."""
        return [str(camera) for camera in objs], {}, set(), []

    def delete_model(self, request: HttpRequest, obj: Camera) -> None:
        assert isinstance(request.user, User)
        camera_archive(user=request.user, camera_id=obj.pk)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Camera]) -> None:
        for camera in queryset:
            self.delete_model(request, camera)
