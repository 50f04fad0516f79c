"""What the tests of the recorder's parts share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from recordings.simulator.process import CameraProcess
from tests.cameras import SMALL


@pytest.fixture(scope="module")
def camera(clips: Path) -> Iterator[CameraProcess]:
    """An open camera that no test changes."""
    with CameraProcess(clips, SMALL) as process:
        yield process
