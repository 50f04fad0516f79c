"""Coverage by day in the admin; the system accounts, people read."""

from django.contrib import admin
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from plans.admin.filters import ScopedAutocompleteFilter
from plans.admin.labels import BAD, GOOD, QUIET, WARNING, Labelled, by_itself, coloured
from plans.admin.ranges import DayRangeFilter
from plans.admin.readonly import ReadOnlyAdmin
from plans.admin.thresholds import Step, StepsFilter
from plans.admin.windowed import SourcePath, WindowedAdmin
from recordings.admin.summaries import coverage_label
from recordings.certificates.words import duration_words
from recordings.coverage import gap_count, kept_account, thousandths_of_percent
from recordings.models import CoverageDay

LOW = 0.95


class DayCoverageFilter(StepsFilter):
    title = _("coverage")
    parameter_name = "coverage"
    steps = (
        Step(
            "under-95",
            _("below 95 %"),
            lambda lead: Q(wanted_ms__gt=0, recorded_ms__lt=F("wanted_ms") * LOW),
        ),
        Step("under-100", _("below 100 %"), lambda lead: Q(recorded_ms__lt=F("wanted_ms"))),
        Step("none", _("nothing wanted"), lambda lead: Q(wanted_ms=0)),
    )


@admin.register(CoverageDay)
class CoverageDayAdmin(WindowedAdmin, ReadOnlyAdmin):
    city_lookup = "camera__city"
    window_key = "date"
    source = "camera"
    source_paths = (SourcePath("camera"),)
    source_search = ("name", "city__name")
    list_display = (
        "date",
        "camera",
        "city",
        "wanted",
        "recorded",
        "share",
        "number_of_gaps",
        "restarts",
        "frames_lost",
        "is_final",
    )
    list_filter = (
        ("camera", ScopedAutocompleteFilter),
        ("date", DayRangeFilter),
        ("camera__city", ScopedAutocompleteFilter),
        ("camera__city__plan", ScopedAutocompleteFilter),
        DayCoverageFilter,
        "is_final",
    )
    search_fields = ("camera__name", "camera__city__name")
    list_select_related = ("camera__city",)

    @admin.display(description=_("city"))
    def city(self, day: CoverageDay) -> str:
        return day.camera.city.name

    @admin.display(description=_("wanted"))
    def wanted(self, day: CoverageDay) -> str:
        return duration_words(day.wanted_ms)

    @admin.display(description=_("recorded"))
    def recorded(self, day: CoverageDay) -> str:
        return duration_words(day.recorded_ms)

    @coloured(by_itself(BAD, GOOD, QUIET, WARNING), description=_("coverage"))
    def share(self, day: CoverageDay) -> Labelled:
        thousandths = thousandths_of_percent(kept_account(day))
        return coverage_label(None if thousandths is None else thousandths / 1000)

    @admin.display(description=_("gaps"))
    def number_of_gaps(self, day: CoverageDay) -> int:
        return gap_count(kept_account(day).gaps)
