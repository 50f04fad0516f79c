"""`/api/cameras/`: cameras of the cities a person belongs to, and trying an address."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from plans.api.authentication import signed_in
from plans.api.schema import errors, path_id
from plans.errors import InvalidInput
from recordings.api.filters import CameraFilter
from recordings.api.serializers import (
    CameraCreateSerializer,
    CameraSerializer,
    CameraUpdateSerializer,
    ProbeAnswerSerializer,
    ProbeRequestSerializer,
)
from recordings.models import Camera
from recordings.selectors import camera_get, camera_list
from recordings.services.cameras import (
    camera_archive,
    camera_create,
    camera_update,
    probe_address,
)


class CameraList(generics.ListAPIView[Camera]):
    queryset = Camera.objects.none()  # for the schema, which is made without a person
    serializer_class = CameraSerializer
    filterset_class = CameraFilter

    def get_queryset(self) -> QuerySet[Camera]:
        return camera_list(signed_in(self.request))

    @extend_schema(responses={200: CameraSerializer(many=True), **errors(400, 401)})
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        """My cities' cameras, by name; archived ones only with `archived=true`."""
        return self.list(request)

    @extend_schema(
        request=CameraCreateSerializer,
        responses={201: CameraSerializer, **errors(400, 401, 403, 404, 409)},
    )
    def post(self, request: Request) -> Response:
        """Add a camera to a city (owners)."""
        user = signed_in(request)
        wanted = CameraCreateSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        values = dict(wanted.validated_data)
        camera = camera_create(user=user, city_id=values.pop("city"), **values)
        return Response(CameraSerializer(camera_get(user, camera.pk)).data, status=201)


class CameraDetail(generics.GenericAPIView[Camera]):
    serializer_class = CameraSerializer

    @extend_schema(
        parameters=[path_id("camera_id")], responses={200: CameraSerializer, **errors(401, 404)}
    )
    def get(self, request: Request, camera_id: str) -> Response:
        return Response(CameraSerializer(camera_get(signed_in(request), camera_id)).data)

    @extend_schema(
        parameters=[path_id("camera_id")],
        request=CameraUpdateSerializer,
        responses={200: CameraSerializer, **errors(400, 401, 403, 404, 409)},
    )
    def patch(self, request: Request, camera_id: str) -> Response:
        """Change what is given (owners); leave `rtsp_url` out to keep the address."""
        user = signed_in(request)
        # Looked up first: a stranger's bad input is a 404 like any other.
        refuse_other_city(camera_get(user, camera_id), request.data)
        wanted = CameraUpdateSerializer(data=request.data, partial=True)
        wanted.is_valid(raise_exception=True)
        camera = camera_update(user=user, camera_id=camera_id, **wanted.validated_data)
        return Response(CameraSerializer(camera).data)

    @extend_schema(
        parameters=[path_id("camera_id")], responses={204: None, **errors(401, 403, 404)}
    )
    def delete(self, request: Request, camera_id: str) -> Response:
        """Archive: recording stops, the secret is erased, footage stays until its time."""
        camera_archive(user=signed_in(request), camera_id=camera_id)
        return Response(status=204)


def refuse_other_city(camera: Camera, values: Any) -> None:
    """Footage stays with the city that it was recorded for."""
    if isinstance(values, dict) and values.get("city", camera.city_id) != camera.city_id:
        detail = _("A camera stays in its city; add a new one in the other city.")
        raise InvalidInput(detail, fields={"city": [detail]})


class Probe(APIView):
    @extend_schema(
        request=ProbeRequestSerializer,
        responses={200: ProbeAnswerSerializer, **errors(400, 401, 403)},
    )
    def post(self, request: Request) -> Response:
        """Try an address (those who may add cameras): what is there, or why not, in 10 s."""
        wanted = ProbeRequestSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        return Response(probe_address(user=signed_in(request), **wanted.validated_data))
