"""Whose footage lies in a camera's folder. UUIDs decide, numbers do not: after a database is lost
the numbers come again, and footage must never appear in another city.

1. Rows of this folder with their files: their camera, if the identity file names it or they agree.
2. The identity file's camera; an unknown one is made again, archived, in its city.
3. Without an identity: the camera that records there now, or whose folder this is by number if it
   was there before the oldest file.
4. Else nobody's: a new identity, and a recovered camera in a recovered city.
A recovered city has no members, so only superusers see it.
"""

import os
from pathlib import Path
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from plans.models import City, Plan
from recordings.audit.folders import (
    CameraFolder,
    FolderIdentity,
    IdentityState,
    KnownCamera,
    KnownCameras,
)
from recordings.audit.living import Living
from recordings.audit.quarantine import move_aside
from recordings.models import Camera
from recordings.volumes import CAMERA_IDENTITY, write_identity


class NoPlan(OSError):
    """A city cannot be made while there is no plan."""


class Owners:
    """Of one volume's folders."""

    def __init__(self, root: Path, cameras: KnownCameras, living: Living) -> None:
        self._root = root
        self._cameras = cameras
        self._living = living

    def owner_of(self, folder: CameraFolder) -> KnownCamera:
        """Raises OSError when it cannot be written down whose it is."""
        owner = self._by_rows(folder)
        if owner is not None:
            return owner
        identity = folder.identity
        if identity.camera is not None:
            return self._by_uuid(identity.camera, identity.city or uuid4())
        home = self._by_number(folder)
        if home is not None:
            return home
        camera, city = uuid4(), uuid4()
        # Before its rows: a crash between them leaves an identity that the next audit goes by.
        self._write(folder, camera, city)
        return self._by_uuid(camera, city)

    def mend_identity(self, folder: CameraFolder) -> bool:
        """Put the owner's identity file there; False where the rows name several cameras.

        1. What is there goes aside. 2. The right one is written, in one step.
        A crash between leaves a folder without an identity, which the next audit mends.
        """
        if folder.identity.state is IdentityState.WHOLE and len(folder.recorded) > 1:
            return False
        if folder.has_media or folder.identity.camera is not None:
            owner = self.owner_of(folder)
            if folder.identity.camera != owner.uuid or folder.identity.city is None:
                self._write(folder, owner.uuid, owner.city_uuid)
        else:
            self._put_aside(folder)
        return True

    def _by_rows(self, folder: CameraFolder) -> KnownCamera | None:
        known = [self._cameras.by_id[pk] for pk in folder.recorded if pk in self._cameras.by_id]
        named = [camera for camera in known if camera.uuid == folder.identity.camera]
        if named:
            return named[0]
        return known[0] if len(known) == 1 else None

    def _by_uuid(self, camera: UUID, city: UUID) -> KnownCamera:
        known = self._cameras.by_uuid.get(camera)
        return known or self._cameras.add(recovered_camera(camera, city))

    def _by_number(self, folder: CameraFolder) -> KnownCamera | None:
        home = self._cameras.by_folder.get(folder.path)
        if home is None:
            return None
        recording = self._living.folders.get((str(self._root), folder.path)) == home.id
        older = folder.first_opened is None or home.created_at <= folder.first_opened
        return home if recording or older else None

    def _write(self, folder: CameraFolder, camera: UUID, city: UUID) -> None:
        self._put_aside(folder)
        path = self._root / folder.path / CAMERA_IDENTITY
        write_identity(path, {"camera": str(camera), "city": str(city)})
        folder.identity = FolderIdentity(IdentityState.WHOLE, camera, city)

    def _put_aside(self, folder: CameraFolder) -> None:
        path = f"{folder.path}/{CAMERA_IDENTITY}"
        if os.path.lexists(self._root / path):
            move_aside(self._root, path)


def recovered_camera(camera: UUID, city: UUID) -> Camera:
    """Archived, with nothing to connect to; its footage is kept until its time."""
    values = {
        "city": _city(city),
        "name": _("Recovered camera %(number)s") % {"number": str(camera)[:8]},
        "is_active": False,
        "archived_at": timezone.now(),
    }
    return Camera.objects.get_or_create(uuid=camera, defaults=values)[0]


def _city(city: UUID) -> City:
    """The city of that UUID; a new one gets the plan that keeps footage longest."""
    known = City.objects.filter(uuid=city).first()
    if known is not None:
        return known
    plan = Plan.objects.order_by("-retention_days", "-max_gb_per_camera").first()
    if plan is None:
        raise NoPlan(2, "There is no plan for a recovered city")
    name = _("Recovered city %(number)s") % {"number": str(city)[:8]}
    if City.objects.filter(name=name).exists():
        name = f"{name} ({city})"
    return City.objects.get_or_create(uuid=city, defaults={"name": name, "plan": plan})[0]
