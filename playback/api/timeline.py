"""`/api/playback/cameras/{id}/days/` and `/timeline/`: what there is, before anything is played."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponseBase
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.gzip import gzip_page
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from plans.api.schema import errors, path_id
from plans.api.tagging import tagged
from playback.api.asking import watched_camera
from playback.api.timeline_serializers import DaysSerializer, TimelineSerializer
from playback.days import DayInCalendar, DayTimeline, calendar_days, day_timeline, oldest_ms
from playback.timeline import UNIT_MS
from recordings.models import Camera
from recordings.months import YEARS, Month
from recordings.services.moments import wrong_input
from recordings.spans import Span, day_span, epoch_ms, moment_of

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MILLISECONDS = re.compile(r"-?\d{1,15}", re.ASCII)


@method_decorator(gzip_page, name="dispatch")
class CameraDays(APIView):
    @extend_schema(
        parameters=[
            path_id("camera_id"),
            OpenApiParameter("month", OpenApiTypes.STR, description="2026-11; this one without it"),
        ],
        responses={200: DaysSerializer, 304: None, **errors(400, 401, 404)},
    )
    def get(self, request: Request, camera_id: str) -> HttpResponseBase:
        """A month's days up to today in the city's time zone: what of each there is, how long."""
        camera = watched_camera(request, camera_id)
        now = timezone.now()
        days = calendar_days(camera, _month(request.query_params, _today(camera, now)), now)
        answer = {
            "camera": camera.pk,
            "time_zone": camera.city.time_zone,
            "plan": camera.city.plan.name,
            "retention_days": camera.retention_in_force_days,
            "days": [_day(day) for day in days],
        }
        return tagged(request, DaysSerializer(answer).data)


@method_decorator(gzip_page, name="dispatch")
class CameraTimeline(APIView):
    @extend_schema(
        parameters=[
            path_id("camera_id"),
            OpenApiParameter(
                "day", OpenApiTypes.STR, description="2026-11-20; today in the city without it"
            ),
            OpenApiParameter(
                "since_ms",
                OpenApiTypes.INT64,
                description="Since the epoch, in the day: spans and markers from there on alone",
            ),
        ],
        responses={200: TimelineSerializer, 304: None, **errors(400, 401, 404)},
    )
    def get(self, request: Request, camera_id: str) -> HttpResponseBase:
        """A day's recorded spans, gaps with their reasons, and markers, in the compact form.

        The tag is of all but `now_ms`.
        """
        camera = watched_camera(request, camera_id)
        now = timezone.now()
        day = _wanted_day(camera, request.query_params, now)
        since_ms = _since(request.query_params, day_span(day, _zone(camera)))
        answer = _timeline(camera, day, day_timeline(camera, day, now, since_ms))
        start_ms, end_ms = answer["start_ms"], answer["start_ms"] + answer["length_ms"]
        now_ms = epoch_ms(now)
        return tagged(request, answer, now_ms=now_ms if start_ms <= now_ms < end_ms else None)


def _day(day: DayInCalendar) -> dict[str, Any]:
    expires_ms = day.retention.expires_ms
    return {
        "date": day.date,
        "coverage_pct": day.coverage / 10,
        "detections": day.detections,
        "day_number": day.retention.number,
        "days_left": day.retention.days_left,
        "expires_at": None if expires_ms is None else moment_of(expires_ms),
    }


def _timeline(camera: Camera, day: date, timeline: DayTimeline) -> dict[str, Any]:
    start_ms, end_ms = timeline.span
    return {
        "camera": camera.pk,
        "day": day.isoformat(),
        "time_zone": camera.city.time_zone,
        "start_ms": start_ms,
        "length_ms": end_ms - start_ms,
        "spans": timeline.spans,
        "gap_reasons": timeline.reasons,
        "codecs": timeline.codecs,
        "markers": {"unit_ms": UNIT_MS, **timeline.markers._asdict()},
        "clips": timeline.clips,
        "holds": timeline.holds,
        "retention": {
            "day_number": timeline.retention.number,
            "of_days": camera.retention_in_force_days,
            "plan": camera.city.plan.name,
            "oldest_ms": oldest_ms(camera),
            "expires_ms": timeline.retention.expires_ms,
        },
    }


def _zone(camera: Camera) -> ZoneInfo:
    return ZoneInfo(camera.city.time_zone)


def _today(camera: Camera, now: datetime) -> date:
    return now.astimezone(_zone(camera)).date()


def _month(query: Mapping[str, str], today: date) -> date:
    """Its first day."""
    text = query.get("month", "").strip()
    if not text:
        return today.replace(day=1)
    month = Month.parse(text)
    if month is None:
        raise wrong_input("month", _("Write a month as 2026-10."))
    return date(month.year, month.month, 1)


def _wanted_day(camera: Camera, query: Mapping[str, str], now: datetime) -> date:
    text = query.get("day", "").strip()
    if not text:
        return _today(camera, now)
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None or day.year not in YEARS:
        raise wrong_input("day", _("Write a day between the years 1970 and 9998 as 2026-11-20."))
    start_ms, end_ms = day_span(day, _zone(camera))
    if start_ms >= end_ms:
        raise wrong_input("day", _("The city's time zone skipped this day."))
    return day


def _since(query: Mapping[str, str], day: Span) -> int | None:
    text = query.get("since_ms", "").strip()
    if not text:
        return None
    if not _MILLISECONDS.fullmatch(text):
        raise wrong_input("since_ms", _("Write milliseconds since 1970 as a whole number."))
    since_ms = int(text)
    if not day[0] <= since_ms < day[1]:
        raise wrong_input("since_ms", _("This moment does not lie in the day."))
    return since_ms


urlpatterns = [
    path("cameras/<str:camera_id>/days/", CameraDays.as_view(), name="camera-days"),
    path("cameras/<str:camera_id>/timeline/", CameraTimeline.as_view(), name="camera-timeline"),
]
