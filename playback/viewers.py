"""Who watches what now: noted in memory beside the bytes, written by a thread of its own.

Nobody's bytes wait for it. `note` looks into a dict; of a session and camera at most one sight in
`EVERY_SECONDS` goes further, and the writer finds out which moment it was and changes the row
whenever the database lets it. What a database that is away loses is seen again with the next one.

1. The sight is put down as pending; a later one of the same session and camera takes its place.
2. The writer takes all that is pending, finds their moments, and writes them in one transaction.
A crash before 2 leaves the row as it was: some seconds older.
"""

import contextlib
import logging
import threading
import time
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import DatabaseError, IntegrityError, InterfaceError, connections, transaction
from django.utils import timezone

from playback.models import Viewing
from recordings.models import Recording
from recordings.playable import playable_file, playable_rows
from recordings.spans import epoch_ms, moment_of

logger = logging.getLogger(__name__)
EVERY_SECONDS = 10
WATCHING = timedelta(seconds=60)
"""Who has been sent nothing for so long is not watching; what is no older is taken for live."""
KEPT = 20_000
IDLE_SECONDS = 30


class Watched(NamedTuple):
    session_id: int
    camera_id: int


class Place(NamedTuple):
    """Bytes from `offset` on of a file of `size` bytes."""

    recording_id: UUID
    file_version: int
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class Sight:
    """Seen at `at`. By bytes, `place` says of what; by a playlist, `asked` is the moment that was
    asked for, None for live, and does not outdo what bytes said."""

    at: datetime
    place: Place | None = None
    asked: datetime | None = None


class Viewers:
    """Sights on their way to their rows, in one process."""

    def __init__(self, *, clock: Callable[[], float], write: Callable[[], None]) -> None:
        self._clock = clock
        self._write = write
        # Without a lock on the bytes' way: each single step on a dict is whole.
        self._noted: dict[Watched, float] = {}
        self._pending: dict[Watched, Sight] = {}

    def note_bytes(
        self, watched: Watched, recording_id: UUID, file_version: int, offset: int, size: int
    ) -> None:
        if self._is_due(watched):
            place = Place(recording_id, file_version, offset, size)
            self._put(watched, Sight(timezone.now(), place))

    def note_playlist(self, watched: Watched, asked: datetime | None, now: datetime) -> None:
        if self._is_due(watched):
            self._put(watched, Sight(now, asked=asked))

    def take(self) -> dict[Watched, Sight]:
        """All that is pending, which is so no more."""
        taken, self._pending = self._pending, {}
        return taken

    def forget(self) -> None:
        self._noted, self._pending = {}, {}

    def _is_due(self, watched: Watched) -> bool:
        noted_at = self._noted.get(watched)
        return noted_at is None or self._clock() - noted_at >= EVERY_SECONDS

    def _put(self, watched: Watched, sight: Sight) -> None:
        if len(self._noted) >= KEPT:
            self._noted = {}
        self._noted[watched] = self._clock()
        self._pending[watched] = sight
        self._write()


class Writer:
    """A thread that begins with the first sight, also in a process that was forked."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None

    def __call__(self) -> None:
        self._wake.set()
        if self._thread is not None and self._thread.is_alive():
            return
        # A machine that has no thread to give has some when the next sight comes.
        with self._lock, contextlib.suppress(RuntimeError):
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="viewers", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            if not self._wake.wait(IDLE_SECONDS):
                connections.close_all()
                self._wake.wait()
            self._wake.clear()
            write_pending()


writer = Writer()
viewers = Viewers(clock=time.monotonic, write=lambda: writer())


def write_pending() -> None:
    """What is pending, into rows; the database may refuse, and nobody is the worse for it."""
    # Copied in one step: a request that held the dict as it was taken may still put one in.
    taken = [*viewers.take().items()]
    try:
        _write([(watched, _placed(sight)) for watched, sight in taken])
    except (DatabaseError, InterfaceError) as error:
        connections.close_all()
        logger.warning("viewers are not written down: %s", error)


def _write(sights: list[tuple[Watched, Sight]]) -> None:
    try:
        with transaction.atomic():
            for watched, sight in sights:
                _put(watched, sight)
    except IntegrityError:  # a session or camera is gone, or another process was first
        for watched, sight in sights:
            _put_alone(watched, sight)


def _put_alone(watched: Watched, sight: Sight) -> None:
    try:
        with transaction.atomic():
            _put(watched, sight)
    except IntegrityError:
        logger.info("viewer of camera %s: gone, or written already", watched.camera_id)


def _put(watched: Watched, sight: Sight) -> None:
    rows = Viewing.objects.filter(**watched._asdict())
    seen: dict[str, datetime | None] = {"seen_at": sight.at}
    if sight.place is not None:
        seen["moment"] = sight.asked
    if rows.filter(seen_at__gt=sight.at - WATCHING).update(**seen):
        return
    begun = {"moment": sight.asked, "seen_at": sight.at, "began_at": sight.at}
    if not rows.update(**begun):
        Viewing.objects.create(**watched._asdict(), **begun)


def _placed(sight: Sight) -> Sight:
    """With the moment that its bytes are of."""
    if sight.place is None:
        return sight
    moment = _moment_at(sight.place)
    is_live = moment is not None and moment > sight.at - WATCHING
    return replace(sight, asked=None if is_live else moment)


def _moment_at(place: Place) -> datetime | None:
    """By the fragment there; without an index of that file, as far into the recording as into its
    bytes. None when the recording is gone."""
    rows: Iterable[Recording] = playable_rows(Recording.objects.filter(pk=place.recording_id))
    for row in rows:
        file = playable_file(row) if row.file_version == place.file_version else None
        if file is not None:
            number = max(bisect_right(file.columns.offsets, place.offset) - 1, 0)
            return moment_of(file.wall.wall_ms(file.columns.decode_times[number]))
        length_ms = row.duration_ms or 0
        return moment_of(epoch_ms(row.start_time) + length_ms * place.offset // max(place.size, 1))
    return None
