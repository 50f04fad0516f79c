"""The live playlist: the last minute of what is being written.

A player knows an entry by its number, so every web process must give it the same one, also while
the list slides from one file into the next. Only the numbers of a file's first entry are kept
(`LivePosition`), in the database, by whichever process lists the file first:

1. The file goes on from the one before it in the list: its numbers follow that one's last, which
   is known, because a newer file exists.
2. Otherwise nobody can have a list that shows both, and any numbers larger than all before do:
   the second in which the file starts, or what lies past the camera's last position.
3. Whoever loses the race to store them takes the winner's. If the stored numbers of two files do
   not join, the list begins at the later file.

A crash before 3 leaves nothing; after it, numbers that the next process goes on from.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from playback.hls import SHORTEST_MS, Part, last_parts, live_playlist, target_seconds
from playback.models import LivePosition, PlaybackSession
from playback.playlists import Playlist, codecs_of, no_recording
from playback.published import (
    Published,
    PublishedFile,
    published_files,
    steady_target_seconds,
)
from playback.selectors import rows_in
from recordings.facts import LONGEST_FILE
from recordings.models import Camera, Recording

LENGTH_MS = 60_000
KEPT_POSITIONS = 4096
TARGET_KEPT_SECONDS = 600  # after the last look: a hiccup must not keep players behind for ever
_AHEAD_MS = 10_000  # a file's start may lie a little in the future when a clock is being corrected


class Position(NamedTuple):
    """The numbers of a file's first entry (RFC 8216 §4.3.3.2, §4.3.3.3)."""

    media_sequence: int
    discontinuity_sequence: int

    def after(self, entries: int) -> "Position":
        """Of the file that follows one with so many entries."""
        return Position(self.media_sequence + entries, self.discontinuity_sequence + 1)


class LivePositions:
    """Positions by recording; those asked about least lately are forgotten, and read again."""

    def __init__(self, kept: int = KEPT_POSITIONS) -> None:
        self._kept = kept
        self._lock = threading.Lock()
        self._known: OrderedDict[UUID, Position] = OrderedDict()

    def of(self, camera: Camera, files: Sequence[PublishedFile]) -> list[Position]:
        """Of files that follow each other in a list; all but the last are complete."""
        known = self._recall([file.recording_id for file in files])
        found: list[Position] = []
        following: Position | None = None
        for file in files:
            position = known.get(file.recording_id) or _begin(camera, file, following)
            found.append(position)
            following = position.after(file.entries.count)
        self._remember(zip((file.recording_id for file in files), found, strict=True))
        return found

    def forget(self) -> None:
        with self._lock:
            self._known.clear()

    def _recall(self, ids: Sequence[UUID]) -> dict[UUID, Position]:
        with self._lock:
            known = {key: self._known[key] for key in ids if key in self._known}
        missing = [key for key in ids if key not in known]
        if missing:
            for row in LivePosition.objects.filter(recording_id__in=missing):
                known[row.recording_id] = _position_of(row)
        return known

    def _remember(self, positions: "zip[tuple[UUID, Position]]") -> None:
        with self._lock:
            for key, position in positions:
                self._known[key] = position
                self._known.move_to_end(key)
            while len(self._known) > self._kept:
                self._known.popitem(last=False)


live_positions = LivePositions()


def live_playlist_of(camera: Camera, session: PlaybackSession, now_ms: int) -> Playlist:
    """Raises NoRecording when the camera is not recording."""
    rows = rows_in(camera, now_ms - LENGTH_MS, now_ms + _AHEAD_MS)
    published = published_files(camera, session, rows, now_ms)
    files = _recent(published, now_ms)
    parts = last_parts([file.entries for file in files], LENGTH_MS)
    if not parts or not (camera.recording_enabled or published.is_growing):
        raise no_recording(camera, (now_ms, now_ms))
    shown = _of_parts(files, parts)
    positions = live_positions.of(camera, shown)
    first = _first_joined(shown, positions)
    text = live_playlist(
        parts[first:],
        target_seconds=_target_seconds(camera, published),
        media_sequence=positions[first].media_sequence + parts[first].shown.start,
        discontinuity_sequence=positions[first].discontinuity_sequence,
    )
    return Playlist(text, codecs_of(shown[first:]))


def _recent(published: Published, now_ms: int) -> list[PublishedFile]:
    """Up to the file that is being written: what begins after it was dated by a clock that has
    been set back since."""
    open_at = [number for number, file in enumerate(published.files) if file.is_open]
    files = published.files[: open_at[-1] + 1] if open_at else published.files
    return [file for file in files if file.is_open or file.entries.end_ms > now_ms - LENGTH_MS]


def _of_parts(files: Sequence[PublishedFile], parts: Sequence[Part]) -> list[PublishedFile]:
    by_uri = {file.entries.uri: file for file in files}
    return [by_uri[part.file.uri] for part in parts]


def _first_joined(files: Sequence[PublishedFile], positions: Sequence[Position]) -> int:
    """The first file from which on all numbers join."""
    for number in range(len(files) - 1, 0, -1):
        if positions[number] != positions[number - 1].after(files[number - 1].entries.count):
            return number
    return 0


def _begin(camera: Camera, file: PublishedFile, following: Position | None) -> Position:
    first = following or _anchor(camera, file)
    row, _created = LivePosition.objects.get_or_create(
        recording_id=file.recording_id, defaults=first._asdict()
    )
    return _position_of(row)


def _anchor(camera: Camera, file: PublishedFile) -> Position:
    """Larger than all numbers that the camera's lists have shown, also when its clock went back.

    Discontinuities are counted from nothing: hls.js takes their number for a place in a list.
    """
    start_s = file.entries.wall.start_ms // 1000
    rows = LivePosition.objects.filter(recording__camera=camera).select_related("recording")
    last = rows.order_by("-media_sequence").first()
    if last is None:
        return Position(start_s, 0)
    after = _position_of(last).after(_most_entries(last.recording))
    return Position(max(after.media_sequence, start_s), after.discontinuity_sequence)


def _most_entries(recording: Recording) -> int:
    return (recording.duration_ms or LONGEST_FILE // timedelta(milliseconds=1)) // SHORTEST_MS + 2


def _position_of(row: LivePosition) -> Position:
    return Position(row.media_sequence, row.discontinuity_sequence)


def _target_seconds(camera: Camera, published: Published) -> int:
    seconds = target_seconds(file.entries for file in published.files)
    key = f"playback.live_target.{camera.uuid}"
    return steady_target_seconds(key, seconds, keep_seconds=TARGET_KEPT_SECONDS)
