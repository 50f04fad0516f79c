"""Clips, their marked copies and their links in the admin: seen, and changed by actions alone.

Of a link neither the secret's digest nor the password's hash is on any page.
"""

from collections.abc import Callable

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from clips.models import Clip, ClipShare, MarkedCopy, Status
from clips.outcomes import in_words
from clips.services import Asked
from clips.shares import in_force, share_revoke
from plans.addresses import client_address
from plans.admin.filters import ScopedAutocompleteFilter, ScopedRelatedFilter
from plans.admin.labels import BAD, GOOD, QUIET, WAITING, WARNING, Labelled, coloured
from plans.admin.ranges import MomentRangeFilter
from plans.admin.readonly import ReadOnlyAdmin
from plans.admin.refusals import administrator
from plans.admin.thresholds import Step, StepsFilter
from plans.admin.windowed import SourcePath, WindowedAdmin
from plans.errors import ApplicationError
from plans.sizes import size_words
from recordings.admin.moments import moment_words
from recordings.spans import moment_of

MB = 10**6
COLOURS = {
    Status.PENDING.value: WAITING,
    Status.CUTTING.value: WAITING,
    Status.READY.value: GOOD,
    Status.FAILED.value: BAD,
    Status.CANCELLED.value: WARNING,
    Status.DELETED.value: QUIET,
}
LINK_COLOURS = {"open": GOOD, "over": QUIET, "ended": WARNING}


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


class ClipSizeFilter(StepsFilter):
    title = _("size")
    parameter_name = "size"
    steps = (
        Step("10-mb", _("over 10 MB"), lambda lead: Q(file_size__gt=10 * MB)),
        Step("100-mb", _("over 100 MB"), lambda lead: Q(file_size__gt=100 * MB)),
        Step("1-gb", _("over 1 GB"), lambda lead: Q(file_size__gt=1000 * MB)),
    )


@admin.register(Clip)
class ClipAdmin(WindowedAdmin, ReadOnlyAdmin):
    city_lookup = "camera__city"
    window_key = "created_at"
    source = "camera"
    source_paths = (SourcePath("camera"),)
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
    list_filter = (
        ("camera", ScopedAutocompleteFilter),
        ("created_at", MomentRangeFilter),
        ("start_time", MomentRangeFilter),
        ("user", ScopedAutocompleteFilter),
        ("camera__city", ScopedAutocompleteFilter),
        ("camera__city__plan", ScopedAutocompleteFilter),
        ("volume", ScopedRelatedFilter),
        ("status", ChoicesDropdownFilter),
        ("mode", ChoicesDropdownFilter),
        ClipSizeFilter,
    )
    list_select_related = ("camera__city",)
    search_fields = ("name", "username", "camera__name", "=sha256")
    fields = (
        *("picture", "name", "camera", "user", "username", "start", "end", "mode"),
        *("status", "progress", "message", "attempts", "seen_at"),
        *("length", "missing", "volume", "file_path", "size", "sha256", "manifest"),
        *("uuid", "created_at", "ready_at", "deleted_at", "deleted_by"),
    )
    readonly_fields = ("picture", "start", "end", "message", "length", "missing", "size")

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

    @admin.display(description=_("city"))
    def city(self, clip: Clip) -> str:
        return clip.camera.city.name

    @admin.display(description=_("start"))
    def start(self, clip: Clip) -> str:
        return moment_words(clip.start_time)

    @admin.display(description=_("end"))
    def end(self, clip: Clip) -> str:
        return moment_words(clip.end_time)

    @admin.display(description=_("length"))
    def length(self, clip: Clip) -> str:
        return "-" if clip.duration_ms is None else f"{clip.duration_ms / 1000:.1f} s"

    @coloured(COLOURS, description=_("status"))
    def state(self, clip: Clip) -> Labelled:
        words = clip.get_status_display()
        is_cutting = clip.status == Status.CUTTING
        return clip.status, f"{words} {clip.progress} %" if is_cutting else words

    @admin.display(description=_("size"))
    def size(self, clip: Clip) -> str:
        return size_words(clip.file_size) if clip.file_size else "-"

    @admin.display(description=_("error"))
    def message(self, clip: Clip) -> str:
        return in_words(clip.error) or "-"

    @admin.display(description=_("gaps"))
    def missing(self, clip: Clip) -> SafeString | str:
        spans = [[moment_words(moment_of(at_ms)) for at_ms in gap] for gap in clip.gaps]
        return format_html_join("", "<div>{} - {}</div>", spans) or "-"


@admin.register(MarkedCopy)
class MarkedCopyAdmin(ReadOnlyAdmin):
    city_lookup = "clip__camera__city"
    list_display = ("clip", "city", "watermark", "asked_by", "state", "size", "created_at")
    list_filter = (
        ("status", ChoicesDropdownFilter),
        ("clip__camera", ScopedAutocompleteFilter),
        ("clip__camera__city", ScopedAutocompleteFilter),
        ("asked_by", ScopedAutocompleteFilter),
        ("created_at", MomentRangeFilter),
    )
    list_select_related = ("clip__camera__city", "asked_by")
    list_per_page = 50
    search_fields = ("clip__name", "clip__camera__name", "watermark", "=sha256")
    fields = (
        *("clip", "watermark", "asked_by", "status", "progress", "message", "attempts"),
        *("seen_at", "size", "sha256", "created_at"),
    )
    readonly_fields = ("message", "size")

    @admin.display(ordering="clip__camera__city__name", description=_("city"))
    def city(self, copy: MarkedCopy) -> str:
        return copy.clip.camera.city.name

    @coloured(COLOURS, ordering="status", description=_("status"))
    def state(self, copy: MarkedCopy) -> Labelled:
        return copy.status, copy.get_status_display()

    @admin.display(ordering="file_size", description=_("size"))
    def size(self, copy: MarkedCopy) -> str:
        return size_words(copy.file_size) if copy.file_size else "-"

    @admin.display(description=_("error"))
    def message(self, copy: MarkedCopy) -> str:
        return in_words(copy.error) or "-"


@admin.register(ClipShare)
class ClipShareAdmin(ReadOnlyAdmin):
    city_lookup = "clip__camera__city"
    list_display = (
        *("clip", "city", "state", "has_password", "openings", "last_opened_at"),
        *("created_by", "created_at", "expires_at", "revoked_at"),
    )
    list_filter = (
        ("revoked_at", admin.EmptyFieldListFilter),
        ("expires_at", MomentRangeFilter),
        ("created_at", MomentRangeFilter),
        ("created_by", ScopedAutocompleteFilter),
        ("clip__camera", ScopedAutocompleteFilter),
        ("clip__camera__city", ScopedAutocompleteFilter),
    )
    list_select_related = ("clip__camera__city", "created_by")
    list_per_page = 50
    search_fields = ("clip__name", "clip__camera__name", "created_by__username")
    fields = (
        *("clip", "has_password", "openings", "last_opened_at"),
        *("created_by", "created_at", "expires_at", "revoked_at"),
    )
    readonly_fields = ("has_password",)
    actions = ("end",)

    @admin.display(ordering="clip__camera__city__name", description=_("city"))
    def city(self, share: ClipShare) -> str:
        return share.clip.camera.city.name

    @coloured(LINK_COLOURS, description=_("status"))
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
