"""A volume, a real file to put on it, and a scene with both cities."""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from recordings.media.fragments import FragmentScan, scan
from recordings.models import StorageVolume
from recordings.volumes import ensure_first_volume
from tests.people import People
from tests.recordings.api.scene import Scene, make_scene
from tests.unit.media.ffmpeg_samples import record


@dataclass(frozen=True)
class Footage:
    """A recorder's file: its bytes, and where its second fragment ends.

    The figures are those of the first two fragments alone.
    """

    content: bytes
    two_fragments_end: int
    two_fragments_ms: int
    two_fragments_frames: int
    codecs: str


@pytest.fixture(scope="session")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Footage:
    path = record(tmp_path_factory.mktemp("footage"), "h264")
    content = path.read_bytes()
    path.write_bytes(content[: _scan(path).offsets[2]])  # and what comes between fragments
    two = _scan(path)
    return Footage(
        content=content,
        two_fragments_end=two.end_offset,
        two_fragments_ms=round(two.duration * 1000 / two.timescale),
        two_fragments_frames=two.frames,
        codecs=two.movie.codecs,
    )


def _scan(path: Path) -> FragmentScan:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return scan(descriptor)
    finally:
        os.close(descriptor)


@pytest.fixture
def volume(db: None, tmp_path: Path) -> StorageVolume:
    return ensure_first_volume(tmp_path / "volume")


@pytest.fixture
def scene(people: People, volume: StorageVolume, footage: Footage) -> Scene:
    return make_scene(people, volume, footage.content)
