"""`/api/holds/`: footage protected from cleanup."""

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

from plans.addresses import client_address
from plans.api.authentication import signed_in
from plans.api.schema import errors, path_id
from recordings.api.filters import BooleanFilter, IdFilter, MomentFilter
from recordings.api.hold_serializers import (
    HeldSerializer,
    HoldCreateSerializer,
    HoldSerializer,
    HoldUpdateSerializer,
    SpanSerializer,
)
from recordings.holds import hold_get, hold_list
from recordings.models import Hold, HoldQuerySet
from recordings.services.holds import hold_release, hold_set, hold_update

NothingToHold = inline_serializer(
    "NothingToHold",
    {
        "code": serializers.CharField(),
        "detail": serializers.CharField(),
        "fields": serializers.DictField(child=serializers.ListField(child=serializers.CharField())),
        "nearest": inline_serializer(
            "NearestFootage",
            {
                "before": serializers.DateTimeField(allow_null=True),
                "after": serializers.DateTimeField(allow_null=True),
            },
            help_text="The end of what is recorded before the range, the start of what is after.",
        ),
        "already_going": SpanSerializer(many=True),
    },
)


class HoldFilter(filters.FilterSet):
    """`start` and `end` are moments (UTC without an offset); what overlaps [start, end) matches."""

    camera = IdFilter(field_name="camera_id")
    city = IdFilter(field_name="camera__city_id")
    in_force = BooleanFilter(method="filter_in_force")
    start = MomentFilter(method="filter_start")
    end = MomentFilter(method="filter_end")

    class Meta:
        model = Hold
        fields: ClassVar[list[str]] = []

    def filter_in_force(self, rows: HoldQuerySet, name: str, value: bool) -> HoldQuerySet:
        in_force = Hold.objects.in_force(timezone.now())
        return rows.filter(pk__in=in_force) if value else rows.exclude(pk__in=in_force)

    def filter_start(self, rows: HoldQuerySet, name: str, value: datetime) -> HoldQuerySet:
        return rows.filter(end_time__gt=value)

    def filter_end(self, rows: HoldQuerySet, name: str, value: datetime) -> HoldQuerySet:
        return rows.filter(start_time__lt=value)


class HoldList(generics.ListAPIView[Hold]):
    queryset = Hold.objects.none()  # for the schema, which is made without a person
    serializer_class = HoldSerializer
    filterset_class = HoldFilter

    def get_queryset(self) -> QuerySet[Hold]:
        return hold_list(signed_in(self.request))

    @extend_schema(responses={200: HoldSerializer(many=True), **errors(400, 401)})
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        """My cities' holds, newest first; those that are over too."""
        return self.list(request)

    @extend_schema(
        request=HoldCreateSerializer,
        responses={201: HeldSerializer, **errors(400, 401, 403, 404), 409: NothingToHold},
    )
    def post(self, request: Request) -> Response:
        """Keep what a camera recorded, or will within 24 hours (operators, owners)."""
        user = signed_in(request)
        wanted = HoldCreateSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        values: dict[str, Any] = dict(wanted.validated_data)
        held = hold_set(
            user=user,
            camera_id=values.pop("camera"),
            **values,
            address=client_address(request._request),
            now=timezone.now(),
        )
        hold = hold_get(user, held.hold.pk)
        answer = HeldSerializer(hold, context={"account": held.account}).data
        return Response(answer, status=201)


class HoldDetail(generics.GenericAPIView[Hold]):
    serializer_class = HoldSerializer

    @extend_schema(
        parameters=[path_id("hold_id")], responses={200: HoldSerializer, **errors(401, 404)}
    )
    def get(self, request: Request, hold_id: str) -> Response:
        return Response(HoldSerializer(hold_get(signed_in(request), hold_id)).data)

    @extend_schema(
        parameters=[path_id("hold_id")],
        request=HoldUpdateSerializer,
        responses={200: HoldSerializer, **errors(400, 401, 403, 404, 409)},
    )
    def patch(self, request: Request, hold_id: str) -> Response:
        """Another reason or end (operators their own, owners all)."""
        user = signed_in(request)
        hold_get(user, hold_id)  # first: a stranger's bad input is a 404 like any other
        wanted = HoldUpdateSerializer(data=request.data, partial=True)
        wanted.is_valid(raise_exception=True)
        hold = hold_update(
            user=user,
            hold_id=hold_id,
            **wanted.validated_data,
            address=client_address(request._request),
            now=timezone.now(),
        )
        return Response(HoldSerializer(hold).data)

    @extend_schema(
        parameters=[path_id("hold_id")], responses={204: None, **errors(401, 403, 404, 409)}
    )
    def delete(self, request: Request, hold_id: str) -> Response:
        """Release (operators their own, owners all); twice is once."""
        hold_release(
            user=signed_in(request),
            hold_id=hold_id,
            address=client_address(request._request),
            now=timezone.now(),
        )
        return Response(status=204)


urlpatterns = [
    path("holds/", HoldList.as_view(), name="holds"),
    path("holds/<str:hold_id>/", HoldDetail.as_view(), name="hold"),
]
