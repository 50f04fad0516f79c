"""Files over HTTP with one byte range (RFC 9110 §14), in bounded memory.

A slow reader holds a thread for as long as it reads, so only a few may at a time.
"""

import contextlib
import os
import re
import stat
import threading
import weakref
from collections.abc import Iterator
from datetime import UTC

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from plans.errors import ApplicationError, Conflict
from recordings.models import Recording
from recordings.selectors import growth_of

CHUNK_BYTES = 256 * 1024
DOWNLOADS_AT_ONCE = 4  # in each of the web server's two processes
_RANGE = re.compile(r"bytes=(\d{0,19})-(\d{0,19})")
_slots = threading.BoundedSemaphore(DOWNLOADS_AT_ONCE)


class Busy(ApplicationError):
    """503: try again shortly."""

    status = 503
    default_code = "busy"


class RangeNotSatisfiable(ApplicationError):
    status = 416
    default_code = "range_not_satisfiable"


class FilePart:
    """Iterates over bytes [start, end) of a descriptor.

    `close` gives back the descriptor and the slot, once; being forgotten does too, since an
    answer that is dropped on its way to the server is never closed.
    """

    def __init__(self, descriptor: int, start: int, end: int) -> None:
        self._descriptor = descriptor
        self._position = start
        self._end = end
        self.close = weakref.finalize(self, _give_back, descriptor)

    def __iter__(self) -> Iterator[bytes]:
        while self._position < self._end:
            wanted = min(CHUNK_BYTES, self._end - self._position)
            data = os.pread(self._descriptor, wanted, self._position)
            if not data:
                return
            self._position += len(data)
            yield data


def _give_back(descriptor: int) -> None:
    os.close(descriptor)
    _slots.release()


def parse_range(header: str, size: int) -> tuple[int, int] | None:
    """[start, end) of the one range asked for; None to send the whole file.

    Several ranges, or a header that is malformed, may be ignored (RFC 9110 §14.2). Raises
    RangeNotSatisfiable for a range that begins past the end.
    """
    found = _RANGE.fullmatch(header.strip())
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        start, end = max(0, size - int(found[2])), size
    else:
        start = int(found[1])
        end = min(int(found[2]) + 1, size) if found[2] else size
        if found[2] and int(found[2]) < start:
            return None
    if start >= size or start >= end:
        raise RangeNotSatisfiable(
            _("The range lies outside the file."), headers={"Content-Range": f"bytes */{size}"}
        )
    return start, end


def download_response(request: Request, recording: Recording) -> HttpResponseBase:
    """200 or 206. Raises Conflict when there is nothing to send, Busy when all slots are taken."""
    descriptor = _open(recording)
    try:
        size = _size(recording, descriptor)
        etag = f'"{recording.pk}-{size}"'
        condition = request.headers.get("If-Range")
        header = request.headers.get("Range", "") if condition in (None, etag) else ""
        part = parse_range(header, size)
        start, end = part or (0, size)
        headers = {
            "Content-Type": "video/mp4",
            "Accept-Ranges": "bytes",
            "Content-Length": str(end - start),
            "ETag": etag,
            "Cache-Control": "private, no-store",
            "Content-Disposition": f'attachment; filename="{_file_name(recording)}"',
        }
        if part:
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
        if request.method != "HEAD" and not _slots.acquire(blocking=False):
            detail = _("Too many downloads at once; try again shortly.")
            raise Busy(detail, headers={"Retry-After": "10"})
    except BaseException:
        os.close(descriptor)
        raise
    if request.method == "HEAD":  # the server would send on whatever bytes there were
        os.close(descriptor)
        return HttpResponse(status=206 if part else 200, headers=headers)
    body = FilePart(descriptor, start, end)
    return StreamingHttpResponse(body, status=206 if part else 200, headers=headers)


def _open(recording: Recording) -> int:
    """Never through a link, and only a file: a folder or a pipe in its place is no recording."""
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    with contextlib.suppress(OSError):
        descriptor = os.open(recording.path, flags)
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            return descriptor
        os.close(descriptor)
    raise Conflict(_("The recording's file is not on its volume."), code="file_missing")


def _size(recording: Recording, descriptor: int) -> int:
    """A file that is being written ends, for a reader, with its last whole fragment."""
    if recording.status != Recording.Status.RECORDING:
        return os.fstat(descriptor).st_size
    growth = growth_of(recording)
    if growth is None:
        raise Conflict(_("Nothing has been recorded into this file yet."), code="no_media")
    return growth.scan.end_offset


def _file_name(recording: Recording) -> str:
    """Letters, digits, - and _ alone, in any language."""
    start = recording.start_time.astimezone(UTC)
    camera = slugify(recording.camera.name) or recording.camera.stream_id
    return f"{camera}_{start:%Y-%m-%d_%H-%M-%S}Z.mp4"
