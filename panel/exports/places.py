"""Where archives of footage are made: on a volume that has room for them beside its recordings.

    exports/<claim>.zip

Cleanup, quota and audit never look inside. What stands there and no job knows was left by a try
whose disk was away when it should have been removed.
"""

import logging
from pathlib import Path

from django.utils.translation import gettext as _

from clips.places import roomy_volume
from panel.models import Job
from plans.errors import ApplicationError
from recordings.faults import CameraFault
from recordings.models import StorageVolume
from recordings.volumes import free_bytes

logger = logging.getLogger(__name__)
FOLDER = "exports"


def archive_place(more_bytes: int, stem: str) -> Path:
    """Raises ApplicationError when no volume has room for so much above its reserve."""
    try:
        volume = roomy_volume(more_bytes)
    except CameraFault:
        volume = None
    if volume is None:
        raise ApplicationError(no_room_words())
    folder = volume.path / FOLDER
    _remove_left(folder)
    return folder / f"{stem}.zip"


def is_room_measured(more_bytes: int) -> bool:
    """As the volumes were measured last: a page waits for no disk. One that was just added may
    have room; whoever makes the archive looks."""
    return any(
        volume.free_bytes is None or volume.free_bytes - volume.reserve_bytes > more_bytes
        for volume in StorageVolume.objects.filter(is_active=True, is_short=False)
    )


def refuse_full_volume(folder: Path) -> None:
    """Recorders come first: raise ApplicationError where an archive eats into the reserve."""
    volume = StorageVolume.objects.filter(root=str(folder.parent)).first()
    try:
        if volume is not None and free_bytes(volume.path) > volume.reserve_bytes:
            return
    except CameraFault:
        pass
    raise ApplicationError(no_room_words())


def no_room_words() -> str:
    return _("No storage volume has room for this; choose less, or free some space.")


def _remove_left(folder: Path) -> None:
    """A job notes its path before it makes the file: whose file is seen first, is known after."""
    found = list(folder.glob("*.zip"))
    known = set(Job.objects.exclude(file_path="").values_list("file_path", flat=True))
    for path in found:
        if str(path) not in known:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                logger.warning("%s cannot be removed: %s", path, error.strerror)
