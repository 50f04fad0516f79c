"""What cannot be read or is not ours goes aside, on the same disk and under its own path.

    .quarantine/city_1/cam_7/2026-11-20/15-00-00_1a2b3c4d.mp4

A rename moves it: nothing is copied, nothing is deleted, and a crash leaves it in one of the two
places. To bring a file back is to move it back.
"""

import os
import stat
from pathlib import Path, PurePosixPath

from recordings.audit.names import QUARANTINE

MODE = 0o750


def move_aside(root: Path, path: str) -> str:
    """Where it lies now, relative to the volume. Raises OSError.

    `path` comes from the walk, so no part of it is a link but perhaps the last, which is moved
    itself. One audit at a time moves things, so a free place stays free.
    """
    path = path.rstrip("/")
    for attempt in range(1, 1000):
        place = f"{QUARANTINE}/{path}" if attempt == 1 else f"{QUARANTINE}/.again-{attempt}/{path}"
        if not os.path.lexists(root / place):
            break
    else:
        raise FileExistsError(17, "Too many of this name are in quarantine")
    _make_folders(root, PurePosixPath(place).parent)
    (root / path).rename(root / place)
    return place


def _make_folders(root: Path, folder: PurePosixPath) -> None:
    """Each a real folder: a link would lead out of the volume."""
    at = root
    for name in folder.parts:
        at /= name
        at.mkdir(mode=MODE, exist_ok=True)
        if not stat.S_ISDIR(at.lstat().st_mode):
            raise NotADirectoryError(20, "Not a folder", str(at))
