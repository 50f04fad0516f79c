"""Where clips stand on a volume, and where they are made.

    clips/cam_7/clip_123.mp4            and clip_123.jpg, its first frame
    clips/cam_7/clip_123_marked.mp4     its marked copy
    clips/cam_7/.<claim>.mp4            while it is made, and .<claim>.jpg

A file gets its own name only once it is whole, checked and synced; what bears a claim's name is
nobody's as soon as no row has that claim.
"""

import errno
import hashlib
import logging
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

from clips.models import FOLDER, Clip
from recordings.compression.workplace import sync_folder
from recordings.faults import CameraFault
from recordings.models import StorageVolume
from recordings.volumes import active_volumes, free_bytes, has_its_disk, usable_volumes

logger = logging.getLogger(__name__)


def camera_folder(clip: Clip) -> str:
    """Relative to the volume."""
    return f"{FOLDER}/cam_{clip.camera_id}"


def roomy_volume(more_bytes: int) -> StorageVolume | None:
    """The volume with most room, if so much can be written to it and its reserve stays free."""
    try:
        volumes = usable_volumes(active_volumes())
    except CameraFault:
        return None
    for volume in volumes:
        if not volume.is_short and free_bytes(volume.root) - volume.reserve_bytes > more_bytes:
            return StorageVolume.objects.get(pk=volume.id)
    return None


def free_name(clip: Clip, volume: StorageVolume) -> str:
    """A path, relative to the volume, at which nothing stands.

    After a database was lost and made anew, numbers come again: what stands there then is
    somebody's evidence, and is never written over.
    """
    stem = f"{camera_folder(clip)}/clip_{clip.pk}"
    number = 1
    path = f"{stem}.mp4"
    while os.path.lexists(volume.path / path):
        number += 1
        path = f"{stem}_{number}.mp4"
    return path


def working_path(folder: Path, claim: UUID, suffix: str = ".mp4") -> Path:
    return folder / f".{claim}{suffix}"


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync_file(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def working_files() -> Iterator[tuple[UUID, Path]]:
    """What is being made, or was when its worker died, on the volumes that are there."""
    for volume in StorageVolume.objects.all():
        if has_its_disk(volume):
            for path in sorted((volume.path / FOLDER).glob("cam_*/.*")):
                claim = _claim_of(path)
                if claim is not None and path.is_file() and not path.is_symlink():
                    yield claim, path


def _claim_of(path: Path) -> UUID | None:
    try:
        return UUID(path.name[1:37])
    except ValueError:
        return None


def unlink_quietly(paths: Iterable[Path | None]) -> bool:
    """Whether nothing stands at any of them any more."""
    gone = True
    for path in paths:
        try:
            if path is not None:
                path.unlink(missing_ok=True)
        except OSError as error:
            logger.warning("%s cannot be removed: %s", path, error.strerror)
            gone = False
    return gone


def give_name(working: Path, final: Path) -> None:
    """The file its own name, synced. Raises FileExistsError rather than take another's."""
    try:
        os.link(working, final, follow_symlinks=False)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS):
            raise
        if os.path.lexists(final):  # a file system without links: the next best thing
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
        working.rename(final)
    working.unlink(missing_ok=True)
    sync_folder(final.parent)
