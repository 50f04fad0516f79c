"""Storage volumes on disk: identity files, folders, free space."""

import json
import os
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from recordings.faults import CameraFault, Fault
from recordings.models import StorageVolume

VOLUME_IDENTITY = ".vms-volume.json"
CAMERA_IDENTITY = ".vms-camera.json"


@dataclass(frozen=True, slots=True)
class VolumeRef:
    """What a recorder needs of a volume's row, free of the database."""

    id: int
    uuid: uuid.UUID
    root: Path
    reserve_bytes: int


def active_volumes() -> list[VolumeRef]:
    """Those that new runs may choose from."""
    return _refs(StorageVolume.objects.filter(is_active=True))


def all_volumes() -> list[VolumeRef]:
    """With those switched off, where a run that began before goes on writing."""
    return _refs(StorageVolume.objects.all())


def _refs(rows: Iterable[StorageVolume]) -> list[VolumeRef]:
    return [VolumeRef(v.pk, v.uuid, v.path, v.reserve_bytes) for v in rows]


def ensure_first_volume(root: Path) -> StorageVolume:
    """The row and identity file of the installation's first volume, made once.

    A folder that already carries an identity keeps it: it is the same disk after the database
    was lost. A row whose folder has lost its identity is left alone: that disk is not there.
    """
    # The identity is written before the commit: a crash between leaves a folder whose identity
    # is taken over next time, never a row that waits for a disk of another identity.
    with transaction.atomic():
        row = StorageVolume.objects.filter(root=str(root)).first()
        if row is not None:
            return row
        root.mkdir(mode=0o750, parents=True, exist_ok=True)
        known = read_identity(root / VOLUME_IDENTITY)
        identity = _identity(known.get("volume"), root)
        # The same disk under another name: rows hold paths relative to it, so all stay true.
        if StorageVolume.objects.filter(uuid=identity).update(root=str(root)):
            return StorageVolume.objects.get(uuid=identity)
        row = StorageVolume.objects.create(
            uuid=identity,
            name=f"volume-{StorageVolume.objects.count() + 1}",
            root=str(root),
        )
        if not known:
            write_identity(root / VOLUME_IDENTITY, {"volume": str(row.uuid)})
    return row


def _identity(written: str | None, root: Path) -> uuid.UUID:
    """The UUID that the disk carries, or a new one. Raises CameraFault for one that is damaged."""
    try:
        return uuid.UUID(written) if written is not None else uuid.uuid4()
    except (ValueError, AttributeError, TypeError):
        message = f"{root / VOLUME_IDENTITY} is damaged; put the volume's UUID back into it."
        raise CameraFault(Fault.VOLUME, message) from None


def has_its_disk(row: StorageVolume) -> bool:
    """Whether this very disk is mounted there, and no other and no empty folder."""
    return read_identity(row.path / VOLUME_IDENTITY).get("volume") == str(row.uuid)


def check_volume(volume: VolumeRef) -> None:
    """Raise CameraFault unless this very disk is mounted there, writable, with room left."""
    if read_identity(volume.root / VOLUME_IDENTITY).get("volume") != str(volume.uuid):
        message = f"The volume {volume.root} is missing or another disk is mounted there."
        raise CameraFault(Fault.VOLUME, message)
    if _room_on(volume.root).f_flag & os.ST_RDONLY:
        raise CameraFault(Fault.VOLUME, f"The volume {volume.root} is read-only.")
    if free_bytes(volume.root) <= volume.reserve_bytes:
        raise CameraFault(Fault.DISK_FULL, f"No room is left on {volume.root}.")


def usable_volumes(volumes: Iterable[VolumeRef]) -> list[VolumeRef]:
    """At least one, the most free space first. Raises the first volume's CameraFault."""
    usable: list[tuple[int, VolumeRef]] = []
    fault = CameraFault(Fault.VOLUME, "No storage volume is set up.")
    for volume in reversed(list(volumes)):
        try:
            check_volume(volume)
            usable.append((free_bytes(volume.root), volume))
        except CameraFault as found:
            fault = found
    if not usable:
        raise fault
    return [volume for _, volume in sorted(usable, key=lambda entry: -entry[0])]


def free_bytes(root: Path) -> int:
    """Bytes that an unprivileged process may still write; CameraFault if the disk is gone."""
    room = _room_on(root)
    return room.f_bavail * room.f_frsize


def _room_on(root: Path) -> os.statvfs_result:
    try:
        return os.statvfs(root)
    except OSError as error:
        raise CameraFault(Fault.VOLUME, f"{root}: {error.strerror}.") from None


def ensure_camera_folder(
    volume: VolumeRef, folder: str, camera: uuid.UUID, city: uuid.UUID, days: Iterable[str]
) -> Path:
    """The camera's folder with its day folders and identity. Raises CameraFault(FOLDER).

    The identity file tells whose footage this is: a camera's number may come again after a
    database is lost, its UUID does not.
    """
    path = volume.root / folder
    try:
        path.mkdir(mode=0o750, parents=True, exist_ok=True)
        known = read_identity(path / CAMERA_IDENTITY)
        if not known:
            write_identity(path / CAMERA_IDENTITY, {"camera": str(camera), "city": str(city)})
        elif known.get("camera") != str(camera):
            message = f"The folder {folder} holds another camera's footage; move it away."
            raise CameraFault(Fault.FOLDER, message)
        for day in days:
            (path / day).mkdir(mode=0o750, exist_ok=True)
        _try_to_write(path)
    except OSError as error:
        message = f"The folder {folder} cannot be written: {error.strerror}."
        raise CameraFault(Fault.FOLDER, message) from None
    return path


def _try_to_write(folder: Path) -> None:
    """Raise OSError unless a file can be made there: a disk that failed still shows its rights."""
    probe = folder / f".vms-write.json.{os.getpid()}"
    os.close(os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600))
    probe.unlink()


def read_identity(path: Path) -> dict[str, Any]:
    """The identity file's object; empty when it is missing or unreadable."""
    try:
        content = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def write_identity(path: Path, content: Mapping[str, Any]) -> None:
    """Replace the file in one step; a crash leaves the old one, and perhaps `NAME.PID`."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    with temporary.open("w") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
