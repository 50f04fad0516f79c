"""Switching recording on and off, under every path of the specifications."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from plans.api.authentication import signed_in
from plans.api.schema import errors, path_id
from plans.promises import FOR_GOOD
from recordings.api.serializers import (
    CameraChoiceSerializer,
    StartedSerializer,
    StartSerializer,
    StatusSerializer,
    StoppedSerializer,
)
from recordings.models import Recording
from recordings.selectors import camera_get, recording_status, wish_measures
from recordings.services.recording import recording_start, recording_stop, recording_stop_by_id

STATUS_ANSWERS = {202: StatusSerializer, **errors(400, 401, 403, 404, 409)}


def _camera_id(request: Request) -> int:
    wanted = CameraChoiceSerializer(data=request.data)
    wanted.is_valid(raise_exception=True)
    return int(wanted.validated_data["camera_id"])


def _start(request: Request, camera_id: Any) -> Response:
    started = recording_start(user=signed_in(request), camera_id=camera_id)
    return Response(StatusSerializer(recording_status(started.camera)).data, status=202)


def _stop(request: Request, camera_id: Any) -> Response:
    camera = recording_stop(user=signed_in(request), camera_id=camera_id)
    return Response(StatusSerializer(recording_status(camera)).data, status=202)


class StartRecording(APIView):
    @extend_schema(request=CameraChoiceSerializer, responses=STATUS_ANSWERS)
    def post(self, request: Request) -> Response:
        """Want a camera's recording; the answer is its status now."""
        return _start(request, _camera_id(request))


class StopRecording(APIView):
    @extend_schema(request=CameraChoiceSerializer, responses=STATUS_ANSWERS)
    def post(self, request: Request) -> Response:
        """Want it no more."""
        return _stop(request, _camera_id(request))


class EnableRecording(APIView):
    @extend_schema(parameters=[path_id("camera_id")], request=None, responses=STATUS_ANSWERS)
    def post(self, request: Request, camera_id: str) -> Response:
        """The same as start, by path."""
        return _start(request, camera_id)


class DisableRecording(APIView):
    @extend_schema(parameters=[path_id("camera_id")], request=None, responses=STATUS_ANSWERS)
    def post(self, request: Request, camera_id: str) -> Response:
        """The same as stop, by path."""
        return _stop(request, camera_id)


class RecordingStatus(APIView):
    @extend_schema(
        parameters=[path_id("camera_id")], responses={200: StatusSerializer, **errors(401, 404)}
    )
    def get(self, request: Request, camera_id: str) -> Response:
        """What the camera's recorder is doing now."""
        camera = camera_get(signed_in(request), camera_id)
        return Response(StatusSerializer(recording_status(camera)).data)


class StartWish(APIView):
    @extend_schema(
        request=StartSerializer,
        responses={
            201: StartedSerializer,
            200: StartedSerializer,
            **errors(400, 401, 403, 404, 409),
        },
    )
    def post(self, request: Request) -> Response:
        """Start recording: 201 with the id of the first file to come, 200 when already on."""
        wanted = StartSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        started = recording_start(user=signed_in(request), **wanted.validated_data)
        answer = {
            "recording_id": started.wish.first_recording_id,
            "stream_id": started.camera.stream_id,
            "status": Recording.Status.RECORDING.value,
            "started_at": started.wish.started_at,
            # As it was set: what was kept for longer stays for another day all the same.
            "retention_days": started.camera.retention_days_at(FOR_GOOD),
            "storage_path": f"{started.camera.folder}/",
        }
        return Response(StartedSerializer(answer).data, status=201 if started.is_new else 200)


class StopWish(APIView):
    @extend_schema(request=None, responses={200: StoppedSerializer, **errors(401, 403, 404, 409)})
    def post(self, request: Request, recording_id: str) -> Response:
        """Stop the wish this recording belongs to; length and size are the whole wish's."""
        wish = recording_stop_by_id(user=signed_in(request), recording_id=recording_id)
        measures = wish_measures(wish)
        answer = {
            "recording_id": UUID(recording_id),  # as we write it, however it was written
            "status": Recording.Status.STOPPED.value,
            "stopped_at": wish.stopped_at,
            "duration_seconds": measures.duration_ms / 1000,
            "file_size_mb": round(measures.file_size / 1e6, 3),
        }
        return Response(StoppedSerializer(answer).data)
