"""Clips, marked copies and links as rows, set up past every rule; files of any bytes."""

import hashlib
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from clips.models import Clip, ClipShare, MarkedCopy, Status
from plans.models import User
from recordings.models import Camera, StorageVolume

START = datetime(2026, 11, 20, 13, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
CONTENT = bytes(range(256)) * 40
PICTURE = b"\xff\xd8 a picture \xff\xd9"

_numbers = count(1001)  # not those of rows that are really cut


def make_clip(
    camera: Camera,
    user: User | None = None,
    *,
    start: datetime = START,
    seconds: float = 60,
    status: Status = Status.READY,
    content: bytes | None = None,
    **values: Any,
) -> Clip:
    """With a file, a picture and their folder if there is `content`; with the name of a file, its
    size and hash in any case once it was ready."""
    given: dict[str, Any] = {
        "user": user,
        "username": user.get_username() if user else "",
        "name": "Accident",
        "start_time": start,
        "end_time": start + timedelta(seconds=seconds),
        "created_at": start + timedelta(hours=1),
    }
    if status in (Status.READY, Status.DELETED):
        given |= {
            "volume": values.get("volume") or nowhere(),
            "file_path": f"clips/cam_{camera.pk}/clip_{next(_numbers)}.mp4",
            "file_size": len(content or CONTENT),
            "sha256": hashlib.sha256(content or CONTENT).hexdigest(),
            "duration_ms": round(seconds * 1000),
            "progress": 100,
            "ready_at": given["created_at"] + timedelta(seconds=1),
            "manifest": {"format": "vms-clip-manifest/1"},
        }
    if status == Status.DELETED:
        given["deleted_at"] = given["created_at"] + MINUTE
    clip = Clip.objects.create(camera=camera, status=status, **{**given, **values})
    if content is not None:
        assert clip.path is not None
        assert clip.thumbnail_path is not None
        clip.path.parent.mkdir(parents=True, exist_ok=True)
        clip.path.write_bytes(content)
        clip.thumbnail_path.write_bytes(PICTURE)
    return clip


def make_copy(clip: Clip, content: bytes | None = None, **values: Any) -> MarkedCopy:
    given: dict[str, Any] = {
        "status": Status.READY,
        "watermark": "operator",
        "created_at": clip.created_at,
        "file_size": len(content or CONTENT),
        "sha256": hashlib.sha256(content or CONTENT).hexdigest(),
    }
    copy = MarkedCopy.objects.create(clip=clip, **{**given, **values})
    if content is not None:
        assert copy.path is not None
        copy.path.write_bytes(content)
    return copy


def make_share(clip: Clip, **values: Any) -> ClipShare:
    """Good for a day."""
    given = {
        "token_digest": hashlib.sha256(str(next(_numbers)).encode()).hexdigest(),
        "created_at": clip.created_at,
        "expires_at": clip.created_at + DAY,
    }
    return ClipShare.objects.create(clip=clip, **{**given, **values})


def nowhere() -> StorageVolume:
    """A row without a folder."""
    return StorageVolume.objects.get_or_create(name="nowhere", root="/nowhere")[0]
