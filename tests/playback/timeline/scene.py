"""Asking for days and timelines, at a moment of the test's choice."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import Any

from plans.models import User
from recordings.models import Camera, Detection
from tests.people import api_client

_numbers = count(1)


@dataclass
class StandingClock:
    """In the place of `timezone.now`."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Viewer:
    """A person who looks at one camera; `headers` as a test client takes them."""

    user: User | None
    camera: Camera

    def days(self, month: str | None = None, **headers: Any) -> Any:
        query = {} if month is None else {"month": month}
        return self._ask("days", query, headers)

    def timeline(
        self, day: str | date | None = None, since_ms: object = None, **headers: Any
    ) -> Any:
        given = {"day": day, "since_ms": since_ms}
        query = {name: str(value) for name, value in given.items() if value is not None}
        return self._ask("timeline", query, headers)

    def _ask(self, what: str, query: dict[str, str], headers: dict[str, Any]) -> Any:
        url = f"/api/playback/cameras/{self.camera.pk}/{what}/"
        return api_client(self.user).get(url, query, **headers)


def sight(camera: Camera, at: datetime, kind: str = Detection.Kind.PLATE) -> Detection:
    number = next(_numbers)
    return Detection.objects.create(
        city=camera.city,
        camera=camera,
        at=at,
        kind=kind,
        plate="ABC1D23",
        plate_key="ABC1D23",
        source="test",
        external_id=str(number),
    )
