"""Plates are asked for by window: a day at most, or with a plate 31 days."""

from datetime import UTC, datetime
from typing import Any

import pytest

from recordings.models import Camera
from tests.people import People
from tests.plans.answers import invalid
from tests.recordings.detections.scene import plates, search, seen, views

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

FROM_WHEN = "Say from when to when."
TOO_LONG = "Ask for 24 hours at most, or with a plate for 31 days."
FORM = "Write a day as 2026-11-20, or a moment as 2026-11-20T15:00:00-03:00."
BACKWARDS = "The end lies before the start."
YEARS = "Choose a moment between the years 1970 and 9998."
PLATE = "Write 3 to 16 letters (A to Z) and digits of the plate."
NOON = "2026-03-10T12:00:00Z"


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ({"start": None, "end": None}, {"start": [FROM_WHEN], "end": [FROM_WHEN]}),
        ({"start": NOON, "end": None}, {"end": [FROM_WHEN]}),
        ({"start": " ", "end": NOON}, {"start": [FROM_WHEN]}),
        ({"start": NOON, "end": NOON}, {"end": [BACKWARDS]}),
        ({"start": NOON, "end": "2026-03-10T11:00:00Z"}, {"end": [BACKWARDS]}),
        ({"start": NOON, "end": "2026-03-11T12:00:01Z"}, {"end": [TOO_LONG]}),
        ({"start": "2026-03-10", "end": "2026-03-11"}, {"end": [TOO_LONG]}),
        (
            {"start": NOON, "end": "2026-04-10T12:00:01Z", "plate": "ABC1D23"},
            {"end": [TOO_LONG]},
        ),
        ({"start": "1970-01-01", "end": "9998-01-01", "plate": "ABC"}, {"end": [TOO_LONG]}),
        ({"start": "now", "end": NOON}, {"start": [FORM]}),
        ({"start": NOON, "end": "NaN"}, {"end": [FORM]}),
        ({"start": NOON, "end": "1773144000"}, {"end": [FORM]}),
        ({"start": NOON, "end": "9" * 5000}, {"end": [FORM]}),
        ({"start": NOON, "end": "2026-03-10\x00"}, {"end": [FORM]}),
        ({"start": "9999-12-31T00:00:00Z", "end": "9999-12-31T23:59:59Z"}, {"start": [YEARS]}),
        ({"start": "0001-01-02", "end": "0001-01-02"}, {"start": [YEARS]}),
        ({"start": "9999-12-31", "end": "9999-12-31"}, {"end": [FORM]}),
        ({"plate": "AB"}, {"plate": [PLATE]}),
        ({"plate": "-"}, {"plate": [PLATE]}),
        ({"plate": "%"}, {"plate": [PLATE]}),
        ({"plate": "A" * 17}, {"plate": [PLATE]}),
        ({"plate": "A" * 5000}, {"plate": [PLATE]}),
        ({"plate": "\x00\x00\x00"}, {"plate": [PLATE]}),
        ({"plate": "А123ВС"}, {"plate": [PLATE]}),
        ({"fuzzy": "2"}, {"fuzzy": ["Write 1 or 0."]}),
        ({"fuzzy": "yes"}, {"fuzzy": ["Write 1 or 0."]}),
        ({"page": "0"}, {"page": ["Write a whole number from 1 up."]}),
        ({"page_size": "-1"}, {"page_size": ["Write a whole number from 1 up."]}),
        ({"page": "9999999999"}, {"page": ["Write a whole number from 1 up."]}),
    ],
)
def test_a_wrong_question_is_a_400_that_names_the_input(
    people: People, gate: Camera, query: dict[str, Any], fields: dict[str, list[str]]
) -> None:
    for camera in (gate.pk, None):
        answer = search(people.operator, camera=camera, **query)
        assert (answer.status_code, answer.json()["fields"]) == (400, fields)
    assert views() == []


def test_the_form_of_a_refusal(people: People, gate: Camera) -> None:
    answer = search(people.operator, start=None)
    detail = {"detail": FROM_WHEN}
    assert answer.json() == {**invalid(start=[FROM_WHEN]), **detail}


@pytest.mark.parametrize(
    "query",
    [
        {"start": NOON, "end": "2026-03-11T12:00:00Z"},
        {"start": "2026-03-10", "end": "2026-03-10"},
        {"start": NOON, "end": "2026-04-10T12:00:00Z", "plate": "ABC1D23"},
        {"start": NOON, "end": "2026-04-10T12:00:00Z", "plate": "1D2"},
        {"start": "2026-03-10T09:00:00", "end": "2026-03-10T10:00:00"},
        {"start": "1970-01-02", "end": "1970-01-02"},
        {"start": "9998-06-01", "end": "9998-06-01"},
    ],
)
def test_the_longest_windows_are_answered(
    people: People, gate: Camera, query: dict[str, str]
) -> None:
    assert search(people.operator, camera=gate.pk, **query).status_code == 200


@pytest.mark.parametrize("day", ["2018-02-17", "2017-10-15"])
def test_a_day_of_25_or_23_hours_is_a_day(people: People, gate: Camera, day: str) -> None:
    """São Paulo's clocks changed then: at 00:00 to 23:00, and at 00:00 to 01:00."""
    first, last = {
        "2018-02-17": ("2018-02-17T02:00:00+00:00", "2018-02-18T02:59:59+00:00"),
        "2017-10-15": ("2017-10-15T03:00:00+00:00", "2017-10-16T01:59:59+00:00"),
    }[day]
    seen(gate, "AAA1A11", datetime.fromisoformat(first))
    seen(gate, "BBB2B22", datetime.fromisoformat(last))
    found = plates(search(people.operator, start=day, end=day))
    assert found == [("BBB2B22", None), ("AAA1A11", None)]


def test_days_are_the_citys_where_all_share_a_zone(people: People, gate: Camera) -> None:
    people.city.time_zone = "America/Manaus"
    people.city.save()
    seen(gate, "AAA1A11", datetime(2026, 3, 11, 3, 30, tzinfo=UTC))  # 23:30 there
    for camera in (gate.pk, None):
        query = {"camera": camera, "start": "2026-03-10", "end": "2026-03-10"}
        assert plates(search(people.operator, **query)) == [("AAA1A11", None)]
        query = {"camera": camera, "start": "2026-03-11", "end": "2026-03-11"}
        assert plates(search(people.operator, **query)) == []
