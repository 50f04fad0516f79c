"""Whether each city's footage is kept as long as its plan says.

Critical while footage was deleted before its time within the last day, and what that cost; a
warning while the forecast says from when it will be. A city has one alert of both: when one
follows the other it is a new alert, so that people are told.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, F, Max, Min, Q, Sum

from recordings.alerting.judging import Findings, Place, Problem, place_of
from recordings.alerting.looks import Look
from recordings.forecast import CityForecast, Forecast
from recordings.models import (
    Alert,
    CleanupRun,
    Deletion,
    PendingDeletion,
    Recording,
    StorageVolume,
)
from recordings.models.cleanup import DeletionQuerySet
from recordings.spans import epoch_ms
from recordings.usage.forecasting import installation_forecast, volumes_there

KINDS = (Alert.Kind.PROMISE_AT_RISK,)
HELD_OPEN = timedelta(hours=24)
FIRST_HOURS = timedelta(hours=6)
FORECAST_EVERY_MS = 600_000  # it reads the usage of every camera and day
CLOSES_BELOW = 0.98  # of the capacity, so that a forecast that wavers changes nothing
_EARLY = (PendingDeletion.Reason.QUOTA, PendingDeletion.Reason.EMERGENCY)


def look_at_promises(look: Look) -> Findings:
    """A few queries, and every ten minutes the forecast's."""
    now = look.clock.now()
    problems = broken_promises(now)
    broken = {problem.place for problem in problems}
    now_ms = epoch_ms(now)
    if 0 <= now_ms - look.memory.promises_ms < FORECAST_EVERY_MS:
        return Findings(tuple(problems), _warned(look) - broken)
    look.memory.promises_ms = now_ms
    if not _can_be_told(now):
        return Findings(tuple(problems), _warned(look) - broken)
    risks = _at_risk(installation_forecast(now), look, now)
    return Findings((*problems, *(risk for risk in risks if risk.place not in broken)))


def _warned(look: Look) -> frozenset[Place]:
    """Those of a forecast; what was deleted is asked at each look."""
    warned = (a for a in look.alerts_of(KINDS) if a.severity == Alert.Severity.WARNING)
    return frozenset(alert.place for alert in warned)


def _can_be_told(now: datetime) -> bool:
    """Not in the first hours, from whose few files no rate follows; nor while a volume is away,
    whose footage and room nobody can count: that has an alert of its own."""
    if StorageVolume.objects.filter(is_active=True).count() > len(volumes_there()):
        return False
    return Recording.objects.filter(start_time__lt=now - FIRST_HOURS).exists()


def broken_promises(now: datetime) -> list[Problem]:
    """Of the cities whose footage went before its day within the last 24 h."""
    since = now - HELD_OPEN
    kinds = (CleanupRun.Kind.QUOTA, CleanupRun.Kind.EMERGENCY)
    # A run is as long as a pass; its start bounds what is read by an index.
    runs = CleanupRun.objects.filter(kind__in=kinds, started_at__gt=since - timedelta(hours=1))
    rows = Deletion.objects.filter(run__in=runs, reason__in=_EARLY, at__gt=since)
    rows = rows.filter(city__isnull=False).order_by()
    early = rows.filter(_before_their_day(rows))
    sums = early.values("city_id", "reason").annotate(
        weight=Sum("bytes"),
        cameras=Count("camera_uuid", distinct=True),
        oldest=Min("start_time"),
        newest=Max("end_time"),
    )
    costs: dict[int, dict[str, Any]] = defaultdict(dict)
    for row in sums.order_by("city_id", "reason"):
        costs[row["city_id"]][row["reason"]] = {
            "bytes": row["weight"],
            "cameras": row["cameras"],
            "start": row["oldest"].isoformat(),
            "end": row["newest"].isoformat(),
        }
    return [
        _problem(city_id, Alert.Severity.CRITICAL, {"why": "deleted", "cost": cost})
        for city_id, cost in costs.items()
    ]


def _before_their_day(rows: DeletionQuerySet) -> Q:
    """One condition for each retention that there is: SQLite multiplies no days."""
    days = set(rows.values_list("retention_days", flat=True).distinct())
    conditions = (
        Q(retention_days=each, end_time__gt=F("at") - timedelta(days=each)) for each in days
    )
    return reduce(or_, conditions, Q(pk=None))


def subject_of(city_id: int) -> str:
    return f"city:{city_id}"


def _at_risk(forecast: Forecast, look: Look, now: datetime) -> list[Problem]:
    is_tight = forecast.needed_bytes > CLOSES_BELOW * forecast.capacity_bytes
    return [
        _problem(city.city_id, Alert.Severity.WARNING, _risk(city, now))
        for city in forecast.cities.values()
        if city.is_at_risk or (is_tight and look.is_open(_place(city.city_id)))
    ]


def _risk(city: CityForecast, now: datetime) -> dict[str, Any]:
    breaks_at = city.breaks_at(now)
    return {
        "why": "forecast",
        "breaks_at": breaks_at.isoformat() if breaks_at else None,
        "promised_days": city.retention_days,
        "reachable_days": round(city.reachable_days, 1),
    }


def _place(city_id: int) -> Place:
    return place_of(Alert.Kind.PROMISE_AT_RISK, subject_of(city_id))


def _problem(city_id: int, severity: Alert.Severity, details: dict[str, Any]) -> Problem:
    return Problem(
        kind=Alert.Kind.PROMISE_AT_RISK,
        subject=subject_of(city_id),
        severity=severity,
        details=details,
        city_id=city_id,
    )
