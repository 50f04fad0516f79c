"""`/api/clips/`: what a city's people cut from its recordings."""

from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import path
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clips.api.serializers import (
    AcceptedClipSerializer,
    ClipCreateSerializer,
    ClipRenameSerializer,
    ClipSerializer,
)
from clips.models import Clip, ClipQuerySet, Mode, Status
from clips.selectors import clip_get, clip_list
from clips.services import (
    Asked,
    clip_cancel,
    clip_create,
    clip_delete,
    clip_rename,
    clip_restore,
    clip_retry,
)
from plans.addresses import client_address
from plans.api.authentication import signed_in
from plans.api.schema import errors, path_id
from recordings.api.filters import IdFilter, MomentFilter

CLIP_ID = path_id("clip_id")
NothingToCut = inline_serializer(
    "NothingToCut",
    {
        "code": serializers.CharField(),
        "detail": serializers.CharField(),
        "fields": serializers.DictField(child=serializers.ListField(child=serializers.CharField())),
        "nearest": serializers.DictField(
            child=serializers.DateTimeField(allow_null=True),
            required=False,
            help_text="`before` and `after`, where nothing is recorded.",
        ),
        "parts": serializers.ListField(
            child=serializers.DictField(),
            required=False,
            help_text="Ranges that can be cut one by one, where the camera's stream changed.",
        ),
    },
)


def asked_by(request: Request) -> Asked:
    return Asked(signed_in(request), client_address(request._request), timezone.now())


class ClipFilter(filters.FilterSet):
    """What overlaps [start, end) matches. Deleted clips are shown only to whoever asks for them."""

    camera = IdFilter(field_name="camera_id")
    city = IdFilter(field_name="camera__city_id")
    user = filters.CharFilter(field_name="username", lookup_expr="iexact")
    status = filters.ChoiceFilter(choices=Status.choices)
    mode = filters.ChoiceFilter(choices=Mode.choices)
    start = MomentFilter(method="filter_start")
    end = MomentFilter(method="filter_end")
    search = filters.CharFilter(field_name="name", lookup_expr="icontains")

    class Meta:
        model = Clip
        fields: ClassVar[list[str]] = []

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        found: QuerySet[Any] = super().filter_queryset(queryset)
        asked = self.form.cleaned_data.get("status")
        return found if asked else found.exclude(status=Status.DELETED)

    def filter_start(self, rows: ClipQuerySet, name: str, value: datetime) -> ClipQuerySet:
        return rows.filter(end_time__gt=value)

    def filter_end(self, rows: ClipQuerySet, name: str, value: datetime) -> ClipQuerySet:
        return rows.filter(start_time__lt=value)


class ClipList(generics.ListAPIView[Clip]):
    queryset = Clip.objects.none()  # for the schema, which is made without a person
    serializer_class = ClipSerializer
    filterset_class = ClipFilter

    def get_queryset(self) -> QuerySet[Clip]:
        return clip_list(signed_in(self.request))

    @extend_schema(responses={200: ClipSerializer(many=True), **errors(400, 401)})
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        """My cities' clips, newest first."""
        return self.list(request)

    @extend_schema(
        request=ClipCreateSerializer,
        responses={202: AcceptedClipSerializer, **errors(400, 401, 403, 404), 409: NothingToCut},
    )
    def post(self, request: Request) -> Response:
        """Cut what a camera recorded (operators, owners); at most 6 hours."""
        wanted = ClipCreateSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        values: dict[str, Any] = dict(wanted.validated_data)
        clip = clip_create(asked_by(request), camera_id=values.pop("camera"), **values)
        return Response(AcceptedClipSerializer(clip).data, status=202)


class ClipDetail(generics.GenericAPIView[Clip]):
    serializer_class = ClipSerializer

    @extend_schema(parameters=[CLIP_ID], responses={200: ClipSerializer, **errors(401, 404)})
    def get(self, request: Request, clip_id: str) -> Response:
        return Response(ClipSerializer(clip_get(signed_in(request), clip_id)).data)

    @extend_schema(
        parameters=[CLIP_ID],
        request=ClipRenameSerializer,
        responses={200: ClipSerializer, **errors(400, 401, 403, 404)},
    )
    def patch(self, request: Request, clip_id: str) -> Response:
        """Another name (operators their own, owners all)."""
        clip_get(signed_in(request), clip_id)  # first: a stranger's bad input is a 404 as well
        wanted = ClipRenameSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        clip = clip_rename(asked_by(request), clip_id, wanted.validated_data["name"])
        return Response(ClipSerializer(clip).data)

    @extend_schema(parameters=[CLIP_ID], responses={204: None, **errors(401, 403, 404)})
    def delete(self, request: Request, clip_id: str) -> Response:
        """Delete (owners); `restore/` brings it back for 24 hours."""
        clip_delete(asked_by(request), clip_id)
        return Response(status=204)


_ACT_ANSWERS = {200: ClipSerializer, **errors(401, 403, 404, 409)}


class ClipCancel(APIView):
    @extend_schema(parameters=[CLIP_ID], request=None, responses=_ACT_ANSWERS)
    def post(self, request: Request, clip_id: str) -> Response:
        """Give up a clip that is not finished (operators their own, owners all)."""
        return Response(ClipSerializer(clip_cancel(asked_by(request), clip_id)).data)


class ClipRetry(APIView):
    @extend_schema(
        parameters=[CLIP_ID],
        request=None,
        responses={202: ClipSerializer, **errors(401, 403, 404), 409: NothingToCut},
    )
    def post(self, request: Request, clip_id: str) -> Response:
        """Try a failed or cancelled clip again (operators their own, owners all)."""
        return Response(ClipSerializer(clip_retry(asked_by(request), clip_id)).data, status=202)


class ClipRestore(APIView):
    @extend_schema(parameters=[CLIP_ID], request=None, responses=_ACT_ANSWERS)
    def post(self, request: Request, clip_id: str) -> Response:
        """Bring back a clip that was deleted less than 24 hours ago (owners)."""
        return Response(ClipSerializer(clip_restore(asked_by(request), clip_id)).data)


urlpatterns = [
    path("clips/", ClipList.as_view(), name="clips"),
    path("clips/<str:clip_id>/", ClipDetail.as_view(), name="clip"),
    path("clips/<str:clip_id>/cancel/", ClipCancel.as_view(), name="clip-cancel"),
    path("clips/<str:clip_id>/retry/", ClipRetry.as_view(), name="clip-retry"),
    path("clips/<str:clip_id>/restore/", ClipRestore.as_view(), name="clip-restore"),
]
