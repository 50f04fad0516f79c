"""A camera with a recorder, a real recorded file, and a clock that stands where it is put."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from recordings.models import Camera, StorageVolume
from recordings.volumes import ensure_first_volume
from tests.people import People
from tests.playback.playlists.scene import Recorder, Sample, StandingClock, sample_of
from tests.recordings.api.scene import NOON, make_camera
from tests.unit.media.ffmpeg_samples import record


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return sample_of(record(tmp_path_factory.mktemp("playlists"), "h264"))


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> StandingClock:
    """Four hours past noon, until it is moved."""
    standing = StandingClock(NOON + timedelta(hours=4))
    monkeypatch.setattr(timezone, "now", standing)
    return standing


@pytest.fixture
def volume(db: None, tmp_path: Path) -> StorageVolume:
    return ensure_first_volume(tmp_path / "volume")


@pytest.fixture
def camera(people: People) -> Camera:
    return make_camera(people.city)


@pytest.fixture
def recorder(camera: Camera, volume: StorageVolume, sample: Sample) -> Recorder:
    return Recorder(camera, volume, sample)
