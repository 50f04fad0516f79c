"""`GET /api/playback/cameras/{id}/days/`: a month's days, as a calendar shows them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_django import Settings

from recordings.models import Camera, Detection, StorageVolume
from tests.playback.timeline.scene import StandingClock, Viewer, sight
from tests.recordings.api.conftest import Footage
from tests.recordings.api.scene import growing, make_recording
from tests.recordings.coverage.story import Clock, hours, wish

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


def entry(date: str, coverage: float = 0.0, detections: int = 0, **values: Any) -> dict[str, Any]:
    nothing = {"day_number": None, "days_left": None, "expires_at": None}
    return {
        "date": date,
        "coverage_pct": coverage,
        "detections": detections,
        **nothing,
        **values,
    }


def kept(number: int | None, left: int, expires: str) -> dict[str, Any]:
    return {"day_number": number, "days_left": left, "expires_at": expires}


def by_date(answer: Any) -> dict[str, Any]:
    return {day["date"]: day for day in answer.json()["days"]}


def test_the_answer_is_the_contracts(viewer: Viewer, camera: Camera, day: Clock) -> None:
    """Today is the eleventh, at noon; recording began at six in the morning of the ninth."""
    wish(camera, day.at(-18))
    hours(camera, day.at(-18), 30, "a")
    hours(camera, day.at(12.5), 23, "b")  # of today the last half an hour is missing
    for hour in (-100, 0, 23.99, 24, 35):
        sight(camera, day.at(hour))
    sight(camera, day.at(36), Detection.Kind.OTHER)
    answer = viewer.days("2026-03")
    assert answer.status_code == 200
    assert answer.json() == {
        "camera": camera.pk,
        "time_zone": "America/Sao_Paulo",
        "plan": "Pro",
        "retention_days": 15,
        "days": [
            entry("2026-03-01"),
            entry("2026-03-02"),
            entry("2026-03-03"),
            entry("2026-03-04"),
            entry("2026-03-05", detections=1),
            entry("2026-03-06"),
            entry("2026-03-07"),
            entry("2026-03-08"),
            entry("2026-03-09", 75.0, **kept(3, 14, "2026-03-25T06:00:00Z")),
            entry("2026-03-10", 97.9, 2, **kept(2, 14, "2026-03-25T06:00:00Z")),
            entry("2026-03-11", 95.8, 3, **kept(1, 15, "2026-03-26T06:00:00Z")),
        ],
    }


def test_without_a_month_it_is_this_one(viewer: Viewer, clock: StandingClock) -> None:
    assert viewer.days().json() == viewer.days("2026-03").json()
    clock.now = datetime(2026, 4, 1, 2, 59, tzinfo=UTC)  # still March in São Paulo
    assert list(by_date(viewer.days())) == [f"2026-03-{number:02}" for number in range(1, 32)]


@pytest.mark.parametrize(
    ("month", "count"),
    [("2026-02", 28), ("2026-03", 11), ("2026-04", 0), ("9998-12", 0), ("1970-01", 31)],
)
def test_days_to_come_are_left_out(viewer: Viewer, month: str, count: int) -> None:
    assert len(viewer.days(month).json()["days"]) == count


def test_the_first_of_a_month(viewer: Viewer, camera: Camera, clock: StandingClock) -> None:
    clock.now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    sight(camera, clock.now)
    assert viewer.days().json()["days"] == [entry("2026-03-01", detections=1)]


@pytest.mark.parametrize(
    ("month", "zone", "lengths"),
    [
        ("2018-11", "America/Sao_Paulo", {"2018-11-03": 24, "2018-11-04": 23, "2018-11-05": 24}),
        ("2018-02", "America/Sao_Paulo", {"2018-02-16": 24, "2018-02-17": 25, "2018-02-18": 24}),
        ("2018-11", "America/Manaus", {"2018-11-03": 24, "2018-11-04": 24, "2018-11-05": 24}),
    ],
)
def test_a_day_of_23_or_25_hours_is_whole_with_as_many(
    viewer: Viewer, camera: Camera, month: str, zone: str, lengths: dict[str, int]
) -> None:
    """Of each day its first hour is missing, so that each length has its own percentage."""
    camera.city.time_zone = zone
    camera.city.save()
    starts = {date: viewer.timeline(date).json()["start_ms"] for date in lengths}
    for date, length in lengths.items():
        start = datetime.fromtimestamp(starts[date] / 1000, UTC) + timedelta(hours=1)
        hours(camera, start, length - 1, date)
        sight(camera, start + timedelta(hours=length - 1, milliseconds=-1))
        sight(camera, start - timedelta(hours=1))
    found = by_date(viewer.days(month))
    percentages = {23: 95.6, 24: 95.8, 25: 96.0}
    assert {date: (found[date]["coverage_pct"], found[date]["detections"]) for date in lengths} == {
        date: (percentages[length], 2) for date, length in lengths.items()
    }


def test_a_day_that_the_zone_skipped_is_not_listed(viewer: Viewer, camera: Camera) -> None:
    camera.city.time_zone = "Pacific/Apia"
    camera.city.save()
    dates = list(by_date(viewer.days("2011-12")))
    assert dates[-3:] == ["2011-12-28", "2011-12-29", "2011-12-31"]


@pytest.mark.parametrize(
    ("seconds", "coverage"), [(86_400, 100.0), (86_399.999, 99.9), (80, 0.0), (90, 0.1)]
)
def test_only_what_is_whole_is_100(
    viewer: Viewer, camera: Camera, day: Clock, seconds: float, coverage: float
) -> None:
    make_recording(camera, day.at(0), seconds)
    assert by_date(viewer.days("2026-03"))["2026-03-10"]["coverage_pct"] == coverage


def test_joints_take_nothing_away(viewer: Viewer, camera: Camera, day: Clock) -> None:
    for number in range(-1, 25):
        make_recording(camera, day.at(number, 0.2), 3599.6, run_id="a")
    assert by_date(viewer.days("2026-03"))["2026-03-10"]["coverage_pct"] == 100.0


def test_today_is_whole_while_it_is_being_recorded(
    viewer: Viewer,
    camera: Camera,
    day: Clock,
    clock: StandingClock,
    volume: StorageVolume,
    footage: Footage,
) -> None:
    hours(camera, day.at(24), 12, "a")
    growing(camera, volume, footage.content, start_time=day.at(36), run_id="a")
    clock.now = day.at(36, 3)
    assert by_date(viewer.days())["2026-03-11"]["coverage_pct"] == 100.0
    clock.now = day.at(48)
    assert by_date(viewer.days())["2026-03-11"]["coverage_pct"] == 50.0


def test_a_retention_of_the_cameras_own(viewer: Viewer, camera: Camera, day: Clock) -> None:
    hours(camera, day.at(-48), 72, "a")
    camera.retention_days = 2
    camera.save()
    answer = viewer.days("2026-03").json()
    assert (answer["plan"], answer["retention_days"]) == ("Pro", 2)
    assert answer["days"][7:] == [
        entry("2026-03-08", 100.0),  # all of it is past its retention
        entry("2026-03-09", 100.0, **kept(None, 0, "2026-03-11T06:00:00Z")),  # the last part is not
        entry("2026-03-10", 100.0, **kept(2, 1, "2026-03-12T06:00:00Z")),
        entry("2026-03-11"),
    ]


def test_the_cleanup_is_the_installations(
    viewer: Viewer, camera: Camera, day: Clock, settings: Settings
) -> None:
    """Three o'clock in Lisbon is midnight in São Paulo, where the day of that begins."""
    hours(camera, day.at(0), 24, "a")
    settings.TIME_ZONE = "Europe/Lisbon"
    found = by_date(viewer.days("2026-03"))["2026-03-10"]
    assert (found["expires_at"], found["days_left"]) == ("2026-03-26T03:00:00Z", 15)


def test_the_days_and_the_timeline_agree(viewer: Viewer, camera: Camera, day: Clock) -> None:
    hours(camera, day.at(-30), 60, "a")
    for found in viewer.days("2026-03").json()["days"]:
        told = viewer.timeline(found["date"]).json()["retention"]
        expires = told["expires_ms"]
        moment = expires and datetime.fromtimestamp(expires / 1000, UTC)
        assert found["day_number"] == told["day_number"]
        assert found["expires_at"] == (moment and f"{moment:%Y-%m-%dT%H:%M:%SZ}")
