"""Storage volumes in the admin: added and edited as `manage.py add_volume` does it."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from plans.admin.labels import (
    BAD,
    GOOD,
    QUIET,
    WAITING,
    WARNING,
    Labelled,
    by_itself,
    coloured,
)
from plans.admin.ranges import MomentRangeFilter
from plans.admin.refusals import ServiceAdmin
from plans.admin.thresholds import Step, StepsFilter
from plans.errors import ApplicationError
from plans.sizes import size_words
from recordings.models import StorageVolume
from recordings.services.volumes import (
    PERCENTS,
    check_percents,
    check_reserve,
    volume_add,
    volume_update,
    volume_warnings,
)
from recordings.storage_selectors import IDENTITY_WORDS, identity_of
from recordings.usage.measuring import hours_left


class VolumeForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """An empty reserve is the usual one for the disk."""

    class Meta:
        model = StorageVolume
        fields = ("name", "root", "reserve_bytes", *PERCENTS, "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reserve = self.fields.get("reserve_bytes")
        if reserve is not None and not self.instance.pk:
            reserve.required, reserve.initial = False, None
            self.initial.pop("reserve_bytes", None)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        try:
            if all(values.get(field) is not None for field in PERCENTS):
                check_percents({field: values[field] for field in PERCENTS})
            if self.instance.pk and "reserve_bytes" in values:
                check_reserve(values["reserve_bytes"], self.instance.path)
        except ApplicationError as error:
            self._refuse(error)
        return values

    def _refuse(self, error: ApplicationError) -> None:
        for field, sentences in error.fields.items():
            self.add_error(field, [str(sentence) for sentence in sentences])


def _at_least(column: str) -> Callable[[str], Q]:
    """At or over the volume's own mark."""
    free_most = F("total_bytes") * (100 - F(column)) / 100.0
    return lambda lead: Q(total_bytes__gt=0, free_bytes__lte=free_most)


class FullFilter(StepsFilter):
    title = _("mark reached")
    parameter_name = "full"
    steps = (
        Step("warning", _("first mark"), _at_least("warning_percent")),
        Step("high", _("second mark"), _at_least("high_percent")),
        Step("critical", _("last mark"), _at_least("critical_percent")),
    )


@admin.register(StorageVolume)
class StorageVolumeAdmin(ServiceAdmin):
    form = VolumeForm
    list_display = (
        "name",
        "root",
        "identity",
        "total",
        "used",
        "alarm",
        "free",
        "left",
        "is_short",
        "is_active",
        "measured_at",
    )
    list_filter = ("is_active", "is_short", FullFilter, ("measured_at", MomentRangeFilter))
    search_fields = ("name", "root")
    measured = ("identity", "total", "used", "alarm", "free", "left", "is_short", "measured_at")
    readonly_fields = (*measured, "uuid", "created_at")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[Any]:
        known = self.readonly_fields if obj else ()
        return ("name", "root", "reserve_bytes", *PERCENTS, "is_active", *known)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[str]:
        """A volume stays where it is; its disk mounted elsewhere is added there again."""
        return ("root", *self.readonly_fields) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False  # switched off it takes no new runs; what it holds is played and cleaned

    def save_model(self, request: HttpRequest, obj: StorageVolume, form: Any, change: bool) -> None:
        if change:
            values = {name: form.cleaned_data[name] for name in form.changed_data}
            volume_update(volume=obj, **values)
        else:
            obj.pk = volume_add(**form.cleaned_data).pk
        obj.refresh_from_db()
        for warning in volume_warnings(obj):
            messages.warning(request, warning)

    @admin.display(description=_("disk"))
    def identity(self, volume: StorageVolume) -> str:
        return str(IDENTITY_WORDS[identity_of(volume)])

    @admin.display(ordering="total_bytes", description=_("total"))
    def total(self, volume: StorageVolume) -> str:
        return size_words(volume.total_bytes)

    @admin.display(description=_("used"))
    def used(self, volume: StorageVolume) -> str:
        """A bar with the volume's own marks, and the number."""
        percent = used_percent(volume)
        if percent is None:
            return "-"
        shown = number_format(round(percent, 1), 1)
        return format_html(
            '<meter min="0" max="100" low="{}" high="{}" optimum="0" value="{}" title="{}">{} %'
            "</meter> {} %",
            *(volume.warning_percent, volume.high_percent, f"{percent:.1f}"),
            f"{volume.warning_percent} / {volume.high_percent} / {volume.critical_percent} %",
            *(shown, shown),
        )

    @coloured(by_itself(GOOD, WAITING, WARNING, BAD, QUIET), description=_("mark reached"))
    def alarm(self, volume: StorageVolume) -> Labelled:
        percent = used_percent(volume)
        if percent is None:
            return QUIET, _("not measured")
        marks = ((BAD, volume.critical_percent), (WARNING, volume.high_percent))
        for colour, mark in (*marks, (WAITING, volume.warning_percent)):
            if percent >= mark:
                return colour, f"{mark} %"
        return GOOD, _("below all marks")

    @admin.display(ordering="free_bytes", description=_("free"))
    def free(self, volume: StorageVolume) -> str:
        return size_words(volume.free_bytes)

    @admin.display(description=_("hours left"))
    def left(self, volume: StorageVolume) -> str:
        hours = hours_left(volume)
        return "-" if hours is None else f"{hours:.0f}"


def used_percent(volume: StorageVolume) -> float | None:
    if not volume.total_bytes or volume.free_bytes is None:
        return None
    return 100 * (1 - volume.free_bytes / volume.total_bytes)
