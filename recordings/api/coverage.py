"""`/api/cameras/{id}/coverage/`: what was wanted, what is recorded, and why the rest is not."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from plans.api.authentication import signed_in
from plans.api.schema import errors, path_id
from recordings.accounting import Account
from recordings.api.periods import search_period
from recordings.coverage import (
    Coverage,
    DayCoverage,
    camera_coverage,
    gap_count,
    listing,
    longest_ms,
    thousandths_of_percent,
)
from recordings.gaps import CAUSES, TIMELINE_CODES, Gap
from recordings.measuring import loss_of
from recordings.media.loss import Loss
from recordings.models import Camera, Recording
from recordings.months import YEARS
from recordings.selectors import camera_get
from recordings.services.moments import wrong_input
from recordings.spans import Span, epoch_ms, moment_of

MOST_DAYS = 62
_LONGEST_PERIOD = timedelta(days=MOST_DAYS, hours=1)  # in 62 days clocks may go back


class GapSerializer(serializers.Serializer[Any]):
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    reason = serializers.ChoiceField(CAUSES)
    code = serializers.IntegerField(help_text="The reason's number in timelines.")


class AccountSerializer(serializers.Serializer[Any]):
    wanted_seconds = serializers.FloatField()
    recorded_seconds = serializers.FloatField(help_text="Of what was wanted.")
    coverage_pct = serializers.FloatField(
        allow_null=True, help_text="Rounded down; null where nothing was wanted."
    )
    restarts = serializers.IntegerField()
    frames = serializers.IntegerField(
        allow_null=True, help_text="Of the files that begin in it; null: not knowable."
    )
    frames_lost = serializers.IntegerField(allow_null=True)


class LossSerializer(serializers.Serializer[Any]):
    expected = serializers.IntegerField(allow_null=True)
    present = serializers.IntegerField()
    lost = serializers.IntegerField(allow_null=True, help_text="Null: not knowable.")
    broken = serializers.IntegerField(
        allow_null=True, help_text="Of those present; null until every file has been decoded."
    )


class CoverageDaySerializer(AccountSerializer):
    date = serializers.DateField()
    time_zone = serializers.CharField()
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    gap_count = serializers.IntegerField(help_text="Of half a second and more.")
    longest_gap_seconds = serializers.FloatField()
    is_final = serializers.BooleanField(help_text="Kept for good; it outlives the footage.")


class CoverageSerializer(AccountSerializer):
    camera = serializers.IntegerField()
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    accounted_until = serializers.DateTimeField(
        help_text="Nothing after this is known yet: now, or what a growing file holds."
    )
    gaps = GapSerializer(many=True)
    unlisted_gaps = serializers.IntegerField(
        help_text="Shorter than half a second, or beyond the 5,000 longest."
    )
    unlisted_gap_seconds = serializers.FloatField()
    loss = LossSerializer(help_text="Frames of the finished files that begin in it.")
    days = CoverageDaySerializer(many=True)


class CameraCoverage(APIView):
    @extend_schema(
        parameters=[
            path_id("camera_id"),
            OpenApiParameter("start", OpenApiTypes.STR, description="Day or moment"),
            OpenApiParameter("end", OpenApiTypes.STR, description="Day (included) or moment"),
        ],
        responses={200: CoverageSerializer, **errors(400, 401, 404)},
    )
    def get(self, request: Request, camera_id: str) -> Response:
        """Seconds wanted and recorded, by day and in all; 62 days at most.

        `recorded_seconds`, the gaps and `unlisted_gap_seconds` add up to `wanted_seconds`.
        Without `end` until now; without `start` the day that it ends in.
        """
        camera = camera_get(signed_in(request), camera_id)
        now = timezone.now()
        period = coverage_period(request.query_params, camera.city.time_zone, now)
        answer = _coverage(camera_coverage(camera, period, now))
        return Response(CoverageSerializer({**answer, "loss": _loss(camera, period)}).data)


def coverage_period(query: Mapping[str, str], zone: str, now: datetime) -> Span:
    """[start, end) in epoch milliseconds. Raises InvalidInput, naming the input at fault."""
    start, end = search_period(query, zone, ("start", "end"))
    for name, moment in (("start", start), ("end", end)):
        if moment is not None and moment.year not in YEARS:
            raise wrong_input(name, _("Choose a moment between the years 1970 and 9998."))
    if end is None:
        end = now
        if start is not None and start >= end:
            raise wrong_input("start", _("The start lies in the future."))
    if start is None:
        last = (end - timedelta(milliseconds=1)).astimezone(ZoneInfo(zone)).date()
        start = datetime.combine(last, time(), ZoneInfo(zone))
    period = epoch_ms(start), epoch_ms(end)
    if moment_of(period[1]) - moment_of(period[0]) > _LONGEST_PERIOD:
        raise wrong_input("end", _("Ask for %(days)s days at most.") % {"days": MOST_DAYS})
    return period


def _coverage(coverage: Coverage) -> dict[str, Any]:
    listed = listing(coverage.total.gaps)
    return {
        "camera": coverage.camera.pk,
        "start": moment_of(coverage.period[0]),
        "end": moment_of(coverage.period[1]),
        "accounted_until": moment_of(coverage.known_until_ms),
        **_account(coverage.total),
        "gaps": [_gap(gap) for gap in listed.gaps],
        "unlisted_gaps": listed.unlisted,
        "unlisted_gap_seconds": listed.unlisted_ms / 1000,
        "days": [_day(day) for day in coverage.days],
    }


def _loss(camera: Camera, period: Span) -> Loss:
    start, end = map(moment_of, period)
    files = Recording.objects.filter(camera=camera, start_time__gte=start, start_time__lt=end)
    return loss_of(files).get(camera.pk, Loss())


def _day(day: DayCoverage) -> dict[str, Any]:
    return {
        "date": day.date,
        "time_zone": day.time_zone,
        "start": moment_of(day.span[0]),
        "end": moment_of(day.span[1]),
        **_account(day.account),
        "gap_count": gap_count(day.account.gaps),
        "longest_gap_seconds": longest_ms(day.account.gaps) / 1000,
        "is_final": day.is_final,
    }


def _account(account: Account) -> dict[str, Any]:
    thousandths = thousandths_of_percent(account)
    return {
        "wanted_seconds": account.wanted_ms / 1000,
        "recorded_seconds": account.recorded_ms / 1000,
        "coverage_pct": None if thousandths is None else thousandths / 1000,
        "restarts": account.restarts,
        "frames": account.frames,
        "frames_lost": account.frames_lost,
    }


def _gap(gap: Gap) -> dict[str, Any]:
    return {
        "start": moment_of(gap.start_ms),
        "end": moment_of(gap.end_ms),
        "reason": str(gap.cause),
        "code": TIMELINE_CODES[gap.cause],
    }
