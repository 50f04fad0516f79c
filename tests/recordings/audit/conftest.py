"""A volume of the test's own, and one real recording for all tests."""

from pathlib import Path

import pytest

from recordings.volumes import ensure_first_volume
from tests.people import make_city
from tests.recordings.audit.scene import Scene
from tests.recordings.supervision.conftest import bench
from tests.unit.media.ffmpeg_samples import record

__all__ = ["bench"]


@pytest.fixture(scope="package")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return record(tmp_path_factory.mktemp("audit"), "h264", audio="aac")


@pytest.fixture
def scene(db: None, sample: Path, tmp_path: Path) -> Scene:
    return Scene(ensure_first_volume(tmp_path / "volume"), sample, make_city())
