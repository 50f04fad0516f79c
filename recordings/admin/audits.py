"""Audits in the admin: what each found; the audit writes them."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from plans.admin.ranges import MomentRangeFilter
from plans.admin.readonly import ReadOnlyAdmin
from recordings.audit.findings import lines_of
from recordings.models import AuditRun

EXAMPLES = 50


@admin.register(AuditRun)
class AuditRunAdmin(ReadOnlyAdmin):
    list_display = (
        "started_at",
        "finished_at",
        "repaired",
        "problems",
        "stopped_by_brake",
        "started_by",
    )
    list_filter = ("repaired", "stopped_by_brake", ("started_at", MomentRangeFilter))
    search_fields = ("started_by__username",)
    list_select_related = ("started_by",)
    list_per_page = 50
    fields = (*list_display, "found")
    readonly_fields = ("found",)

    @admin.display(description=_("findings"))
    def found(self, run: AuditRun) -> SafeString:
        """In words; all examples stand in the row itself."""
        return format_html("<pre>{}</pre>", "\n".join(lines_of(run.findings, EXAMPLES)) or "-")
