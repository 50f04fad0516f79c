"""Figures as they were calculated last: of cameras, of people, of cities' days."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from plans.admin.filters import ScopedAutocompleteFilter
from plans.admin.labels import BAD, GOOD, QUIET, WARNING, Labelled, by_itself, coloured
from plans.admin.ranges import DayRangeFilter
from plans.admin.readonly import ReadOnlyAdmin
from plans.sizes import size_words
from recordings.admin.steps import (
    LOW_PERCENT,
    CodecFilter,
    CoverageFilter,
    GapFilter,
    KeptSizeFilter,
    PromiseFilter,
)
from recordings.certificates.words import duration_words, percent_words
from recordings.models import CameraSummary, CityDay, UserUsage


def coverage_label(percent: float | None) -> Labelled:
    if percent is None:
        return QUIET, "-"
    colour = GOOD if percent >= 100 else WARNING if percent >= LOW_PERCENT else BAD
    # Rounded down: 99.9996 % is not all.
    return colour, percent_words(int(percent * 1000))


def promise_label(is_below: bool) -> Labelled:
    return (BAD, _("below promise")) if is_below else (GOOD, _("kept"))


@admin.register(CameraSummary)
class CameraSummaryAdmin(ReadOnlyAdmin):
    city_lookup = "camera__city"
    list_display = (
        "camera",
        "city",
        "size",
        "a_day",
        "files",
        "oldest_at",
        "last_recorded_at",
        "promise",
        "coverage",
        "longest_gap",
        "video_codec",
        "calculated_at",
    )
    list_filter = (
        ("camera__city", ScopedAutocompleteFilter),
        ("camera__city__plan", ScopedAutocompleteFilter),
        ("camera__owner", ScopedAutocompleteFilter),
        PromiseFilter,
        CoverageFilter,
        GapFilter,
        CodecFilter,
        KeptSizeFilter,
    )
    search_fields = ("camera__name", "camera__city__name")
    list_select_related = ("camera__city",)
    list_per_page = 50
    fields = (
        *("camera", "calculated_at", "size", "a_day", "files", "oldest_at", "last_recorded_at"),
        *("promised_from", "promise", "coverage", "longest_gap", "frames_lost"),
        *("clip_size", "clips", "video_codec", "width", "height"),
    )
    readonly_fields = ("size", "a_day", "promise", "coverage", "longest_gap", "clip_size")

    @admin.display(description=_("city"), ordering="camera__city__name")
    def city(self, row: CameraSummary) -> str:
        return row.camera.city.name

    @admin.display(description=_("size"), ordering="bytes")
    def size(self, row: CameraSummary) -> str:
        return size_words(row.bytes)

    @admin.display(description=_("a day"), ordering="bytes_per_day")
    def a_day(self, row: CameraSummary) -> str:
        return size_words(row.bytes_per_day)

    @admin.display(description=_("bytes of clips"))
    def clip_size(self, row: CameraSummary) -> str:
        return size_words(row.clip_bytes)

    @coloured(by_itself(BAD, GOOD), description=_("promise"), ordering="is_below_promise")
    def promise(self, row: CameraSummary) -> Labelled:
        return promise_label(row.is_below_promise)

    @coloured(
        by_itself(BAD, GOOD, WARNING, QUIET),
        description=_("coverage of 7 days"),
        ordering="coverage_percent",
    )
    def coverage(self, row: CameraSummary) -> Labelled:
        return coverage_label(row.coverage_percent)

    @admin.display(description=_("longest gap"), ordering="longest_gap_ms")
    def longest_gap(self, row: CameraSummary) -> str:
        return duration_words(row.longest_gap_ms) if row.longest_gap_ms else "-"


@admin.register(UserUsage)
class UserUsageAdmin(ReadOnlyAdmin):
    city_lookup = "city"
    list_display = ("city", "person", "size", "files", "clip_size", "clips", "calculated_at")
    list_filter = (
        ("city", ScopedAutocompleteFilter),
        ("user", ScopedAutocompleteFilter),
        KeptSizeFilter,
    )
    search_fields = ("user__username", "city__name")
    list_select_related = ("city", "user")
    list_per_page = 50
    fields = list_display
    readonly_fields = ("person", "size", "clip_size")

    @admin.display(description=_("user"), ordering="user__username")
    def person(self, row: UserUsage) -> Any:
        return row.user or _("nobody")

    @admin.display(description=_("size"), ordering="bytes")
    def size(self, row: UserUsage) -> str:
        return size_words(row.bytes)

    @admin.display(description=_("bytes of clips"), ordering="clip_bytes")
    def clip_size(self, row: UserUsage) -> str:
        return size_words(row.clip_bytes)


@admin.register(CityDay)
class CityDayAdmin(ReadOnlyAdmin):
    city_lookup = "city"
    list_display = (
        *("date", "where", "cameras", "wanted", "recorded", "coverage"),
        *("frames", "frames_lost", "calculated_at"),
    )
    list_filter = (("date", DayRangeFilter), ("city", ScopedAutocompleteFilter))
    search_fields = ("city__name",)
    list_select_related = ("city",)
    list_per_page = 50
    fields = (*list_display, "gaps")
    readonly_fields = ("where", "wanted", "recorded", "coverage")

    @admin.display(description=_("city"), ordering="city__name")
    def where(self, day: CityDay) -> Any:
        return day.city or _("all cities")

    @admin.display(description=_("wanted"), ordering="wanted_ms")
    def wanted(self, day: CityDay) -> str:
        return duration_words(day.wanted_ms)

    @admin.display(description=_("recorded"), ordering="recorded_ms")
    def recorded(self, day: CityDay) -> str:
        return duration_words(day.recorded_ms)

    @coloured(by_itself(BAD, GOOD, WARNING, QUIET), description=_("coverage"))
    def coverage(self, day: CityDay) -> Labelled:
        return coverage_label(100 * day.recorded_ms / day.wanted_ms if day.wanted_ms else None)
