"""`/api/recordings/`: files of the cities a person belongs to."""

from collections.abc import Mapping

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from plans.addresses import client_address
from plans.api.authentication import signed_in
from plans.api.pagination import Page
from plans.api.schema import errors
from plans.audit import audit_add
from plans.models import AuditEntry, City, User
from recordings.api.downloads import download_response
from recordings.api.filters import RecordingFilter
from recordings.api.periods import search_period
from recordings.api.serializers import (
    FoundRecordingSerializer,
    RecordingSerializer,
    SearchAnswerSerializer,
)
from recordings.models import Recording, RecordingQuerySet
from recordings.selectors import camera_get, recording_get, recording_list

RECORDING_ID = OpenApiParameter("recording_id", OpenApiTypes.UUID, OpenApiParameter.PATH)


class RecordingList(generics.ListAPIView[Recording]):
    queryset = Recording.objects.none()  # for the schema, which is made without a person
    serializer_class = RecordingSerializer
    filterset_class = RecordingFilter

    def get_queryset(self) -> QuerySet[Recording]:
        return recording_list(signed_in(self.request))

    @extend_schema(responses={200: RecordingSerializer(many=True), **errors(400, 401)})
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        """Recordings, newest first."""
        return self.list(request)


class RecordingDetail(generics.GenericAPIView[Recording]):
    serializer_class = RecordingSerializer

    @extend_schema(
        parameters=[RECORDING_ID], responses={200: RecordingSerializer, **errors(401, 404)}
    )
    def get(self, request: Request, recording_id: str) -> Response:
        recording = recording_get(signed_in(request), recording_id)
        return Response(RecordingSerializer(recording).data)


class RecordingDownload(APIView):
    @extend_schema(
        parameters=[RECORDING_ID],
        responses={
            (200, "video/mp4"): OpenApiTypes.BINARY,
            (206, "video/mp4"): OpenApiTypes.BINARY,
            **errors(401, 404, 409, 416, 503),
        },
    )
    def get(self, request: Request, recording_id: str) -> HttpResponseBase:
        """The file, with ranges; one that is still being written up to its last fragment."""
        user = signed_in(request)
        recording = recording_get(user, recording_id)
        answer = download_response(request, recording)
        if request.method == "GET":
            _note_export(request, user, recording, answer)
        return answer


class RecordingSearch(APIView):
    @extend_schema(
        parameters=[
            OpenApiParameter("camera_id", OpenApiTypes.STR, description="7 or cam-7"),
            OpenApiParameter("start_date", OpenApiTypes.STR, description="Day or moment"),
            OpenApiParameter("end_date", OpenApiTypes.STR, description="Day or moment"),
            OpenApiParameter("page", OpenApiTypes.INT),
            OpenApiParameter("page_size", OpenApiTypes.INT),
        ],
        responses={200: SearchAnswerSerializer, **errors(400, 401, 404)},
    )
    def get(self, request: Request) -> Response:
        """What overlaps the days from `start_date` to `end_date`, both included."""
        rows = _overlapping(signed_in(request), request.query_params)
        page = Page()
        found = page.paginate_queryset(rows, request)
        links = page.get_paginated_response([]).data
        answer = {
            "recordings": FoundRecordingSerializer(found, many=True).data,
            "total": rows.count(),
            "next": links["next"],
            "previous": links["previous"],
        }
        return Response(answer)


def _note_export(
    request: Request, user: User, recording: Recording, answer: HttpResponseBase
) -> None:
    audit_add(
        action=AuditEntry.Action.EXPORT,
        user=user,
        address=client_address(request._request),
        city=recording.camera.city,
        subject=recording.camera,
        details={
            "recording": str(recording.pk),
            "file": recording.file_path,
            "range": answer.get("Content-Range", ""),
        },
    )


def _overlapping(user: User, query: Mapping[str, str]) -> RecordingQuerySet:
    """What overlaps the period; without a camera, each city's recordings in its own days."""
    rows = recording_list(user)
    if text := query.get("camera_id"):
        camera = camera_get(user, text.removeprefix("cam-"))
        return rows.filter(camera=camera).overlapping(*search_period(query, camera.city.time_zone))
    start, end = search_period(query, settings.TIME_ZONE)  # refuses what is malformed
    zones = City.objects.visible_to(user).order_by().values_list("time_zone", flat=True).distinct()
    found = rows.none()
    for zone in zones:
        there = rows.filter(camera__city__time_zone=zone)
        found |= there.overlapping(*search_period(query, zone))
    return found if start or end else rows
