"""Days, months and moments that are none: a clear 400 that names the input."""

from datetime import datetime
from typing import Any

import pytest

from recordings.models import Camera
from recordings.spans import epoch_ms
from tests.playback.timeline.scene import Viewer
from tests.recordings.coverage.story import Clock

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

DAY = "Write a day between the years 1970 and 9998 as 2026-11-20."
MONTH = "Write a month as 2026-10."
NUMBER = "Write milliseconds since 1970 as a whole number."
OUTSIDE = "This moment does not lie in the day."


def refused(name: str, words: str) -> tuple[int, Any]:
    return 400, {"code": "invalid", "detail": words, "fields": {name: [words]}}


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30",
        "2026-13-01",
        "2026-11-00",
        "2026-11-20T00:00:00Z",
        "2026-11-2",
        "20261120",
        "2026-W10-1",
        "20-11-2026",
        "٢٠٢٦-١١-٢٠",
        "9999-12-31",
        "9999-01-01",
        "0001-01-01",
        "1969-12-31",
        "-2026-11-20",
        "today",
        "NaN",
        "\0",
        "2026-11-20' OR 1=1 --",
        "1" * 5_000,
    ],
)
def test_a_day_that_is_none(viewer: Viewer, text: str) -> None:
    answer = viewer.timeline(text)
    assert (answer.status_code, answer.json()) == refused("day", DAY)


@pytest.mark.parametrize(
    "text",
    ["2026-13", "2026-00", "2026-1", "9999-01", "1969-12", "2026", "2026-11-20", "NaN", "\0", "٢"],
)
def test_a_month_that_is_none(viewer: Viewer, text: str) -> None:
    answer = viewer.days(text)
    assert (answer.status_code, answer.json()) == refused("month", MONTH)


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        "Infinity",
        "1e12",
        "1.5",
        "2026-03-10T10:00:00",
        "0x10",
        "1_000",
        "9" * 16,
        "- 1",
        "٢",
    ],
)
def test_a_moment_that_is_no_number(viewer: Viewer, text: str) -> None:
    answer = viewer.timeline("2026-03-10", since_ms=text)
    assert (answer.status_code, answer.json()) == refused("since_ms", NUMBER)


@pytest.mark.parametrize("late_ms", [-1, 86_400_000, 10**14])
def test_a_moment_outside_the_day(viewer: Viewer, day: Clock, late_ms: int) -> None:
    answer = viewer.timeline("2026-03-10", since_ms=epoch_ms(day.start) + late_ms)
    assert (answer.status_code, answer.json()) == refused("since_ms", OUTSIDE)


@pytest.mark.parametrize("since_ms", ["-1", "0", "999999999999999"])
def test_a_moment_of_another_age(viewer: Viewer, since_ms: str) -> None:
    answer = viewer.timeline(since_ms=since_ms)
    assert (answer.status_code, answer.json()) == refused("since_ms", OUTSIDE)


def test_a_day_that_the_citys_zone_skipped(viewer: Viewer, camera: Camera) -> None:
    camera.city.time_zone = "Pacific/Apia"
    camera.city.save()
    answer = viewer.timeline("2011-12-30")
    assert (answer.status_code, answer.json()) == refused(
        "day", "The city's time zone skipped this day."
    )


@pytest.mark.parametrize("date", ["1970-01-01", "9998-12-31"])
@pytest.mark.parametrize("zone", ["America/Sao_Paulo", "Pacific/Kiritimati", "Etc/GMT+12"])
def test_the_calendars_ends_are_days(viewer: Viewer, camera: Camera, date: str, zone: str) -> None:
    camera.city.time_zone = zone
    camera.city.save()
    found = viewer.timeline(date)
    assert (found.status_code, found.json()["length_ms"]) == (200, 86_400_000)
    assert viewer.days(date[:7]).status_code == 200


def test_what_is_empty_is_not_given(viewer: Viewer, day: Clock) -> None:
    assert viewer.timeline("", since_ms="").json() == viewer.timeline().json()
    assert viewer.days(" ").json() == viewer.days().json()
    assert datetime.fromisoformat(viewer.timeline(" ").json()["day"]).day == 11
