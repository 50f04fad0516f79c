"""What of a camera's recordings a playlist may show by now."""

import logging
from dataclasses import dataclass
from uuid import UUID

from django.core.cache import cache
from redis.exceptions import RedisError

from playback.hls import FileEntries, file_entries
from playback.models import PlaybackSession
from playback.services import media_path
from recordings.models import Camera, Recording, RecordingQuerySet
from recordings.playable import PlayableFile, playable_file, playable_rows
from recordings.spans import epoch_ms

logger = logging.getLogger(__name__)
ABANDONED_MS = 60_000
"""A file that has not grown for so long will not: a recorder that stalls is ended after 10 s."""
SETTLED_MS = 10_000
"""By then the start of a new run's first file is known, or will not be before the file is closed;
and the row of a file that began in a window is there."""


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """``is_open``: more entries may come."""

    recording_id: UUID
    entries: FileEntries
    codecs: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Published:
    """Files in order of their start. ``awaits_file``: there is one that has nothing to show yet."""

    files: list[PublishedFile]
    awaits_file: bool

    @property
    def is_growing(self) -> bool:
        return self.awaits_file or any(file.is_open for file in self.files)


def published_files(
    camera: Camera, session: PlaybackSession, rows: RecordingQuerySet, now_ms: int
) -> Published:
    """Of rows of the camera, in one query.

    The newest file is read first: a recorder writes one file at a time, so once a newer one holds
    a fragment, what an older one holds from then on is all of it, closed or not.
    """
    files: list[PublishedFile] = []
    awaits_file = has_newer = False
    for row in reversed(list(playable_rows(rows))):
        file = playable_file(row)
        if file is None:
            awaits_file |= _may_begin(row, now_ms)
            continue
        is_open = file.is_open and not has_newer and now_ms - file.end_ms < ABANDONED_MS
        has_newer |= file.is_open
        if _may_move(file, now_ms):
            files, awaits_file = [], True  # what comes after it waits, or it would come between
            continue
        uri = media_path(session, camera, row.pk, row.file_version)
        entries = file_entries(uri, file.columns, file.wall, is_open=is_open)
        files.append(PublishedFile(file.recording_id, entries, file.codecs, is_open))
    return Published(files[::-1], awaits_file)


def _may_begin(row: Recording, now_ms: int) -> bool:
    is_open = row.status == Recording.Status.RECORDING and row.closed_at is None
    return is_open and now_ms - epoch_ms(row.start_time) < ABANDONED_MS


def _may_move(file: PlayableFile, now_ms: int) -> bool:
    """Its times are by its name alone, and will soon be known better; published ones must stay."""
    return not file.start_is_known and now_ms - file.start_ms < SETTLED_MS


def steady_target_seconds(key: str, seconds: int, *, keep_seconds: int) -> int:
    """The largest of the key's within `keep_seconds` of one another: a list that is fetched again
    must not name a smaller one (RFC 8216 §6.2.1)."""
    steady = max(seconds, known_target_seconds(key))
    try:
        cache.set(key, steady, keep_seconds)
    except (RedisError, OSError):
        logger.warning("the cache does not answer; target durations may shrink")
    return steady


def known_target_seconds(key: str) -> int:
    """0 when nothing is remembered, or nobody answers who would remember."""
    try:
        return int(cache.get(key, 0))
    except (RedisError, OSError):
        return 0
