"""`/api/playback/cameras/{id}/frame.jpg`: what a camera showed at a moment."""

import re
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from plans.api.schema import errors, path_id
from playback.api.asking import moment_ms, watched_camera
from playback.api.playlists import AnyAccept, NoRecordingSerializer
from playback.hls import iso_utc
from playback.pictures.drawing import Picture, picture_at
from playback.playlists import no_recording
from recordings.services.moments import wrong_input
from recordings.spans import epoch_ms

SIZES = (160, 320, 640, 1280, 1920)
"""Widths that are drawn; few, so that pictures are found in the cache."""

NARROWEST, WIDEST, USUAL = 32, 1920, 320
_NUMBER = re.compile(r"\d{1,4}", re.ASCII)


class CameraPicture(APIView):
    content_negotiation_class = AnyAccept  # an <img> accepts pictures alone

    @extend_schema(
        parameters=[
            path_id("camera_id"),
            OpenApiParameter(
                "at", OpenApiTypes.STR, description="Moment; the city's time without an offset"
            ),
            OpenApiParameter(
                "width",
                {"type": "integer", "minimum": NARROWEST, "maximum": WIDEST, "default": USUAL},
                description="Drawn as wide as the next of 160, 320, 640, 1280 and 1920.",
            ),
        ],
        responses={
            (200, "image/jpeg"): OpenApiTypes.BINARY,
            304: OpenApiResponse(description="Still what `If-None-Match` names."),
            **errors(400, 401, 409, 503),
            404: NoRecordingSerializer,
        },
    )
    def get(self, request: Request, camera_id: str) -> HttpResponse:
        """The last key frame at or before `at` (by default now), as a JPEG.

        `X-Frame-Time` is its moment. It is never wider than the camera's picture.
        """
        camera = watched_camera(request, camera_id)
        query, zone = request.query_params, ZoneInfo(camera.city.time_zone)
        at_ms = moment_ms(query, "at", zone) if "at" in query else epoch_ms(timezone.now())
        width = _width(query)
        picture = picture_at(camera, at_ms, width)
        if picture is None:
            raise no_recording(camera, (at_ms + 1, at_ms + 1))
        return _answer(request, picture)


def _answer(request: Request, picture: Picture) -> HttpResponse:
    """200, or 304 to whom has it.

    What a shared computer stores could be seen there after signing out, so nothing is stored. A
    page that shows an address again may take the picture from its own memory all the same.
    """
    answer = HttpResponse(
        picture.jpeg,
        content_type="image/jpeg",
        headers={"ETag": picture.etag, "Cache-Control": "private, no-store"},
    )
    unchanged = get_conditional_response(request._request, etag=picture.etag, response=answer)
    answer = unchanged or answer
    answer["X-Frame-Time"] = iso_utc(picture.at_ms)
    return answer


def _width(query: Mapping[str, str]) -> int:
    """The size to draw."""
    text = query.get("width", str(USUAL)).strip()
    width = int(text) if _NUMBER.fullmatch(text) else 0
    if not NARROWEST <= width <= WIDEST:
        raise wrong_input("width", _("Choose a width from 32 to 1920."))
    return next(size for size in SIZES if size >= width)


urlpatterns = [path("cameras/<str:camera_id>/frame.jpg/", CameraPicture.as_view())]
