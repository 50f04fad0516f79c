"""The first step of a deletion: rows whose files shall go, in one short transaction.

Whoever sets a hold locks the camera's row first, and so does this: a hold is either seen here, or
comes to rows that are doomed already.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from recordings.holds import unheld
from recordings.models import (
    Camera,
    CleanupRun,
    Hold,
    PendingDeletion,
    Recording,
    RecordingQuerySet,
)

Status = Recording.Status
Reason = PendingDeletion.Reason
FINISHED = (Status.COMPLETE, Status.STOPPED, Status.ERROR)
GRACE = timedelta(hours=1)
"""So much longer than promised is footage kept: a clock that stepped a little costs nobody."""
UNREAD = timedelta(hours=1)
"""So long may be what an unreadable file holds: its row ends where it begins."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A recording as it was looked at: its file, and what the disk allotted to it and to the
    files that it replaced."""

    file_path: str
    allotted_bytes: int


def cutoff(camera: Camera, now: datetime) -> datetime:
    """What ended before this is kept no longer."""
    return now - timedelta(days=camera.retention_days_at(now)) - GRACE


def _is_over(ended: datetime | None, camera: Camera, now: datetime) -> bool:
    return ended is not None and ended < cutoff(camera, now)


def locked_cameras(ids: Collection[int]) -> dict[int, Camera]:
    """Within a transaction, and in one order, so that no two wait for each other."""
    # Without the key: a recorder that makes a row of that camera need not wait.
    cameras = Camera.objects.select_for_update(of=("self",), no_key=True)
    cameras = cameras.select_related("city__plan")
    return {camera.pk: camera for camera in cameras.filter(pk__in=ids).order_by("pk")}


def doom(
    run: CleanupRun, reason: Reason, weighed: Mapping[UUID, Weighed], now: datetime
) -> list[UUID]:
    """Those that are doomed now: still finished, unheld, and the file that was weighed; for
    EXPIRED also still over by the retention in force."""
    concerned = Recording.objects.filter(pk__in=list(weighed))
    with transaction.atomic():
        cameras = locked_cameras({*concerned.values_list("camera_id", flat=True)})
        free = unheld(concerned.filter(status__in=FINISHED), now).select_for_update()
        held = _held_unread(concerned, now)
        found = free.order_by("pk").values_list("pk", "camera_id", "file_path", "end_time")
        ids = [
            pk
            for pk, camera_id, path, ended in found
            if path == weighed[pk].file_path
            and pk not in held
            and (reason != Reason.EXPIRED or _is_over(ended, cameras[camera_id], now))
        ]
        Recording.objects.filter(pk__in=ids).update(status=Status.DOOMED)
        PendingDeletion.objects.bulk_create(
            PendingDeletion(
                recording_id=pk,
                run=run,
                reason=reason,
                allotted_bytes=weighed[pk].allotted_bytes,
            )
            for pk in ids
        )
    return ids


def _held_unread(concerned: RecordingQuerySet, now: datetime) -> set[UUID]:
    """Unreadable recordings whose file may hold what somebody wants kept."""
    unread = list(
        concerned.filter(status=Status.ERROR).values_list("pk", "camera_id", "start_time")
    )
    cameras = {camera_id for _, camera_id, _ in unread}
    holds = list(Hold.objects.in_force(now).filter(camera__in=cameras)) if cameras else []
    return {
        pk
        for pk, camera_id, start in unread
        for hold in holds
        if hold.camera_id == camera_id
        and hold.start_time < start + UNREAD
        and hold.end_time > start
    }
