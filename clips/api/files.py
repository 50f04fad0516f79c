"""A clip's file, its picture and its manifest over HTTP."""

import os
from pathlib import Path
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import path
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from clips.models import Clip, Status
from clips.sealing import sealed
from clips.selectors import clip_get
from plans.addresses import client_address
from plans.api.authentication import signed_in
from plans.api.schema import errors, path_id
from plans.audit import audit_add
from plans.errors import Conflict, NotFound
from plans.models import AuditEntry, User
from plans.selectors import NOT_FOUND
from recordings.api.downloads import file_response
from recordings.file_parts import open_file

LONGEST_STEM = 80
NOTED_SECONDS = 600
CLIP_ID = path_id("clip_id")


class ClipDownload(APIView):
    @extend_schema(
        parameters=[
            CLIP_ID,
            OpenApiParameter("marked", OpenApiTypes.BOOL, description="The marked copy"),
            OpenApiParameter("inline", OpenApiTypes.BOOL, description="To be played in a page"),
        ],
        responses={
            (200, "video/mp4"): OpenApiTypes.BINARY,
            (206, "video/mp4"): OpenApiTypes.BINARY,
            **errors(401, 404, 409, 416, 503),
        },
    )
    def get(self, request: Request, clip_id: str) -> HttpResponseBase:
        """The file, with ranges."""
        user = signed_in(request)
        clip = clip_get(user, clip_id)
        is_marked = request.query_params.get("marked", "") in ("1", "true", "True")
        is_inline = request.query_params.get("inline", "") in ("1", "true", "True")
        answer = clip_response(request, clip, is_marked=is_marked, is_attachment=not is_inline)
        if request.method == "GET":
            note_export(request, user, clip, answer)
        return answer


class ClipThumbnail(APIView):
    @extend_schema(
        parameters=[CLIP_ID],
        responses={(200, "image/jpeg"): OpenApiTypes.BINARY, **errors(401, 404, 409)},
    )
    def get(self, request: Request, clip_id: str) -> HttpResponseBase:
        """The clip's first picture."""
        return thumbnail_response(clip_get(signed_in(request), clip_id))


class ClipManifest(APIView):
    @extend_schema(
        parameters=[CLIP_ID],
        responses={(200, "application/json"): OpenApiTypes.OBJECT, **errors(401, 404, 409, 503)},
    )
    def get(self, request: Request, clip_id: str) -> HttpResponseBase:
        """Hash, sources with their hashes and ranges, who, when, with what software; signed."""
        clip = clip_get(signed_in(request), clip_id)
        refuse_unready(clip)
        headers = {
            "Content-Disposition": f'attachment; filename="{file_stem(clip)}.manifest.json"',
            "Cache-Control": "private, no-store",
        }
        return JsonResponse(sealed(clip.manifest), headers=headers, json_dumps_params={"indent": 2})


def clip_response(
    request: Request | HttpRequest, clip: Clip, *, is_marked: bool, is_attachment: bool
) -> HttpResponseBase:
    """Raises Conflict for a clip that has no file yet, or whose volume is away."""
    refuse_unready(clip)
    path, sha256, suffix = clip.path, clip.sha256, ""
    if is_marked:
        marked = getattr(clip, "marked", None)
        if marked is None or marked.status != Status.READY:
            raise NotFound(NOT_FOUND)
        path, sha256, suffix = marked.path, marked.sha256, "_marked"
    descriptor = _opened(path)
    return file_response(
        request,
        descriptor,
        os.fstat(descriptor).st_size,
        etag=f'"{sha256}"',
        file_name=f"{file_stem(clip)}{suffix}.mp4",
        is_attachment=is_attachment,
    )


def thumbnail_response(clip: Clip) -> HttpResponse:
    """Nothing is stored: on a shared computer it could be seen after signing out."""
    refuse_unready(clip)
    descriptor = _opened(clip.thumbnail_path)
    with os.fdopen(descriptor, "rb") as file:
        headers = {"Cache-Control": "private, no-store"}
        return HttpResponse(file.read(), content_type="image/jpeg", headers=headers)


def refuse_unready(clip: Clip) -> None:
    if clip.status == Status.DELETED:
        raise NotFound(NOT_FOUND)
    if clip.status != Status.READY:
        raise Conflict(_("The clip is not ready."), code="not_ready")


def file_stem(clip: Clip) -> str:
    """Letters, digits, - and _ alone, in any language: name, camera, and the city's time."""
    start = clip.start_time.astimezone(ZoneInfo(clip.camera.city.time_zone))
    name = slugify(clip.name)[:LONGEST_STEM].strip("-_") or f"clip-{clip.pk}"
    camera = slugify(clip.camera.name)[:LONGEST_STEM] or clip.camera.stream_id
    return f"{name}_{camera}_{start:%Y-%m-%d_%H-%M-%S}"


def note_export(request: Request, user: User, clip: Clip, answer: HttpResponseBase) -> None:
    """Who fetches it in many ranges, as players do, is written down once in `NOTED_SECONDS`."""
    sha256 = answer.get("ETag", "").strip('"')  # the marked copy has its own
    noted = f"clips.export.{sha256}.{user.pk}"
    if answer.status_code == 206 and cache.get(noted):
        return
    audit_add(
        action=AuditEntry.Action.EXPORT,
        user=user,
        address=client_address(request._request),
        city=clip.camera.city,
        subject=clip.camera,
        details={"clip": clip.pk, "sha256": sha256, "range": answer.get("Content-Range", "")},
    )
    cache.set(noted, True, NOTED_SECONDS)


def _opened(path: Path | None) -> int:
    descriptor = None if path is None else open_file(path)
    if descriptor is None:
        raise Conflict(_("The clip's file is not on its volume."), code="file_missing")
    return descriptor


urlpatterns = [
    path("clips/<str:clip_id>/download/", ClipDownload.as_view(), name="clip-download"),
    path("clips/<str:clip_id>/thumbnail.jpg/", ClipThumbnail.as_view(), name="clip-thumbnail"),
    path("clips/<str:clip_id>/manifest.json/", ClipManifest.as_view(), name="clip-manifest"),
]
