"""`/api/storage/` and `/api/cities/{id}/usage/`: room, usage and forecasts."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from plans.api.authentication import signed_in
from plans.api.schema import errors, path_id
from plans.models import City
from recordings.api.periods import search_period
from recordings.api.storage_answers import (
    city_answer,
    forecast_answer,
    promises_answer,
    usage_answer,
    volume_answer,
)
from recordings.api.storage_serializers import (
    OneCityUsageSerializer,
    SampleSerializer,
    SamplesSerializer,
    StorageSerializer,
)
from recordings.months import YEARS
from recordings.services.moments import wrong_input
from recordings.storage_selectors import (
    accounts_cities,
    accounts_city,
    city_samples,
    forecasts_of,
    quotas_of,
    usage_of,
    volume_samples,
    volume_states,
)
from recordings.usage.forecasting import installation_forecast, look_ahead

LONGEST_PERIOD = timedelta(days=400)
USUAL_PERIOD = timedelta(days=30)
LONGEST_BY_HOUR = timedelta(days=62)


class Storage(APIView):
    @extend_schema(responses={200: StorageSerializer, **errors(401, 403)})
    def get(self, request: Request) -> Response:
        """Volumes (superusers'), and what the cities whose accounts one may read keep and need.

        Files that are still being written are not in it.
        """
        user, now = signed_in(request), timezone.now()
        cities, outlook = accounts_cities(user), look_ahead(now)
        whole = outlook.forecast()
        ours = forecasts_of(cities, whole)
        states = volume_states(outlook) if user.is_superuser else []
        answer = {
            "volumes": [volume_answer(state) for state in states],
            "usage": usage_answer(usage_of(cities)),
            "forecast": {
                "installation": forecast_answer(whole) if user.is_superuser else None,
                "cities": promises_answer(cities, ours, now),
            },
        }
        return Response(StorageSerializer(answer).data)


class CityUsage(APIView):
    @extend_schema(
        parameters=[path_id("city_id")],
        responses={200: OneCityUsageSerializer, **errors(401, 403, 404)},
    )
    def get(self, request: Request, city_id: str) -> Response:
        """What a city keeps, by camera, owner and day, against its quotas and its promise."""
        city, now = accounts_city(signed_in(request), city_id), timezone.now()
        only = City.objects.filter(pk=city.pk)
        ours = forecasts_of(only, installation_forecast(now))
        answer = city_answer(city, usage_of(only), quotas_of(city, now), ours, now)
        return Response(OneCityUsageSerializer(answer).data)


class Samples(APIView):
    @extend_schema(
        parameters=[
            OpenApiParameter("city", OpenApiTypes.INT64, description="This, or `volume`"),
            OpenApiParameter("volume", OpenApiTypes.INT64, description="Superusers'"),
            OpenApiParameter("start", OpenApiTypes.STR, description="Day or moment"),
            OpenApiParameter("end", OpenApiTypes.STR, description="Day (included) or moment"),
        ],
        responses={200: SamplesSerializer, **errors(400, 401, 403, 404)},
    )
    def get(self, request: Request) -> Response:
        """Hourly samples for a chart; the last 30 days unless said otherwise, 400 at most."""
        user, query = signed_in(request), request.query_params
        city, volume = query.get("city", ""), query.get("volume", "")
        if bool(city) == bool(volume):
            raise wrong_input("city", _("Name a city or a volume."))
        rows = city_samples(user, city) if city else volume_samples(user, volume)
        start, end = _period(query, timezone.now())
        found = rows.filter(at__gte=start, at__lt=end).order_by("at").values()
        step = "hour" if end - start <= LONGEST_BY_HOUR else "day"
        samples = SampleSerializer(found if step == "hour" else _first_of_days(found), many=True)
        return Response({"start": start, "end": end, "step": step, "samples": samples.data})


def _period(query: Mapping[str, str], now: datetime) -> tuple[datetime, datetime]:
    """Raises InvalidInput, naming the input at fault."""
    start, end = search_period(query, settings.TIME_ZONE, ("start", "end"))
    for name, moment in (("start", start), ("end", end)):
        if moment is not None and moment.year not in YEARS:
            raise wrong_input(name, _("Choose a moment between the years 1970 and 9998."))
    if end is None:
        end = now if start is None else min(now, start + USUAL_PERIOD)
    if start is None:
        start = end - USUAL_PERIOD
    if end <= start:
        raise wrong_input("start", _("The start lies in the future."))
    if end - start > LONGEST_PERIOD:
        words = _("Ask for %(days)s days at most.") % {"days": LONGEST_PERIOD.days}
        raise wrong_input("end", words)
    return start, end


def _first_of_days(samples: Any) -> list[dict[str, Any]]:
    first: dict[Any, dict[str, Any]] = {}
    for sample in samples:
        first.setdefault(sample["at"].date(), sample)
    return list(first.values())


urlpatterns = [
    path("storage/", Storage.as_view(), name="storage"),
    path("storage/samples/", Samples.as_view(), name="storage-samples"),
    path("cities/<str:city_id>/usage/", CityUsage.as_view(), name="city-usage"),
]
