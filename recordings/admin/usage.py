"""Usage and its samples in the admin; the system writes them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from plans.admin.filters import ScopedAutocompleteFilter, ScopedRelatedFilter
from plans.admin.ranges import DayRangeFilter, MomentRangeFilter
from plans.admin.readonly import ReadOnlyAdmin
from plans.admin.windowed import SourcePath, WindowedAdmin
from plans.sizes import size_words
from recordings.models import Usage, UsageSample


@admin.register(Usage)
class UsageAdmin(WindowedAdmin, ReadOnlyAdmin):
    city_lookup = "camera__city"
    window_key = "date"
    source = "camera"
    source_paths = (SourcePath("camera"),)
    source_search = ("name",)
    list_display = ("date", "camera", "city", "volume", "size", "files")
    list_filter = (
        ("camera", ScopedAutocompleteFilter),
        ("date", DayRangeFilter),
        ("camera__city", ScopedAutocompleteFilter),
        ("camera__city__plan", ScopedAutocompleteFilter),
        ("volume", ScopedRelatedFilter),
    )
    search_fields = ("camera__name",)
    list_select_related = ("camera__city", "volume")

    @admin.display(description=_("city"))
    def city(self, usage: Usage) -> str:
        return usage.camera.city.name

    @admin.display(description=_("size"))
    def size(self, usage: Usage) -> str:
        return size_words(usage.bytes)


@admin.register(UsageSample)
class UsageSampleAdmin(ReadOnlyAdmin):
    city_lookup = "city"
    list_display = ("at", "volume", "city", "size", "free", "rate")
    list_filter = (
        ("at", MomentRangeFilter),
        ("volume", ScopedRelatedFilter),
        ("city", ScopedAutocompleteFilter),
    )
    search_fields = ("volume__name", "city__name")
    list_select_related = ("volume", "city")
    sortable_by = ("at",)  # what has an index
    list_per_page = 50

    @admin.display(ordering="bytes", description=_("size"))
    def size(self, sample: UsageSample) -> str:
        return size_words(sample.bytes)

    @admin.display(ordering="free_bytes", description=_("free"))
    def free(self, sample: UsageSample) -> str:
        return size_words(sample.free_bytes)

    @admin.display(ordering="bytes_per_hour", description=_("an hour"))
    def rate(self, sample: UsageSample) -> str:
        return size_words(sample.bytes_per_hour)
