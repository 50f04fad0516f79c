"""Storage volumes: the right disk, of a fit kind, writable, with room."""

import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from recordings.models import StorageVolume
from recordings.volumes import VOLUME_IDENTITY, free_bytes, has_its_disk, read_identity
from vms.doctor.figures import size
from vms.doctor.findings import Finding, error, ok, warning
from vms.doctor.mounts import mount_of, nearest_existing

LOW_SHARE = 0.10  # of the disk, or twice the reserve


def look() -> list[Finding]:
    """Every volume in use. Raises DatabaseError."""
    rows = list(StorageVolume.objects.filter(is_active=True))
    if not rows:
        what = _("No storage volume is in use; nothing can be recorded.")
        do = _("Start the VMS once (make run), or switch a volume on in the administration.")
        return [error("volumes.none", what, do)]
    return [finding for row in rows for finding in _volume(row)]


def look_without_database() -> list[Finding]:
    """The folder of the first volume, while there is no database to ask for the others."""
    folder: Path = settings.RECORDINGS_DIR
    there = nearest_existing(folder)
    words = {"path": folder, "free": size(free_bytes(there))}
    if not os.access(there, os.W_OK | os.X_OK):
        what = _("The recordings folder %(path)s cannot be made or written.") % words
        do = _("Give it to the user that runs the VMS: chown -R USER %(path)s") % words
        return [error("volumes.not_writable", what, do, str(folder))]
    if (folder / VOLUME_IDENTITY).exists():
        what = _("%(path)s carries the identity of a volume: %(free)s free.") % words
    else:
        what = _("Recordings go to %(path)s: %(free)s free.") % words
    return [ok("volumes.folder", what, str(folder)), *_disk(folder, str(folder))]


def _volume(row: StorageVolume) -> list[Finding]:
    root = str(row.path)
    if not has_its_disk(row):
        return [_wrong_disk(row)]
    problem = write_problem(row.path)
    if problem:
        words = {"path": root, "problem": problem}
        what = _("The volume %(path)s cannot be written: %(problem)s.") % words
        do = _("Look at its owner, at its mount options (read-only?) and at the disk: dmesg")
        return [error("volumes.not_writable", what, do, root)]
    return [_room(row), *_disk(row.path, root)]


def _wrong_disk(row: StorageVolume) -> Finding:
    root = str(row.path)
    words = {"path": root, "file": VOLUME_IDENTITY, "uuid": row.uuid}
    if not row.path.is_dir():
        what = _("The volume %(path)s is missing.") % words
        do = _("Mount its disk there; nothing is recorded onto it until then.")
        return error("volumes.missing", what, do, root)
    identity = row.path / VOLUME_IDENTITY
    if not identity.exists():
        what = _("At %(path)s there is a folder, but not the volume's disk (%(file)s is missing).")
        do = _("Mount the disk. If this is the right folder, restore the file from a backup.")
        return error("volumes.unmounted", what % words, do, root)
    if not read_identity(identity).get("volume"):
        what = _("The file %(file)s of %(path)s is damaged.") % words
        do = _('Write {"volume": "%(uuid)s"} into it if this is the right disk.') % words
        return error("volumes.identity_damaged", what, do, root)
    what = _("At %(path)s another disk is mounted than the volume's.") % words
    do = _("Mount the right one (its %(file)s holds %(uuid)s).") % words
    return error("volumes.other_disk", what, do, root)


def write_problem(root: Path) -> str:
    """Why nothing can be written there, found out by writing; empty when it can."""
    try:
        with tempfile.TemporaryFile(dir=root) as file:
            file.write(b"x")
            file.flush()
            os.fsync(file.fileno())
    except OSError as failure:
        return failure.strerror or "I/O"
    return ""


def _room(row: StorageVolume) -> Finding:
    root, free = str(row.path), free_bytes(row.path)
    disk = os.statvfs(row.path)
    words = {"path": root, "free": size(free), "reserve": size(row.reserve_bytes)}
    if free <= row.reserve_bytes:
        what = _("The volume %(path)s is full: %(free)s free, of which %(reserve)s are reserve.")
        do = _("Make room or add a volume: nothing is recorded onto it.")
        return error("volumes.full", what % words, do, root)
    if free < max(2 * row.reserve_bytes, LOW_SHARE * disk.f_blocks * disk.f_frsize):
        what = _("The volume %(path)s is nearly full: %(free)s free.") % words
        do = _("Make room, shorten the retention or add a volume.")
        return warning("volumes.nearly_full", what, do, root)
    what = _("Volume %(path)s: the right disk, writable, %(free)s free.") % words
    return ok("volumes.room", what, root)


def _disk(root: Path, about: str) -> list[Finding]:
    mount = mount_of(root)
    words = {"path": root, "kind": mount.kind}
    if mount.is_network:
        what = _("%(path)s lies on a network file system (%(kind)s).") % words
        do = _("Record onto a local disk: a network that is away stops every recording.")
        return [warning("volumes.network", what, do, about)]
    if mount.is_memory:
        what = _("%(path)s lies in memory (%(kind)s): a restart takes every recording.") % words
        do = _("Set RECORDINGS_DIR to a folder on a disk.")
        return [warning("volumes.memory", what, do, about)]
    if mount.is_container_layer:
        what = _("%(path)s lies inside the container: it goes when the container is replaced.")
        do = _("Mount a volume of the host there.")
        return [warning("volumes.container", what % words, do, about)]
    if mount.is_system_disk:
        what = _("%(path)s lies on the system's own disk.") % words
        do = _("Good for trying. In use, give recordings a disk of their own (RECORDINGS_DIR).")
        return [warning("volumes.system_disk", what, do, about)]
    return []
