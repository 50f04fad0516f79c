"""Columns and fields of a camera that its summary holds."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from plans.admin.labels import BAD, GOOD, QUIET, WARNING, Labelled, by_itself, coloured
from plans.sizes import size_words
from recordings.admin.moments import moment_words
from recordings.admin.summaries import coverage_label, promise_label
from recordings.certificates.words import duration_words
from recordings.models import Camera, CameraSummary


class CameraFigures:
    """For ModelAdmins of cameras; what has not been calculated yet is a dash."""

    figures = (
        *("calculated_at", "size", "files", "a_day", "clips", "oldest", "last_footage"),
        *("promise", "coverage", "longest_gap", "frames_lost", "codec"),
    )

    @admin.display(description=_("calculated at"))
    def calculated_at(self, camera: Camera) -> str:
        summary = _summary(camera)
        return moment_words(summary.calculated_at) if summary else "-"

    @admin.display(ordering="summary__bytes", description=_("size"))
    def size(self, camera: Camera) -> str:
        summary = _summary(camera)
        return size_words(summary.bytes) if summary else "-"

    @admin.display(description=_("files"))
    def files(self, camera: Camera) -> str:
        summary = _summary(camera)
        return str(summary.files) if summary else "-"

    @admin.display(description=_("a day"))
    def a_day(self, camera: Camera) -> str:
        summary = _summary(camera)
        return size_words(summary.bytes_per_day) if summary else "-"

    @admin.display(description=_("clips"))
    def clips(self, camera: Camera) -> str:
        summary = _summary(camera)
        return f"{summary.clips} · {size_words(summary.clip_bytes)}" if summary else "-"

    @admin.display(description=_("oldest footage"))
    def oldest(self, camera: Camera) -> str:
        summary = _summary(camera)
        return moment_words(summary.oldest_at) if summary and summary.oldest_at else "-"

    @admin.display(ordering="summary__last_recorded_at", description=_("last footage"))
    def last_footage(self, camera: Camera) -> str:
        summary = _summary(camera)
        seen = summary and summary.last_recorded_at
        return moment_words(seen) if seen else "-"

    @coloured(
        by_itself(BAD, GOOD, QUIET),
        ordering="summary__is_below_promise",
        description=_("promise"),
    )
    def promise(self, camera: Camera) -> Labelled:
        summary = _summary(camera)
        return promise_label(summary.is_below_promise) if summary else (QUIET, "-")

    @coloured(
        by_itself(BAD, GOOD, QUIET, WARNING),
        ordering="summary__coverage_percent",
        description=_("coverage of 7 days"),
    )
    def coverage(self, camera: Camera) -> Labelled:
        summary = _summary(camera)
        return coverage_label(summary.coverage_percent if summary else None)

    @admin.display(description=_("longest gap of 7 days"))
    def longest_gap(self, camera: Camera) -> str:
        summary = _summary(camera)
        length_ms = summary.longest_gap_ms if summary else 0
        return duration_words(length_ms) if length_ms else "-"

    @admin.display(description=_("lost frames of 7 days"))
    def frames_lost(self, camera: Camera) -> str:
        summary = _summary(camera)
        return str(summary.frames_lost) if summary else "-"

    @admin.display(description=_("video codec"))
    def codec(self, camera: Camera) -> str:
        summary = _summary(camera)
        if not summary or not summary.video_codec:
            return "-"
        return f"{summary.video_codec} {summary.width or '?'}×{summary.height or '?'}"


def _summary(camera: Camera) -> CameraSummary | None:
    found: CameraSummary | None = getattr(camera, "summary", None)
    return found
