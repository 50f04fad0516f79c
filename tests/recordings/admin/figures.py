"""Rows of what is calculated for the panel."""

from datetime import timedelta

from django.utils import timezone

from recordings.models import Camera, CameraSummary, CityDay, UserUsage
from tests.people import People, make_user


def add_figures(people: People, camera: Camera, number: int) -> None:
    now = timezone.now()
    make_summary(camera)
    UserUsage.objects.create(
        city=people.city, user=make_user(), calculated_at=now, bytes=1000, files=1
    )
    CityDay.objects.create(
        city=people.city,
        date=now.date() - timedelta(days=number),
        calculated_at=now,
        wanted_ms=86_400_000,
        recorded_ms=86_399_000,
    )


def make_summary(camera: Camera, **values: object) -> CameraSummary:
    now = timezone.now()
    given = {"calculated_at": now, "bytes": 1000, "files": 1, "last_recorded_at": now}
    return CameraSummary.objects.create(camera=camera, **{**given, **values})
