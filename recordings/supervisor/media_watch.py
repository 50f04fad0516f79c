"""What a run's growing file says about itself: when its frames arrived, and that it must end.

Each new fragment is read once, at the pass that sees the file grow: its end in media time and the
time of the file's last write make an arrival (`recordings.media.timing`). Two things that no
message of FFmpeg's tells end a run, so that a new one begins: other parameter sets than the run
began with (the file keeps its old header), and media time that leaves wall time.
"""

import logging
import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from recordings.clock import Clock
from recordings.media.errors import MediaError
from recordings.media.fragments import FragmentScan, scan_on
from recordings.media.parameter_sets import read_sequence_sets
from recordings.media.timing import (
    Arrival,
    Arrivals,
    Sound,
    arrival_delay,
    fragments_before_leap,
    media_seconds,
)
from recordings.models import Recording
from recordings.spans import moment_of
from recordings.times import FileTimes, append_times, read_times

logger = logging.getLogger(__name__)
MAX_LEAP_SECONDS = 2.0
MAX_BEHIND_SECONDS = 10.0  # media that comes late may yet catch up
SETTLED_SECONDS = 5.0  # of arrivals: the earliest of them was hardly held up
MOOFS_AT_ONCE = 10  # a run that is adopted late in its hour is read over several minutes
MOOFS_AT_THE_END = 200
BY_ARRIVAL = Recording.TimeSource.ARRIVAL


@dataclass(slots=True)
class MediaWatch:
    """Follows the newest file of one run. Wall times are seconds since the epoch."""

    clock: Clock
    sound: Sound = "none"
    path: Path | None = None
    start: float | None = None  # of the file at `path`
    _is_told: bool = False
    _is_stepped: bool = False
    _is_adopted: bool = False  # its start is too long ago to expect arrivals by it
    _progress: FragmentScan | None = None
    _file: tuple[int, int] | None = None  # device and inode
    _written: float | None = None
    _looked_at: int = 0  # fragments whose parameter sets were looked at
    _sets: bytes | None = None
    _arrivals: Arrivals = field(default_factory=Arrivals)
    _expected: float | None = None  # the offset of arrivals while media keeps time
    _behind_since: float | None = None
    _found_at_the_end: str = ""  # why the run must end, seen when its last file was closed

    def turn_to(self, path: Path, start: float | None = None) -> None:
        """Follow another file, which begins at `start` when it goes on from the one before."""
        self.path, self.start, self._is_told = path, start, False
        self._is_adopted = False
        self._progress, self._file, self._looked_at = None, None, 0
        self._written = None
        self._arrivals, self._expected, self._behind_since = Arrivals(), None, None

    def adopt(self, path: Path) -> None:
        """Follow a file whose beginning was told by an earlier supervisor, or by nobody."""
        self.turn_to(path)
        self._is_adopted = True
        told = read_times(path.parent).get(path.name)
        if told is not None and told.start_ms is not None:
            self.start, self._is_told = told.start_ms / 1000, True

    def go_on(self) -> None:
        """Take what was found odd for the way of this camera."""
        self._expected, self._behind_since, self._sets = None, None, None
        self._arrivals = Arrivals()

    def clock_stepped(self) -> None:
        """Arrivals before and after a step of our clock don't go together; the run ends soon."""
        self._arrivals, self._expected, self._written = Arrivals(), None, None
        self._is_stepped = True

    def look(self, moofs: int = MOOFS_AT_ONCE) -> str:
        """Read what is new; why the run must end, or nothing. Never raises."""
        why = self._look(moofs) or self._found_at_the_end
        self._found_at_the_end = ""
        return why

    def _look(self, moofs: int) -> str:
        if self.path is None:
            return ""
        try:
            descriptor = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return ""
        try:
            return self._read(descriptor, moofs)
        except (OSError, MediaError):
            return ""
        finally:
            os.close(descriptor)

    def settled_start(self) -> datetime | None:
        """When the file began, once: as soon as it is known well."""
        if self._is_told or self._file is None:
            return None
        if self.start is None and self._arrivals.span >= SETTLED_SECONDS:
            self.start = self._estimate(0.0)
        if self.start is None:
            return None
        self._is_told = True
        start_ms = round(self.start * 1000)
        self._tell(FileTimes(self._name, start_ms=start_ms, source=BY_ARRIVAL))
        return moment_of(start_ms)  # as it is told, to the millisecond: a playlist names it

    def close(self, reason: str) -> float | None:
        """Read the rest, write down when the file began and ended; its end if that is known."""
        known = self._progress.count if self._progress else 0
        # What the last fragments show is told at the next look, which is at the next file.
        self._found_at_the_end = self._look(MOOFS_AT_THE_END)
        if self.start is None:
            self.start = self._estimate(0.0)
        whole = self._progress is not None and self._progress.count - known < MOOFS_AT_THE_END
        if self.start is None or self._progress is None or not whole:
            self._tell(FileTimes(self._name, reason=reason))
            return None
        media = media_seconds(self._progress)
        took = (self._written or self.start + media) - self.start
        if fragments_before_leap(self._progress, took) is not None:
            self._found_at_the_end = "media time leapt ahead before the file was closed"
        end = self._estimate(media) or self.start + media
        # Nothing is recorded that was not written: the last frame's time may have leapt.
        end = max(min(end, self._written or end), self.start)
        start_ms, end_ms = round(self.start * 1000), round(end * 1000)
        self._tell(FileTimes(self._name, start_ms, end_ms, BY_ARRIVAL, reason))
        return end

    @property
    def _name(self) -> str:
        return self.path.name if self.path else ""

    def _read(self, descriptor: int, moofs: int) -> str:
        stat = os.fstat(descriptor)
        self._file = stat.st_dev, stat.st_ino
        written = self.clock.of_file(stat.st_mtime).timestamp()
        self._written = None if self._is_stepped else written
        known = self._progress.count if self._progress else 0
        self._progress = progress = scan_on(descriptor, self._progress, moofs)
        if progress.count == known:
            return ""
        if self._has_other_sets(descriptor, progress):
            return "the camera changed its picture"
        if progress.end_offset != stat.st_size or self._is_stepped:
            return ""  # the last write belongs to a fragment that is not whole yet
        if self._expected is None and self.start is not None and not self._is_adopted:
            self._expected = self.start + arrival_delay(progress, self.sound)
        return self._arrived(Arrival(written, media_seconds(progress)))

    def _arrived(self, arrival: Arrival) -> str:
        self._arrivals.add(arrival)
        leap = 0.0 if self._expected is None else self._expected - arrival.offset
        if leap > MAX_LEAP_SECONDS:
            return f"media time leapt {leap:.1f} s ahead"
        if leap > -MAX_LEAP_SECONDS:
            # Follows a camera whose clock is a little fast or slow.
            self._expected = self._arrivals.wall_of(0.0)
            self._behind_since = None
        elif self._behind_since is None:
            self._behind_since = arrival.wall
        elif arrival.wall - self._behind_since > MAX_BEHIND_SECONDS:
            return f"media time is {-leap:.1f} s behind"
        return ""

    def _has_other_sets(self, descriptor: int, progress: FragmentScan) -> bool:
        """Whether a new key fragment carries other sequence sets than the run began with."""
        entry = progress.movie.video.sample_entry
        for number in range(self._looked_at, progress.count):
            if not progress.keys[number]:
                continue
            found = read_sequence_sets(descriptor, progress.offsets[number], entry)
            if found is not None and self._sets is not None and found != self._sets:
                return True
            self._sets = found or self._sets
        self._looked_at = progress.count
        return False

    def _estimate(self, media: float) -> float | None:
        wall = self._arrivals.wall_of(media)
        if wall is None or self._progress is None:
            return None
        return wall - arrival_delay(self._progress, self.sound)

    def _tell(self, times: FileTimes) -> None:
        """Beside the file itself, and nowhere if another disk lies at its path by now."""
        if self.path is None or self._file is None:
            return
        try:
            stat = self.path.stat()
            if (stat.st_dev, stat.st_ino) == self._file:
                append_times(self.path.parent, times)
        except OSError as error:
            logger.warning("%s: %s", self.path.parent, error.strerror)
