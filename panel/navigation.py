"""The sidebar: all lists, in groups of what one comes for; each to those who may see it."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

Item = tuple[str, str]
"""A model's label, and the icon beside its name."""

GROUPS: Sequence[tuple[Any, Sequence[Item]]] = (
    (
        _("Watch over"),
        (
            ("recordings.camera", "videocam"),
            ("recordings.alert", "notification_important"),
            ("playback.viewing", "visibility"),
            ("recordings.recorderstatus", "fiber_manual_record"),
            ("recordings.cameraevent", "history"),
            ("recordings.recordernode", "dns"),
        ),
    ),
    (
        _("Footage"),
        (
            ("recordings.recording", "movie"),
            ("recordings.coverageday", "calendar_month"),
            ("recordings.hold", "lock"),
            ("recordings.detection", "directions_car"),
            ("recordings.compression", "compress"),
            ("recordings.wish", "radio_button_checked"),
            ("recordings.replacedfile", "swap_horiz"),
            ("playback.liveposition", "timeline"),
        ),
    ),
    (
        _("Clips"),
        (
            ("clips.clip", "content_cut"),
            ("clips.markedcopy", "branding_watermark"),
            ("clips.clipshare", "link"),
        ),
    ),
    (
        _("People and plans"),
        (
            ("plans.city", "location_city"),
            ("plans.membership", "group"),
            ("plans.user", "person"),
            ("plans.plan", "sell"),
            ("auth.group", "groups"),
            ("playback.playbacksession", "play_circle"),
            ("knox.authtoken", "key"),
            ("axes.accessattempt", "no_accounts"),
            ("axes.accessfailurelog", "gpp_bad"),
            ("axes.accesslog", "login"),
        ),
    ),
    (
        _("Storage and promise"),
        (
            ("recordings.storagevolume", "hard_drive"),
            ("recordings.camerasummary", "summarize"),
            ("recordings.userusage", "pie_chart"),
            ("recordings.cityday", "today"),
            ("recordings.usage", "data_usage"),
            ("recordings.usagesample", "monitoring"),
            ("recordings.cleanuprun", "cleaning_services"),
            ("recordings.pendingdeletion", "auto_delete"),
            ("recordings.deletion", "delete_history"),
        ),
    ),
    (
        _("System"),
        (
            ("panel.job", "checklist"),
            ("panel.jobline", "rule"),
            ("plans.auditentry", "policy"),
            ("django_celery_beat.periodictask", "schedule"),
            ("django_celery_beat.intervalschedule", "timer"),
            ("django_celery_beat.crontabschedule", "calendar_clock"),
            ("recordings.noticetarget", "forward_to_inbox"),
            ("recordings.notice", "mail"),
            ("recordings.auditrun", "fact_check"),
        ),
    ),
)


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """As unfold reads it; asked at each page."""
    first = _item(_("Dashboard"), "dashboard", reverse("admin:index"))
    groups: list[dict[str, Any]] = [{"title": None, "items": [first]}]
    for title, items in GROUPS:
        shown = list(_items(items, request))
        if items[0][0] == "recordings.storagevolume":
            shown.insert(0, _item(_("Storage"), "storage", reverse("admin:storage")))
        groups.append({"title": title, "items": shown, "collapsible": True})
    others = sorted(model._meta.label_lower for model in admin.site._registry)
    known = {label for _title, items in GROUPS for label, _icon in items}
    rest = [(label, "table_rows") for label in others if label not in known]
    if shown := list(_items(rest, request)):
        groups.append({"title": _("More"), "items": shown, "collapsible": True})
    return groups


def _items(items: Sequence[Item], request: HttpRequest) -> Iterator[dict[str, Any]]:
    pages = {model._meta.label_lower: page for model, page in admin.site._registry.items()}
    for label, icon in items:
        page = pages.get(label)
        if page is not None and page.has_module_permission(request):
            name = label.replace(".", "_")
            words = capfirst(page.opts.verbose_name_plural)
            yield _item(words, icon, reverse(f"admin:{name}_changelist"))


def _item(title: Any, icon: str, link: str) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": link}
