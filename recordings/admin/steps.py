"""Filters by what cameras keep and how well they were recorded, and by what a file is."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from plans.admin.thresholds import Step, StepsFilter
from recordings.states import State

MINUTE_MS = 60_000
MB, GB = 10**6, 10**9
LOW_PERCENT = 95
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def _asks(lookup: str, value: Any) -> Callable[[str], Q]:
    return lambda lead: Q(**{f"{lead}{lookup}": value})


def _is_empty(column: str, value: Any) -> Callable[[str], Q]:
    """So, or not known: the row that would say it is missing."""
    return lambda lead: Q(**{f"{lead}{column}": value}) | Q(**{f"{lead}{column}__isnull": True})


class PromiseFilter(StepsFilter):
    title = _("promise of retention")
    parameter_name = "promise"
    steps = (
        Step("below", _("below promise"), _asks("is_below_promise", True)),
        Step("kept", _("kept"), _asks("is_below_promise", False)),
    )


class CoverageFilter(StepsFilter):
    """Cameras of which nothing was wanted have none."""

    title = _("coverage of 7 days")
    parameter_name = "coverage"
    steps = (
        Step("under-95", _("below 95 %"), _asks("coverage_percent__lt", LOW_PERCENT)),
        Step("under-100", _("below 100 %"), _asks("coverage_percent__lt", 100)),
        Step("full", "100 %", _asks("coverage_percent__gte", 100)),
        Step("none", _("nothing wanted"), _asks("coverage_percent", None)),
    )


class GapFilter(StepsFilter):
    title = _("longest gap of 7 days")
    parameter_name = "gap"
    steps = (
        Step("5-min", _("over 5 minutes"), _asks("longest_gap_ms__gt", 5 * MINUTE_MS)),
        Step("1-h", _("over 1 hour"), _asks("longest_gap_ms__gt", 60 * MINUTE_MS)),
        Step("24-h", _("over 24 hours"), _asks("longest_gap_ms__gt", 24 * 60 * MINUTE_MS)),
        Step("none", _("no gap"), _asks("longest_gap_ms", 0)),
    )


def _codec(*begins: str) -> Callable[[str], Q]:
    def condition(lead: str) -> Q:
        names = [Q(**{f"{lead}video_codec__startswith": name}) for name in begins]
        return Q(*names, _connector=Q.OR)

    return condition


def _other_codec(lead: str) -> Q:
    return Q(**{f"{lead}video_codec__gt": ""}) & ~_codec("avc", "hvc", "hev")(lead)


class CodecFilter(StepsFilter):
    title = _("video codec")
    parameter_name = "codec"
    steps = (
        Step("h264", "H.264", _codec("avc")),
        Step("h265", "H.265", _codec("hvc", "hev")),
        Step("other", _("other"), _other_codec),
        Step("unknown", _("unknown"), _is_empty("video_codec", "")),
    )


class KeptSizeFilter(StepsFilter):
    """Of all that a camera or a person keeps."""

    title = _("size")
    parameter_name = "size"
    steps = (
        Step("none", _("nothing"), _is_empty("bytes", 0)),
        Step("1-gb", _("over 1 GB"), _asks("bytes__gt", GB)),
        Step("100-gb", _("over 100 GB"), _asks("bytes__gt", 100 * GB)),
        Step("1-tb", _("over 1 TB"), _asks("bytes__gt", 1000 * GB)),
    )


class FileSizeFilter(StepsFilter):
    title = _("size")
    parameter_name = "size"
    steps = (
        Step("none", _("nothing"), _asks("file_size", 0)),
        Step("100-mb", _("over 100 MB"), _asks("file_size__gt", 100 * MB)),
        Step("1-gb", _("over 1 GB"), _asks("file_size__gt", GB)),
        Step("4-gb", _("over 4 GB"), _asks("file_size__gt", 4 * GB)),
    )


class LostFramesFilter(StepsFilter):
    title = _("lost frames")
    parameter_name = "lost"
    steps = (
        Step("some", _("some"), _asks("frames_lost__gt", 0)),
        Step("100", _("over 100"), _asks("frames_lost__gt", 100)),
        Step("none", _("none"), _asks("frames_lost", 0)),
        Step("unknown", _("unknown"), _asks("frames_lost", None)),
    )


RECORDS = Q(recorder_status__state=State.RECORDING)


def _silent_for(age: timedelta) -> Callable[[str], Q]:
    """By the footage that the last calculation knew of."""

    def condition(lead: str) -> Q:
        return ~RECORDS & Q(**{f"{lead}last_recorded_at__lt": timezone.now() - age})

    return condition


class LastSeenFilter(StepsFilter):
    """Of cameras: when footage of them was written last."""

    title = _("last footage")
    parameter_name = "seen"
    lead = "summary__"
    steps = (
        Step("now", pgettext_lazy("last footage", "now"), lambda lead: RECORDS),
        Step("1-h", _("over 1 hour ago"), _silent_for(HOUR)),
        Step("24-h", _("over 24 hours ago"), _silent_for(DAY)),
        Step("never", _("never"), lambda lead: ~RECORDS & Q(**{f"{lead}last_recorded_at": None})),
    )
