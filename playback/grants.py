"""May this session still watch? Asked at each range, answered from memory for half a minute.

A right that is taken away is so within a minute, in every process, also while the database does
not answer and for bytes on their way: an answer is never older than `RIGHTS.at_most`.
"""

import time
from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from knox.models import AuthToken

from plans.database import DATABASE_AWAY
from plans.entitlements import CAPABILITIES, Capability
from plans.models import Membership, User
from playback.models import PlaybackSession
from playback.remembered import Lives, Remembered
from playback.tokens import Claims, key_of

# What is being sent is asked for again within 10 s, and a chunk of it taken within 10 s more.
RIGHTS = Lives(fresh=30, at_most=40, pause=2)
KEPT_SESSIONS = 5_000
_WATCHING_ROLES = [role for role, rights in CAPABILITIES.items() if Capability.WATCH in rights]


@dataclass(frozen=True, slots=True)
class Grant:
    """Whose session it is, and the cities it may watch; None: all of them."""

    user_id: int
    cities: frozenset[int] | None

    def covers(self, claims: Claims) -> bool:
        mine = self.user_id == claims.user_id
        return mine and (self.cities is None or claims.city_id in self.cities)


def media_keys() -> list[bytes]:
    """The key that signs, then those that only verify, while a secret is being replaced."""
    return [key_of(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def find_grant(session_id: int) -> Grant | None:
    """As the database has it now; None for a session that is over.

    One that was ended takes every other of its sign-in with it.
    """
    ended = PlaybackSession.objects.filter(
        user=OuterRef("user"), sign_in_key=OuterRef("sign_in_key"), ended_at__isnull=False
    )
    living = PlaybackSession.objects.filter(
        ~Exists(ended), expires_at__gt=timezone.now(), user__is_active=True
    )
    session = living.select_related("user").filter(pk=session_id).first()
    if session is None or not _still_signed_in(session):
        return None
    return Grant(session.user_id, _cities_of(session.user))


grants: Remembered[int, Grant | None] = Remembered(
    find_grant, lives=RIGHTS, kept=KEPT_SESSIONS, clock=time.monotonic, away=DATABASE_AWAY
)


def _still_signed_in(session: PlaybackSession) -> bool:
    if session.sign_in == PlaybackSession.TOKEN:
        token = AuthToken.objects.filter(digest=session.sign_in_key, user=session.user_id).first()
        return token is not None and (token.expiry is None or token.expiry > timezone.now())
    return _browser_stays(session)


def _browser_stays(session: PlaybackSession) -> bool:
    """Whether Django would still take the session's cookie; a new password ends it.

    As `django.contrib.auth.get_user` has it, which cannot be asked: it ends or renews sessions.
    """
    store = import_module(settings.SESSION_ENGINE).SessionStore(session.sign_in_key)
    data, user = store.load(), session.user
    signed = data.get(HASH_SESSION_KEY, "")
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return data.get(SESSION_KEY) == str(user.pk) and any(
        constant_time_compare(signed, each) for each in hashes
    )


def _cities_of(user: User) -> frozenset[int] | None:
    if user.is_superuser:
        return None
    rows = Membership.objects.filter(user=user, role__in=_WATCHING_ROLES)
    return frozenset(rows.values_list("city_id", flat=True))
