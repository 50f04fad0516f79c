"""Who is playing and what, in the admin: seen, and ended by an action."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from plans.addresses import client_address
from plans.admin.filters import ScopedAutocompleteFilter
from plans.admin.labels import GOOD, QUIET, WARNING, Labelled, coloured
from plans.admin.readonly import ReadOnlyAdmin
from plans.admin.refusals import administrator
from plans.errors import ApplicationError
from playback.models import LivePosition, PlaybackSession, Viewing
from playback.services import session_end
from playback.viewers import WATCHING
from recordings.admin.moments import moment_words


@admin.register(PlaybackSession)
class PlaybackSessionAdmin(ReadOnlyAdmin):
    """Without the key of the sign-in."""

    list_display = (
        "user",
        "sign_in",
        "created_at",
        "seen_at",
        "expires_at",
        "ended_at",
        "address",
        "user_agent",
    )
    list_filter = ("sign_in", "created_at", "expires_at", ("ended_at", admin.EmptyFieldListFilter))
    list_select_related = ("user",)
    list_per_page = 50
    search_fields = ("user__username", "address", "user_agent")
    fields = list_display
    actions = ("end",)

    def has_end_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    @admin.action(description=_("End the chosen sessions"), permissions=["end"])
    def end(self, request: HttpRequest, queryset: QuerySet[PlaybackSession]) -> None:
        living = list(queryset.filter(ended_at=None).select_related("user"))
        end_all(request, living)
        sentence = ngettext("%(count)d session ended.", "%(count)d sessions ended.", len(living))
        messages.success(request, sentence % {"count": len(living)})


class WhenFilter(admin.SimpleListFilter):
    """Who watches now, unless all of the last day are asked for."""

    title = pgettext_lazy("viewer", "watching")
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("now", gettext("now")), ("day", gettext("in the last 24 hours"))]

    def value(self) -> str:
        return super().value() or "now"

    def choices(self, changelist: Any) -> Any:
        """Without the word for all, which nothing chosen stands for elsewhere."""
        for value, words in self.lookup_choices:
            yield {
                "selected": self.value() == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": words,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "day":
            return queryset
        return queryset.filter(seen_at__gt=timezone.now() - WATCHING)


@admin.register(Viewing)
class ViewingAdmin(ReadOnlyAdmin):
    """Of one's cities: who watches which camera, and which moment of it."""

    city_lookup = "camera__city"
    list_display = ("camera", "city", "user", "watched", "began", "seen", "state")
    list_filter = (
        WhenFilter,
        ("camera__city", ScopedAutocompleteFilter),
        ("camera", ScopedAutocompleteFilter),
        ("session__user", ScopedAutocompleteFilter),
    )
    list_select_related = ("camera__city", "session__user")
    list_per_page = 50
    search_fields = ("camera__name", "session__user__username")
    fields = ("camera", "city", "user", "watched", "began", "seen")
    readonly_fields = ("city", "user", "watched", "began", "seen")
    actions = ("stop_viewing",)

    @admin.display(description=_("city"), ordering="camera__city__name")
    def city(self, viewing: Viewing) -> str:
        return viewing.camera.city.name

    @admin.display(description=_("user"), ordering="session__user__username")
    def user(self, viewing: Viewing) -> str:
        return viewing.session.user.get_username()

    @admin.display(description=_("moment watched"), ordering="moment")
    def watched(self, viewing: Viewing) -> str:
        """By the camera's clock, to the second."""
        if viewing.moment is None:
            return pgettext("viewer", "live")
        there = viewing.moment.astimezone(ZoneInfo(viewing.camera.city.time_zone))
        return f"{date_format(there, 'SHORT_DATE_FORMAT')} {there:%H:%M:%S}"

    @admin.display(description=_("began"), ordering="began_at")
    def began(self, viewing: Viewing) -> str:
        return moment_words(viewing.began_at)

    @admin.display(description=_("last seen"), ordering="seen_at")
    def seen(self, viewing: Viewing) -> str:
        return moment_words(viewing.seen_at)

    @coloured({"watching": GOOD, "stopping": WARNING, "over": QUIET}, description=_("state"))
    def state(self, viewing: Viewing) -> Labelled:
        if viewing.seen_at <= timezone.now() - WATCHING:
            return "over", pgettext("viewer", "over")
        if viewing.session.ended_at is not None:
            return "stopping", pgettext("viewer", "stops within a minute")
        return "watching", pgettext("viewer", "watching")

    def has_stop_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    @admin.action(description=_("Stop the chosen viewers"), permissions=["stop"])
    def stop_viewing(self, request: HttpRequest, queryset: QuerySet[Viewing]) -> None:
        """Their sign-ins play nothing any more, this camera or another, until they sign in anew."""
        keys = queryset.order_by().values_list("session")
        chosen = PlaybackSession.objects.filter(pk__in=keys, ended_at=None).select_related("user")
        try:
            count = end_all(request, chosen)
        except ApplicationError as refusal:
            messages.error(request, str(refusal.detail))
            return
        sentence = ngettext(
            "%(count)d viewer is stopped: within a minute nothing more is sent.",
            "%(count)d viewers are stopped: within a minute nothing more is sent.",
            count,
        )
        messages.success(request, sentence % {"count": count})


def end_all(request: HttpRequest, sessions: Iterable[PlaybackSession]) -> int:
    now, address, actor = timezone.now(), client_address(request), administrator(request)
    ended = 0
    for session in sessions:
        session_end(session, actor=actor, now=now, address=address)
        ended += 1
    return ended


@admin.register(LivePosition)
class LivePositionAdmin(ReadOnlyAdmin):
    list_display = ("recording", "media_sequence", "discontinuity_sequence")
    list_filter = ("recording__camera__city",)
    list_select_related = ("recording",)
    search_fields = ("recording__file_path", "recording__camera__name")
