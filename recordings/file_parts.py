"""Bytes of a recorded file on their way to a reader, in bounded memory.

A slow reader holds a thread for as long as it reads, so only a few may at a time.
"""

import contextlib
import os
import stat
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from plans.errors import ApplicationError
from recordings.byteranges import RangeRefused

CHUNK_BYTES = 256 * 1024
DOWNLOADS_AT_ONCE = 4  # in each of the web server's two processes
download_slots = threading.BoundedSemaphore(DOWNLOADS_AT_ONCE)


class Place(Protocol):
    """What a reader holds while it reads; a semaphore is one."""

    def release(self) -> None: ...


class Busy(ApplicationError):
    """503: try again shortly."""

    status = 503
    default_code = "busy"


class RangeNotSatisfiable(ApplicationError):
    """416, with the size that there is."""

    status = 416
    default_code = "range_not_satisfiable"

    def __init__(self, refused: RangeRefused) -> None:
        detail = _("The range lies outside the file.")
        super().__init__(detail, headers={"Content-Range": refused.content_range})


class FilePart:
    """Iterates over bytes [start, end) of a descriptor.

    `close` gives back the descriptor and the place, once; being forgotten does too, since an
    answer that is dropped on its way to the server is never closed.
    """

    def __init__(self, descriptor: int, start: int, end: int, place: Place) -> None:
        self._descriptor = descriptor
        self._position = start
        self._end = end
        self.close = weakref.finalize(self, _give_back, descriptor, place)

    def __iter__(self) -> Iterator[bytes]:
        while self._position < self._end:
            wanted = min(CHUNK_BYTES, self._end - self._position)
            data = os.pread(self._descriptor, wanted, self._position)
            if not data:
                return
            self._position += len(data)
            yield data


def open_file(path: Path) -> int | None:
    """A descriptor; None for what is not there or is no file.

    Never through a link: and a folder or a pipe in its place is no recording.
    """
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    with contextlib.suppress(OSError):
        descriptor = os.open(path, flags)
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            return descriptor
        os.close(descriptor)
    return None


def _give_back(descriptor: int, place: Place) -> None:
    os.close(descriptor)
    place.release()
