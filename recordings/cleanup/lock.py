"""One cleanup at a time on a machine, whatever starts it."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings


class CleanupRunning(Exception):
    """Another cleanup is at work on this machine."""


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Raises CleanupRunning. The kernel lets go of the lock when a process dies.

    Two machines may still clean up at once: every step is a compare-and-set, and every row that
    is settled is locked.
    """
    path = Path(settings.VMS_RUN_DIR) / "cleanup.lock"
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CleanupRunning from None
        yield
    finally:
        os.close(lock)
