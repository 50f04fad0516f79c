"""A camera's folder: what its identity file says, and what its rows say."""

import json
import os
import stat
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from pathlib import Path
from uuid import UUID

from recordings.audit.findings import Kind
from recordings.models import Camera
from recordings.volumes import CAMERA_IDENTITY

LONGEST_IDENTITY_BYTES = 4096


class IdentityState(Enum):
    ABSENT = "absent"
    DAMAGED = "damaged"  # not readable as ours, or without one of the two UUIDs
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class FolderIdentity:
    """Either UUID is None where the file does not tell it."""

    state: IdentityState
    camera: UUID | None = None
    city: UUID | None = None


@dataclass(slots=True)
class CameraFolder:
    """`recorded` are the cameras (ids) whose rows have their files here; `first_opened` is the
    oldest file's that has no row."""

    path: str
    identity: FolderIdentity
    recorded: set[int] = field(default_factory=set)
    first_opened: datetime | None = None

    @property
    def has_media(self) -> bool:
        return bool(self.recorded) or self.first_opened is not None


@dataclass(frozen=True, slots=True)
class KnownCamera:
    """What decides about folders, of a camera's row."""

    id: int
    uuid: UUID
    city_uuid: UUID
    folder: str
    created_at: datetime
    is_archived: bool


class KnownCameras:
    """All cameras, by what a folder may say of them: some thousand rows, read once."""

    def __init__(self) -> None:
        self.by_id: dict[int, KnownCamera] = {}
        self.by_uuid: dict[UUID, KnownCamera] = {}
        self.by_folder: dict[str, KnownCamera] = {}
        for camera in Camera.objects.select_related("city"):
            self.add(camera)

    def add(self, camera: Camera) -> KnownCamera:
        known = KnownCamera(
            id=camera.pk,
            uuid=camera.uuid,
            city_uuid=camera.city.uuid,
            folder=camera.folder,
            created_at=camera.created_at,
            is_archived=camera.archived_at is not None,
        )
        self.by_id[known.id] = self.by_uuid[known.uuid] = self.by_folder[known.folder] = known
        return known


def read_folder(root: Path, path: str) -> CameraFolder:
    return CameraFolder(path, _read_identity(root / path / CAMERA_IDENTITY))


def findings_of(folder: CameraFolder, cameras: KnownCameras) -> list[Kind]:
    """What is wrong with the folder's identity."""
    identity = folder.identity
    if identity.state is IdentityState.ABSENT:
        return [Kind.NO_IDENTITY] if folder.has_media else []
    if identity.state is IdentityState.DAMAGED:
        return [Kind.DAMAGED_IDENTITY]
    found = []
    known = cameras.by_uuid.get(identity.camera) if identity.camera else None
    if folder.recorded and (known is None or known.id not in folder.recorded):
        found.append(Kind.WRONG_IDENTITY)
    home = cameras.by_folder.get(folder.path)
    if home is not None and not home.is_archived and home.uuid != identity.camera:
        found.append(Kind.FOLDER_TAKEN)
    return found


def _read_identity(path: Path) -> FolderIdentity:
    """Reads no link, no pipe and nothing long."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return FolderIdentity(IdentityState.ABSENT)
    except OSError:
        return FolderIdentity(IdentityState.DAMAGED)
    try:
        is_file = stat.S_ISREG(os.fstat(descriptor).st_mode)
        content = json.loads(os.read(descriptor, LONGEST_IDENTITY_BYTES)) if is_file else None
    except (OSError, ValueError, RecursionError):
        content = None
    finally:
        os.close(descriptor)
    told = content if isinstance(content, dict) else {}
    camera, city = _uuid(told.get("camera")), _uuid(told.get("city"))
    whole = camera is not None and city is not None
    return FolderIdentity(IdentityState.WHOLE if whole else IdentityState.DAMAGED, camera, city)


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None
