"""Wishes: switching a camera's recording on and off.

Desired state is `Camera.recording_enabled`; the recorder is told on commit and would notice by
itself within a second. Both services hold the camera's row, so that of many concurrent calls
the last one committed wins and a camera never has two open wishes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.entitlements import GB, Capability
from plans.errors import Conflict, NotFound, PlanLimit
from plans.models import User
from plans.promises import FOR_GOOD, Promise, Promised, keep_if_less
from plans.selectors import get_or_404, require
from recordings.models import Camera, RecorderNode, Wish
from recordings.selectors import camera_get, open_wish, recording_list
from recordings.tasks import recorder_queue, supervise

KEPT_FIELDS = ("kept_retention_days", "kept_gb", "kept_until")


@dataclass(frozen=True, slots=True)
class Started:
    """`is_new` is False when recording was wanted already."""

    camera: Camera
    wish: Wish
    is_new: bool


def recording_start(*, user: User, camera_id: Any, retention_days: int | None = None) -> Started:
    """Want recording. `retention_days` becomes the camera's; more than the plan's is refused.

    Fewer days than before come into force a day later.
    """
    camera = camera_get(user, camera_id)
    require(user, camera.city, Capability.CONTROL_RECORDING)
    with transaction.atomic():
        camera = _held(camera)
        if retention_days is not None:
            check_retention(camera, retention_days)
            with promise_kept(camera, timezone.now()):
                camera.retention_days = retention_days
            camera.save(update_fields=["retention_days", *KEPT_FIELDS, "updated_at"])
        wish = open_wish(camera) if camera.recording_enabled else None
        is_new = wish is None
        wish = wish or wish_open(camera, user)
    return Started(camera, wish, is_new)


def recording_stop(*, user: User, camera_id: Any) -> Camera:
    """Want no recording; nothing happens if none was wanted."""
    camera = camera_get(user, camera_id)
    require(user, camera.city, Capability.CONTROL_RECORDING)
    with transaction.atomic():
        camera = _held(camera)
        wish_close(camera, user)
    return camera


def recording_stop_by_id(*, user: User, recording_id: Any) -> Wish:
    """Stop the running wish that the recording belongs to; Conflict if it is not running."""
    wish = _wish_of(user, recording_id)
    with transaction.atomic():
        camera = _held(wish.camera)
        open_now = open_wish(camera)
        if open_now is None or open_now.pk != wish.pk:
            raise _not_running()
        wish_close(camera, user)
    wish.refresh_from_db()
    return wish


def wish_open(camera: Camera, user: User | None) -> Wish:
    """Begin a wish on a held camera row, unless one is open. Raises Conflict."""
    check_recordable(camera)
    wish = open_wish(camera)
    if wish is not None and camera.recording_enabled:
        return wish
    camera.recording_enabled = True
    camera.save(update_fields=["recording_enabled", "updated_at"])
    if wish is None:
        wish = Wish.objects.create(camera=camera, started_at=timezone.now(), started_by=user)
        # A recorder that saw nothing of a stop just before begins a new run all the same, so that
        # the id set aside becomes a file's.
        Camera.objects.filter(pk=camera.pk).update(config_version=F("config_version") + 1)
    tell_recorder(camera)
    return wish


def check_recordable(camera: Camera) -> None:
    """Raise Conflict for an archived or inactive camera, and for one without an address."""
    if camera.archived_at is not None:
        raise Conflict(_("The camera is archived; it cannot be recorded."), code="archived")
    if not camera.is_active:
        raise Conflict(_("The camera is switched off; activate it first."), code="inactive")
    if not camera.address_encrypted:
        raise Conflict(_("The camera has no address; enter one first."), code="no_address")


def wish_close(camera: Camera, user: User | None) -> None:
    """End the open wish, if any, on a held camera row."""
    if not camera.recording_enabled and open_wish(camera) is None:
        return
    camera.recording_enabled = False
    camera.save(update_fields=["recording_enabled", "updated_at"])
    Wish.objects.filter(camera=camera, stopped_at=None).update(
        stopped_at=timezone.now(), stopped_by=user
    )
    tell_recorder(camera)


def check_retention(camera: Camera, days: int) -> None:
    """At least a day, at most the plan's."""
    limit = camera.city.plan.retention_days
    if not 1 <= days <= limit:
        raise PlanLimit(
            _("The city's plan keeps footage for %(days)s days at most.") % {"days": limit},
            extra={"limit": limit},
        )


def check_quota(camera: Camera, gb: int) -> None:
    """At most the plan's."""
    limit = camera.city.plan.max_gb_per_camera
    if gb > limit:
        raise PlanLimit(
            _("The city's plan includes %(gb)s GB a camera.") % {"gb": limit},
            extra={"limit": limit},
        )


def camera_promise(camera: Camera, at: datetime) -> Promise:
    return Promise(camera.retention_days_at(at), camera.quota_bytes_at(at) // GB)


@contextmanager
def promise_kept(camera: Camera, now: datetime) -> Iterator[None]:
    """What is changed inside on a held row, and promises less, comes into force a day later.

    The caller saves the row.
    """
    before = Promised(camera_promise(camera, now), camera_promise(camera, FOR_GOOD))
    yield
    after = Promised(camera_promise(camera, now), camera_promise(camera, FOR_GOOD))
    keep_if_less(camera, before=before, after=after, now=now)


def tell_recorder(camera: Camera) -> None:
    """After the commit, wake the camera's node; without a broker it notices within a second."""
    transaction.on_commit(lambda: _send_supervise(camera.pk), robust=True)


def _send_supervise(camera_id: int) -> None:
    node = Camera.objects.values_list("node", flat=True).get(pk=camera_id)
    # Not yet claimed: whichever node is awake may take it.
    names = [node] if node else RecorderNode.objects.values_list("name", flat=True)
    for name in names:
        supervise.apply_async(queue=recorder_queue(name), retry=False, expires=10)


def _held(camera: Camera) -> Camera:
    return (
        Camera.objects.select_for_update(of=("self",))
        .select_related("city__plan")
        .get(pk=camera.pk)
    )


def _wish_of(user: User, recording_id: Any) -> Wish:
    """The wish by its set-aside id (its first file may not be there yet), else by any file's.

    Whoever may not control recording learns that first, whether it runs or not.
    """
    visible = Wish.objects.filter(camera__in=Camera.objects.visible_to(user))
    visible = visible.select_related("camera__city")
    try:
        wish = get_or_404(visible, first_recording_id=recording_id)
    except NotFound:
        recording = get_or_404(recording_list(user).select_related("camera__city"), pk=recording_id)
        require(user, recording.camera.city, Capability.CONTROL_RECORDING)
        if recording.wish_id is None:
            raise _not_running() from None
        wish = visible.get(pk=recording.wish_id)
    require(user, wish.camera.city, Capability.CONTROL_RECORDING)
    return wish


def _not_running() -> Conflict:
    return Conflict(_("This recording is not running any more."), code="not_running")
