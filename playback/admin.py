"""Who is playing, in the admin: seen, and ended by an action."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from plans.addresses import client_address
from plans.admin.readonly import ReadOnlyAdmin
from plans.admin.refusals import administrator
from playback.models import LivePosition, PlaybackSession
from playback.services import session_end


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
        now, address = timezone.now(), client_address(request)
        living: QuerySet[Any] = queryset.filter(ended_at=None).select_related("user")
        for session in living:
            session_end(session, actor=administrator(request), now=now, address=address)
        count = len(living)
        sentence = ngettext("%(count)d session ended.", "%(count)d sessions ended.", count)
        messages.success(request, sentence % {"count": count})


@admin.register(LivePosition)
class LivePositionAdmin(ReadOnlyAdmin):
    list_display = ("recording", "media_sequence", "discontinuity_sequence")
    list_filter = ("recording__camera__city",)
    list_select_related = ("recording",)
    search_fields = ("recording__file_path", "recording__camera__name")
