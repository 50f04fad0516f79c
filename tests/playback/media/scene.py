"""Somebody who watches a recording, and what they are answered."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from knox.models import AuthToken

from plans.models import User
from playback.grants import media_keys
from playback.models import PlaybackSession
from playback.tokens import Claims, read_token, write_token
from recordings.models import Camera, Recording
from tests.recordings.api.transfer import body_of, hang_up


@dataclass(frozen=True)
class Watching:
    user: User
    session: PlaybackSession
    camera: Camera
    recording: Recording
    content: bytes
    url: str


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def code(self) -> str:
        """Of a refusal."""
        return str(json.loads(self.body)["code"])


BAD_TOKEN = {
    "code": "bad_token",
    "detail": "This address is not valid, or no longer; load the playlist again.",
    "fields": {},
}
NOT_FOUND = {
    "code": "not_found",
    "detail": "There is nothing here, or nothing that you may see.",
    "fields": {},
}


def session_by_token(user: User, now: datetime) -> PlaybackSession:
    issued, _token = AuthToken.objects.create(user=user)
    return PlaybackSession.objects.create(
        user=user,
        sign_in=PlaybackSession.TOKEN,
        sign_in_key=issued.digest,
        created_at=now,
        seen_at=now,
        expires_at=now + timedelta(hours=24),
    )


def ask(url: str, method: str = "GET", **headers: str) -> Answer:
    """By nobody in particular: the address alone opens it."""
    client = Client(headers={"accept-language": "en"})
    found: Any = client.generic(method, url, headers=headers)
    body = body_of(found)
    hang_up(found)
    return Answer(found.status_code, dict(found.headers), body)


def changed(url: str, **claims: Any) -> str:
    """The same URL of other claims, rightly signed."""
    token = url.removeprefix("/media/").removesuffix(".mp4")
    old = read_token(token, media_keys(), 0)
    values = {name: getattr(old, name) for name in Claims.__slots__}
    return f"/media/{write_token(Claims(**{**values, **claims}), media_keys()[0])}.mp4"
