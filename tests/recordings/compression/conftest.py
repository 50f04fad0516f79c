"""A volume of the test's own, and real recordings made once."""

from pathlib import Path

import pytest

from recordings.volumes import ensure_first_volume
from tests.recordings.compression.samples import record
from tests.recordings.compression.scene import Scene, make_scene


@pytest.fixture(scope="package")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return record(tmp_path_factory.mktemp("compression"))


@pytest.fixture(autouse=True)
def in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not last of all: on a machine that is busy with tests that would take for ever."""
    monkeypatch.setattr("recordings.children.LAST_OF_ALL", ("nice", "-n", "1"))
    monkeypatch.setattr("recordings.compression.packets.LATE", ("nice", "-n", "1"))


@pytest.fixture
def scene(db: None, sample: Path, tmp_path: Path) -> Scene:
    return make_scene(ensure_first_volume(tmp_path / "volume"), sample)
