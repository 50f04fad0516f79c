"""`GET /api/cameras/{id}/coverage/`."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from recordings.coverage import MOST_LISTED, Listing, listing
from recordings.faults import Fault
from recordings.gaps import Cause, Gap
from recordings.models import Camera
from recordings.states import State
from tests.people import People, api_client
from tests.recordings.api.scene import make_recording
from tests.recordings.coverage.story import Clock, event, hours, wish

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


def ask(people: People, camera: Camera, query: str = "") -> Any:
    return api_client(people.viewer).get(f"/api/cameras/{camera.pk}/coverage/?{query}")


@pytest.fixture
def two_days(camera: Camera, day: Clock) -> Clock:
    wish(camera, day.at(0))
    hours(camera, day.at(0), 11, "a")
    make_recording(camera, day.at(11, 0.3), 3599.7, run_id="b")  # 0.3 s are missing
    hours(camera, day.at(13), 35, "b", frames_lost=None)
    event(camera, day.at(0, 1), State.RECORDING, run="a")
    event(camera, day.at(11, 0.1), State.BACKOFF, Fault.ENDED)
    event(camera, day.at(11, 0.9), State.RECORDING, run="b")
    event(camera, day.at(12), State.AUTH_FAILED, Fault.AUTH_FAILED)
    event(camera, day.at(13, 0.9), State.RECORDING, run="c")
    return day


def test_the_answer_is_the_contracts(people: People, camera: Camera, two_days: Clock) -> None:
    answer = ask(people, camera, "start=2026-03-10&end=2026-03-11")
    assert answer.status_code == 200
    assert answer.json() == {
        "camera": camera.pk,
        "start": "2026-03-10T03:00:00Z",
        "end": "2026-03-12T03:00:00Z",
        "accounted_until": "2026-03-12T03:00:00Z",
        "wanted_seconds": 172_800.0,
        "recorded_seconds": 172_800 - 3600.3,
        "coverage_pct": 97.916,
        "restarts": 2,
        "frames": 47 * 90_000 - 8,
        "frames_lost": None,
        "gaps": [
            {
                "start": "2026-03-10T15:00:00Z",
                "end": "2026-03-10T16:00:00Z",
                "reason": "wrong_password",
                "code": 1,
            }
        ],
        "unlisted_gaps": 1,
        "unlisted_gap_seconds": 0.3,
        "loss": {
            "expected": None,
            "present": 47 * 90_000 - 8,
            "lost": None,
            "broken": None,
        },
        "days": [
            {
                "date": "2026-03-10",
                "time_zone": "America/Sao_Paulo",
                "start": "2026-03-10T03:00:00Z",
                "end": "2026-03-11T03:00:00Z",
                "wanted_seconds": 86_400.0,
                "recorded_seconds": 86_400 - 3600.3,
                "coverage_pct": 95.832,
                "restarts": 2,
                "frames": 23 * 90_000 - 8,
                "frames_lost": None,
                "gap_count": 1,
                "longest_gap_seconds": 3600.0,
                "is_final": False,
            },
            {
                "date": "2026-03-11",
                "time_zone": "America/Sao_Paulo",
                "start": "2026-03-11T03:00:00Z",
                "end": "2026-03-12T03:00:00Z",
                "wanted_seconds": 86_400.0,
                "recorded_seconds": 86_400.0,
                "coverage_pct": 100.0,
                "restarts": 0,
                "frames": 24 * 90_000,
                "frames_lost": None,
                "gap_count": 0,
                "longest_gap_seconds": 0.0,
                "is_final": False,
            },
        ],
    }


def test_moments_are_taken_exactly(people: People, camera: Camera, two_days: Clock) -> None:
    answer = ask(people, camera, "start=2026-03-10T12:30:00-03:00&end=2026-03-10T16:30:00Z").json()
    assert (answer["wanted_seconds"], answer["recorded_seconds"]) == (3600.0, 1800.0)
    assert [(gap["start"], gap["end"]) for gap in answer["gaps"]] == [
        ("2026-03-10T15:30:00Z", "2026-03-10T16:00:00Z")
    ]


def test_without_a_start_it_is_the_day_of_the_end(
    people: People, camera: Camera, two_days: Clock
) -> None:
    answers = [
        ask(people, camera, query).json()["days"]
        for query in (
            "end=2026-03-10",
            "end=2026-03-11T03:00:00Z",
            "start=2026-03-10&end=2026-03-10",
        )
    ]
    assert answers[0] == answers[1] == answers[2]
    assert [day["date"] for day in answers[0]] == ["2026-03-10"]


def test_without_anything_it_is_today_until_now(people: People, camera: Camera) -> None:
    began = timezone.now() - timedelta(seconds=5)
    wish(camera, began)
    answer = ask(people, camera).json()
    zone = timezone.get_default_timezone()
    assert [day["date"] for day in answer["days"]][-1] == f"{timezone.now().astimezone(zone):%F}"
    assert 0 < answer["wanted_seconds"] < 600
    assert (answer["recorded_seconds"], answer["coverage_pct"]) == (0.0, 0.0)


def test_nothing_wanted_is_no_percentage(people: People, camera: Camera, day: Clock) -> None:
    answer = ask(people, camera, "start=2026-03-10&end=2026-03-10").json()
    figures = ("wanted_seconds", "recorded_seconds", "coverage_pct", "restarts", "frames", "gaps")
    assert [answer[name] for name in figures] == [0.0, 0.0, None, 0, 0, []]


def test_almost_all_is_not_all(people: People, camera: Camera, day: Clock) -> None:
    wish(camera, day.at(0))
    make_recording(camera, day.at(0), 86_399.999)
    assert ask(people, camera, "end=2026-03-10").json()["coverage_pct"] == 99.999


@pytest.mark.parametrize(
    ("query", "name", "words"),
    [
        ("start=2026-01-01&end=2026-03-04", "end", "Ask for 62 days at most."),
        ("start=2000-01-01", "end", "Ask for 62 days at most."),
        ("start=2026-03-10&end=2026-03-09", "end", "The end lies before the start."),
        ("start=9000-01-01", "start", "The start lies in the future."),
        ("end=1969-12-01", "end", "Choose a moment between the years 1970 and 9998."),
        ("start=9999-01-01", "start", "Choose a moment between the years 1970 and 9998."),
        ("start=0001-01-01T00:00:00Z", "start", "Choose a moment between the years 1970 and 9998."),
        (
            "start=x",
            "start",
            "Write a day as 2026-11-20, or a moment as 2026-11-20T15:00:00-03:00.",
        ),
        (
            "end=2026-02-30",
            "end",
            "Write a day as 2026-11-20, or a moment as 2026-11-20T15:00:00-03:00.",
        ),
    ],
)
def test_a_period_that_is_none_is_refused(
    people: People, camera: Camera, query: str, name: str, words: str
) -> None:
    answer = ask(people, camera, query)
    assert (answer.status_code, answer.json()) == (
        400,
        {"code": "invalid", "detail": words, "fields": {name: [words]}},
    )


@pytest.mark.parametrize(
    "query",
    [
        "start=2026-01-01&end=2026-03-03",  # 62 days
        "start=2017-12-19&end=2018-02-18",  # of which one has 25 hours
        "start=1970-01-02&end=1970-01-02",
        "start=9998-12-30&end=9998-12-30",
        "start=2026-03-10T00:00:00.0001Z&end=2026-03-10T00:00:00.0002Z",
    ],
)
def test_a_period_at_the_limit_is_answered(people: People, camera: Camera, query: str) -> None:
    assert ask(people, camera, query).status_code == 200


def test_a_longer_period_costs_no_more_queries(
    people: People, camera: Camera, two_days: Clock
) -> None:
    counts = []
    for query in ("end=2026-03-10", "start=2026-02-01&end=2026-03-31"):
        with CaptureQueriesContext(connection) as queries:
            ask(people, camera, query)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_too_many_gaps_are_counted_and_the_longest_listed() -> None:
    many = [Gap(at * 10_000, at * 10_000 + 1000, Cause.DISK) for at in range(MOST_LISTED + 3)]
    longest = Gap(-9_000, -1, Cause.UNKNOWN)
    shortest = Gap(-10_000, -9_501, Cause.DISK)
    found = listing([shortest, longest, *many])
    assert found == Listing([longest, *many[: MOST_LISTED - 1]], 5, 4 * 1000 + 499)


def test_a_gap_of_several_causes_is_one_that_is_long_enough() -> None:
    pieces = [Gap(0, 300, Cause.RECORDER_DOWN), Gap(300, 600, Cause.DISK)]
    assert listing(pieces) == Listing(pieces, 0, 0)


def test_times_of_the_answer_are_utc(people: People, camera: Camera, two_days: Clock) -> None:
    answer = ask(people, camera, "end=2026-03-10").json()
    assert datetime.fromisoformat(answer["gaps"][0]["start"]) == two_days.at(12)
