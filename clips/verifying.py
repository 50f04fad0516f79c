"""Whether files are what a manifest says: the clip itself, and the recordings it was cut from.

Pure. Nothing is written, nothing outside the given folder is opened, and no more than a chunk is
in memory.
"""

import errno
import hashlib
import os
import stat
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from clips.manifest_form import Manifest, SourceRange

CHUNK_BYTES = 1 << 20
_READ = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK  # of a pipe it would wait for a writer
_BELOW = _READ | os.O_NOFOLLOW

Advance = Callable[[int], None]
"""Called with the bytes read since the last call."""


class Verdict(StrEnum):
    AGREES = "agrees"
    DIFFERS = "differs"
    GONE = "gone"
    UNREADABLE = "unreadable"


# Of a source that may be on any of several volumes: what counts if they disagree.
_BEST_FIRST = (Verdict.AGREES, Verdict.DIFFERS, Verdict.UNREADABLE, Verdict.GONE)


def open_plain(path: Path) -> int:
    """A descriptor. Raises OSError, also for what is no plain file."""
    return _plain(os.open(path, _READ))


def judge_clip(descriptor: int, manifest: Manifest, advance: Advance) -> tuple[Verdict, int, str]:
    """With the size and hash that were found; the hash is empty where the size tells already.

    Raises OSError.
    """
    size = os.fstat(descriptor).st_size
    if size != manifest.bytes:
        return Verdict.DIFFERS, size, ""
    sha256 = _digest(descriptor, 0, size, advance)
    return Verdict.AGREES if sha256 == manifest.sha256 else Verdict.DIFFERS, size, sha256


def judge_source(folders: list[int], source: SourceRange, advance: Advance) -> Verdict:
    """`folders`: descriptors of the volumes' roots, at least one."""
    found = {_judge_in(folder, source, advance) for folder in folders}
    return next(verdict for verdict in _BEST_FIRST if verdict in found)


def _judge_in(folder: int, source: SourceRange, advance: Advance) -> Verdict:
    try:
        descriptor = _open_below(folder, source.file)
    except FileNotFoundError:
        return Verdict.GONE
    except OSError:
        return Verdict.UNREADABLE
    try:
        sha256 = _digest(descriptor, source.start, source.end, advance)
    except OSError:
        return Verdict.UNREADABLE
    finally:
        os.close(descriptor)
    return Verdict.AGREES if sha256 == source.sha256 else Verdict.DIFFERS


def _digest(descriptor: int, start: int, end: int, advance: Advance) -> str:
    """Of bytes [start, end); empty when the file ends before."""
    digest = hashlib.sha256()
    at = start
    if os.fstat(descriptor).st_size < end:
        return ""
    while at < end:
        data = os.pread(descriptor, min(CHUNK_BYTES, end - at), at)
        if not data:
            return ""
        digest.update(data)
        at += len(data)
        advance(len(data))
    return digest.hexdigest()


def _open_below(folder: int, path: str) -> int:
    """Name by name, and through no link. `path` is one that `manifest_form` let pass."""
    *parents, name = path.split("/")
    at = os.dup(folder)
    try:
        for parent in parents:
            above, at = at, os.open(parent, _BELOW | os.O_DIRECTORY, dir_fd=at)
            os.close(above)
        return _plain(os.open(name, _BELOW, dir_fd=at))
    finally:
        os.close(at)


def _plain(descriptor: int) -> int:
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise OSError(errno.EINVAL, "this is no plain file")
