"""Disks of a test's own, and a supervisor that records onto them."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from recordings.ffmpeg.layout import OutputPattern
from recordings.models import Camera, StorageVolume
from recordings.processes import find_recorders
from recordings.volumes import ensure_first_volume
from tests.faults.installation.disks import Disks, why_mounts_are_impossible
from tests.people import make_people
from tests.recordings.supervision.bench import Bench
from tests.recordings.supervision.conftest import bench

__all__ = ["bench"]


@dataclass
class VolumesBench(Bench):
    """A bench over several volumes; `root` is the first."""

    others: tuple[Path, ...] = ()

    def pids(self, camera: Camera | None = None) -> list[int]:
        found = self.recorders()
        return sorted(p for p, its in found if camera is None or its.camera_id == camera.pk)

    def recorders(self) -> list[tuple[int, OutputPattern]]:
        return find_recorders([self.root, *self.others])


StartBench = Callable[..., VolumesBench]


@pytest.fixture(scope="session")
def mounts_impossible(tmp_path_factory: pytest.TempPathFactory) -> str:
    return why_mounts_are_impossible(tmp_path_factory.mktemp("mounts"))


@pytest.fixture
def disks(
    request: pytest.FixtureRequest, tmp_path: Path, mounts_impossible: str
) -> Iterator[Disks]:
    """The one thing a machine may lack: loop mounts need root. Said aloud, never passed over."""
    if mounts_impossible:
        what = f"LOOP MOUNTS IMPOSSIBLE ({mounts_impossible}): not proven: {request.node.name}"
        capture = request.config.pluginmanager.getplugin("capturemanager")
        with capture.global_and_fixture_disabled():  # one of several test processes, too
            sys.stderr.write(f"\n{what}\n")
            sys.stderr.flush()
        pytest.skip(what)
    disks = Disks(tmp_path)
    try:
        yield disks
    finally:
        disks.detach()


@pytest.fixture
def start_bench(transactional_db: None, disks: Disks) -> Iterator[StartBench]:
    """Makes a volume of each root, in order, and starts the supervisor over them."""
    people = make_people()
    with ExitStack() as stack:

        def start(*roots: Path) -> VolumesBench:
            for root in roots:
                ensure_first_volume(root)
            StorageVolume.objects.update(reserve_bytes=0)
            bench = VolumesBench(
                root=roots[0], others=roots[1:], city=people.city, owner=people.owner
            )
            stack.callback(bench.close)
            bench.start()
            return bench

        yield start
