"""Compression in the admin: what was tried, with what result, and the files that were replaced."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from plans.admin.filters import ScopedAutocompleteFilter, ScopedRelatedFilter
from plans.admin.ranges import MomentRangeFilter
from plans.admin.readonly import ReadOnlyAdmin
from recordings.compression.capacity import camera_hours_a_day
from recordings.models import Compression, ReplacedFile


@admin.register(Compression)
class CompressionAdmin(ReadOnlyAdmin):
    city_lookup = "recording__camera__city"
    list_display = (
        "started_at",
        "recording",
        "mode",
        "outcome",
        "tries",
        "bytes_before",
        "bytes_after",
        "saved",
        "reason",
    )
    list_filter = (
        ("outcome", ChoicesDropdownFilter),
        "mode",
        ("started_at", MomentRangeFilter),
        ("recording__camera", ScopedAutocompleteFilter),
        ("recording__camera__city", ScopedAutocompleteFilter),
    )
    search_fields = ("recording__file_path", "recording__camera__name")
    list_select_related = ("recording",)
    list_per_page = 50
    fields = (*list_display, "finished_at")
    readonly_fields = ("saved",)

    @admin.display(description=gettext_lazy("saved"))
    def saved(self, attempt: Compression) -> str:
        if not attempt.bytes_after or not attempt.bytes_before:
            return "-"
        return f"{100 * (1 - attempt.bytes_after / attempt.bytes_before):.0f} %"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With what this installation's one job at a time does in a day, by the last week."""
        hours = camera_hours_a_day(timezone.now())
        title = _("Compressions")
        if hours is not None:
            words = _("Compressions: %(hours)s camera-hours a day")
            title = words % {"hours": round(hours)}
        page: HttpResponse = super().changelist_view(
            request, {**(extra_context or {}), "title": title}
        )
        return page


@admin.register(ReplacedFile)
class ReplacedFileAdmin(ReadOnlyAdmin):
    city_lookup = "recording__camera__city"
    list_display = ("replaced_at", "file_path", "file_version", "file_size", "volume")
    list_filter = (("volume", ScopedRelatedFilter), ("replaced_at", MomentRangeFilter))
    search_fields = ("file_path", "recording__camera__name")
    list_select_related = ("volume",)
    list_per_page = 50
    fields = ("recording", *list_display)
