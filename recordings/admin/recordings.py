"""Recordings and their fragment indexes in the admin; the system writes them."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from plans.admin.readonly import ReadOnlyAdmin
from recordings.models import FragmentIndex, Recording


@admin.register(Recording)
class RecordingAdmin(ReadOnlyAdmin):
    list_display = (
        "file_path",
        "camera",
        "status",
        "start_time",
        "end_time",
        "size",
        "frames",
        "frames_lost",
        "frames_broken",
        "close_reason",
    )
    list_filter = ("status", "close_reason", "time_source", "start_time", "camera__city", "volume")
    search_fields = ("file_path", "camera__name", "run_id")
    list_select_related = ("camera",)
    list_per_page = 50

    @admin.display(ordering="file_size", description=_("size"))
    def size(self, recording: Recording) -> str:
        return filesizeformat(recording.file_size)


@admin.register(FragmentIndex)
class FragmentIndexAdmin(ReadOnlyAdmin):
    list_display = ("recording", "init_size", "timescale")
    list_filter = ("timescale",)
    search_fields = ("recording__file_path",)
    list_select_related = ("recording",)
    fields = ("recording", "init_size", "first_offset", "timescale", "first_dts")

    def get_queryset(self, request: HttpRequest) -> QuerySet[FragmentIndex]:
        rows: QuerySet[FragmentIndex] = super().get_queryset(request)
        return rows.defer("sizes", "durations")
