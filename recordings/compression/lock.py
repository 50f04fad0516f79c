"""One compression at a time on a machine, whatever starts it."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings


class CompressionRunning(Exception):
    """Another compression is at work on this machine."""


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Raises CompressionRunning. The kernel lets go of the lock when a process dies."""
    path = Path(settings.VMS_RUN_DIR) / "compression.lock"
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CompressionRunning from None
        yield
    finally:
        os.close(lock)
