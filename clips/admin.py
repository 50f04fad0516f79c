"""Clips, their marked copies and their links in the admin: seen, and changed by actions alone.

Of a link neither the secret's digest nor the password's hash is on any page.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from unfold.decorators import display

from clips.models import Clip, ClipShare, MarkedCopy, Status
from clips.outcomes import in_words
from clips.services import Asked, clip_cancel, clip_delete, clip_restore, clip_retry
from clips.shares import in_force, share_revoke
from plans.addresses import client_address
from plans.admin.readonly import ReadOnlyAdmin
from plans.admin.refusals import administrator
from plans.errors import ApplicationError
from recordings.spans import moment_of

COLOURS = {
    Status.PENDING.value: "info",
    Status.CUTTING.value: "info",
    Status.READY.value: "success",
    Status.FAILED.value: "danger",
    Status.CANCELLED.value: "warning",
    Status.DELETED.value: "default",
}
LINK_COLOURS = {"open": "success", "over": "default", "ended": "warning"}
Labelled = tuple[str, str | Promise]
"""What decides about the colour, and the words."""
Column = TypeVar("Column", bound=Callable[..., Labelled])


def coloured_status(colours: dict[str, str], **options: Any) -> Callable[[Column], Column]:
    """unfold's own way to a coloured label in a list, with its type."""
    decorate: Callable[[Column], Column] = display(
        description=_("status"), label=colours, **options
    )
    return decorate


def act_on_each(
    request: HttpRequest,
    rows: QuerySet[Clip] | QuerySet[ClipShare],
    act: Callable[[Asked, int], object],
) -> int:
    """How many it was done to; of each that is refused a message says why, and the next has its
    turn. `act` is a service, told the clip's id."""
    asked = Asked(administrator(request), client_address(request), timezone.now())
    done = 0
    for row in rows:
        try:
            act(asked, row.clip_id if isinstance(row, ClipShare) else row.pk)
            done += 1
        except ApplicationError as error:
            messages.error(request, f"{row}: {error.detail}")
    return done


def moment_in_seconds(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "d/m/Y H:i:s")


@admin.register(Clip)
class ClipAdmin(ReadOnlyAdmin):
    list_display = (
        "picture",
        "name",
        "camera",
        "city",
        "start",
        "length",
        "state",
        "size",
        "username",
        "created_at",
    )
    list_display_links = ("name",)
    list_filter = ("status", "mode", "camera__city", "volume", "start_time", "created_at")
    list_select_related = ("camera__city",)
    list_per_page = 50
    search_fields = ("name", "username", "camera__name", "=sha256")
    date_hierarchy = "created_at"
    fields = (
        *("picture", "name", "camera", "user", "username", "start", "end", "mode"),
        *("status", "progress", "message", "attempts", "seen_at"),
        *("length", "missing", "volume", "file_path", "size", "sha256", "manifest"),
        *("uuid", "created_at", "ready_at", "deleted_at", "deleted_by"),
    )
    readonly_fields = ("picture", "start", "end", "message", "length", "missing", "size")
    actions = ("cancel", "retry", "delete", "restore")

    @admin.display(description=_("picture"))
    def picture(self, clip: Clip) -> str:
        """Leads to the clip itself, in the browser's own player."""
        if clip.status != Status.READY:
            return "-"
        return format_html(
            '<a href="{}?inline=1"><img src="{}" alt="{}" height="54" loading="lazy"></a>',
            reverse("clip-download", args=[clip.pk]),
            reverse("clip-thumbnail", args=[clip.pk]),
            _("Play"),
        )

    @admin.display(ordering="camera__city__name", description=_("city"))
    def city(self, clip: Clip) -> str:
        return clip.camera.city.name

    @admin.display(ordering="start_time", description=_("start"))
    def start(self, clip: Clip) -> str:
        return moment_in_seconds(clip.start_time)

    @admin.display(ordering="end_time", description=_("end"))
    def end(self, clip: Clip) -> str:
        return moment_in_seconds(clip.end_time)

    @admin.display(ordering="duration_ms", description=_("length"))
    def length(self, clip: Clip) -> str:
        return "-" if clip.duration_ms is None else f"{clip.duration_ms / 1000:.1f} s"

    @coloured_status(COLOURS, ordering="status")
    def state(self, clip: Clip) -> Labelled:
        words = clip.get_status_display()
        is_cutting = clip.status == Status.CUTTING
        return clip.status, f"{words} {clip.progress} %" if is_cutting else words

    @admin.display(ordering="file_size", description=_("size"))
    def size(self, clip: Clip) -> str:
        return filesizeformat(clip.file_size) if clip.file_size else "-"

    @admin.display(description=_("error"))
    def message(self, clip: Clip) -> str:
        return in_words(clip.error) or "-"

    @admin.display(description=_("gaps"))
    def missing(self, clip: Clip) -> SafeString | str:
        spans = [[moment_in_seconds(moment_of(at_ms)) for at_ms in gap] for gap in clip.gaps]
        return format_html_join("", "<div>{} - {}</div>", spans) or "-"

    @admin.action(description=_("Cancel"))
    def cancel(self, request: HttpRequest, queryset: QuerySet[Clip]) -> None:
        self._act(request, queryset, clip_cancel)

    @admin.action(description=_("Try again"))
    def retry(self, request: HttpRequest, queryset: QuerySet[Clip]) -> None:
        self._act(request, queryset, clip_retry)

    @admin.action(description=_("Delete; can be undone for 24 hours"))
    def delete(self, request: HttpRequest, queryset: QuerySet[Clip]) -> None:
        self._act(request, queryset, clip_delete)

    @admin.action(description=_("Bring back"))
    def restore(self, request: HttpRequest, queryset: QuerySet[Clip]) -> None:
        self._act(request, queryset, clip_restore)

    def _act(
        self, request: HttpRequest, rows: QuerySet[Clip], act: Callable[[Asked, int], object]
    ) -> None:
        if done := act_on_each(request, rows, act):
            words = ngettext("%(count)d clip changed.", "%(count)d clips changed.", done)
            messages.success(request, words % {"count": done})


@admin.register(MarkedCopy)
class MarkedCopyAdmin(ReadOnlyAdmin):
    list_display = ("clip", "city", "watermark", "asked_by", "state", "size", "created_at")
    list_filter = ("status", "clip__camera__city", "created_at")
    list_select_related = ("clip__camera__city", "asked_by")
    list_per_page = 50
    search_fields = ("clip__name", "clip__camera__name", "watermark", "=sha256")
    date_hierarchy = "created_at"
    fields = (
        *("clip", "watermark", "asked_by", "status", "progress", "message", "attempts"),
        *("seen_at", "size", "sha256", "created_at"),
    )
    readonly_fields = ("message", "size")

    @admin.display(ordering="clip__camera__city__name", description=_("city"))
    def city(self, copy: MarkedCopy) -> str:
        return copy.clip.camera.city.name

    @coloured_status(COLOURS, ordering="status")
    def state(self, copy: MarkedCopy) -> Labelled:
        return copy.status, copy.get_status_display()

    @admin.display(ordering="file_size", description=_("size"))
    def size(self, copy: MarkedCopy) -> str:
        return filesizeformat(copy.file_size) if copy.file_size else "-"

    @admin.display(description=_("error"))
    def message(self, copy: MarkedCopy) -> str:
        return in_words(copy.error) or "-"


@admin.register(ClipShare)
class ClipShareAdmin(ReadOnlyAdmin):
    list_display = (
        *("clip", "city", "state", "has_password", "openings", "last_opened_at"),
        *("created_by", "created_at", "expires_at", "revoked_at"),
    )
    list_filter = (
        ("revoked_at", admin.EmptyFieldListFilter),
        "expires_at",
        "created_at",
        "clip__camera__city",
    )
    list_select_related = ("clip__camera__city", "created_by")
    list_per_page = 50
    search_fields = ("clip__name", "clip__camera__name", "created_by__username")
    date_hierarchy = "created_at"
    fields = (
        *("clip", "has_password", "openings", "last_opened_at"),
        *("created_by", "created_at", "expires_at", "revoked_at"),
    )
    readonly_fields = ("has_password",)
    actions = ("end",)

    @admin.display(ordering="clip__camera__city__name", description=_("city"))
    def city(self, share: ClipShare) -> str:
        return share.clip.camera.city.name

    @coloured_status(LINK_COLOURS)
    def state(self, share: ClipShare) -> Labelled:
        if share.revoked_at is not None:
            return "ended", pgettext_lazy("link", "ended")
        is_over = share.expires_at <= timezone.now()
        return ("over", _("expired")) if is_over else ("open", pgettext_lazy("link", "open"))

    @admin.display(boolean=True, description=_("with a password"))
    def has_password(self, share: ClipShare) -> bool:
        return bool(share.password)

    @admin.action(description=_("End the chosen links"))
    def end(self, request: HttpRequest, queryset: QuerySet[ClipShare]) -> None:
        """Of those that are over nothing is left to end: a clip's newer one stays."""
        good = queryset.filter(pk__in=in_force(timezone.now())).select_related("clip")
        if done := act_on_each(request, good, share_revoke):
            words = ngettext("%(count)d link ended.", "%(count)d links ended.", done)
            messages.success(request, words % {"count": done})
