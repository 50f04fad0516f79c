"""Sentences of the storage page that have figures in them."""

from datetime import datetime
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from panel.statistics.cleanups import Cleanups
from panel.statistics.figures import (
    days_words,
    exact,
    moment_words,
    percent_words,
)
from panel.statistics.history import History
from panel.statistics.usage import Kept
from panel.statistics.volumes import VolumeFigures
from panel.templatetags.storage_figures import size
from plans.sizes import size_words

register = template.Library()


def _told(sentence: str, **values: Any) -> SafeString:
    """With figures in their own elements; everything else is escaped."""
    escaped = {name: conditional_escape(value) for name, value in values.items()}
    return mark_safe(conditional_escape(sentence) % escaped)  # noqa: S308  # escaped just now


@register.simple_tag
def calculated(at: datetime) -> str:
    return _told(_("Calculated at %(at)s"), at=moment_words(at))


@register.simple_tag
def forecast_calculated(at: datetime) -> str:
    return _told(_("Forecast calculated at %(at)s"), at=moment_words(at))


@register.simple_tag
def days_added_up(at: datetime) -> str:
    return _told(_("Days added up at %(at)s"), at=moment_words(at))


@register.simple_tag
def files_told(files: int) -> str:
    return _told(ngettext("%(files)s file", "%(files)s files", files), files=exact(files))


@register.simple_tag
def cameras_told(cameras: int) -> str:
    words = ngettext("%(cameras)s camera", "%(cameras)s cameras", cameras)
    return _told(words, cameras=exact(cameras))


@register.simple_tag
def clips_told(kept: Kept) -> str:
    clips = kept.total.clips
    words = ngettext("%(clips)s clip, %(share)s of all", "%(clips)s clips, %(share)s of all", clips)
    return _told(words, clips=exact(clips), share=percent_words(kept.clip_percent))


@register.simple_tag
def frames_lost_told(days: int, frames_lost: int) -> str:
    words = _("%(days)s, %(lost)s frames lost")
    return _told(words, days=days_words(days), lost=exact(frames_lost))


@register.simple_tag
def used_told(one: VolumeFigures) -> str:
    total, free = one.volume.total_bytes, one.volume.free_bytes
    words = _("%(used)s of %(total)s used, %(free)s free")
    return _told(words, used=size(one.used_bytes), total=size(total), free=size(free))


@register.simple_tag
def used_share(one: VolumeFigures) -> str:
    words = _("%(name)s: %(percent)s used")
    return _told(words, name=one.volume.name, percent=percent_words(one.used_percent))


@register.simple_tag
def an_hour(size_bytes: int) -> str:
    return _told(_("%(size)s an hour"), size=size(size_bytes))


@register.simple_tag
def full_in(days: float, day: str = "") -> str:
    if not day:
        return _told(_("full in %(left)s"), left=days_words(days))
    return _told(_("full in %(left)s (%(day)s)"), left=days_words(days), day=day)


@register.simple_tag
def history_title(days: int) -> str:
    words = _("Footage over %(days)s, and 30 days ahead")
    return _told(words, days=days_words(days))


@register.simple_tag
def history_said(history: History, kept: Kept, days: int) -> str:
    return _told(
        _("Footage kept now: %(now)s. Change over %(days)s: %(growth)s."),
        now=size_words(kept.total.bytes),
        days=days_words(days),
        growth=size_words(history.growth_bytes),
    )


@register.simple_tag
def reasons_title(days: int) -> str:
    return _told(_("Why footage is missing, %(days)s"), days=days_words(days))


@register.simple_tag
def from_day(day: str) -> str:
    return _told(_("from %(day)s on"), day=day)


@register.simple_tag
def more_cities(count: int) -> str:
    words = ngettext("%(count)s more city", "%(count)s more cities", count)
    return _told(words, count=exact(count))


@register.simple_tag
def others_told(count: int) -> str:
    return _told(ngettext("%(count)s other", "%(count)s others", count), count=exact(count))


@register.simple_tag
def share_told(kept: Kept) -> str:
    return _told(
        _("Clips take %(share)s: %(clips)s of %(all)s. No retention frees them."),
        share=percent_words(kept.clip_percent),
        clips=size(kept.total.clip_bytes),
        all=size(kept.total.all_bytes),
    )


@register.simple_tag
def next_cleanup(cleanups: Cleanups) -> str:
    words = ngettext(
        "%(at)s: it would delete %(files)s file, %(size)s.",
        "%(at)s: it would delete %(files)s files, %(size)s.",
        cleanups.files,
    )
    at = moment_words(cleanups.next_at)
    return _told(words, at=at, files=exact(cleanups.files), size=size(cleanups.bytes))


@register.simple_tag
def stopped_by(why: str) -> str:
    return _told(_("stopped: %(why)s"), why=why)
