"""One walk over a volume's tree in the order of its paths, following no link.

Only the four levels of our own tree are entered, so that neither a loop nor a deep tree of
somebody else's can hold the walk: a foreign folder is one entry.
"""

import os
import stat
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from recordings.audit.names import CAMERA_LEVEL, LEVELS, Level, is_leftover, is_media


class Shape(Enum):
    """What stands there. All that lies below an entry whose path ends in a slash goes with it,
    but for CAMERA, which only announces the files that follow."""

    CAMERA = "camera"
    MEDIA = "media"
    FOREIGN = "foreign"
    LEFTOVER = "leftover"
    LINK = "link"  # in the place of a folder of ours
    UNLISTABLE = "unlistable"


class Entry(NamedTuple):
    """`path` is relative to the volume; of all but a regular file it ends in a slash."""

    path: str
    shape: Shape
    size_bytes: int = 0
    written_at: float = 0.0  # seconds since the epoch, by the disk
    may_open: bool = True


def walk(root: Path, is_spared: Callable[[str], bool]) -> Iterator[Entry]:
    """Entries in the order of their paths' code points, which is that of their UTF-8 bytes.

    `is_spared` says of a foreign folder's path whether it is to be passed over in silence.
    Memory is that of the largest folder's list.
    """
    return _Walk(f"{root}/", is_spared).below("", 0)


class _Walk:
    def __init__(self, root: str, is_spared: Callable[[str], bool]) -> None:
        self._root = root
        self._is_spared = is_spared

    def below(self, prefix: str, depth: int) -> Iterator[Entry]:
        try:
            with os.scandir(self._root + prefix) as found:
                entries = sorted(found, key=_place)
        except FileNotFoundError:
            return  # removed since its parent was read
        except OSError:
            yield Entry(prefix, Shape.UNLISTABLE)
            return
        level = LEVELS[depth]
        for entry in entries:
            if entry.name not in level.not_ours:
                yield from self._look(entry, prefix, depth, level)

    def _look(
        self, entry: "os.DirEntry[str]", prefix: str, depth: int, level: Level
    ) -> Iterator[Entry]:
        path = prefix + entry.name
        is_ours = level.folders is not None and level.folders.fullmatch(entry.name)
        if entry.is_symlink():
            yield Entry(f"{path}/", Shape.LINK if is_ours else Shape.FOREIGN)
        elif entry.is_file(follow_symlinks=False):
            yield from self._look_at_file(entry, path, level)
        elif is_ours and entry.is_dir(follow_symlinks=False):
            if depth + 1 == CAMERA_LEVEL:
                yield Entry(f"{path}/", Shape.CAMERA)
            yield from self.below(f"{path}/", depth + 1)
        elif not self._is_spared(path):
            yield Entry(f"{path}/", Shape.FOREIGN)

    def _look_at_file(self, entry: "os.DirEntry[str]", path: str, level: Level) -> Iterator[Entry]:
        try:
            found = entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            return
        except OSError:
            yield Entry(path, Shape.UNLISTABLE)
            return
        shape = _shape(entry.name, path, level)
        if shape is not None and not (shape is Shape.FOREIGN and self._is_spared(path)):
            may_open = shape is not Shape.MEDIA or _may_open(found) or _may_access(entry)
            yield Entry(path, shape, found.st_size, found.st_mtime, may_open)


def _place(entry: "os.DirEntry[str]") -> str:
    """Its name as its path ends; what else stands there than files and folders holds nothing."""
    return entry.name if entry.is_file(follow_symlinks=False) else entry.name + "/"


def _shape(name: str, path: str, level: Level) -> Shape | None:
    """None for files of ours that have no row."""
    if name in level.files:
        return None
    if level.has_media and is_media(path.rsplit("/", 2)[-2], name):
        return Shape.MEDIA
    return Shape.LEFTOVER if is_leftover(name) else Shape.FOREIGN


_USER, _GROUPS = os.geteuid(), frozenset({os.getegid(), *os.getgroups()})


def _may_open(found: os.stat_result) -> bool:
    """By the mode alone, which costs nothing; where it says no, the kernel is asked."""
    if found.st_uid == _USER:
        return bool(found.st_mode & stat.S_IRUSR)
    if found.st_gid in _GROUPS:
        return bool(found.st_mode & stat.S_IRGRP)
    return bool(found.st_mode & stat.S_IROTH)


def _may_access(entry: "os.DirEntry[str]") -> bool:
    return os.access(entry.path, os.R_OK, effective_ids=True)
