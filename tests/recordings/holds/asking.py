"""Setting, changing and releasing holds through the API, and past every rule."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from plans.models import AuditEntry, User
from recordings.models import Camera, Hold
from tests.people import api_client
from tests.recordings.coverage.story import Clock


@dataclass(frozen=True)
class Asker:
    """Somebody, a camera, and the day whose hours are meant."""

    user: User | None
    camera: Camera
    day: Clock

    def by(self, user: User | None) -> "Asker":
        return Asker(user, self.camera, self.day)

    def set(self, first: float = 1, last: float = 3, **values: Any) -> Any:
        return api_client(self.user).post("/api/holds/", self.wanted(first, last, **values))

    def wanted(self, first: float = 1, last: float = 3, **values: Any) -> dict[str, Any]:
        """Hours of the day; `values` replace inputs, None leaves one out."""
        given = {
            "camera": self.camera.pk,
            "start_time": self.day.at(first).isoformat(),
            "end_time": self.day.at(last).isoformat(),
            "reason": "Accident at the gate",
            **values,
        }
        return {name: value for name, value in given.items() if value is not None}

    def list(self, query: str = "") -> Any:
        return api_client(self.user).get(f"/api/holds/{query}")

    def get(self, hold_id: object) -> Any:
        return api_client(self.user).get(f"/api/holds/{hold_id}/")

    def change(self, hold_id: object, **values: Any) -> Any:
        return api_client(self.user).patch(f"/api/holds/{hold_id}/", values)

    def release(self, hold_id: object) -> Any:
        return api_client(self.user).delete(f"/api/holds/{hold_id}/")


def make_hold(camera: Camera, start: datetime, hours: float = 1, **values: Any) -> Hold:
    """In force for a day, unless `values` says otherwise."""
    now = timezone.now()
    given = {"reason": "Kept", "until": now + timedelta(days=1), "created_at": now, **values}
    end = start + timedelta(hours=hours)
    return Hold.objects.create(camera=camera, start_time=start, end_time=end, **given)


def entries() -> list[tuple[str, str, str, str, dict[str, Any]]]:
    """Who did what with which camera, from where; the first first."""
    held = (AuditEntry.Action.HOLD, AuditEntry.Action.HOLD_RELEASE)
    rows = AuditEntry.objects.filter(action__in=held).order_by("pk")
    return [(e.action, e.username, e.subject, e.address or "", e.details) for e in rows]
