"""Where a new volume may lie: looked at on the disk, before a byte is written there."""

import os
import tempfile
import uuid
from pathlib import Path

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from plans.errors import Conflict, InvalidInput
from recordings.models import StorageVolume
from recordings.volumes import VOLUME_IDENTITY, has_its_disk, read_identity, write_identity

LONGEST_ROOT = 500
# In the data folder: keys and the like, which no cleanup should ever walk through.
PRIVATE_FOLDERS = ("broker", "cache", "demo", "keys", "logs", "run", "static")


def folder_of(root: str) -> Path:
    """The folder that is written, links followed. Raises InvalidInput."""
    text = root.strip()
    if not text.startswith("/") or not text.isprintable() or len(text) > LONGEST_ROOT:
        raise wrong_root(_("Write the folder's whole path, as /mnt/disk1/recordings."))
    try:
        path = Path(text).resolve()
    except (OSError, RuntimeError, ValueError):
        raise wrong_root(_("This path leads nowhere.")) from None
    if len(str(path)) > LONGEST_ROOT:
        raise wrong_root(_("This path is too long."))
    return path


def check_place(path: Path) -> None:
    """Apart from every other volume and from the installation's own files. Raises InvalidInput,
    Conflict."""
    for other in StorageVolume.objects.all():
        root, words = other.path.resolve(), {"name": other.name, "root": other.root}
        if path == root or _is_same_folder(path, root):
            raise Conflict(_("This is the folder of the volume %(name)s (%(root)s).") % words)
        if path.is_relative_to(root):
            raise wrong_root(_("It lies inside the volume %(name)s (%(root)s).") % words)
        if root.is_relative_to(path):
            raise wrong_root(_("The volume %(name)s (%(root)s) lies inside it.") % words)
    data = Path(settings.VMS_DATA_DIR).resolve()
    private = [data / name for name in PRIVATE_FOLDERS]
    if data.is_relative_to(path) or any(path.is_relative_to(folder) for folder in private):
        raise wrong_root(
            _("The installation keeps its own files there (%(path)s).") % {"path": data}
        )


def make_folder(path: Path) -> None:
    """Unless it is there; it must be ours to write to. Raises InvalidInput."""
    try:
        path.mkdir(mode=0o750, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path) as file:
            file.write(b"x")
            file.flush()
            os.fsync(file.fileno())
    except (FileExistsError, NotADirectoryError):
        raise wrong_root(_("There is a file of this name, not a folder.")) from None
    except OSError as error:
        words = _("The folder cannot be written: %(problem)s.") % {"problem": error.strerror}
        raise wrong_root(words) from None


def identity_in(path: Path) -> uuid.UUID | None:
    """What the folder's identity file says, if it may be used here.

    None without such a file. That of a known volume, or one that we wrote before a crash. Raises
    Conflict for another installation's and for one that is damaged.
    """
    file = path / VOLUME_IDENTITY
    if not os.path.lexists(file):
        return None
    told = read_identity(file)
    try:
        identity = uuid.UUID(told["volume"])
    except (KeyError, ValueError, AttributeError, TypeError):
        words = _("%(file)s is damaged: mend it, or choose another folder.")
        raise Conflict(words % {"file": file}) from None
    known = StorageVolume.objects.filter(uuid=identity).exists()
    if not known and told.get("installation") != _installation():
        words = _(
            "%(file)s names a volume that is not known here (%(uuid)s): another installation's "
            "footage may lie there. If the folder may be used, take that file away first."
        )
        raise Conflict(words % {"file": file, "uuid": identity})
    return identity


def volume_elsewhere(identity: uuid.UUID | None) -> StorageVolume | None:
    """The known volume of that identity, whose disk is no more where it was. Raises Conflict if
    it still is: then this is a copy, or the same disk mounted twice."""
    row = StorageVolume.objects.filter(uuid=identity).first() if identity else None
    if row is not None and has_its_disk(row):
        words = _("The folder carries the identity of the volume %(name)s, which is at %(root)s.")
        raise Conflict(words % {"name": row.name, "root": row.root})
    return row


def sign(path: Path, identity: uuid.UUID) -> None:
    """Write the identity file, safely. Raises InvalidInput."""
    try:
        content = {"volume": str(identity), "installation": _installation()}
        write_identity(path / VOLUME_IDENTITY, content)
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        words = _("The folder cannot be written: %(problem)s.") % {"problem": error.strerror}
        raise wrong_root(words) from None


def disk_of(path: Path) -> int | None:
    """The device's number; None while nothing is there."""
    try:
        return path.stat().st_dev
    except OSError:
        return None


def wrong_root(words: str) -> InvalidInput:
    return InvalidInput(words, fields={"root": [words]})


def _is_same_folder(path: Path, other: Path) -> bool:
    """By another path, as a bind mount is."""
    try:
        return path.samefile(other)
    except OSError:
        return False


def _installation() -> str:
    """Tells our identity files from those of other installations; nothing follows from it."""
    return salted_hmac("recordings.services.volumes", "installation").hexdigest()[:16]
