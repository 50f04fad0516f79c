"""Files on a volume as cleanup touches them: through descriptors, following no link.

The volume's root is opened once and its identity read through that descriptor: from then on a
disk that is taken away, or another mounted over it, is never what is written to.
"""

import contextlib
import json
import os
import stat
from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum

from recordings.audit.names import LEVELS, is_media
from recordings.clock import Clock
from recordings.models import StorageVolume
from recordings.volumes import VOLUME_IDENTITY, has_its_disk

BLOCK_BYTES = 512  # the unit of st_blocks, whatever the disk's own (stat(2))
JUST_WRITTEN = timedelta(seconds=60)
LONGEST_IDENTITY_BYTES = 4096
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class Stay(StrEnum):
    """Why a file, or its row, stays for now."""

    VOLUME_AWAY = "volume_away"  # or read-only, or another disk
    DISK_ERROR = "disk_error"
    JUST_WRITTEN = "just_written"
    FOREIGN_PATH = "foreign_path"  # no recorder of ours makes such a path
    NOT_A_FILE = "not_a_file"  # left for the audit
    CHANGED = "changed"  # held, reopened or replaced since it was chosen
    RESTORED = "restored"  # the database is older than its disks, and nobody has confirmed it


class Stays(Exception):
    def __init__(self, reason: Stay) -> None:
        super().__init__(reason)
        self.reason = reason


def place_of(path: str) -> tuple[str, str]:
    """Day folder and name of a recording's file. Raises Stays for a path that is not our layout,
    so that no row can lead out of its volume."""
    folder, _, name = path.rpartition("/")
    parts = folder.split("/")
    patterns = [level.folders for level in LEVELS if level.folders is not None]
    fits = len(parts) == len(patterns) and all(
        pattern.fullmatch(part) for pattern, part in zip(patterns, parts, strict=True)
    )
    if not fits or not is_media(parts[-1], name):
        raise Stays(Stay.FOREIGN_PATH)
    return folder, name


@contextlib.contextmanager
def open_volume(volume: StorageVolume) -> Iterator[int]:
    """A descriptor of its root. Raises Stays unless this very disk is there and writable."""
    if not has_its_disk(volume):
        raise Stays(Stay.VOLUME_AWAY)
    try:
        root = os.open(volume.root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        raise Stays(Stay.VOLUME_AWAY) from None
    try:
        read_only = os.fstatvfs(root).f_flag & os.ST_RDONLY
        if read_only or _identity_in(root) != str(volume.uuid):
            raise Stays(Stay.VOLUME_AWAY)
        yield root
    finally:
        os.close(root)


def _identity_in(root: int) -> object:
    try:
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        descriptor = os.open(VOLUME_IDENTITY, flags, dir_fd=root)
    except OSError:
        return None
    try:
        told = json.loads(os.read(descriptor, LONGEST_IDENTITY_BYTES))
    except (OSError, ValueError, RecursionError):
        return None
    finally:
        os.close(descriptor)
    return told.get("volume") if isinstance(told, dict) else None


@contextlib.contextmanager
def open_folder(root: int, path: str) -> Iterator[int]:
    """A descriptor of a folder below the volume's root. Raises OSError, for a link too."""
    at = os.dup(root)
    try:
        for name in path.split("/"):
            below = os.open(name, _FOLDER, dir_fd=at)
            os.close(at)
            at = below
        yield at
    finally:
        os.close(at)


def weigh(folder: int, name: str, clock: Clock) -> int:
    """What the disk would give back, 0 if nothing stands there. Raises Stays, OSError."""
    found = _look(folder, name)
    if found is None:
        return 0
    age = clock.now() - clock.of_file(found.st_mtime)
    if timedelta(0) <= age < JUST_WRITTEN:
        raise Stays(Stay.JUST_WRITTEN)
    return _allotted_bytes(found)


def unlink(folder: int, name: str) -> int | None:
    """What the disk gives back; None if nothing stood there. Raises Stays, OSError.

    The folder is not synced yet.
    """
    found = _look(folder, name)
    if found is None:
        return None
    with contextlib.suppress(FileNotFoundError):
        os.unlink(name, dir_fd=folder)
    return _allotted_bytes(found)


def _look(folder: int, name: str) -> os.stat_result | None:
    try:
        found = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(found.st_mode):
        raise Stays(Stay.NOT_A_FILE)
    return found


def _allotted_bytes(found: os.stat_result) -> int:
    """Another name for the same bytes keeps them."""
    return found.st_blocks * BLOCK_BYTES if found.st_nlink == 1 else 0
