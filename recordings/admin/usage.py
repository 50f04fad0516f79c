"""Usage and its samples in the admin; the system writes them."""

from django.contrib import admin
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from plans.admin.readonly import ReadOnlyAdmin
from recordings.models import Usage, UsageSample


@admin.register(Usage)
class UsageAdmin(ReadOnlyAdmin):
    list_display = ("date", "camera", "volume", "size", "files")
    list_filter = ("date", "volume", "camera__city")
    search_fields = ("camera__name",)
    list_select_related = ("camera", "volume")
    list_per_page = 50

    @admin.display(ordering="bytes", description=_("size"))
    def size(self, usage: Usage) -> str:
        return filesizeformat(usage.bytes)


@admin.register(UsageSample)
class UsageSampleAdmin(ReadOnlyAdmin):
    list_display = ("at", "volume", "city", "size", "free", "rate")
    list_filter = ("at", "volume", "city")
    search_fields = ("volume__name", "city__name")
    list_select_related = ("volume", "city")
    list_per_page = 50

    @admin.display(ordering="bytes", description=_("size"))
    def size(self, sample: UsageSample) -> str:
        return filesizeformat(sample.bytes)

    @admin.display(ordering="free_bytes", description=_("free"))
    def free(self, sample: UsageSample) -> str:
        return "-" if sample.free_bytes is None else filesizeformat(sample.free_bytes)

    @admin.display(ordering="bytes_per_hour", description=_("an hour"))
    def rate(self, sample: UsageSample) -> str:
        return "-" if sample.bytes_per_hour is None else filesizeformat(sample.bytes_per_hour)
