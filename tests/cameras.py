"""Simulated cameras for every test that records: clips are made once for all workers."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from recordings.simulator.auth import Credentials
from recordings.simulator.clip_media import ClipSpec
from recordings.simulator.process import CameraProcess

SMALL = ClipSpec(gop_frames=12, fps=24, seconds=4)  # 0.5 s GOPs
StartCamera = Callable[..., CameraProcess]


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all workers of the run: making clips costs seconds of CPU."""
    base = tmp_path_factory.getbasetemp()
    return (base.parent if base.name.startswith("popen-") else base) / "clips"


@pytest.fixture
def start_camera(clips: Path) -> Iterator[StartCamera]:
    """Starts simulated cameras that end with the test."""
    with ExitStack() as stack:

        def start(
            spec: ClipSpec = SMALL, credentials: Credentials | None = None, *arguments: str
        ) -> CameraProcess:
            process = CameraProcess(clips, spec, credentials=credentials, arguments=arguments)
            return stack.enter_context(process)

        yield start
