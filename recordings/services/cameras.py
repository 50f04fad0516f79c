"""Cameras: added, edited, archived by a city's owners."""

from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.entitlements import Capability, Role
from plans.errors import Conflict, InvalidInput, NotAllowed
from plans.models import Membership, User
from plans.selectors import city_get, require
from recordings.faults import CameraFault, Fault
from recordings.models import Camera
from recordings.probing import probe
from recordings.rtsp.addresses import Address, parse_address, parse_networks, resolve
from recordings.secrets import encrypt
from recordings.selectors import camera_get
from recordings.services.recording import (
    check_quota,
    check_recordable,
    check_retention,
    promise_kept,
    tell_recorder,
    wish_close,
    wish_open,
)
from recordings.words import fault_words

# A change of these must reach a recorder that is running.
RECORDER_FIELDS = frozenset({"rtsp_url", "transport", "audio"})
PLAIN_FIELDS = ("name", "transport", "audio", "is_active", "retention_days", "max_size_gb")


def camera_create(
    *, user: User, city_id: Any, rtsp_url: str, recording_enabled: bool = False, **values: Any
) -> Camera:
    """A new camera of the city, owned by the caller; recording begins if it is wanted."""
    city = city_get(user, city_id)
    require(user, city, Capability.MANAGE_CAMERAS)
    camera = Camera(city=city, owner=user)
    _set_plain(camera, values)
    set_address(camera, rtsp_url, check_address(rtsp_url))
    with transaction.atomic():
        camera.save()
        if recording_enabled:
            wish_open(camera, user)
    return camera


def camera_update(*, user: User, camera_id: Any, **values: Any) -> Camera:
    """Change what is given; an edited address or transport acts on the recorder at once."""
    camera = camera_get(user, camera_id)
    require(user, camera.city, Capability.MANAGE_CAMERAS)
    refuse_archived(camera)
    # Before the row is held: to look a name up may take seconds, and others wait for the row.
    address = check_address(values["rtsp_url"]) if "rtsp_url" in values else None
    with transaction.atomic():
        camera = Camera.objects.select_for_update(of=("self",)).get(pk=camera.pk)
        camera_apply(camera, user, values, address)
    return camera_get(user, camera_id)


def camera_apply(
    camera: Camera, user: User | None, values: dict[str, Any], address: Address | None
) -> None:
    """Write `values` to a held (or new) row, follow a change of the wish, tell the recorder.

    `address` is what `check_address` made of `values["rtsp_url"]`.
    """
    refuse_archived(camera)
    wanted = values.get("recording_enabled", camera.recording_enabled)
    if values.get("is_active") is False and "recording_enabled" not in values:
        wanted = False  # switching a camera off stops it
    if not wanted and camera.pk:
        wish_close(camera, user)
    _set_plain(camera, values)
    if address is not None:
        set_address(camera, values["rtsp_url"], address)
    if wanted:
        check_recordable(camera)
    camera.save()
    if RECORDER_FIELDS & values.keys():
        Camera.objects.filter(pk=camera.pk).update(config_version=F("config_version") + 1)
        tell_recorder(camera)
    if wanted:
        wish_open(camera, user)


def camera_archive(*, user: User, camera_id: Any) -> None:
    """Stop recording, erase the secret, keep the footage until its time; twice is once."""
    camera = camera_get(user, camera_id)
    require(user, camera.city, Capability.MANAGE_CAMERAS)
    with transaction.atomic():
        archive_held(Camera.objects.select_for_update(of=("self",)).get(pk=camera.pk), user)


def archive_held(camera: Camera, user: User | None) -> None:
    """The same to a held row, by whoever may."""
    wish_close(camera, user)
    camera.address_encrypted = ""
    camera.has_password = False
    camera.is_active = False
    camera.archived_at = camera.archived_at or timezone.now()
    camera.save()


def set_address(camera: Camera, rtsp_url: str, address: Address) -> None:
    """Keep the address encrypted; what may be shown of it comes from its checked form."""
    camera.address_encrypted = encrypt(rtsp_url)
    camera.address_display = address.masked
    camera.has_password = address.has_password


def check_address(rtsp_url: str) -> Address:
    """Form and network; a name that does not resolve now is taken, for the camera may come.

    Raises InvalidInput, saying what to do.
    """
    try:
        address = parse_address(rtsp_url)
        resolve(address, parse_networks(settings.VMS_CAMERA_NETWORKS))
    except CameraFault as error:
        if error.fault is Fault.NOT_FOUND:
            return address
        words = fault_words(error.fault, error.message)
        raise InvalidInput(words, code=error.fault, fields={"rtsp_url": [words]}) from None
    return address


def refuse_archived(camera: Camera) -> None:
    """Raise Conflict."""
    if camera.archived_at is not None:
        raise Conflict(_("The camera is archived; it cannot be edited."), code="archived")


def _set_plain(camera: Camera, values: dict[str, Any]) -> None:
    """A new camera was promised nothing yet."""
    with promise_kept(camera, timezone.now()) if camera.pk else nullcontext():
        for name in PLAIN_FIELDS:
            if name in values:
                setattr(camera, name, values[name])
    if values.get("retention_days") is not None:
        check_retention(camera, values["retention_days"])
    if values.get("max_size_gb") is not None:
        check_quota(camera, values["max_size_gb"])


def probe_address(*, user: User, rtsp_url: str, transport: str) -> dict[str, Any]:
    """The probe's answer of the API contract; only for those who may add cameras somewhere."""
    owns = Membership.objects.filter(user=user, role=Role.OWNER).exists()
    if not (owns or user.is_superuser):
        raise NotAllowed(_("Only owners may try addresses."))
    try:
        found = probe(rtsp_url, transport)
    except CameraFault as error:
        words = fault_words(error.fault, error.message)
        error_answer = {"code": error.fault.value, "message": words}
        return {"ok": False, "video": None, "audio": None, "error": error_answer}
    return {"ok": True, "video": found.video, "audio": found.audio, "error": None}
