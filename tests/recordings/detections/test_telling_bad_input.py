"""Whatever else is sent is a 400 that names the input, and nothing is stored."""

import json
from typing import Any

import pytest

from recordings.models import Camera, Detection
from tests.people import People, api_client
from tests.recordings.detections.scene import URL, tell, told

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

MOMENT = "Write a moment as 2026-11-20T15:00:00-03:00."
SHARE = "Write a number from 0 to 1."
BOX = "Write [x, y, width, height] as shares of the picture."
PLATE = "Write the plate: 2 to 16 letters (A to Z) and digits."
YEARS = "Choose a moment between the years 1970 and 9998."
FUTURE = "This lies in the future; check the clock of the source."
OLD = "This is older than the camera's footage is kept."
TEXT = "Not a valid string."
BLANK = "This field may not be blank."
NULL = "This field may not be null."
NUMBER = "A valid integer is required."


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("camera", "x", NUMBER),
        ("camera", 0, "Ensure this value is greater than or equal to 1."),
        ("camera", True, NUMBER),
        ("camera", [1], NUMBER),
        ("camera", {"id": 1}, NUMBER),
        ("at", "yesterday", MOMENT),
        ("at", "2026-11-20", MOMENT),
        ("at", "2026-02-30T10:00:00Z", MOMENT),
        ("at", "2026-11-20T25:00:00Z", MOMENT),
        ("at", "2026-11-20T10:00:00+99:99", MOMENT),
        ("at", "2026-11-20T10:00:00 03:00", MOMENT),
        ("at", "9" * 100_000, MOMENT),
        ("at", 1_763_650_000, MOMENT),
        ("at", ["2026-11-20T10:00:00Z"], MOMENT),
        ("at", "NaN", MOMENT),
        ("at", "9999-12-31T23:59:59", YEARS),
        ("at", "9999-12-31T23:59:59-03:00", MOMENT),
        ("at", "9999-01-01T00:00:00Z", FUTURE),
        ("at", "0001-01-01T00:00:00", OLD),
        ("at", "0001-01-01T00:00:00+03:00", MOMENT),
        ("at", "1970-01-01T00:00:00Z", OLD),
        ("kind", "car", '"car" is not a valid choice.'),
        ("kind", ["lpr"], "\"['lpr']\" is not a valid choice."),
        ("plate", "", PLATE),
        ("plate", "-", PLATE),
        ("plate", "A", PLATE),
        ("plate", "A" * 17, PLATE),
        ("plate", "А123ВС77", PLATE),
        ("plate", "A" * 65, "Ensure this field has no more than 64 characters."),
        ("plate", ["ABC1D23"], TEXT),
        ("plate", "ABC\x001D23", "Null characters are not allowed."),
        ("confidence", 1.01, SHARE),
        ("confidence", -0.01, SHARE),
        ("confidence", "0.5", SHARE),
        ("confidence", "NaN", SHARE),
        ("confidence", True, SHARE),
        ("confidence", 10**400, SHARE),
        ("bbox", [0, 0, 1], BOX),
        ("bbox", [0] * 100_000, BOX),
        ("bbox", "0,0,1,1", BOX),
        ("bbox", {"x": 0, "y": 0, "w": 1, "h": 1}, BOX),
        ("source", "", BLANK),
        ("source", "s" * 65, "Ensure this field has no more than 64 characters."),
        ("source", "a\x00b", "Null characters are not allowed."),
        ("source", ["reader"], TEXT),
        ("external_id", " ", BLANK),
        ("external_id", "e" * 129, "Ensure this field has no more than 128 characters."),
        ("external_id", {}, TEXT),
    ],
)
def test_a_wrong_value_is_named(
    people: People, gate: Camera, name: str, value: Any, words: str
) -> None:
    sent = {**told(gate), name: value}
    for body, path in ((sent, name), ([told(gate), sent], f"1.{name}")):
        answer = tell(people.operator, body)
        assert (answer.status_code, answer.json()["fields"]) == (400, {path: [words]})
    assert Detection.objects.count() == 0


@pytest.mark.parametrize("value", [[0, 0, 1, True], [0, 0, 1, "1"], [0, 0, 1, None], [0, 0, 1, []]])
def test_each_number_of_a_box_is_one(people: People, gate: Camera, value: Any) -> None:
    answer = tell(people.operator, told(gate, bbox=value))
    words = NULL if value[3] is None else SHARE
    assert (answer.status_code, answer.json()["fields"]) == (400, {"bbox.3": [words]})


@pytest.mark.parametrize("name", ["camera", "at", "source", "external_id", "plate"])
def test_what_is_left_out_is_named(people: People, gate: Camera, name: str) -> None:
    sent = told(gate)
    del sent[name]
    answer = tell(people.operator, sent)
    words = PLATE if name == "plate" else "This field is required."
    assert (answer.status_code, answer.json()["fields"]) == (400, {name: [words]})


def test_a_plate_belongs_to_plates_alone(people: People, gate: Camera) -> None:
    answer = tell(people.operator, told(gate, kind="other"))
    assert (answer.status_code, answer.json()["fields"]) == (
        400,
        {"plate": ["Only plates have one."]},
    )


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999"])
@pytest.mark.parametrize("name", ["confidence", "bbox", "camera", "at"])
def test_no_number_is_endless(people: People, gate: Camera, name: str, number: str) -> None:
    value = f"[0, 0, 1, {number}]" if name == "bbox" else number
    body = json.dumps({**told(gate), name: "HERE"}).replace('"HERE"', value)
    for text in (body, f"[{body}]"):
        answer: Any = api_client(people.operator).generic(
            "POST", URL, text, content_type="application/json"
        )
        assert answer.status_code == 400
    assert Detection.objects.count() == 0


@pytest.mark.parametrize(
    "body",
    ["", "null", "7", '"x"', "[]", "[[]]", "[null]", "[1", "{", "\ufeff{}", "[" * 100_000, "{}"],
)
def test_what_is_no_detection_is_refused(people: People, body: str) -> None:
    answer: Any = api_client(people.operator).generic(
        "POST", URL, body, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["code"]) in (
        (400, "invalid"),
        (400, "parse_error"),
    )


def test_bytes_that_are_no_utf_8_are_refused(people: People) -> None:
    client: Any = api_client(people.operator)
    body = b'{"source": "\xff"}'
    answer = client.generic("POST", URL, body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")


def test_half_a_character_is_refused(people: People, gate: Camera) -> None:
    body = json.dumps(told(gate, source="HERE")).replace("HERE", "\\ud800")
    answer: Any = api_client(people.operator).generic(
        "POST", URL, body, content_type="application/json"
    )
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["source"])
