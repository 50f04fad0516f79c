"""Writes: playback sessions, and the media URLs that rest on them."""

import ipaddress
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from knox.models import AuthToken
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request

from plans.addresses import client_address
from plans.audit import audit_add
from plans.errors import NotFound
from plans.models import AuditEntry, User
from plans.selectors import NOT_FOUND
from playback.grants import media_keys
from playback.models import PlaybackSession
from playback.tokens import Claims, write_token
from recordings.models import Camera

LASTS = timedelta(hours=24)
# A list that is never fetched again names URLs that must outlast the day's work before it.
LASTS_AT_LEAST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)


def playback_session(request: HttpRequest | Request, now: datetime) -> PlaybackSession:
    """The session of the request's sign-in, found by one query or begun.

    Raises NotAuthenticated for a request that nobody signed.
    """
    user, (sign_in, key) = request.user, _sign_in_of(request)
    if not isinstance(user, User) or not key:
        raise NotAuthenticated
    # Two requests at once may begin two; both hold, and the newer one goes on being used.
    found = PlaybackSession.objects.filter(
        user=user, sign_in_key=key, expires_at__gte=now + LASTS_AT_LEAST, ended_at=None
    ).first()
    if found is None:
        return PlaybackSession.objects.create(
            user=user,
            sign_in=sign_in,
            sign_in_key=key,
            created_at=now,
            seen_at=now,
            expires_at=now + LASTS,
            address=_address_of(request),
            user_agent=request.META.get("HTTP_USER_AGENT", "").replace("\0", "")[:200],
        )
    if found.seen_at <= now - SEEN_EVERY:
        found.seen_at = now
        PlaybackSession.objects.filter(pk=found.pk).update(seen_at=now)
    return found


def media_path(session: PlaybackSession, camera: Camera, recording_id: UUID) -> str:
    """Where the session reads the recording's bytes; the same text for the same three."""
    claims = Claims(
        session_id=session.pk,
        user_id=session.user_id,
        city_id=camera.city_id,
        camera_id=camera.pk,
        recording_id=recording_id,
        expires_s=int(session.expires_at.timestamp()),
    )
    return f"/media/{write_token(claims, media_keys()[0])}.mp4"


def session_list(user: User) -> QuerySet[PlaybackSession]:
    """The person's own; everybody's for a superuser."""
    rows = PlaybackSession.objects.select_related("user")
    return rows if user.is_superuser else rows.filter(user=user)


def session_end(
    session: PlaybackSession, *, actor: User, now: datetime, address: str | None
) -> None:
    """Its media URLs die within a minute; a session that has ended stays as it was.

    Raises NotFound for another person's unless the actor is a superuser, whose act is recorded.
    """
    if session.user_id != actor.pk and not actor.is_superuser:
        raise NotFound(NOT_FOUND)
    with transaction.atomic():
        ended = PlaybackSession.objects.filter(pk=session.pk, ended_at=None).update(ended_at=now)
        if ended and session.user_id != actor.pk:
            audit_add(
                action=AuditEntry.Action.SESSION_END,
                user=actor,
                address=address,
                subject=session.user.get_username(),
                details={"playback_session": session.pk},
            )


def _sign_in_of(request: HttpRequest | Request) -> tuple[str, str]:
    token = getattr(request, "auth", None)
    if isinstance(token, AuthToken):
        return PlaybackSession.TOKEN, str(token.digest)
    session = getattr(request, "session", None)
    return PlaybackSession.SESSION, (session.session_key if session else "") or ""


def _address_of(request: HttpRequest | Request) -> str | None:
    """None for what a proxy calls an address and is none."""
    text = client_address(request._request if isinstance(request, Request) else request)
    try:
        return str(ipaddress.ip_address(text.partition("%")[0]))
    except ValueError:
        return None
