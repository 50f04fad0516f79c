"""A clock that a test sets, for FFmpeg (by libfaketime) and for the supervisor alike.

The machine's own clock stays as it is, and the times that the kernel writes into files, too.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from recordings.clock import SystemClock

LIBRARY = "/usr/lib/*/faketime/libfaketimeMT.so.1"  # Debian's package faketime
WRAPPER = """#!/bin/sh
# exec: the process keeps its pid, and its arguments are FFmpeg's own.
export LD_PRELOAD={library} FAKETIME_TIMESTAMP_FILE={file}
export FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1 DONT_FAKE_MONOTONIC=1
exec ffmpeg "$@"
"""


class ShiftedClock(SystemClock):
    """The machine's clock with a wall clock that `shift` sets, for whoever reads `file`."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "faketime"
        self.program = folder / "ffmpeg-by-another-clock"
        [library] = Path("/").glob(LIBRARY.lstrip("/"))
        self.program.write_text(WRAPPER.format(library=library, file=self.file))
        self.program.chmod(0o755)
        self.by = timedelta(0)
        self.shift(timedelta(0))

    def shift(self, by: timedelta) -> None:
        """Set both clocks so far ahead of (or behind) the machine's, at one moment."""
        temporary = self.file.with_suffix(".new")
        temporary.write_text(f"{by.total_seconds():+.6f}\n")
        temporary.replace(self.file)  # the moment of the step
        self.by = by

    def set(self, now: datetime) -> None:
        self.shift(now - datetime.now(UTC))

    def now(self) -> datetime:
        return super().now() + self.by

    def of_file(self, modified_at: float) -> datetime:
        return super().of_file(modified_at) + self.by
