"""A recording's file over HTTP, or one byte range of it (RFC 9110 §14)."""

import os
from datetime import UTC

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from plans.errors import Conflict
from recordings.byteranges import NoSingleRange, RangeOutside, parse_range
from recordings.file_parts import (
    Busy,
    FilePart,
    RangeNotSatisfiable,
    download_slots,
    open_file,
)
from recordings.models import Recording
from recordings.selectors import growth_of

PLAYED_BYTES = 4 << 20


def download_response(request: Request, recording: Recording) -> HttpResponseBase:
    """200 or 206. Raises Conflict when there is nothing to send, Busy when all slots are taken."""
    descriptor = _open(recording)
    try:
        size = _size(recording, descriptor)
    except BaseException:
        os.close(descriptor)
        raise
    etag = f'"{recording.pk}-{size}"'
    return file_response(request, descriptor, size, etag=etag, file_name=_file_name(recording))


def file_response(
    request: Request | HttpRequest,
    descriptor: int,
    size: int,
    *,
    etag: str,
    file_name: str,
    is_attachment: bool = True,
    content_type: str = "video/mp4",
) -> HttpResponseBase:
    """The first `size` bytes of an open file, or one range of them; the descriptor is closed.

    What is played in a page, no attachment, comes in parts of `PLAYED_BYTES` at most: a player
    reads as slowly as it plays, and would hold a slot for as long (RFC 9110 §15.3.7 lets a server
    send less of a range than was asked for).
    """
    try:
        condition = request.headers.get("If-Range")
        header = request.headers.get("Range", "") if condition in (None, etag) else ""
        part = _part(header, size)
        if part and not is_attachment:
            part = part[0], min(part[1], part[0] + PLAYED_BYTES)
        start, end = part or (0, size)
        headers = {
            "Content-Type": content_type,
            "Accept-Ranges": "bytes",
            "Content-Length": str(end - start),
            "ETag": etag,
            "Cache-Control": "private, no-store",
            "Content-Disposition": content_disposition_header(is_attachment, file_name) or "inline",
            "X-Content-Type-Options": "nosniff",
        }
        if part:
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
        if request.method != "HEAD" and not download_slots.acquire(blocking=False):
            detail = _("Too many downloads at once; try again shortly.")
            raise Busy(detail, headers={"Retry-After": "10"})
    except BaseException:
        os.close(descriptor)
        raise
    status = 206 if part else 200
    if request.method == "HEAD":  # the server would send on whatever bytes there were
        os.close(descriptor)
        return HttpResponse(status=status, headers=headers)
    body = FilePart(descriptor, start, end, download_slots)
    return StreamingHttpResponse(body, status=status, headers=headers)


def _part(header: str, size: int) -> tuple[int, int] | None:
    """What is no single range is ignored, as it may be (RFC 9110 §14.2)."""
    try:
        return parse_range(header, size)
    except NoSingleRange:
        return None
    except RangeOutside as refused:
        raise RangeNotSatisfiable(refused) from None


def _open(recording: Recording) -> int:
    descriptor = open_file(recording.path)
    if descriptor is None:
        raise Conflict(_("The recording's file is not on its volume."), code="file_missing")
    return descriptor


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
