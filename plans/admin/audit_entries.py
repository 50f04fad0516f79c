"""Who did what: read here, written by the system, changed by nobody."""

from django.contrib import admin
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from plans.admin.filters import ScopedAutocompleteFilter
from plans.admin.ranges import MomentRangeFilter
from plans.admin.readonly import ReadOnlyAdmin
from plans.admin.windowed import SourcePath, WindowedAdmin
from plans.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(WindowedAdmin, ReadOnlyAdmin):
    city_lookup = "city"
    window_key = "at"
    source = "city"
    source_city = "pk"
    source_paths = (SourcePath("city"),)
    list_display = ("moment", "action", "username", "city", "subject", "address")
    list_filter = (
        ("action", ChoicesDropdownFilter),
        ("at", MomentRangeFilter),
        ("user", ScopedAutocompleteFilter),
        ("city", ScopedAutocompleteFilter),
    )
    list_select_related = ("city",)
    search_fields = ("username", "subject")
    fields = ("moment", "action", "user", "username", "city", "subject", "details", "address")
    readonly_fields = ("moment",)

    @admin.display(description=_("at"))
    def moment(self, entry: AuditEntry) -> str:
        """To the second: several entries of one minute are the rule."""
        return date_format(timezone.localtime(entry.at), "d/m/Y H:i:s")
