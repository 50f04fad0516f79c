"""A bench for each test; clips of the test cameras are made once for all."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from recordings.models import StorageVolume
from recordings.simulator.auth import Credentials
from recordings.simulator.clip_media import ClipSpec
from recordings.simulator.process import CameraProcess
from recordings.volumes import ensure_first_volume
from tests.people import make_people
from tests.recordings.supervision.bench import Bench

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


@pytest.fixture
def bench(transactional_db: None, tmp_path: Path) -> Iterator[Bench]:
    people = make_people()
    root = tmp_path / "volume"
    ensure_first_volume(root)
    StorageVolume.objects.update(reserve_bytes=0)
    bench = Bench(root=root, city=people.city, owner=people.owner)
    bench.start()
    try:
        yield bench
    finally:
        bench.close()
