"""Asking for clips through the API."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from plans.models import AuditEntry, User
from recordings.models import Camera
from tests.clips.scene import FIRST
from tests.people import api_client

OF_CLIPS = ("clip_cut", "clip_delete", "clip_restore")


@dataclass(frozen=True)
class Asker:
    """Somebody, and the camera that is meant."""

    user: User | None
    camera: Camera

    def by(self, user: User | None) -> "Asker":
        return Asker(user, self.camera)

    @property
    def client(self) -> Any:
        return api_client(self.user)

    def cut(self, first: float = 1, last: float = 3, **values: Any) -> Any:
        return self.client.post("/api/clips/", self.wanted(first, last, **values))

    def wanted(self, first: float = 1, last: float = 3, **values: Any) -> dict[str, Any]:
        """Seconds of the footage; `values` replace inputs, None leaves one out."""
        given = {
            "camera": self.camera.pk,
            "name": "Accident at the gate",
            "start_time": (FIRST + timedelta(seconds=first)).isoformat(),
            "end_time": (FIRST + timedelta(seconds=last)).isoformat(),
            **values,
        }
        return {name: value for name, value in given.items() if value is not None}

    def listing(self, query: str = "") -> Any:
        return self.client.get(f"/api/clips/{query}")

    def ids(self, query: str = "") -> list[int]:
        answer = self.listing(query)
        assert answer.status_code == 200, answer.json()
        return [clip["id"] for clip in answer.json()["results"]]

    def get(self, clip_id: object) -> Any:
        return self.client.get(f"/api/clips/{clip_id}/")

    def rename(self, clip_id: object, name: object = "Another") -> Any:
        return self.client.patch(f"/api/clips/{clip_id}/", {"name": name})

    def delete(self, clip_id: object) -> Any:
        return self.client.delete(f"/api/clips/{clip_id}/")

    def cancel(self, clip_id: object) -> Any:
        return self.client.post(f"/api/clips/{clip_id}/cancel/")

    def retry(self, clip_id: object) -> Any:
        return self.client.post(f"/api/clips/{clip_id}/retry/")

    def restore(self, clip_id: object) -> Any:
        return self.client.post(f"/api/clips/{clip_id}/restore/")

    def file(
        self, clip_id: object, name: str = "download/", method: str = "GET", **more: str
    ) -> Any:
        """`download/`, `thumbnail.jpg` or `manifest.json`; `more` are headers."""
        return self.client.generic(method, f"/api/clips/{clip_id}/{name}", headers=more)


def entries() -> list[tuple[str, str, str, dict[str, Any]]]:
    """What was done by whom, from where; the first first."""
    rows = AuditEntry.objects.filter(action__in=OF_CLIPS).order_by("pk")
    return [(row.action, row.username, row.address or "", row.details) for row in rows]
