"""Writes: playback sessions, and the media URLs that rest on them."""

import contextlib
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.signals import user_logged_in
from django.db import OperationalError, transaction
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from knox.models import AuthToken
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request

from plans.addresses import usable_address
from plans.audit import audit_add_each
from plans.errors import NotAllowed, NotFound
from plans.models import AuditEntry, City, User
from plans.selectors import NOT_FOUND, administered_cities
from playback.grants import media_keys
from playback.models import PlaybackSession, Viewing
from playback.tokens import Claims, write_token
from recordings.models import Camera

LASTS = timedelta(hours=24)
# A list that is never fetched again names URLs that must outlast the day's work before it.
LASTS_AT_LEAST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=10)
# Longer than any sign-in lasts (a token 30 days): until then, what was ended bars its sign-in.
KEPT = timedelta(days=31)
FORGOTTEN_AT_ONCE = 1_000
STOPPABLE = timedelta(minutes=15)
VIEWINGS_KEPT = timedelta(days=1)


def playback_session(request: HttpRequest | Request, now: datetime) -> PlaybackSession:
    """The session of the request's sign-in, found by one query or begun.

    Raises NotAuthenticated for a request that nobody signed, and NotAllowed (`session_ended`)
    when a session of the same sign-in was ended: signing in anew makes another.
    """
    user, (sign_in, key) = request.user, _sign_in_of(request)
    if not isinstance(user, User) or not key:
        raise NotAuthenticated
    sessions = PlaybackSession.objects.filter(user=user, sign_in_key=key)
    found = _current(sessions, now)
    if found is None:
        return _begin(sessions, request, now, user=user, sign_in=sign_in, sign_in_key=key)
    if found.seen_at <= now - SEEN_EVERY:
        _note_seen(found, now)
    return found


def media_path(
    session: PlaybackSession, camera: Camera, recording_id: UUID, file_version: int = 0
) -> str:
    """Where the session reads the bytes of that version of the recording's file; the same text for
    the same four."""
    claims = Claims(
        session_id=session.pk,
        user_id=session.user_id,
        city_id=camera.city_id,
        camera_id=camera.pk,
        recording_id=recording_id,
        expires_s=int(session.expires_at.timestamp()),
        file_version=file_version,
    )
    return f"/media/{write_token(claims, media_keys()[0])}.mp4"


def session_list(user: User) -> QuerySet[PlaybackSession]:
    """The person's own; everybody's for a superuser."""
    rows = PlaybackSession.objects.select_related("user")
    return rows if user.is_superuser else rows.filter(user=user)


def session_end(
    session: PlaybackSession, *, actor: User, now: datetime, address: str | None
) -> None:
    """Its media URLs die within a minute, and its sign-in plays nothing any more.

    The other sessions of that sign-in end with it; what has ended stays as it was. Raises
    NotFound for another person's, unless the actor is a superuser or, as staff, owns the city of a
    camera that it watches; then it is recorded, in each city whose camera is watched.
    """
    watched = list(viewings_of(session, now).select_related("camera__city"))
    if session.user_id != actor.pk and not _may_end(actor, watched):
        raise NotFound(NOT_FOUND)
    of_sign_in = PlaybackSession.objects.filter(
        Q(pk=session.pk) | Q(expires_at__gt=now),
        user=session.user_id,
        sign_in_key=session.sign_in_key,
        ended_at=None,
    )
    with transaction.atomic():
        if of_sign_in.update(ended_at=now) and session.user_id != actor.pk:
            audit_add_each(
                action=AuditEntry.Action.SESSION_END,
                user=actor,
                address=address,
                about=_told_of(session, watched),
            )


def viewings_of(session: PlaybackSession, now: datetime) -> QuerySet[Viewing]:
    """Of late: a page that shows them may be open for some minutes."""
    return session.viewings.filter(seen_at__gt=now - STOPPABLE)


def viewings_forget(now: datetime) -> int:
    """Delete those of which nothing was seen for `VIEWINGS_KEPT`; the number of rows."""
    return Viewing.objects.filter(seen_at__lt=now - VIEWINGS_KEPT).delete()[0]


def sessions_forget(now: datetime) -> int:
    """Delete what has been over for `KEPT`, a batch in each transaction; the number of rows."""
    limit = now - KEPT
    over = PlaybackSession.objects.filter(
        Q(ended_at__lt=limit) | Q(ended_at=None, expires_at__lt=limit)
    ).order_by("pk")
    count = 0
    while keys := list(over.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE]):
        count += PlaybackSession.objects.filter(pk__in=keys).delete()[0]
    return count


def _may_end(actor: User, watched: list[Viewing]) -> bool:
    if actor.is_superuser:
        return True
    cities = {viewing.camera.city_id for viewing in watched}
    return administered_cities(actor).filter(pk__in=cities).exists()


def _told_of(
    session: PlaybackSession, watched: list[Viewing]
) -> list[tuple[City | None, str, dict[str, Any]]]:
    """To each city of its own cameras; without a city where none was watched."""
    cameras: dict[City, list[str]] = {}
    for viewing in watched:
        cameras.setdefault(viewing.camera.city, []).append(viewing.camera.name)
    name, details = session.user.get_username(), {"playback_session": session.pk}
    told: list[tuple[City | None, str, dict[str, Any]]] = [
        (city, name, {**details, "cameras": sorted(names)}) for city, names in cameras.items()
    ]
    return told or [(None, name, details)]


def leave_ended_sign_in(
    sender: object, request: HttpRequest, user: User, **_signal: object
) -> None:
    """A browser that signs in while it still is signed in keeps its key, which may be barred."""
    browser = getattr(request, "session", None)
    if browser is None or not browser.session_key:
        return
    ended = PlaybackSession.objects.filter(
        user=user, sign_in_key=browser.session_key, ended_at__isnull=False
    )
    if ended.exists():
        browser.cycle_key()


user_logged_in.connect(leave_ended_sign_in, dispatch_uid="playback.services.leave_ended_sign_in")


def _current(sessions: QuerySet[PlaybackSession], now: datetime) -> PlaybackSession | None:
    """Of one sign-in's: the oldest that lasts, for two that begin at once must come to one."""
    usable = Q(expires_at__gte=now + LASTS_AT_LEAST) | Q(ended_at__isnull=False)
    found = sessions.filter(usable).order_by(F("ended_at").desc(nulls_last=True), "pk").first()
    if found is not None and found.ended_at is not None:
        words = _("Your playback was ended; sign in again.")
        raise NotAllowed(words, code="session_ended")
    return found


def _begin(
    sessions: QuerySet[PlaybackSession],
    request: HttpRequest | Request,
    now: datetime,
    **whose: object,
) -> PlaybackSession:
    """A new one, or that of another request which was quicker."""
    begun = PlaybackSession.objects.create(
        **whose,
        created_at=now,
        seen_at=now,
        expires_at=now + LASTS,
        address=usable_address(request._request if isinstance(request, Request) else request),
        user_agent=request.META.get("HTTP_USER_AGENT", "").replace("\0", "")[:200],
    )
    first = _current(sessions, now) or begun
    if first != begun:
        begun.delete()
    return first


def _note_seen(session: PlaybackSession, now: datetime) -> None:
    """Once, by whoever comes first; a locked database must not cost anybody the list."""
    unseen = PlaybackSession.objects.filter(pk=session.pk, seen_at__lte=now - SEEN_EVERY)
    with contextlib.suppress(OperationalError), transaction.atomic():
        unseen.update(seen_at=now)


def _sign_in_of(request: HttpRequest | Request) -> tuple[str, str]:
    token = getattr(request, "auth", None)
    if isinstance(token, AuthToken):
        return PlaybackSession.TOKEN, str(token.digest)
    session = getattr(request, "session", None)
    return PlaybackSession.SESSION, (session.session_key if session else "") or ""
