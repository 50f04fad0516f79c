"""Cameras in numbers: which do not record and why. No names, addresses or passwords."""

from collections import Counter
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from recordings.faults import CameraFault
from recordings.models import Camera, RecorderNode, RecorderStatus
from recordings.secrets import decrypt
from recordings.states import State
from vms.doctor.findings import Finding, error, ok, warning
from vms.health import HEARTBEAT_LIMIT

STATE_NAMES = dict(RecorderStatus.STATES)


def look(now: datetime) -> list[Finding]:
    """Raises DatabaseError."""
    wanted = Camera.objects.filter(recording_enabled=True)
    if not wanted.exists():
        return [ok("cameras.none", _("No camera is to be recorded at present.")), *_secrets()]
    alive = RecorderNode.objects.filter(heartbeat_at__gte=now - HEARTBEAT_LIMIT)
    names = ["", *alive.values_list("name", flat=True)]
    # What a silent node noted last says nothing of now.
    states = wanted.filter(node__in=names).values_list("recorder_status__state", flat=True)
    counted = Counter(state or State.STOPPED for state in states)
    orphans = wanted.exclude(node__in=names).count()
    return [*_summary(counted), *_faults(counted), *_orphans(orphans), *_secrets()]


def _summary(states: Counter[str]) -> list[Finding]:
    if not states:
        return []
    counts = ", ".join(f"{STATE_NAMES[state]} {n}" for state, n in states.most_common())
    words = {"count": sum(states.values()), "states": counts}
    what = _("Cameras to be recorded: %(count)s (%(states)s).") % words
    if set(states) <= {State.RECORDING, State.STARTING}:
        return [ok("cameras.states", what)]
    do = _("Each camera's page in the administration tells its last error.")
    return [warning("cameras.states", what, do)]


def _faults(states: Counter[str]) -> list[Finding]:
    """What one can say more of than its number."""
    found = []
    if states[State.FAILED]:
        what = _("Cameras not recorded by a fault on this side: %(count)s.")
        do = _("Look at disk, folders and FFmpeg above, and at recorder.log.")
        found.append(error("cameras.failed", what % {"count": states[State.FAILED]}, do))
    if states[State.AUTH_FAILED]:
        what = _("Cameras that refuse user or password: %(count)s.")
        do = _("Correct their addresses; each is tried again at once.")
        found.append(
            warning("cameras.auth_failed", what % {"count": states[State.AUTH_FAILED]}, do)
        )
    return found


def _orphans(orphans: int) -> list[Finding]:
    """Cameras that a silent node keeps: no other claims them."""
    if not orphans:
        return []
    what = _("Cameras that belong to a recorder node without signs of life: %(count)s.")
    do = _("Start that node; its FFmpegs, if they live, go on recording without supervision.")
    return [error("cameras.orphans", what % {"count": orphans}, do)]


def _secrets() -> list[Finding]:
    tokens = Camera.objects.exclude(address_encrypted="")
    addresses = list(tokens.values_list("address_encrypted", flat=True))
    if not addresses:
        return []
    # Asked before anything is decrypted, which would make a new key.
    if not settings.VMS_CAMERA_KEY_FILE.exists():
        unreadable = len(addresses)
    else:
        unreadable = sum(not _is_readable(token) for token in addresses)
    if not unreadable:
        return [ok("cameras.secrets", _("Every camera's address can be decrypted."))]
    words = {"count": unreadable, "file": settings.VMS_CAMERA_KEY_FILE}
    what = _("Camera addresses that no key decrypts: %(count)s.") % words
    do = _("Restore %(file)s from its backup, or enter these addresses anew.") % words
    return [error("cameras.secrets", what, do)]


def _is_readable(token: str) -> bool:
    try:
        decrypt(token)
    except CameraFault:
        return False
    return True
