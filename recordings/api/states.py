"""`/api/cameras/states/`: what every recorder is doing, for screens that ask every few seconds."""

from typing import Any

from django.http import HttpResponseBase
from django.utils.decorators import method_decorator
from django.views.decorators.gzip import gzip_page
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.views import APIView

from plans.api.authentication import signed_in
from plans.api.schema import errors
from plans.api.tagging import tagged
from recordings.models import RecorderStatus
from recordings.selectors import camera_states


class CameraStateSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    state = serializers.ChoiceField(RecorderStatus.STATES)
    since = serializers.DateTimeField(help_text="When it came into this state.")
    is_active = serializers.BooleanField()
    recording_enabled = serializers.BooleanField(help_text="Whether recording is wanted.")
    fault = serializers.CharField(
        allow_null=True, help_text="Why it does not record now, for programs; null when it does."
    )
    message = serializers.CharField(
        allow_null=True, help_text="The same, in the language of the request."
    )


class CameraStatesSerializer(serializers.Serializer[Any]):
    cameras = CameraStateSerializer(many=True)


@method_decorator(gzip_page, name="dispatch")
class CameraStates(APIView):
    @extend_schema(
        parameters=[
            OpenApiParameter("city", OpenApiTypes.INT64, description="Without: all my cities")
        ],
        responses={200: CameraStatesSerializer, 304: None, **errors(401, 404)},
    )
    def get(self, request: Request) -> HttpResponseBase:
        """My cities' cameras but for the archived ones, by id, with a tag to ask again by."""
        city = request.query_params.get("city") or None
        # The rows are told as they are: to serialize a thousand takes ten times as long.
        return tagged(request, {"cameras": camera_states(signed_in(request), city)})
