"""Files held against what a manifest says of them; nothing outside the given folder is read."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from clips.manifest_form import Manifest, SourceRange
from clips.verifying import CHUNK_BYTES, Verdict, judge_clip, judge_source, open_plain

BYTES = bytes(range(256)) * 20_000
START, END = 1_000, len(BYTES) - 1_000
PATH = "city_1/cam_3/a.mp4"


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def source(path: str = PATH, start: int = START, end: int = END) -> SourceRange:
    return SourceRange(path, start, end, digest(BYTES[START:END]))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    volume = tmp_path / "volume"
    path = volume / PATH
    path.parent.mkdir(parents=True)
    path.write_bytes(BYTES)
    return volume


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@contextmanager
def opened(*folders: Path) -> Iterator[list[int]]:
    descriptors = [os.open(each, os.O_RDONLY | os.O_DIRECTORY) for each in folders]
    before = open_files()
    try:
        yield descriptors
        assert open_files() == before
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


def judged(source: SourceRange, *folders: Path) -> Verdict:
    with opened(*folders) as roots:
        return judge_source(roots, source, lambda _more: None)


def test_a_range_that_is_still_there_agrees(folder: Path) -> None:
    read: list[int] = []
    with opened(folder) as roots:
        assert judge_source(roots, source(), read.append) == Verdict.AGREES
    assert sum(read) == END - START
    assert max(read) <= CHUNK_BYTES


def test_a_changed_byte_inside_the_range_differs_and_one_outside_does_not(folder: Path) -> None:
    for at, verdict in ((START - 1, "agrees"), (END, "agrees"), (START, "differs")):
        with (folder / PATH).open("r+b") as file:
            file.seek(at)
            file.write(bytes([BYTES[at] ^ 1]))
        assert judged(source(), folder) == verdict


def test_a_file_that_is_shorter_differs_however_long_the_range_is(folder: Path) -> None:
    assert judged(source(end=(1 << 63) - 1), folder) == Verdict.DIFFERS
    assert judged(source(start=(1 << 63) - 2, end=(1 << 63) - 1), folder) == Verdict.DIFFERS
    os.truncate(folder / PATH, END - 1)
    assert judged(source(), folder) == Verdict.DIFFERS


def test_a_file_or_folder_that_went_is_gone(folder: Path) -> None:
    assert judged(source("city_1/cam_3/b.mp4"), folder) == Verdict.GONE
    assert judged(source("city_2/cam_3/a.mp4"), folder) == Verdict.GONE


def test_of_several_volumes_the_one_that_has_it_counts(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    assert judged(source(), other, folder) == Verdict.AGREES
    (other / "city_1/cam_3").mkdir(parents=True)
    (other / PATH).write_bytes(b"another's")
    assert judged(source(), other, folder) == Verdict.AGREES
    assert judged(source(), other) == Verdict.DIFFERS


def test_links_lead_nowhere(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.mp4"
    secret.write_bytes(BYTES)
    (folder / PATH).unlink()
    (folder / PATH).symlink_to(secret)
    assert judged(source(), folder) == Verdict.UNREADABLE
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.mp4").write_bytes(BYTES)
    (folder / "linked").symlink_to(outside)
    assert judged(source("linked/a.mp4"), folder) == Verdict.UNREADABLE


def test_what_is_no_file_is_neither_read_nor_waited_for(folder: Path) -> None:
    (folder / PATH).unlink()
    os.mkfifo(folder / PATH)
    assert judged(source(), folder) == Verdict.UNREADABLE
    assert judged(source("city_1/cam_3"), folder) == Verdict.UNREADABLE
    assert judged(source(f"{PATH}/a.mp4"), folder) == Verdict.UNREADABLE


def manifest(sha256: str, size: int) -> Manifest:
    return Manifest({}, sha256, size, ())


def test_a_clip_is_held_against_size_and_hash(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(BYTES)
    found = digest(BYTES)
    read: list[int] = []
    descriptor = open_plain(path)
    try:
        for told, verdict in (
            (manifest(found, len(BYTES)), (Verdict.AGREES, len(BYTES), found)),
            (manifest("0" * 64, len(BYTES)), (Verdict.DIFFERS, len(BYTES), found)),
            (manifest(found, len(BYTES) + 1), (Verdict.DIFFERS, len(BYTES), "")),
        ):
            assert judge_clip(descriptor, told, read.append) == verdict
    finally:
        os.close(descriptor)
    assert sum(read) == 2 * len(BYTES)


def test_only_plain_files_are_opened(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, tmp_path, tmp_path / "none", Path("/dev/zero")):
        with pytest.raises(OSError):  # noqa: PT011 - each for its own reason
            open_plain(path)
