"""Coverage by day in the admin; the system accounts, people read."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from plans.admin.readonly import ReadOnlyAdmin
from recordings.certificates.words import duration_words, percent_words
from recordings.coverage import gap_count, kept_account, thousandths_of_percent
from recordings.models import CoverageDay


@admin.register(CoverageDay)
class CoverageDayAdmin(ReadOnlyAdmin):
    list_display = (
        "date",
        "camera",
        "wanted",
        "recorded",
        "share",
        "number_of_gaps",
        "restarts",
        "frames_lost",
        "is_final",
    )
    list_filter = ("date", "is_final", "camera__city", "time_zone")
    search_fields = ("camera__name", "camera__city__name")
    list_select_related = ("camera",)
    list_per_page = 50

    @admin.display(ordering="wanted_ms", description=_("wanted"))
    def wanted(self, day: CoverageDay) -> str:
        return duration_words(day.wanted_ms)

    @admin.display(ordering="recorded_ms", description=_("recorded"))
    def recorded(self, day: CoverageDay) -> str:
        return duration_words(day.recorded_ms)

    @admin.display(description=_("coverage"))
    def share(self, day: CoverageDay) -> str:
        return percent_words(thousandths_of_percent(kept_account(day)))

    @admin.display(description=_("gaps"))
    def number_of_gaps(self, day: CoverageDay) -> int:
        return gap_count(kept_account(day).gaps)
