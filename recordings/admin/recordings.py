"""Recordings in the admin; the system writes them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from plans.admin.filters import ScopedAutocompleteFilter
from plans.admin.labels import BAD, GOOD, QUIET, WAITING, WARNING, Labelled, coloured
from plans.admin.ranges import MomentRangeFilter
from plans.admin.readonly import ReadOnlyAdmin
from plans.admin.windowed import InWindowFilter, SourcePath, WindowedAdmin
from plans.admin.windowed_lists import Found
from plans.sizes import size_words
from recordings.admin.moments import moment_words
from recordings.admin.steps import CodecFilter, FileSizeFilter, LostFramesFilter
from recordings.media.errors import MediaError
from recordings.media.index import unpack
from recordings.models import FragmentIndex, Recording, StorageVolume
from recordings.playable import packed_index
from recordings.watching import watch_path

COLOURS = {
    Recording.Status.RECORDING.value: WAITING,
    Recording.Status.COMPLETE.value: GOOD,
    Recording.Status.STOPPED.value: QUIET,
    Recording.Status.ERROR.value: BAD,
    Recording.Status.DOOMED.value: WARNING,
}


@admin.register(Recording)
class RecordingAdmin(WindowedAdmin, ReadOnlyAdmin):
    city_lookup = "camera__city"
    window_key = "start_time"
    source = "camera"
    source_paths = (SourcePath("camera"),)
    source_search = ("name",)
    exact_search = ("run_id",)
    search_fields = ("camera__name", "file_path", "run_id")
    search_help_text = _("A camera's name, a file's whole path, or a run")
    list_display = (
        *("file_path", "camera", "city", "state", "begin", "finish", "size", "video_codec"),
        *("frames", "frames_lost", "close_reason", "watch"),
    )
    list_filter = (
        ("camera", ScopedAutocompleteFilter),
        ("start_time", MomentRangeFilter),
        ("camera__city", ScopedAutocompleteFilter),
        ("camera__city__plan", ScopedAutocompleteFilter),
        ("camera__owner", ScopedAutocompleteFilter),
        ("volume", InWindowFilter),
        ("status", ChoicesDropdownFilter),
        ("close_reason", ChoicesDropdownFilter),
        ("time_source", ChoicesDropdownFilter),
        CodecFilter,
        FileSizeFilter,
        LostFramesFilter,
    )
    list_select_related = ("camera__city",)
    fields = (
        *("file_path", "watch", "camera", "city", "wish", "volume", "run_id", "status"),
        *("close_reason", "begin", "time_source", "finish", "closed_at", "duration_ms", "size"),
        *("file_size", "video_codec", "audio_codec", "width", "height", "frames", "frames_lost"),
        *("frames_broken", "fragments", "error", "file_version", "created_at"),
    )
    readonly_fields = ("watch", "city", "begin", "finish", "size", "fragments", "file_version")

    @admin.display(description=_("city"))
    def city(self, recording: Recording) -> str:
        return recording.camera.city.name

    @coloured(COLOURS, description=_("status"))
    def state(self, recording: Recording) -> Labelled:
        return recording.status, recording.get_status_display()

    @admin.display(description=_("start"))
    def begin(self, recording: Recording) -> str:
        return moment_words(recording.start_time)

    @admin.display(description=_("end"))
    def finish(self, recording: Recording) -> str:
        return moment_words(recording.end_time) if recording.end_time else "-"

    @admin.display(description=_("size"))
    def size(self, recording: Recording) -> str:
        return size_words(recording.file_size)

    @admin.display(description=_("recordings"))
    def watch(self, recording: Recording) -> str:
        path = watch_path(recording.camera_id, recording.start_time)
        return format_html('<a href="{}">{}</a>', path, _("Play"))

    @admin.display(description=_("fragments"))
    def fragments(self, recording: Recording) -> str:
        """Of this one row: its columns are about 10 kB, which no list loads."""
        index = FragmentIndex.objects.filter(recording=recording).first()
        return "-" if index is None else _fragments_words(index)

    def search_windowed(
        self, request: HttpRequest, rows: QuerySet[Any], sources: QuerySet[Any], text: str
    ) -> Found:
        """A path as well, which is looked up on each volume."""
        if "/" not in text:
            return super().search_windowed(request, rows, sources, text)
        path = text.replace("\0", "").strip()
        volumes = list(StorageVolume.objects.values_list("pk", flat=True))
        return Found(rows.filter(volume__in=volumes, file_path=path), is_served=True)


def _fragments_words(index: FragmentIndex) -> str:
    try:
        return str(unpack(packed_index(index)).count)
    except MediaError:
        return str(_("the index cannot be read"))
