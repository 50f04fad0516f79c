"""A clip that is ready, whoever shares it, and whoever was sent the link."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client

from clips.models import Clip, Status
from plans.models import AuditEntry, User
from recordings.models import Camera, StorageVolume
from tests.people import api_client

START = datetime(2026, 11, 20, 12, 59, 30, tzinfo=UTC)
NOW = START + timedelta(days=1)
CONTENT = bytes(range(256)) * 400
PICTURE = b"\xff\xd8 a picture \xff\xd9"
PASSWORD = "três pontes"
NO_LINK = "This link does not work: it is incomplete, or its time has passed."


def ready_clip(camera: Camera, volume: StorageVolume, **values: Any) -> Clip:
    """With its file and its picture; a minute long."""
    given = {
        "name": "Batida na Rua São João",
        "status": Status.READY,
        "start_time": START,
        "end_time": START + timedelta(seconds=60),
        "duration_ms": 60_040,
        "volume": volume,
        "file_path": f"clips/cam_{camera.pk}/clip_1.mp4",
        "file_size": len(CONTENT),
        "sha256": hashlib.sha256(CONTENT).hexdigest(),
        "created_at": START + timedelta(hours=1),
        "ready_at": START + timedelta(hours=1),
    }
    clip = Clip.objects.create(camera=camera, **{**given, **values})
    if path := clip.path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(CONTENT)
        path.with_suffix(".jpg").write_bytes(PICTURE)
    return clip


@dataclass(frozen=True)
class Sharer:
    """Somebody at the API, and the clip that is meant."""

    user: User | None
    clip: Clip

    @property
    def path(self) -> str:
        return f"/api/clips/{self.clip.pk}/share/"

    def by(self, user: User | None) -> "Sharer":
        return Sharer(user, self.clip)

    def share(self, **values: Any) -> Any:
        return api_client(self.user).post(self.path, {"hours": 24, **values})

    def look(self) -> Any:
        return api_client(self.user).get(self.path)

    def end(self) -> Any:
        return api_client(self.user).delete(self.path)

    def link(self, **values: Any) -> str:
        """The path of a new link."""
        answer = self.share(**values)
        assert answer.status_code == 201, answer.content
        return path_of(answer.json()["url"])


def path_of(url: str) -> str:
    return url[url.index("/s/") :]


def browser(accept: str = "text/html", **headers: str) -> Client:
    """Of whoever was sent a link: no session, no CSRF token, which are insisted on."""
    given = {"accept": accept, "accept-language": "en", **headers}
    return Client(enforce_csrf_checks=True, headers=given)


def program() -> Client:
    return browser("application/json")


def opened(what: str, clip: Clip) -> tuple[str, str, dict[str, Any]]:
    """As `openings` tells it."""
    details = {
        "clip": clip.pk,
        "name": clip.name,
        "start": "2026-11-20T12:59:30+00:00",
        "end": "2026-11-20T13:00:30+00:00",
        "sha256": clip.sha256,
        "share": clip.shares.filter(revoked_at=None).get().pk,
        "what": what,
    }
    return clip.camera.name, "127.0.0.1", details


def openings() -> list[tuple[str, str, dict[str, Any]]]:
    """(subject, address, details) of what nobody signed in for; the first first."""
    rows = AuditEntry.objects.filter(action="clip_open", user=None, username="").order_by("pk")
    return [(row.subject, row.address or "", row.details) for row in rows]
