"""Cleanups in the admin: runs, what is being deleted, and the ledger; cleanup writes them."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from plans.addresses import client_address
from plans.admin.filters import ScopedAutocompleteFilter, ScopedRelatedFilter
from plans.admin.ranges import MomentRangeFilter
from plans.admin.readonly import ReadOnlyAdmin
from plans.admin.refusals import administrator
from plans.sizes import size_words
from recordings.cleanup.confirming import release
from recordings.clock import SystemClock
from recordings.models import CleanupRun, Deletion, PendingDeletion
from recordings.spans import moment_of

FILES_SHOWN = 500


@admin.register(CleanupRun)
class CleanupRunAdmin(ReadOnlyAdmin):
    list_display = (
        "started_at",
        "kind",
        "due_at",
        "finished_at",
        "stopped_by",
        "files",
        "size",
        "freed",
        "started_by",
    )
    list_filter = (
        ("kind", ChoicesDropdownFilter),
        ("stopped_by", ChoicesDropdownFilter),
        ("started_at", MomentRangeFilter),
        ("finished_at", admin.EmptyFieldListFilter),
        ("started_by", ScopedAutocompleteFilter),
    )
    search_fields = ("started_by__username",)
    list_select_related = ("started_by",)
    list_per_page = 50
    actions = ("confirm",)
    fields = (*list_display, "expected_files", "expected_size", "details")
    readonly_fields = ("size", "freed", "expected_size")

    @admin.display(ordering="bytes", description=_("size"))
    def size(self, run: CleanupRun) -> str:
        return size_words(run.bytes)

    @admin.display(ordering="freed_bytes", description=_("freed"))
    def freed(self, run: CleanupRun) -> str:
        return size_words(run.freed_bytes)

    @admin.display(description=_("size expected"))
    def expected_size(self, run: CleanupRun) -> str:
        return size_words(run.expected_bytes)

    @admin.action(description=_("Confirm and go on"))
    def confirm(self, request: HttpRequest, runs: QuerySet[CleanupRun]) -> None:
        """What the brake or the clock stopped goes on with the next pass."""
        by, address = administrator(request), client_address(request)
        released = [release(run, by, SystemClock(), address=address) for run in runs]
        done, left = released.count(True), released.count(False)
        if done:
            words = ngettext("%d run goes on.", "%d runs go on.", done)
            messages.success(request, words % done)
        if left:
            words = ngettext(
                "%d run waits for nobody's confirmation.",
                "%d runs wait for nobody's confirmation.",
                left,
            )
            messages.warning(request, words % left)


@admin.register(PendingDeletion)
class PendingDeletionAdmin(ReadOnlyAdmin):
    city_lookup = "recording__camera__city"
    list_display = ("recording", "camera", "reason", "state", "allotted", "run")
    list_filter = (
        ("reason", ChoicesDropdownFilter),
        ("state", ChoicesDropdownFilter),
        ("recording__camera", ScopedAutocompleteFilter),
        ("recording__camera__city", ScopedAutocompleteFilter),
        ("recording__volume", ScopedRelatedFilter),
    )
    search_fields = ("recording__file_path", "recording__camera__name")
    list_select_related = ("recording__camera", "run")
    list_per_page = 50
    fields = (*list_display, "freed_bytes")
    readonly_fields = ("camera", "allotted")

    @admin.display(ordering="recording__camera__name", description=_("camera"))
    def camera(self, pending: PendingDeletion) -> str:
        return pending.recording.camera.name

    @admin.display(ordering="allotted_bytes", description=_("size"))
    def allotted(self, pending: PendingDeletion) -> str:
        return size_words(pending.allotted_bytes)


@admin.register(Deletion)
class DeletionAdmin(ReadOnlyAdmin):
    city_lookup = "city"
    list_display = (
        "number",
        "at",
        "camera_name",
        "city",
        "start_time",
        "end_time",
        "reason",
        "size",
        "retention_days",
    )
    list_filter = (
        ("city", ScopedAutocompleteFilter),
        ("camera", ScopedAutocompleteFilter),
        ("volume", ScopedRelatedFilter),
        ("reason", ChoicesDropdownFilter),
        ("at", MomentRangeFilter),
    )
    search_fields = ("camera_name",)
    list_select_related = ("city",)
    list_per_page = 50
    ordering = ("-number",)
    fields = (
        *list_display,
        "run",
        "camera",
        "camera_uuid",
        "volume",
        "volume_uuid",
        "files_told",
        "bytes",
        "freed_bytes",
        "previous_hash",
        "hash",
    )
    readonly_fields = ("size", "files_told")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Deletion]:
        """The list leaves the files alone: of an entry there may be hundreds."""
        rows: QuerySet[Deletion] = super().get_queryset(request)
        return rows.defer("files")

    @admin.display(ordering="bytes", description=_("size"))
    def size(self, entry: Deletion) -> str:
        return size_words(entry.bytes)

    @admin.display(description=_("files"))
    def files_told(self, entry: Deletion) -> SafeString:
        """The first of them; all stand in the row itself."""
        shown = [
            (path, f"{moment_of(start_ms):%Y-%m-%d %H:%M:%S}Z", size_words(size))
            for path, start_ms, _end_ms, size in entry.files[:FILES_SHOWN]
        ]
        return format_html_join("", "<div>{} · {} · {}</div>", shown)
