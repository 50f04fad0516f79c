"""Where a smaller file stands until it is whole: beside the cameras' folders, on the same disk.

    .vms-compressing/<recording>.mp4

Whoever makes it holds a lock on it, so that what a crash left is told from what is being made,
whichever machine looks. The lock goes with the file when it is renamed.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from recordings.audit.names import COMPRESSING
from recordings.compression.outcomes import Failed
from recordings.ffmpeg.layout import path_of_version
from recordings.indexing import READ_ONLY
from recordings.models import Recording, StorageVolume
from recordings.spans import epoch_ms
from recordings.times import FileTimes, append_times, read_times

_FILE = os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW


@dataclass(frozen=True, slots=True)
class Workplace:
    descriptor: int
    path: Path


def next_path(row: Recording) -> str:
    """Where the smaller file will stand, relative to the volume."""
    return path_of_version(row.file_path, row.file_version + 1)


def work_path(row: Recording) -> Path:
    return row.volume.path / COMPRESSING / f"{row.pk}.mp4"


@contextlib.contextmanager
def workplace(row: Recording) -> Iterator[Workplace]:
    """An empty file, locked; gone afterwards unless it was renamed. Raises OSError.

    Nothing is done to a file that somebody else has locked.
    """
    path = work_path(row)
    path.parent.mkdir(mode=0o750, exist_ok=True)
    descriptor = os.open(path, _FILE | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        try:
            os.ftruncate(descriptor, 0)
            yield Workplace(descriptor, path)
        finally:
            if _is_there(descriptor, path):
                path.unlink()
    finally:
        os.close(descriptor)


def put_in_place(place: Workplace, row: Recording) -> Path:
    """Under its own name in the recording's folder, synced. Raises OSError, Failed.

    1. The bytes are synced. 2. The day's times file tells of the new name what it tells of the
    old. 3. The file is renamed, and both folders are synced.
    A crash after 2 leaves a line about a file that is not there, which nobody asks about; one
    after 3 a file that no row knows (`leftovers`).
    """
    path = row.volume.path / next_path(row)
    if not _is_there(place.descriptor, place.path):
        raise Failed("The result was taken away.")
    if os.path.lexists(path):
        raise Failed("Something stands where the result should go.")
    os.fchmod(place.descriptor, READ_ONLY)
    os.fsync(place.descriptor)
    append_times(path.parent, _times_of(row, path.name), sync=True)
    place.path.rename(path)
    for folder in (path.parent, place.path.parent):
        sync_folder(folder)
    return path


def is_at_work(path: Path) -> bool:
    """Whether somebody holds the file's lock."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def sweep(volume: StorageVolume) -> None:
    """Remove what nobody works on any more, and nothing but files. Raises OSError."""
    folder = volume.path / COMPRESSING
    if not folder.is_dir() or folder.is_symlink():
        return
    for path in folder.iterdir():
        if not path.is_dir() and not is_at_work(path):
            path.unlink()


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _times_of(row: Recording, name: str) -> FileTimes:
    """What the row says: it is what the file's times came to."""
    assert row.end_time is not None
    start_ms, end_ms = epoch_ms(row.start_time), epoch_ms(row.end_time)
    known = read_times(row.path.parent).get(row.path.name)
    reason = row.close_reason or (known.reason if known else "")
    return FileTimes(name, start_ms, end_ms, row.time_source, reason)


def _is_there(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.lstat())
    except FileNotFoundError:
        return False
