"""Playlists over a stretch of a camera's time, and where to go where there is nothing."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from plans.errors import NotFound
from playback.hls import parts_between, target_seconds, window_playlist
from playback.models import PlaybackSession
from playback.published import (
    SETTLED_MS,
    Published,
    PublishedFile,
    known_target_seconds,
    published_files,
    steady_target_seconds,
)
from playback.selectors import rows_in
from recordings.models import Camera, Recording
from recordings.playable import PLAYED, playable_file
from recordings.spans import Span, epoch_ms, moment_of

TARGET_KEPT_SECONDS = 24 * 3600
_LOOKED_AT = 3  # an unreadable file, or one that a clock set back has left behind, may be nearest


@dataclass(frozen=True, slots=True)
class Playlist:
    """``codecs``: each that its files need (RFC 6381), in order of appearance."""

    text: str
    codecs: list[str]


class NoRecording(NotFound):
    """404, with the nearest recorded moments; None for `before` or `after` where there is none."""

    default_code = "no_recording"

    def __init__(self, before: datetime | None, after: datetime | None) -> None:
        nearest = {"before": before, "after": after}
        super().__init__(_("Nothing is recorded at this time."), extra={"nearest": nearest})


def playlist_of_window(
    camera: Camera, session: PlaybackSession, window: Span, now_ms: int
) -> Playlist:
    """Raises NoRecording when nothing in it can be played by now."""
    published = published_files(camera, session, rows_in(camera, *window), now_ms)
    files = [file.entries for file in published.files]
    parts = parts_between(files, *window)
    if not parts:
        raise no_recording(camera, window)
    is_final = _is_final(camera, published, window[1], now_ms)
    text = window_playlist(
        parts,
        target_seconds=_target_seconds(camera, target_seconds(files), is_final=is_final),
        is_final=is_final,
    )
    shown = {part.file.uri for part in parts}
    return Playlist(text, codecs_of([f for f in published.files if f.entries.uri in shown]))


def codecs_of(files: list[PublishedFile]) -> list[str]:
    return list(dict.fromkeys(codec for file in files for codec in file.codecs.split(",") if codec))


def no_recording(camera: Camera, window: Span) -> NoRecording:
    """With the end of what is recorded before it and the start of what is after it."""
    start, end = map(moment_of, window)
    rows = Recording.objects.filter(camera=camera, status__in=PLAYED).select_related("volume")
    ends = map(_end_ms, rows.filter(start_time__lt=start).order_by("-start_time")[:_LOOKED_AT])
    before_ms = max((end_ms for end_ms in ends if end_ms is not None), default=None)
    starts = rows.filter(start_time__gte=end).order_by("start_time")
    return NoRecording(
        # What a growing file holds past its last entry is not to be had yet.
        before=None if before_ms is None else min(moment_of(before_ms), start),
        after=starts.values_list("start_time", flat=True).first(),
    )


def _end_ms(row: Recording) -> int | None:
    if row.end_time is not None:
        return epoch_ms(row.end_time)
    file = playable_file(row)
    return None if file is None else file.end_ms


def _is_final(camera: Camera, published: Published, end_ms: int, now_ms: int) -> bool:
    """Whether nothing can be added to the list any more."""
    if not published.is_growing and not camera.recording_enabled:
        return True
    is_past = end_ms <= now_ms - SETTLED_MS
    lacks = any(file.is_open and file.entries.end_ms < end_ms for file in published.files)
    return is_past and not lacks and not published.awaits_file


def _target_seconds(camera: Camera, seconds: int, *, is_final: bool) -> int:
    """A list that is final was perhaps growing a moment ago; it is not fetched again."""
    key = f"playback.target.{camera.uuid}"
    if is_final:
        return max(seconds, known_target_seconds(key))
    return steady_target_seconds(key, seconds, keep_seconds=TARGET_KEPT_SECONDS)
