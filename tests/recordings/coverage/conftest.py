"""A camera of a city, a day long ago enough to be over, and a key folder of the test's own."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from recordings.models import Camera
from tests.people import People
from tests.recordings.api.conftest import footage, volume
from tests.recordings.api.scene import make_camera
from tests.recordings.coverage.story import Clock
from tests.recordings.supervision.conftest import bench

__all__ = ["bench", "camera", "day", "footage", "key_folder", "volume"]


@pytest.fixture
def camera(people: People) -> Camera:
    return make_camera(people.city, "Gate")


@pytest.fixture
def day() -> Clock:
    """The tenth of March 2026 in São Paulo, which begins at three o'clock UTC."""
    return Clock(datetime(2026, 3, 10, 3, tzinfo=UTC))


@pytest.fixture
def key_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.VMS_KEYS_DIR = tmp_path / "keys"
    settings.VMS_KEYS_DIR.mkdir()
    return tmp_path / "keys"
