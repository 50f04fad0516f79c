"""A camera, somebody who looks at it, and the noon after the day that is looked at."""

import pytest
from django.utils import timezone

from recordings.models import Camera
from tests.people import People
from tests.playback.timeline.scene import StandingClock, Viewer
from tests.recordings.api.conftest import footage, volume
from tests.recordings.coverage.conftest import camera, day
from tests.recordings.coverage.story import Clock

__all__ = ["camera", "clock", "day", "footage", "viewer", "volume"]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch, day: Clock) -> StandingClock:
    """Noon of the eleventh of March in São Paulo, until it is moved."""
    standing = StandingClock(day.at(36))
    monkeypatch.setattr(timezone, "now", standing)
    return standing


@pytest.fixture
def viewer(people: People, camera: Camera) -> Viewer:
    return Viewer(people.viewer, camera)
