"""What an archive tells of recordings and clips, and why it leaves some out."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.text import slugify
from django.utils.translation import gettext as _

from clips.models import Clip
from clips.models import Status as ClipStatus
from clips.sealing import sealed
from panel.exports.archives import Piece
from plans.errors import Conflict
from recordings.models import Camera, Recording

LONGEST_STEM = 80
WRITTEN = (Recording.Status.COMPLETE, Recording.Status.STOPPED)


def recording_piece(row: Recording) -> Piece:
    """Raises Conflict for one of which there is no finished file."""
    if row.status == Recording.Status.RECORDING:
        raise Conflict(_("It is still being written; export it when it is finished."))
    if row.status == Recording.Status.DOOMED:
        raise Conflict(_("It is being deleted."))
    if row.status not in WRITTEN or row.end_time is None:
        raise Conflict(_("Nothing in it is readable."))
    start, end = _local(row.camera, row.start_time), _local(row.camera, row.end_time)
    told = {"recording": str(row.pk), "file": row.file_path, **_told(row.camera, start, end)}
    stem = _stem(row.camera, start)
    return Piece(row.camera.city_id, row.path, stem, start, told)


def clip_piece(row: Clip) -> Piece:
    """With the manifest that the API serves. Raises Conflict for one that is not ready."""
    if row.status != ClipStatus.READY or row.path is None:
        raise Conflict(_("The clip is not ready."))
    start, end = _local(row.camera, row.start_time), _local(row.camera, row.end_time)
    name = slugify(row.name)[:LONGEST_STEM].strip("-_") or f"clip-{row.pk}"
    told = {"clip": row.pk, "title": row.name, **_told(row.camera, start, end)}
    stem = f"{name}_{_stem(row.camera, start)}"
    city_id, own = row.camera.city_id, sealed(row.manifest)
    return Piece(city_id, row.path, stem, start, told, row.sha256, own)


def _local(camera: Camera, moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(camera.city.time_zone))


def _stem(camera: Camera, start: datetime) -> str:
    """Letters, digits, - and _ alone, in any language: no path, and no name that a system keeps
    for itself."""
    name = slugify(camera.name)[:LONGEST_STEM].strip("-_") or camera.stream_id
    return f"{name}_{start:%Y-%m-%d_%H-%M-%S}"


def _told(camera: Camera, start: datetime, end: datetime) -> dict[str, Any]:
    city = camera.city
    return {
        "camera": {"id": camera.pk, "uuid": str(camera.uuid), "name": camera.name},
        "city": {"uuid": str(city.uuid), "name": city.name, "time_zone": city.time_zone},
        "start_time": start.isoformat(timespec="milliseconds"),
        "end_time": end.isoformat(timespec="milliseconds"),
    }
