"""Day folders that hold no footage any more.

Only those of days before yesterday (UTC): recorders write to today's, to yesterday's when the
clock steps back, and have those of the week ahead made for them.
"""

import contextlib
import os
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from recordings.audit.names import LEVELS, is_leftover
from recordings.cleanup.files import Stays, open_folder, open_volume
from recordings.models import StorageVolume
from recordings.times import TIMES_FILE

_CITY, _CAMERA, _DAY = (level.folders for level in LEVELS[:3])


def remove_empty_days(volume: StorageVolume, folders: Iterable[str], now: datetime) -> int:
    """How many of the day folders were empty, past, and are gone. A volume that is away keeps
    them."""
    with contextlib.suppress(Stays), open_volume(volume) as root:
        return sum(_remove(root, folder, now) for folder in folders)
    return 0


def sweep_empty_days(volume: StorageVolume, now: datetime) -> int:
    """Those of all cameras: what a crash left, or an audit."""
    with contextlib.suppress(Stays), open_volume(volume) as root:
        days = (
            f"{camera}/{day}"
            for camera in _camera_folders(root)
            for day in _folders(root, camera, _DAY)
        )
        return sum(_remove(root, day, now) for day in days)
    return 0


def _remove(root: int, folder: str, now: datetime) -> bool:
    """Whether it is gone. What else lies there than our own notes keeps it."""
    camera, _, day = folder.rpartition("/")
    if not _is_past(day, now):
        return False
    try:
        with open_folder(root, folder) as inside:
            names = _names(inside)
            if not all(name == TIMES_FILE or is_leftover(name) for name in names):
                return False
            for name in names:
                os.unlink(name, dir_fd=inside)
        with open_folder(root, camera) as parent:
            os.rmdir(day, dir_fd=parent)
    except OSError:
        return False
    return True


def _is_past(day: str, now: datetime) -> bool:
    try:
        return date.fromisoformat(day) < now.astimezone(UTC).date() - timedelta(days=1)
    except ValueError:
        return False


def _camera_folders(root: int) -> Iterator[str]:
    for city in _folders(root, "", _CITY):
        for camera in _folders(root, city, _CAMERA):
            yield f"{city}/{camera}"


def _folders(root: int, path: str, pattern: re.Pattern[str] | None) -> list[str]:
    """Names of ours below, in order; a folder that cannot be read has none."""
    assert pattern is not None
    try:
        if not path:
            names = _names(root)
        else:
            with open_folder(root, path) as folder:
                names = _names(folder)
    except OSError:
        return []
    return sorted(name for name in names if pattern.fullmatch(name))


def _names(folder: int) -> list[str]:
    with os.scandir(folder) as entries:
        return [entry.name for entry in entries]
