"""Files that are still being written, as readers see them."""

import itertools
import struct
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from recordings.growing import GrowingFile, GrowingFiles
from tests.unit.media.ffmpeg_samples import record

RECORDING = uuid4()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return record(tmp_path_factory.mktemp("growing"), "h264").read_bytes()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "recording.mp4"


def ends_of(data: bytes) -> list[int]:
    """Where each fragment's mdat ends."""
    ends, at = [], 0
    while at < len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        at += size
        if kind == b"mdat":
            ends.append(at)
    return ends


def summary(growing: GrowingFile | None) -> tuple[int, int, int] | None:
    if growing is None:
        return None
    return growing.scan.count, growing.scan.end_offset, growing.size_bytes


def test_a_file_is_seen_fragment_by_fragment(path: Path, whole: bytes) -> None:
    ends = ends_of(whole)
    files = GrowingFiles()
    seen = []
    for end in ends:
        path.write_bytes(whole[: end + 10])
        growing = files.look(RECORDING, path)
        seen.append(growing and (growing.scan.count, growing.size_bytes))
    sizes = [min(end + 10, len(whole)) for end in ends]
    assert seen == list(zip(itertools.count(1), sizes, strict=False))
    path.write_bytes(whole)
    again = GrowingFiles().look(uuid4(), path)
    assert summary(files.look(RECORDING, path)) == summary(again)


def test_an_earlier_look_does_not_change(path: Path, whole: bytes) -> None:
    ends = ends_of(whole)
    files = GrowingFiles()
    path.write_bytes(whole[: ends[0]])
    earlier = files.look(RECORDING, path)
    path.write_bytes(whole)
    files.look(RECORDING, path)
    assert summary(earlier) == (1, ends[0], ends[0])


def test_without_a_whole_fragment_there_is_nothing_to_see(path: Path, whole: bytes) -> None:
    first_end = ends_of(whole)[0]
    files = GrowingFiles()
    seen = []
    for size in (0, 20, 1000, first_end - 1):
        path.write_bytes(whole[:size])
        seen.append(files.look(RECORDING, path))
    assert seen == [None] * 4


def test_a_file_that_is_gone_or_foreign_is_not_seen(path: Path) -> None:
    files = GrowingFiles()
    assert files.look(RECORDING, path) is None
    path.write_bytes(b"no media " * 1000)
    assert files.look(RECORDING, path) is None
    assert files.look(RECORDING, path.parent) is None


def test_the_scans_asked_about_least_lately_are_dropped(path: Path, whole: bytes) -> None:
    path.write_bytes(whole)
    files = GrowingFiles(kept=2)
    first, second, third = (UUID(int=n) for n in range(3))
    for asked in (first, second, first, third):
        files.look(asked, path)
    assert list(files._scans) == [first, third]


def test_no_descriptor_stays_open(path: Path, whole: bytes) -> None:
    path.write_bytes(whole)
    files = GrowingFiles()
    files.look(RECORDING, path)
    before = len(list(Path("/proc/self/fd").iterdir()))
    for content in (whole, whole[:20], b"no media"):
        path.write_bytes(content)
        files.look(uuid4(), path)
    assert len(list(Path("/proc/self/fd").iterdir())) == before
