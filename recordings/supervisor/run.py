"""One run: a recorder's process and the files it has written."""

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from recordings.ffmpeg.layout import day_folders, parse_file_name
from recordings.processes import RecorderProcess
from recordings.supervisor.media_watch import MediaWatch
from recordings.volumes import VolumeRef

QUIET_SECONDS = 3.0
LONG_AGO = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at the disk showed: files that were not known before, and growth."""

    new_files: tuple[str, ...]
    grew: bool


@dataclass(slots=True)
class Run:
    """Paths are relative to the volume's root, as rows keep them."""

    run_id: str
    camera_id: int
    volume: VolumeRef
    folder: str
    process: RecorderProcess
    began: datetime
    segment_seconds: int
    media: MediaWatch
    ip: str | None = None  # the checked address; None for an adopted run, which is past it
    strayed: bool = False
    secrets: tuple[str, ...] = field(default=(), repr=False)
    current: str | None = None
    size: int = 0
    grew_at: datetime = LONG_AGO
    boundary: datetime | None = None
    known: frozenset[str] = frozenset()  # what the last listing with a new file showed

    def look(self, now: datetime) -> Look:
        """Stat the newest file; list the folder only when another file can be there.

        That is after the clock's boundary, and when nothing grows any more: the boundary may be
        another than thought, for the segments of an adopted run.
        """
        grew = self._grew()
        if grew:
            self.grew_at = now
        quiet = abs((now - self.grew_at).total_seconds()) > QUIET_SECONDS
        due = quiet or self.boundary is None or now >= self.boundary
        follows = self.current is not None
        new_files = self.last_look(now) if due else ()
        if not new_files:
            return Look((), grew)
        self.grew_at = now
        # A file that follows another is growth; the first may be a header alone.
        return Look(new_files, follows or len(new_files) > 1)

    def last_look(self, now: datetime) -> tuple[str, ...]:
        """Files made since the last look, when the process has ended."""
        found = self._recent_files(now)
        new_files = tuple(sorted(found - self.known))
        if new_files:
            self._turn_to(new_files[-1])
            self.known = found
        return new_files

    def discard(self, now: datetime) -> None:
        """Remove what came from an address that nobody had checked."""
        for path in self._recent_files(now) - self.known:
            with contextlib.suppress(OSError):
                (self.volume.root / path).unlink()

    def _recent_files(self, now: datetime) -> frozenset[str]:
        """This run's files of the days in which a new one may be.

        A new file's name need not sort behind the others: when the clock steps back, FFmpeg may
        open another one before its run is ended.
        """
        first = self._opened_at() or self.began
        days = {str((first + timedelta(days=d)).astimezone(UTC).date()) for d in (-1, 0)}
        days |= {str((now + timedelta(days=d)).astimezone(UTC).date()) for d in (0, 1)}
        return frozenset(self._files_of_run(days))

    def all_files(self) -> tuple[str, ...]:
        """Every file of this run, oldest first, and turn to the newest; for an adopted run."""
        days: list[str] = []
        with contextlib.suppress(OSError):  # the disk may be gone while FFmpeg lives
            days = [entry.name for entry in (self.volume.root / self.folder).iterdir()]
        files = tuple(sorted(self._files_of_run(days)))
        if files:
            self._turn_to(files[-1])
        self.known = frozenset(files)
        return files

    def make_day_folders(self, now: datetime) -> None:
        """FFmpeg makes none, and dies at the first that is missing."""
        for day in day_folders(now):
            with contextlib.suppress(OSError):
                (self.volume.root / self.folder / day).mkdir(mode=0o750, exist_ok=True)

    def has_strayed(self) -> bool:
        """Whether FFmpeg followed a redirect (it can't be told not to) to another address."""
        if self.ip is not None and not self.process.peers() <= {self.ip}:
            self.strayed = True
        return self.strayed

    @property
    def current_path(self) -> Path | None:
        return self.volume.root / self.current if self.current else None

    def _files_of_run(self, days: Iterable[str]) -> Iterable[str]:
        ending = f"_{self.run_id}.mp4"
        for day in days:
            with contextlib.suppress(OSError):
                for entry in (self.volume.root / self.folder / day).iterdir():
                    if entry.name.endswith(ending):
                        yield f"{self.folder}/{day}/{entry.name}"

    def _opened_at(self) -> datetime | None:
        name = parse_file_name(self.current) if self.current else None
        return name.opened_at if name else None

    def _turn_to(self, path: str) -> None:
        self.current = path
        self.size = self._stat_size()
        opened_at = self._opened_at()
        if opened_at is not None:
            seconds = self.segment_seconds
            begun = int(opened_at.timestamp()) // seconds * seconds
            self.boundary = datetime.fromtimestamp(begun + seconds, UTC)

    def _grew(self) -> bool:
        size = self._stat_size()
        grew = size > self.size > 0  # from nothing it grows to its header, which is no media
        self.size = max(size, self.size)
        return grew

    def _stat_size(self) -> int:
        path = self.current_path
        try:
            return path.stat().st_size if path else 0
        except OSError:
            return 0
