"""A camera with a day's recordings, and noon of the day after it."""

import pytest
from django.utils import timezone

from recordings.models import Camera
from tests.people import People
from tests.playback.timeline.scene import StandingClock
from tests.recordings.api.conftest import footage, volume
from tests.recordings.api.scene import make_camera
from tests.recordings.coverage.conftest import day
from tests.recordings.coverage.story import Clock, hours
from tests.recordings.holds.asking import Asker

__all__ = ["day", "footage", "volume"]


@pytest.fixture
def camera(people: People, day: Clock) -> Camera:
    """Recorded from one to three o'clock, and from ten to twelve, of the day."""
    camera = make_camera(people.city, "Gate")
    hours(camera, day.at(1), 2, "a")
    hours(camera, day.at(10), 2, "b")
    return camera


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch, day: Clock) -> StandingClock:
    """Noon of the eleventh of March in São Paulo, until it is moved."""
    standing = StandingClock(day.at(36))
    monkeypatch.setattr(timezone, "now", standing)
    return standing


@pytest.fixture
def operator(people: People, camera: Camera, day: Clock) -> Asker:
    return Asker(people.operator, camera, day)
