"""`/media/<token>.mp4`: bytes of a recorded file, for whoever holds its signed URL.

`media_answer` decides; the view here sends it, and so does `playback.media_front`, which stands
before Django for speed.
"""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.db import close_old_connections
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.urls import re_path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from plans.database import DATABASE_AWAY
from plans.errors import ApplicationError, NotAllowed, NotFound
from plans.selectors import NOT_FOUND
from playback.byteranges import Part, etag_of, part_of
from playback.grants import grants, media_keys
from playback.media_files import FileKey, MediaFile, media_files
from playback.media_part import MediaPart, Places
from playback.tokens import BadToken, Claims, read_token
from playback.viewers import Watched, viewers
from recordings.byteranges import RangeRefused
from recordings.file_parts import Busy, Place, RangeNotSatisfiable, open_file
from recordings.hidden_paths import hide_below

PREFIX, SUFFIX = "/media/", ".mp4"
# Of a process's 32 threads: whoever reads slowly leaves some for the API.
MEDIA_AT_ONCE = 24
# As many as a browser opens to one server, so that nobody takes the places of all.
EACH_AT_ONCE = 6
# More than a fragment ever has: whoever wants this wants a copy, and copies are written down.
LARGE_BYTES = 64_000_000
# A reader that does not take a chunk in this time has gone, or means no good.
STALL_SECONDS = 10
_places = Places(MEDIA_AT_ONCE, EACH_AT_ONCE)
_clock = time.monotonic
hide_below(PREFIX)


@dataclass(frozen=True, slots=True)
class MediaAnswer:
    """`body` is None when there is none to send (HEAD), or nginx sends it."""

    status: int
    headers: dict[str, str]
    body: MediaPart | None


def media_answer(
    environ: Mapping[str, Any], name: str, *, from_memory: bool = False
) -> MediaAnswer:
    """What follows /media/ in a WSGI request, answered. Raises ApplicationError for a refusal.

    With `from_memory` the database is never asked, and NotRemembered raised instead.
    """
    claims = _claims_of(name)
    file = _file_for(claims, from_memory=from_memory)
    descriptor = open_file(file.path)
    if descriptor is None:
        raise NotFound(NOT_FOUND)
    is_sent_here = not settings.VMS_ACCEL_REDIRECT and environ["REQUEST_METHOD"] != "HEAD"
    try:
        part, headers = _part_and_headers(environ, claims, os.fstat(descriptor).st_size)
        if _most_sent(environ, part) > LARGE_BYTES:
            raise _too_large(claims)
        place = _take_place(claims) if is_sent_here else None
    except BaseException:
        os.close(descriptor)
        raise
    _note_viewer(environ, claims, part)
    if place is None:
        os.close(descriptor)
        return _without_body(part, headers, file)
    span, may_go_on = (part.start, part.end), partial(_still_covers, claims)
    body = MediaPart(descriptor, span, place, may_go_on=may_go_on, clock=_clock)
    _limit_stall(environ)
    return MediaAnswer(part.status, headers, body)


@csrf_exempt
@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """GET and HEAD, with one range; refusals in the API's form."""
    try:
        found = media_answer(request.META, name)
    except ApplicationError as error:
        content = {"code": error.code, "detail": str(error.detail), "fields": {}}
        headers = {"Cache-Control": "private, no-store", **error.headers}
        return JsonResponse(content, status=error.status, headers=headers)
    if found.body is None:
        return HttpResponse(status=found.status, headers=found.headers)
    return StreamingHttpResponse(found.body, status=found.status, headers=found.headers)


# Whatever stands there, with newlines too: every wrong token has the same answer.
urlpatterns = [re_path(r"^media/(?P<name>[\s\S]*)$", media, name="media")]


def _claims_of(name: str) -> Claims:
    """Raises the one refusal of everything that is no token of ours."""
    token = name.removesuffix(SUFFIX)
    try:
        if token == name:
            raise BadToken
        return read_token(token, media_keys(), time.time())
    except BadToken:
        raise _refusal() from None


def _refusal() -> NotAllowed:
    detail = _("This address is not valid, or no longer; load the playlist again.")
    return NotAllowed(detail, code="bad_token")


def _file_for(claims: Claims, *, from_memory: bool) -> MediaFile:
    grant_of = grants.known if from_memory else grants.get
    grant = grant_of(claims.session_id)
    if grant is None or not grant.covers(claims):
        raise _refusal()
    file_of = media_files.known if from_memory else media_files.get
    file = file_of(FileKey(claims.recording_id, claims.file_version))
    if file is None or not file.is_meant_by(claims):
        raise NotFound(NOT_FOUND)
    return file


def _part_and_headers(
    environ: Mapping[str, Any], claims: Claims, size: int
) -> tuple[Part, dict[str, str]]:
    etag = etag_of(claims.recording_id, size)
    # nginx answers by an entity tag of its own, and only it can compare that.
    condition = None if settings.VMS_ACCEL_REDIRECT else environ.get("HTTP_IF_RANGE")
    try:
        part = part_of(size, etag, environ.get("HTTP_RANGE", ""), condition)
    except RangeRefused as refused:
        raise RangeNotSatisfiable(refused) from None
    headers = {
        "Content-Type": "video/mp4",
        "Accept-Ranges": "bytes",
        "Content-Length": str(part.length),
        "ETag": etag,
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    if not part.is_whole:
        headers["Content-Range"] = part.content_range
    return part, headers


def _without_body(part: Part, headers: dict[str, str], file: MediaFile) -> MediaAnswer:
    if not settings.VMS_ACCEL_REDIRECT:
        return MediaAnswer(part.status, headers, None)
    # nginx finds the length, the range and its own tag.
    kept = ("Content-Type", "Cache-Control")
    redirect = f"{settings.VMS_ACCEL_REDIRECT.rstrip('/')}/{file.path_by_volume}"
    passed = {name: headers[name] for name in kept}
    return MediaAnswer(200, {**passed, "X-Accel-Redirect": redirect}, None)


def _most_sent(environ: Mapping[str, Any], part: Part) -> int:
    """Bytes that may leave by this answer.

    nginx sends the whole where If-Range names another tag than its own, or where it reads no
    range in what is one to us (`bytes =0-9`).
    """
    if not settings.VMS_ACCEL_REDIRECT:
        return part.length
    read_alike = environ.get("HTTP_RANGE", "").lower().startswith("bytes=")
    return part.length if read_alike and "HTTP_IF_RANGE" not in environ else part.size


def _too_large(claims: Claims) -> NotAllowed:
    words = _(
        "Ask for %(most)s MB at most at a time. To keep the recording, download it: %(address)s"
    )
    address = f"/api/recordings/{claims.recording_id}/download/"
    detail = words % {"most": LARGE_BYTES // 1_000_000, "address": address}
    return NotAllowed(detail, code="too_large")


def _note_viewer(environ: Mapping[str, Any], claims: Claims, part: Part) -> None:
    """A player's first part of a file is its description, which is of no moment."""
    if environ["REQUEST_METHOD"] != "HEAD" and (part.start or part.is_whole):
        watched = Watched(claims.session_id, claims.camera_id)
        file = claims.recording_id, claims.file_version
        viewers.note_bytes(watched, *file, part.start, part.size)


def _take_place(claims: Claims) -> Place:
    place = _places.take(claims.session_id)
    if place is None:
        detail = _("Too many downloads at once; try again shortly.")
        raise Busy(detail, headers={"Retry-After": "1"})
    return place


def _still_covers(claims: Claims) -> bool:
    """Whether what is being sent may go on; not while nobody can tell."""
    try:
        _file_for(claims, from_memory=False)
    except (ApplicationError, *DATABASE_AWAY):
        return False
    finally:
        close_old_connections()  # outside of a request, nobody else does
    return True


def _limit_stall(environ: Mapping[str, Any]) -> None:
    """gunicorn lets a reader stall for ever; it makes the socket blocking again afterwards."""
    socket = environ.get("gunicorn.socket")
    if socket is not None:
        socket.settimeout(STALL_SECONDS)
