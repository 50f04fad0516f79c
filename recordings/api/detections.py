"""`/api/detections/`: what plate readers tell, and the search for a plate."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from plans.addresses import client_address
from plans.api.authentication import signed_in
from plans.api.schema import errors
from plans.errors import InvalidInput
from plans.models import City, User
from recordings.api.detection_serializers import (
    LONGEST_PLATE_TEXT,
    AddedSerializer,
    DetectionInputSerializer,
    DetectionSerializer,
    FoundDetectionSerializer,
    read_batch,
)
from recordings.api.filters import BOOLEANS
from recordings.api.periods import search_period
from recordings.models import Detection
from recordings.months import YEARS
from recordings.plates import SHORTEST_PART, is_plate, normalise
from recordings.services.detections import (
    PlateSearch,
    detection_add,
    detections_add,
    search_note,
    search_places,
    search_rows,
)
from recordings.services.moments import wrong_input

LONGEST_OF_ALL = timedelta(hours=24)
LONGEST_OF_ONE_PLATE = timedelta(days=31)


class DetectionList(generics.GenericAPIView[Detection]):
    queryset = Detection.objects.none()  # for the schema, which is made without a person
    serializer_class = FoundDetectionSerializer
    filter_backends = ()

    @extend_schema(
        parameters=[
            OpenApiParameter("start", OpenApiTypes.STR, required=True, description="Day or moment"),
            OpenApiParameter(
                "end", OpenApiTypes.STR, required=True, description="Day (included) or moment"
            ),
            OpenApiParameter("camera", OpenApiTypes.INT64, description="Without: all my cities'"),
            OpenApiParameter(
                "plate",
                OpenApiTypes.STR,
                description="A plate, or 3 to 6 characters in a row of it",
            ),
            OpenApiParameter(
                "fuzzy",
                OpenApiTypes.BOOL,
                description="Also what readers confuse with it (0OQD 1IL 2Z 5S 6G 8B), and the "
                "same vehicle's plate in the other Brazilian format",
            ),
        ],
        responses={200: FoundDetectionSerializer(many=True), **errors(400, 401, 403, 404)},
    )
    def get(self, request: Request) -> Response:
        """Detections, newest first (operators, owners); each answer is noted.

        24 hours at most; with a plate 31 days.
        """
        user = signed_in(request)
        search = _search(user, request.query_params)
        found = self.paginate_queryset(search_rows(search)) or []
        search_note(user=user, address=client_address(request._request), search=search, found=found)
        context = {"sought": search.plate}
        answer = FoundDetectionSerializer(found, many=True, context=context).data
        response = self.get_paginated_response(answer)
        response["Cache-Control"] = "private, no-store"
        return response

    @extend_schema(
        request=PolymorphicProxySerializer(
            "DetectionOrDetections",
            [DetectionInputSerializer(), DetectionInputSerializer(many=True)],
            resource_type_field_name=None,
            many=False,
        ),
        responses={
            **dict.fromkeys(
                (200, 201),
                PolymorphicProxySerializer(
                    "DetectionOrAdded",
                    [DetectionSerializer, AddedSerializer],
                    resource_type_field_name=None,
                ),
            ),
            **errors(400, 401, 403, 404, 413),
        },
    )
    def post(self, request: Request) -> Response:
        """Tell one detection, or a list of up to 1,000: all are taken, or none.

        What was told before, by its `source` and `external_id`, stays as it is. 201 when anything
        is new, else 200; for one detection the answer is what is stored, for a list the numbers.
        """
        user, now = signed_in(request), timezone.now()
        if isinstance(request.data, list):
            added = detections_add(user=user, told=read_batch(request.data), now=now)
            return Response(AddedSerializer(added).data, status=201 if added.created else 200)
        told = DetectionInputSerializer(data=request.data)
        told.is_valid(raise_exception=True)
        address = client_address(request._request)
        kept, is_new = detection_add(user=user, address=address, told=told.validated_data, now=now)
        return Response(DetectionSerializer(kept).data, status=201 if is_new else 200)


def _search(user: User, query: Mapping[str, str]) -> PlateSearch:
    """Who and where first: for others a wrong input is a 404 or 403 too."""
    camera, cities = search_places(user, query.get("camera") or None)
    plate = _plate(query)
    zone = _zone(cities)
    start, end = _period(query, zone, LONGEST_OF_ONE_PLATE if plate else LONGEST_OF_ALL)
    return PlateSearch(camera, cities, start, end, plate, _is_fuzzy(query))


def _zone(cities: list[City]) -> str:
    """The cities' own where they share one, for days and for moments without an offset."""
    zones = {city.time_zone for city in cities}
    return zones.pop() if len(zones) == 1 else settings.TIME_ZONE


def _period(query: Mapping[str, str], zone: str, longest: timedelta) -> tuple[datetime, datetime]:
    missing = [name for name in ("start", "end") if not query.get(name, "").strip()]
    if missing:
        words = _("Say from when to when.")
        raise InvalidInput(words, fields={name: [words] for name in missing})
    start, end = search_period(query, zone, ("start", "end"))
    assert start is not None
    assert end is not None
    for name, moment in (("start", start), ("end", end)):
        if moment.year not in YEARS:
            raise wrong_input(name, _("Choose a moment between the years 1970 and 9998."))
    if min(end - start, _on_the_wall(start, end, ZoneInfo(zone))) > longest:
        raise wrong_input("end", _("Ask for 24 hours at most, or with a plate for 31 days."))
    return start, end


def _on_the_wall(start: datetime, end: datetime, zone: ZoneInfo) -> timedelta:
    """A day of 25 hours is a day too: 24 by the clock on the wall."""
    first, last = (moment.astimezone(zone).replace(tzinfo=None) for moment in (start, end))
    return last - first


def _plate(query: Mapping[str, str]) -> str:
    text = query.get("plate", "").strip()
    if not text:
        return ""
    plate = normalise(text) if len(text) <= LONGEST_PLATE_TEXT else ""
    if not is_plate(plate) or len(plate) < SHORTEST_PART:
        words = _("Write 3 to 16 letters (A to Z) and digits of the plate.")
        raise wrong_input("plate", words)
    return plate


def _is_fuzzy(query: Mapping[str, str]) -> bool:
    text = query.get("fuzzy") or "0"
    if text not in BOOLEANS:
        raise wrong_input("fuzzy", _("Write 1 or 0."))
    return BOOLEANS[text]


urlpatterns = [path("", DetectionList.as_view(), name="detections")]
