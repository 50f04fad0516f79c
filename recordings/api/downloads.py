"""Files over HTTP with one byte range (RFC 9110 §14), in bounded memory.

A slow reader holds a thread for as long as it reads, so only a few may at a time.
"""

import os
import re
import threading
from collections.abc import Iterator

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
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
    """Iterates over bytes [start, end) of a descriptor and gives back its slot once closed."""

    def __init__(self, descriptor: int, start: int, end: int) -> None:
        self._descriptor = descriptor
        self._position = start
        self._end = end
        self._closed = False

    def __iter__(self) -> Iterator[bytes]:
        while self._position < self._end:
            wanted = min(CHUNK_BYTES, self._end - self._position)
            data = os.pread(self._descriptor, wanted, self._position)
            if not data:
                return
            self._position += len(data)
            yield data

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            os.close(self._descriptor)
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
    """200 or 206. Raises Conflict when the file is not there, Busy when all slots are taken."""
    descriptor = _open(recording)
    try:
        size = _size(recording, descriptor)
        etag = f'"{recording.pk}-{size}"'
        condition = request.headers.get("If-Range")
        header = request.headers.get("Range", "") if condition in (None, etag) else ""
        part = parse_range(header, size)
        if not _slots.acquire(blocking=False):
            detail = _("Too many downloads at once; try again shortly.")
            raise Busy(detail, headers={"Retry-After": "10"})
    except BaseException:
        os.close(descriptor)
        raise
    start, end = part or (0, size)
    response = StreamingHttpResponse(
        FilePart(descriptor, start, end), status=206 if part else 200, content_type="video/mp4"
    )
    response["Accept-Ranges"] = "bytes"
    response["Content-Length"] = str(end - start)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-store"
    response["Content-Disposition"] = content_disposition_header(True, _file_name(recording)) or ""
    if part:
        response["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return response


def _open(recording: Recording) -> int:
    try:
        return os.open(recording.path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        detail = _("The recording's file is not on its volume.")
        raise Conflict(detail, code="file_missing") from None


def _size(recording: Recording, descriptor: int) -> int:
    """A file that is being written ends, for a reader, with its last whole fragment."""
    growth = growth_of(recording)
    return growth.scan.end_offset if growth else os.fstat(descriptor).st_size


def _file_name(recording: Recording) -> str:
    start = recording.start_time
    camera = slugify(recording.camera.name) or recording.camera.stream_id
    return f"{camera}_{start:%Y-%m-%d_%H-%M-%S}Z.mp4"
