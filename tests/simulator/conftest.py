from collections.abc import Iterator
from pathlib import Path

import pytest

from recordings.simulator.clip_media import ClipSpec
from recordings.simulator.process import CameraProcess
from tests.simulator.media import SMALL


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder of clips for the whole session: each is made once."""
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="module")
def camera(media: Path) -> Iterator[CameraProcess]:
    """A healthy camera; tests that do it harm start their own."""
    with CameraProcess(media, SMALL) as camera:
        yield camera


@pytest.fixture
def small() -> ClipSpec:
    return SMALL
