"""Forcing written media to disk: FFmpeg never does, and a power cut would take whole files.

fdatasync works on a descriptor that is open for reading; a file is opened anew each time
because it is one call a camera every VMS_SYNC_SECONDS.
"""

import contextlib
import os
import threading
from collections.abc import Callable
from pathlib import Path


class Syncer:
    """Syncs the files that are being written, every `seconds`, in a thread of its own."""

    def __init__(self, seconds: float, current_files: Callable[[], list[Path]]) -> None:
        self._seconds = seconds
        self._current_files = current_files
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="syncer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        before: list[Path] = []
        while not self._stopping.wait(self._seconds):
            current = self._current_files()
            # Those of the last round that have ended since: their last second waits for nobody.
            for path in dict.fromkeys([*before, *current]):
                with contextlib.suppress(OSError):
                    sync_file(path)
            before = current


def sync_file(path: Path) -> None:
    """Force one file's data to disk. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fdatasync(descriptor)
    finally:
        os.close(descriptor)
