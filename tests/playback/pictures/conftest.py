"""Samples of every kind of stream, a cache of the test's own, and children that end."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from playback.pictures import drawing
from playback.pictures.pool import pool
from playback.pictures.suspects import Suspects
from recordings.models import Camera, StorageVolume
from recordings.volumes import ensure_first_volume
from tests.people import People
from tests.recordings.api.scene import make_camera
from tests.unit.media.ffmpeg_samples import record

Sample = Callable[..., Path]


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """A recorder's file by encoder and sound; each is made once."""
    made: dict[tuple[str, str | None], Path] = {}

    def of(encoder: str, audio: str | None = None) -> Path:
        if (encoder, audio) not in made:
            folder = tmp_path_factory.mktemp("sample")
            made[encoder, audio] = record(folder, encoder, audio=audio)
        return made[encoder, audio]

    return of


@pytest.fixture(scope="package", autouse=True)
def children_end() -> Iterator[None]:
    yield
    pool.close()


@pytest.fixture(autouse=True)
def nothing_is_remembered(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """The test's own cache folder."""
    settings.VMS_CACHE_DIR = tmp_path / "cache"
    settings.VMS_CACHE_DIR.mkdir()
    monkeypatch.setattr(drawing, "suspects", Suspects())
    return tmp_path / "cache" / "pictures"


@pytest.fixture
def volume(db: None, tmp_path: Path) -> StorageVolume:
    return ensure_first_volume(tmp_path / "volume")


@pytest.fixture
def camera(people: People, volume: StorageVolume) -> Camera:
    return make_camera(people.city)
