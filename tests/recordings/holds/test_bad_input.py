"""What cannot be held is named, and nothing is written."""

import json
from typing import Any

import pytest

from recordings.models import Hold
from tests.people import api_client
from tests.recordings.holds.asking import Asker, entries, make_hold

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

MOMENT = "Write a moment as 2026-11-20T15:00:00-03:00."
YEARS = "Choose a moment between the years 1970 and 9998."
INVISIBLE = "Leave out invisible characters."
LONG = "Ensure this field has no more than 500 characters."


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"start_time": "2026-03-10T06:00:00Z"}, "end_time", "The end lies before the start."),
        ({"start_time": "2026-03-10T07:00:00Z"}, "end_time", "The end lies before the start."),
        ({"start_time": "2026-02-07T05:59:59Z"}, "end_time", "Hold 31 days at most at a time."),
        (
            {"end_time": "2026-03-12T15:00:01Z"},
            "end_time",
            "A hold reaches 24 hours into the future at most.",
        ),
        ({"start_time": "yesterday"}, "start_time", MOMENT),
        ({"start_time": ""}, "start_time", MOMENT),
        ({"start_time": 1773111600}, "start_time", MOMENT),
        ({"start_time": ["2026-03-10"]}, "start_time", MOMENT),
        ({"start_time": "2026-02-30T00:00:00Z"}, "start_time", MOMENT),
        ({"start_time": "1969-12-31T00:00:00Z"}, "start_time", YEARS),
        ({"end_time": "9999-12-31T00:00:00Z"}, "end_time", YEARS),
        ({"start_time": "0001-01-01T00:00:00"}, "start_time", YEARS),
        ({"start_time": "\u0000"}, "start_time", MOMENT),
        ({"until": "2026-03-11T15:00:00Z"}, "until", "This moment has passed."),
        ({"until": "2026-03-11"}, "until", MOMENT),
        ({"reason": ""}, "reason", "This field may not be blank."),
        ({"reason": " \t "}, "reason", "This field may not be blank."),
        ({"reason": "x" * 501}, "reason", LONG),
        ({"reason": "a\nb"}, "reason", INVISIBLE),
        ({"reason": "a\u202eb"}, "reason", INVISIBLE),
        ({"reason": "a\u0000b"}, "reason", "Null characters are not allowed."),
        ({"reason": {}}, "reason", "Not a valid string."),
        ({"camera": "x"}, "camera", "A valid integer is required."),
        ({"camera": True}, "camera", "A valid integer is required."),
        ({"camera": 0}, "camera", "Ensure this value is greater than or equal to 1."),
    ],
)
def test_a_mistake_is_named(operator: Asker, wrong: dict[str, Any], field: str, words: str) -> None:
    answer = operator.set(**wrong)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert answer.json()["fields"] == {field: [words]}
    assert (Hold.objects.count(), entries()) == (0, [])


@pytest.mark.parametrize("name", ["camera", "start_time", "end_time", "reason"])
def test_each_but_the_end_of_it_is_asked_for(operator: Asker, name: str) -> None:
    missing: dict[str, Any] = {name: None}
    answer = operator.set(**missing)
    assert answer.json()["fields"] == {name: ["This field is required."]}


@pytest.mark.parametrize("body", [[], "x", 1, None, [{}]])
def test_a_body_that_is_no_object(operator: Asker, body: Any) -> None:
    hold = make_hold(operator.camera, operator.day.at(1), created_by=operator.user)
    client = api_client(operator.user)
    answers: list[Any] = [
        client.post("/api/holds/", body),
        client.patch(f"/api/holds/{hold.pk}/", body),
    ]
    # To change nothing is no mistake: null is an empty body to the reader.
    assert [answer.status_code for answer in answers] in ([400, 400], [400, 200])


def test_half_a_character(operator: Asker) -> None:
    """As JSON can escape it, and no encoding can hold it."""
    body = operator.wanted(reason="HALF")
    text = json.dumps(body).replace("HALF", "\\ud800")
    answer: Any = api_client(operator.user).post(
        "/api/holds/", text, content_type="application/json"
    )
    words = "Surrogate characters are not allowed: U+D800."
    assert (answer.status_code, answer.json()["fields"]) == (400, {"reason": [words]})


def test_exactly_31_days_and_24_hours_ahead(operator: Asker) -> None:
    assert operator.set(60 - 31 * 24, 60).status_code == 201


def test_500_characters(operator: Asker) -> None:
    assert operator.set(reason="é" * 500).status_code == 201


@pytest.mark.parametrize(
    "query",
    ["?camera=x", "?in_force=perhaps", "?start=x", "?end=2026-13-01", "?page=0", "?city=1.5"],
)
def test_a_wrong_filter_is_named(operator: Asker, query: str) -> None:
    answer = operator.list(query)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
