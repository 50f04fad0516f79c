"""`/api/alerts/`: open problems and those that are over."""

from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.urls import path
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from plans.addresses import client_address
from plans.api.authentication import signed_in
from plans.api.schema import errors, path_id
from recordings.alerting.words import alert_sentence
from recordings.api.filters import MAX_ID, BooleanFilter, IdFilter, MomentFilter
from recordings.models import Alert, AlertQuerySet
from recordings.services.alerts import alert_acknowledge, alert_list


class AlertSerializer(serializers.ModelSerializer[Alert]):
    message = serializers.SerializerMethodField(help_text="What happened, and what to do.")
    acknowledged_by = serializers.SerializerMethodField(help_text="A user name.")

    class Meta:
        model = Alert
        fields: ClassVar[list[str]] = [
            "id",
            "kind",
            "severity",
            "subject",
            "city",
            "camera",
            "volume",
            "message",
            "details",
            "opened_at",
            "closed_at",
            "acknowledged_at",
            "acknowledged_by",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.CharField())
    def get_message(self, alert: Alert) -> str:
        return alert_sentence(alert)

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_acknowledged_by(self, alert: Alert) -> str | None:
        by = alert.acknowledged_by
        return by.get_username() if by else None


class AlertFilter(filters.FilterSet):
    """`start` and `end` are moments (UTC without an offset); an alert that was open at some time
    in [start, end) matches. A city is concerned by its own and by those of no city."""

    city = IdFilter(field_name="city_id")
    concerns = IdFilter(field_name="city_id", method="filter_concerns")
    camera = IdFilter(field_name="camera_id")
    kind = filters.ChoiceFilter(choices=Alert.Kind.choices)
    severity = filters.ChoiceFilter(choices=Alert.Severity.choices)
    open = BooleanFilter(method="filter_open")
    start = MomentFilter(method="filter_start")
    end = MomentFilter(method="filter_end")

    class Meta:
        model = Alert
        fields: ClassVar[list[str]] = []

    def filter_concerns(self, rows: AlertQuerySet, name: str, value: int) -> AlertQuerySet:
        of_city = Q(city_id=value) if 0 < value <= MAX_ID else Q(pk__in=())
        return rows.filter(Q(city=None) | of_city)

    def filter_open(self, rows: AlertQuerySet, name: str, value: bool) -> AlertQuerySet:
        return rows.open() if value else rows.exclude(closed_at=None)

    def filter_start(self, rows: AlertQuerySet, name: str, value: datetime) -> AlertQuerySet:
        return rows.filter(Q(closed_at=None) | Q(closed_at__gt=value))

    def filter_end(self, rows: AlertQuerySet, name: str, value: datetime) -> AlertQuerySet:
        return rows.filter(opened_at__lt=value)


class AlertList(generics.ListAPIView[Alert]):
    queryset = Alert.objects.none()  # for the schema, which is made without a person
    serializer_class = AlertSerializer
    filterset_class = AlertFilter

    def get_queryset(self) -> QuerySet[Alert]:
        return alert_list(signed_in(self.request))

    @extend_schema(responses={200: AlertSerializer(many=True), **errors(400, 401)})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Alerts of the person's cities, newest first; those of no city are a superuser's."""
        return self.list(request)


class AcknowledgeAlert(APIView):
    @extend_schema(
        parameters=[path_id("alert_id")],
        request=None,
        responses={200: AlertSerializer, **errors(401, 403, 404)},
    )
    def post(self, request: Request, alert_id: str) -> Response:
        """Say that somebody takes care of it. Twice is once; the first person stays."""
        alert = alert_acknowledge(
            user=signed_in(request),
            address=client_address(request._request),
            alert_id=alert_id,
            now=timezone.now(),
        )
        return Response(AlertSerializer(alert).data)


urlpatterns = [
    path("alerts/", AlertList.as_view(), name="alerts"),
    path(
        "alerts/<str:alert_id>/acknowledge/", AcknowledgeAlert.as_view(), name="alert-acknowledge"
    ),
]
