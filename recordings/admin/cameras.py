"""Cameras, their recorders' states and events in the admin."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from plans.admin.promised import days_in_words, gb_in_words
from plans.admin.readonly import ReadOnlyAdmin
from plans.admin.refusals import ServiceAdmin
from plans.errors import ApplicationError
from plans.models import User
from plans.promises import FOR_GOOD, Promise
from recordings.models import Camera, CameraEvent, RecorderNode, RecorderStatus, Wish
from recordings.rtsp.addresses import MAX_LENGTH, Address
from recordings.services.cameras import camera_apply, camera_archive, check_address
from recordings.services.recording import (
    camera_promise,
    check_recordable,
    check_retention,
    recording_start,
    recording_stop,
)


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
class CameraAdmin(ServiceAdmin):
    """Edits go the API's way, through the services; deleting archives."""

    form = CameraForm
    list_display = (
        "name",
        "city",
        "address_display",
        "wanted",
        "state",
        "watch",
        "node",
        "created_at",
    )
    list_filter = (
        "recording_enabled",
        "recorder_status__state",
        "is_active",
        ("archived_at", admin.EmptyFieldListFilter),
        "city__plan",
        "city",
        "transport",
    )
    search_fields = ("name", "city__name", "address_display", "owner__username")
    list_select_related = ("city__plan", "recorder_status")
    autocomplete_fields = ("city",)
    readonly_fields = (
        "address_display",
        "retention",
        "quota",
        "state",
        "owner",
        "node",
        "created_at",
        "archived_at",
    )
    actions = ("enable_recording", "disable_recording")
    list_per_page = 50

    def get_readonly_fields(self, request: HttpRequest, obj: Camera | None = None) -> Any:
        # Footage stays with the city it was recorded for.
        return (*self.readonly_fields, "city") if obj else self.readonly_fields

    @admin.display(boolean=True, ordering="recording_enabled", description=_("wanted"))
    def wanted(self, camera: Camera) -> bool:
        return camera.recording_enabled

    @admin.display(ordering="recorder_status__state", description=_("state"))
    def state(self, camera: Camera) -> str:
        if camera.archived_at is not None:
            return str(_("archived"))
        status = getattr(camera, "recorder_status", None)
        return str(status.get_state_display()) if status else str(_("stopped"))

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
        return format_html('<a href="{}">{}</a>', reverse("player", args=[camera.pk]), _("Play"))

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

    @admin.action(description=_("Start recording"))
    def enable_recording(self, request: HttpRequest, queryset: QuerySet[Camera]) -> None:
        self._for_each(request, queryset, recording_start)

    @admin.action(description=_("Stop recording"))
    def disable_recording(self, request: HttpRequest, queryset: QuerySet[Camera]) -> None:
        self._for_each(request, queryset, recording_stop)

    def _for_each(self, request: HttpRequest, queryset: QuerySet[Camera], service: Any) -> None:
        """Each camera on its own, so that one that is refused does not stop the others."""
        done = 0
        for camera in queryset:
            try:
                service(user=request.user, camera_id=camera.pk)
                done += 1
            except ApplicationError as error:
                messages.error(request, f"{camera}: {error.detail}")
        words = ngettext("%(n)s camera changed.", "%(n)s cameras changed.", done)
        messages.success(request, words % {"n": done})


@admin.register(RecorderStatus)
class RecorderStatusAdmin(ReadOnlyAdmin):
    list_display = ("camera", "state", "since", "node", "restarts", "error_code", "error_at")
    list_filter = ("state", "error_code", "node", "camera__city")
    search_fields = ("camera__name", "error_message", "run_id")
    list_select_related = ("camera",)


@admin.register(CameraEvent)
class CameraEventAdmin(ReadOnlyAdmin):
    list_display = ("moment", "camera", "state", "reason", "message", "run_id")
    list_filter = ("state", "reason", "at", "camera__city")
    search_fields = ("camera__name", "message", "run_id")
    list_select_related = ("camera",)

    @admin.display(ordering="at", description=_("at"))
    def moment(self, event: CameraEvent) -> str:
        """To the second: several events of one minute are the rule."""
        return date_format(timezone.localtime(event.at), "d/m/Y H:i:s")


@admin.register(Wish)
class WishAdmin(ReadOnlyAdmin):
    list_display = ("camera", "started_at", "stopped_at", "started_by", "stopped_by")
    list_filter = ("started_at", ("stopped_at", admin.EmptyFieldListFilter), "camera__city")
    search_fields = ("camera__name", "started_by__username", "stopped_by__username")
    list_select_related = ("camera", "started_by", "stopped_by")


@admin.register(RecorderNode)
class RecorderNodeAdmin(ReadOnlyAdmin):
    list_display = ("name", "hostname", "started_at", "heartbeat_at")
    list_filter = ("heartbeat_at",)
    search_fields = ("name", "hostname")
