"""One installation for all tests of the browser."""

from collections.abc import Iterator

import pytest

from recordings.simulator.clip_media import ClipSpec
from tests.browser.scene import Scene, running_scene

CLIP = ClipSpec(width=640, height=360, gop_frames=50, fps=25, seconds=20, bitrate=500_000)
LENGTHS = [60, 60, 30, 30]


@pytest.fixture(scope="package")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with running_scene(tmp_path_factory.mktemp("browser"), CLIP, LENGTHS, 6) as running:
        yield running
