"""Trying cameras as they are kept: what each offers, or why it does not. A few at once."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from plans.entitlements import Capability
from plans.errors import ApplicationError, Conflict
from plans.models import User
from plans.selectors import require
from recordings.faults import CameraFault
from recordings.models import Camera
from recordings.probing import ProbeResult, probe
from recordings.secrets import decrypt
from recordings.selectors import camera_get
from recordings.words import fault_words

AT_ONCE = 4


class Tried(NamedTuple):
    """Of a camera by its name, or its id where it is not the person's to see; `found` None: `why`
    says so, and never names the address."""

    name: str
    found: ProbeResult | None
    why: str = ""


class _Ready(NamedTuple):
    camera: Camera
    rtsp_url: str


def cameras_try(*, user: User, camera_ids: Sequence[Any]) -> list[Tried]:
    """One for each, in their order, within ten seconds for each AT_ONCE. No transaction is open
    while cameras are asked, and no thread but the caller's touches the database."""
    ready = [_readied(user, camera_id) for camera_id in camera_ids]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        asked = [
            pool.submit(probe, each.rtsp_url, each.camera.transport)
            if isinstance(each, _Ready)
            else None
            for each in ready
        ]
    tried = []
    for each, future in zip(ready, asked, strict=True):
        if isinstance(each, Tried):
            tried.append(each)
            continue
        assert future is not None
        try:
            tried.append(Tried(each.camera.name, future.result()))
        except CameraFault as fault:
            tried.append(Tried(each.camera.name, None, fault_words(fault.fault, fault.message)))
    return tried


def _readied(user: User, camera_id: Any) -> _Ready | Tried:
    name = str(camera_id)
    try:
        camera = camera_get(user, camera_id)
        name = camera.name
        require(user, camera.city, Capability.MANAGE_CAMERAS)
        if camera.archived_at is not None or not camera.address_encrypted:
            raise Conflict(_("The camera has no address to be tried."))
        return _Ready(camera, decrypt(camera.address_encrypted))
    except ApplicationError as error:
        return Tried(name, None, str(error.detail))
    except CameraFault as fault:
        return Tried(name, None, fault_words(fault.fault, fault.message))
