"""A recording that is watched, through the real media path with clocks of the test's own."""

from pathlib import Path

import pytest

from playback import viewers
from recordings.models import StorageVolume
from recordings.volumes import ensure_first_volume
from tests.people import People
from tests.playback.media.conftest import clock, watching
from tests.playback.playlists.conftest import sample
from tests.playback.playlists.scene import Recorder, Sample
from tests.recordings.api.scene import make_camera
from tests.unit.playback.clock import Clock

__all__ = ["clock", "sample", "watching"]


@pytest.fixture(autouse=True)
def viewers_clock(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(viewers.viewers, "_clock", clock)


@pytest.fixture
def volume(db: None, tmp_path: Path) -> StorageVolume:
    return ensure_first_volume(tmp_path / "volume")


@pytest.fixture
def recorder(people: People, volume: StorageVolume, sample: Sample) -> Recorder:
    return Recorder(make_camera(people.city), volume, sample)
