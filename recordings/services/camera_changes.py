"""What is done to cameras besides editing them: reconnected, moved to another city, given to
somebody.

A camera never changes its city: its footage, holds and accounts are the old city's. Moving one

1. locks its row and ends the wish there;
2. makes a new camera in the other city with the same address, within that city's plan;
3. archives the old one, whose footage stays until its time;
4. begins a wish for the new one if recording was wanted,
all in one transaction. Asked again, the old camera is archived, and nothing happens.
"""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from plans.entitlements import Capability
from plans.errors import Conflict, InvalidInput
from plans.models import City, Membership, User
from plans.selectors import city_get, require
from recordings.models import Camera
from recordings.selectors import camera_get
from recordings.services.cameras import archive_held, refuse_archived
from recordings.services.recording import tell_recorder, wish_open

MOVED = ("name", "transport", "audio", "is_active", "node")
ADDRESS = ("address_encrypted", "address_display", "has_password")


def camera_reconnect(*, user: User, camera_id: Any) -> Camera:
    """Let its recorder begin a new run, as after an edited address. Raises Conflict for one of
    which no recording is wanted."""
    camera = camera_get(user, camera_id)
    require(user, camera.city, Capability.CONTROL_RECORDING)
    wanted = Camera.objects.filter(pk=camera.pk, recording_enabled=True)
    with transaction.atomic():
        if not wanted.update(config_version=F("config_version") + 1):
            words = _("Recording is not wanted; there is nothing to reconnect.")
            raise Conflict(words, code="not_wanted")
        tell_recorder(camera)
    return camera


def camera_give(*, user: User, camera_id: Any, owner_id: int | None) -> Camera:
    """Its owner from now on, a member of its city, or nobody. Raises InvalidInput, Conflict."""
    camera = camera_get(user, camera_id)
    require(user, camera.city, Capability.MANAGE_CAMERAS)
    with transaction.atomic():
        camera = _held(camera)
        refuse_archived(camera)
        if owner_id is not None and not _is_member(owner_id, camera.city):
            words = _("Choose a member of the city %(city)s.") % {"city": camera.city}
            raise InvalidInput(words, fields={"owner": [words]})
        camera.owner_id = owner_id
        camera.save(update_fields=["owner", "updated_at"])
    return camera


def camera_move(*, user: User, camera_id: Any, city_id: Any) -> Camera:
    """The new camera, in the other city; the old one is archived. Raises Conflict."""
    old = camera_get(user, camera_id)
    require(user, old.city, Capability.MANAGE_CAMERAS)
    city = city_get(user, city_id)
    require(user, city, Capability.MANAGE_CAMERAS)
    with transaction.atomic():
        old = _held(old)
        refuse_immovable(old, city)
        was_wanted = old.recording_enabled
        stays = old.owner_id is not None and _is_member(old.owner_id, city)
        new = moved_to(old, city, keeps_owner=stays)
        archive_held(old, user)
        new.save(force_insert=True)
        if was_wanted:
            wish_open(new, user)
    return new


def refuse_immovable(camera: Camera, city: City) -> None:
    """Raise Conflict."""
    refuse_archived(camera)
    if camera.city_id == city.pk:
        raise Conflict(_("The camera is in this city already."), code="same_city")


def moved_to(camera: Camera, city: City, *, keeps_owner: bool) -> Camera:
    """Its successor there, unsaved. Days and GB of its own are at most the plan's; its owner stays
    where they are a member there, too."""
    new = Camera(city=city)
    for name in (*MOVED, *ADDRESS):
        setattr(new, name, getattr(camera, name))
    if camera.retention_days is not None:
        new.retention_days = min(camera.retention_days, city.plan.retention_days)
    if camera.max_size_gb is not None:
        new.max_size_gb = min(camera.max_size_gb, city.plan.max_gb_per_camera)
    if keeps_owner:
        new.owner_id = camera.owner_id
    return new


def _held(camera: Camera) -> Camera:
    rows = Camera.objects.select_for_update(of=("self",)).select_related("city__plan")
    return rows.get(pk=camera.pk)


def _is_member(user_id: int, city: City) -> bool:
    return Membership.objects.filter(user=user_id, city=city).exists()
