"""The picture of a moment: from the cache, or from a child that decodes it.

1. The camera's rows are asked first: without a row that may be played nothing is looked up.
2. The cache; then, once a child is free, the cache again, since others wait for the same picture.
3. The key frame's bytes are read and drawn. The child is given back, then the picture is cached.
4. If the recording is no longer played by then, its pictures are forgotten: the task that looks
   for such recordings (`keeping.py`) sees what was cached before, and this what is cached after.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from plans.errors import Conflict
from playback.pictures.cache import PictureKey
from playback.pictures.finding import KeyFrame, is_playable, key_frames, read_sample
from playback.pictures.keeping import picture_cache
from playback.pictures.pool import AllBusy, NoPicture, pool
from playback.pictures.suspects import Suspects
from recordings.file_parts import Busy
from recordings.media.errors import MediaError
from recordings.models import Camera

suspects = Suspects()

_unstored: dict[PictureKey, bytes] = {}
"""Drawn and on their way to the cache: for those who waited for the same one."""


@dataclass(frozen=True, slots=True)
class Picture:
    """`at_ms` is the moment of the frame, `etag` the same wherever the bytes come from."""

    jpeg: bytes
    at_ms: int
    etag: str


def picture_at(camera: Camera, at_ms: int, width: int) -> Picture | None:
    """Of the last key frame at or before the moment, `width` pixels wide or as wide as it is.

    None when there is none. Raises Conflict `unreadable_picture` when it cannot be drawn, Busy when
    no child comes free.
    """
    is_unreadable = False
    for frame in key_frames(camera, at_ms):
        key = PictureKey(frame.recording_id, frame.dts, width)
        try:
            jpeg = _jpeg(frame, key)
        except (OSError, MediaError):
            is_unreadable = True  # the recording before it may be on another disk
            continue
        return Picture(jpeg, frame.at_ms, f'"{key.recording_id}-{key.name}"')
    if is_unreadable:
        raise _unreadable()
    return None


def _jpeg(frame: KeyFrame, key: PictureKey) -> bytes:
    cache = picture_cache()
    cached = cache.get(key)
    if cached is not None:
        return cached
    if suspects.holds(frame.recording_id, frame.offset):
        raise _unreadable()
    try:
        with pool.place() as place:
            # In this order: a picture is in the cache before it is no longer here.
            cached = _unstored.get(key) or cache.get(key)
            if cached is not None:
                return cached
            jpeg = _unstored[key] = place.draw(read_sample(frame), key.width)
    except AllBusy:
        detail = _("Too many pictures at once; try again shortly.")
        raise Busy(detail, headers={"Retry-After": "2"}) from None
    except NoPicture as found:
        suspects.note(frame.recording_id, frame.offset, was_deadly=found.was_deadly)
        raise _unreadable() from None
    try:
        cache.put(key, jpeg)
    finally:
        _unstored.pop(key, None)
    if not is_playable(frame.recording_id):
        cache.forget([frame.recording_id])
    return jpeg


def _unreadable() -> Conflict:
    detail = _("The picture of this moment cannot be read.")
    return Conflict(detail, code="unreadable_picture")
