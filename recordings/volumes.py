"""Storage volumes on disk: identity files, folders, free space."""

import json
import os
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from django.db import transaction

from recordings.faults import CameraFault, Fault
from recordings.models import StorageVolume

VOLUME_IDENTITY = ".vms-volume.json"
CAMERA_IDENTITY = ".vms-camera.json"
SHORT = 1, 3  # hours and percent left above the reserve: less is short
EASED = 2, 6  # what relief works for
ROOMY = 4, 12  # what takes another volume's recorders, too


class Room(NamedTuple):
    """As `df` counts: `total_bytes` without what only root may fill, so that full is 100 %."""

    total_bytes: int
    free_bytes: int
    is_read_only: bool


class Marks(NamedTuple):
    """Free bytes of a volume: below `short` something must be done, from `eased` on it is done."""

    short: int
    eased: int


def marks_of(reserve_bytes: int, total_bytes: int, bytes_per_hour: int | None) -> Marks:
    short, eased = (_mark(reserve_bytes, total_bytes, bytes_per_hour, *m) for m in (SHORT, EASED))
    return Marks(short, eased)


def takes_runs(
    reserve_bytes: int, room: Room, bytes_per_hour: int | None, more_bytes_per_hour: int | None
) -> bool:
    """Whether a volume has room for another's recorders, not only until it is short itself."""
    rate = (bytes_per_hour or 0) + (more_bytes_per_hour or 0)
    roomy = _mark(reserve_bytes, room.total_bytes, rate, *ROOMY)
    return not room.is_read_only and room.free_bytes >= roomy


def _mark(
    reserve_bytes: int, total_bytes: int, bytes_per_hour: int | None, hours: int, percent: int
) -> int:
    """So many hours of recording, at most so many percent; these if the rate is unknown."""
    share = total_bytes * percent // 100
    return reserve_bytes + (min(bytes_per_hour * hours, share) if bytes_per_hour else share)


@dataclass(frozen=True, slots=True)
class VolumeRef:
    """What a recorder needs of a volume's row, free of the database.

    `runs` counts the recorders that write to it now: each takes its part of the room.
    """

    id: int
    uuid: uuid.UUID
    root: Path
    reserve_bytes: int
    is_short: bool = False
    bytes_per_hour: int | None = None
    runs: int = 0


def active_volumes() -> list[VolumeRef]:
    """Those that new runs may choose from."""
    return _refs(StorageVolume.objects.filter(is_active=True))


def all_volumes() -> list[VolumeRef]:
    """With those switched off, where a run that began before goes on writing."""
    return _refs(StorageVolume.objects.all())


def _refs(rows: Iterable[StorageVolume]) -> list[VolumeRef]:
    return [
        VolumeRef(v.pk, v.uuid, v.path, v.reserve_bytes, v.is_short, v.bytes_per_hour) for v in rows
    ]


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
    room = room_on(volume.root)
    if room.is_read_only:
        raise CameraFault(Fault.VOLUME, f"The volume {volume.root} is read-only.")
    if room.free_bytes <= volume.reserve_bytes:
        raise CameraFault(Fault.DISK_FULL, f"No room is left on {volume.root}.")


def usable_volumes(volumes: Iterable[VolumeRef]) -> list[VolumeRef]:
    """At least one: the most room for a run first, short ones last.

    Raises the first volume's CameraFault.
    """
    usable: list[tuple[bool, float, VolumeRef]] = []
    fault = CameraFault(Fault.VOLUME, "No storage volume is set up.")
    for volume in reversed(list(volumes)):
        try:
            check_volume(volume)
            above_reserve = free_bytes(volume.root) - volume.reserve_bytes
            usable.append((volume.is_short, -above_reserve / (volume.runs + 1), volume))
        except CameraFault as found:
            fault = found
    if not usable:
        raise fault
    return [volume for *_, volume in sorted(usable, key=lambda entry: entry[:2])]


def free_bytes(root: Path) -> int:
    """Bytes that an unprivileged process may still write; CameraFault if the disk is gone."""
    return room_on(root).free_bytes


def room_on(root: Path) -> Room:
    """What the disk says; CameraFault if it is gone."""
    try:
        told = os.statvfs(root)
    except OSError as error:
        raise CameraFault(Fault.VOLUME, f"{root}: {error.strerror}.") from None
    used = told.f_blocks - told.f_bfree
    return Room(
        (used + told.f_bavail) * told.f_frsize,
        told.f_bavail * told.f_frsize,
        bool(told.f_flag & os.ST_RDONLY),
    )


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
