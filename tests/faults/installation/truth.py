"""What the files hold, against what the camera sent."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from recordings.media.errors import MediaError
from recordings.media.fragments import FragmentScan, scan
from recordings.simulator.stamp import Stamp, read_stamps

BLOCK_BYTES = 4096
LARGEST_FIRST_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Loss:
    """Frames between the first and the last recorded one that are in no file, or twice.

    `seconds` is the time between the frames around each hole, in all.
    """

    seconds: float
    frames: int
    doubled: int = 0


def media_files(*roots: Path) -> list[Path]:
    """By name, which sorts them by time.

    A folder that a failing disk never got, that of a later day say, cannot be read. If there were
    files in it, their frames are missed.
    """
    folders = [(folder, names) for root in roots for folder, _, names in os.walk(root)]
    walked = [Path(folder, name) for folder, names in folders for name in names]
    found = [path for path in walked if path.suffix == ".mp4"]
    return sorted(found, key=lambda path: (path.parent.name, path.name))


def stamps_in(paths: Iterable[Path]) -> list[Stamp]:
    """Of the frames in whole fragments, by number; what is torn plays in no player."""
    stamps = [stamp for path in paths for stamp in _whole_stamps(path)]
    return sorted(stamps, key=lambda stamp: stamp.frame)


def loss_in(paths: Iterable[Path]) -> Loss:
    stamps = stamps_in(paths)
    assert stamps, "no frame is recorded at all"
    seconds, frames, doubled = 0.0, 0, 0
    for before, after in pairwise(stamps):
        if after.frame == before.frame:
            doubled += 1
        elif after.frame > before.frame + 1:
            frames += after.frame - before.frame - 1
            seconds += (after.sent_ns - before.sent_ns) / 1e9
    return Loss(round(seconds, 3), frames, doubled)


def look(path: Path) -> FragmentScan | None:
    """The file's whole fragments; None when it holds, at most, a piece of a header."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return scan(descriptor)
    except MediaError as error:
        if error.kind != "no_moov":
            raise
        return None
    finally:
        os.close(descriptor)


def assert_each_is_whole_to_its_last_fragment(paths: Iterable[Path]) -> None:
    """Each file is empty, or fragments and then less than another one.

    Behind them may be a torn fragment, and after a power cut zeros up to the end of the last
    block: ext4 may have kept a file's length and not the last bytes of it.
    """
    for path in paths:
        progress = look(path)
        if progress is None:
            assert path.stat().st_size < BLOCK_BYTES, path
            continue
        left_bytes = path.stat().st_size - progress.end_offset
        largest_bytes = max(progress.sizes(), default=LARGEST_FIRST_BYTES)
        assert left_bytes < 2 * largest_bytes + BLOCK_BYTES, f"{path}: {left_bytes} bytes left"


def _whole_stamps(path: Path) -> list[Stamp]:
    progress = look(path)
    return read_stamps(path)[: progress.frames] if progress else []
