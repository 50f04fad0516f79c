"""`/api/expiries/`: the days of which footage goes with the next nightly run, to be kept or not."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponseBase
from django.utils import timezone
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
from recordings.cleanup.going import Going, GoingDay
from recordings.services.expiries import expiring_days, holds_to_release
from recordings.spans import day_span, moment_of


class ExpiringDaySerializer(serializers.Serializer[Any]):
    """A camera's day of its city, as far as the next nightly run takes it."""

    camera = serializers.IntegerField()
    camera_name = serializers.CharField()
    city = serializers.IntegerField()
    date = serializers.DateField(help_text="In the city's time zone.")
    day_start_time = serializers.DateTimeField()
    day_end_time = serializers.DateTimeField()
    start_time = serializers.DateTimeField(help_text="Of what goes; a hold on it keeps all of it.")
    end_time = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(
        help_text="The run that takes it; of what is held, the first after the hold's end."
    )
    bytes = serializers.IntegerField()
    recordings = serializers.IntegerField()
    is_held = serializers.BooleanField(help_text="All that would go is held, and stays.")
    held_until = serializers.DateTimeField(
        allow_null=True, help_text="Of what is held: when the first of it is held no more."
    )
    hold = serializers.IntegerField(
        allow_null=True, help_text="Which I may release, and which keeps nothing but this day."
    )


class LossesSerializer(serializers.Serializer[Any]):
    days = serializers.IntegerField()
    cameras = serializers.IntegerField()
    bytes = serializers.IntegerField()


class ExpiriesSerializer(serializers.Serializer[Any]):
    runs_at = serializers.DateTimeField(help_text="The next nightly run.")
    count = serializers.IntegerField(help_text="Of all days, also of those beyond `results`.")
    losses = LossesSerializer(help_text="What of all of them nobody keeps.")
    results = ExpiringDaySerializer(many=True)
    has_more = serializers.BooleanField(help_text="There are more than these 500.")


@method_decorator(gzip_page, name="dispatch")
class Expiries(APIView):
    @extend_schema(
        operation_id="expiries",
        parameters=[
            OpenApiParameter("city", OpenApiTypes.INT64, description="Without: all my cities"),
            OpenApiParameter(
                "search", OpenApiTypes.STR, description="Words of the camera's name, any accents"
            ),
        ],
        responses={200: ExpiriesSerializer, 304: None, **errors(401, 404)},
    )
    def get(self, request: Request) -> HttpResponseBase:
        """What the next nightly run takes of my cities, by camera and day, as things stand now.

        By the names of cities and cameras, each camera's oldest day first; at most 500 days. What
        a hold keeps from that run is told with `is_held`.
        """
        user, query = signed_in(request), request.query_params
        city, search = query.get("city") or None, query.get("search", "")
        found = expiring_days(user, city, search, timezone.now())
        holds = holds_to_release(user, found.days)
        return tagged(request, ExpiriesSerializer(_told(found, holds)).data)


def _told(found: Going, holds: Mapping[tuple[int, date], int]) -> dict[str, Any]:
    return {
        "runs_at": found.at,
        "count": found.count,
        "losses": found.losses._asdict(),
        "results": [_day(day, holds.get((day.camera.pk, day.date))) for day in found.days],
        "has_more": found.count > len(found.days),
    }


def _day(day: GoingDay, hold: int | None) -> dict[str, Any]:
    city = day.camera.city
    start_ms, end_ms = day_span(day.date, ZoneInfo(city.time_zone))
    return {
        "camera": day.camera.pk,
        "camera_name": day.camera.name,
        "city": city.pk,
        "date": day.date,
        "day_start_time": moment_of(start_ms),
        "day_end_time": moment_of(end_ms),
        "start_time": day.start,
        "end_time": day.end,
        "expires_at": day.expires_at,
        "bytes": day.bytes,
        "recordings": day.files,
        "is_held": day.is_held,
        "held_until": day.held_until,
        "hold": hold,
    }
