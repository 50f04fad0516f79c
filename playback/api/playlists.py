"""`/api/playback/cameras/{id}/index.m3u8` and `live.m3u8`."""

import gzip
from collections.abc import Mapping
from datetime import timedelta
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.middleware.gzip import re_accepts_gzip
from django.urls import path
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    inline_serializer,
)
from rest_framework import serializers
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from plans.api.schema import errors, path_id
from playback.api.asking import moment_ms, watched_camera
from playback.hls import iso_utc
from playback.live import live_playlist_of
from playback.playlists import Playlist, playlist_of_window
from playback.services import playback_session
from playback.viewers import Watched, viewers
from recordings.services.moments import wrong_input
from recordings.spans import Span, epoch_ms, moment_of

MEDIA_TYPE = "application/vnd.apple.mpegurl"
AROUND = timedelta(hours=1)
MOST_HOURS = 6
GZIP_LEVEL = 6  # an hour at 2 s is 19 KB in 1.4 ms; more saves little

NoRecordingSerializer = inline_serializer(
    "NoRecording",
    {
        "code": serializers.CharField(),
        "detail": serializers.CharField(),
        "fields": serializers.DictField(child=serializers.ListField(child=serializers.CharField())),
        "nearest": inline_serializer(
            "NearestRecording",
            {
                "before": serializers.DateTimeField(allow_null=True),
                "after": serializers.DateTimeField(allow_null=True),
            },
            required=False,
            help_text="With `no_recording`: the recorded moments next to it.",
        ),
    },
)
RESPONSES: dict[Any, Any] = {
    (200, MEDIA_TYPE): OpenApiTypes.STR,
    304: OpenApiResponse(description="Still what `If-None-Match` names."),
    **errors(400, 401),
    404: NoRecordingSerializer,
}


class AnyAccept(DefaultContentNegotiation):
    """Players ask for what they play; an error is JSON all the same."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type


class WindowPlaylist(APIView):
    content_negotiation_class = AnyAccept

    @extend_schema(
        parameters=[
            path_id("camera_id"),
            OpenApiParameter("at", OpenApiTypes.STR, description="A moment: an hour around it"),
            OpenApiParameter("start", OpenApiTypes.STR, description="Moment, with `end`"),
            OpenApiParameter("end", OpenApiTypes.STR, description="Moment, 6 h later at most"),
        ],
        responses=RESPONSES,
    )
    def get(self, request: Request, camera_id: str) -> HttpResponse:
        """What is recorded from an hour before `at` to an hour after, or from `start` to `end`.

        `X-Window-Start` and `X-Window-End` name the window, `X-Codecs` what a player must know.
        """
        camera = watched_camera(request, camera_id)
        window = asked_window(request.query_params, ZoneInfo(camera.city.time_zone))
        now = timezone.now()
        session = playback_session(request, now)
        playlist = playlist_of_window(camera, session, window, epoch_ms(now))
        asked_ms = sum(window) // 2 if "at" in request.query_params else window[0]
        viewers.note_playlist(Watched(session.pk, camera.pk), moment_of(asked_ms), now)
        names = {"X-Window-Start": iso_utc(window[0]), "X-Window-End": iso_utc(window[1])}
        return playlist_response(request, playlist, names)


class LivePlaylist(APIView):
    content_negotiation_class = AnyAccept

    @extend_schema(parameters=[path_id("camera_id")], responses=RESPONSES)
    def get(self, request: Request, camera_id: str) -> HttpResponse:
        """The last minute of what is being recorded; fetched again and again."""
        camera = watched_camera(request, camera_id)
        now = timezone.now()
        session = playback_session(request, now)
        playlist = live_playlist_of(camera, session, epoch_ms(now))
        viewers.note_playlist(Watched(session.pk, camera.pk), None, now)
        return playlist_response(request, playlist, {})


def asked_window(query: Mapping[str, str], zone: ZoneInfo) -> Span:
    """[start, end) in epoch milliseconds. Raises InvalidInput, naming the input at fault."""
    if "at" in query:
        if "start" in query or "end" in query:
            raise wrong_input("at", _("Give a moment, or a start and an end."))
        at_ms, around_ms = moment_ms(query, "at", zone), AROUND // timedelta(milliseconds=1)
        return at_ms - around_ms, at_ms + around_ms
    for name, other in (("start", "end"), ("end", "start")):
        if name not in query:
            at_fault = name if other in query else "at"
            raise wrong_input(at_fault, _("Give a moment, or a start and an end."))
    start_ms, end_ms = moment_ms(query, "start", zone), moment_ms(query, "end", zone)
    if end_ms <= start_ms:
        raise wrong_input("end", _("The end lies before the start."))
    if end_ms - start_ms > MOST_HOURS * 3_600_000:
        raise wrong_input("end", _("Ask for %(hours)s hours at most.") % {"hours": MOST_HOURS})
    return start_ms, end_ms


def playlist_response(
    request: Request, playlist: Playlist, headers: Mapping[str, str]
) -> HttpResponse:
    """200 or 304. The tag is weak: it stands for the compressed form too (RFC 9110 §8.8.3.3)."""
    body = playlist.text.encode()
    etag = f'W/"{blake2b(body, digest_size=16).hexdigest()}"'
    answer = get_conditional_response(request._request, etag=etag) or HttpResponse(body)
    if answer.status_code == 200 and re_accepts_gzip.search(
        request.headers.get("Accept-Encoding", "")
    ):
        answer.content = gzip.compress(body, GZIP_LEVEL, mtime=0)
        answer["Content-Encoding"] = "gzip"
    answer["Content-Type"] = MEDIA_TYPE
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    answer["X-Codecs"] = ",".join(playlist.codecs)
    for name, value in headers.items():
        answer[name] = value
    patch_vary_headers(answer, ("Accept-Encoding", "Authorization", "Cookie"))
    return answer


urlpatterns = [
    path("cameras/<str:camera_id>/index.m3u8/", WindowPlaylist.as_view()),
    path("cameras/<str:camera_id>/live.m3u8/", LivePlaylist.as_view()),
]
