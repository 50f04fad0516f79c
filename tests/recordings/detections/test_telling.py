"""Detections are taken once, whole, and as they were told first."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from recordings.models import Camera, Detection
from tests.people import People
from tests.recordings.api.scene import make_camera
from tests.recordings.detections.scene import ago, search, tell, told, views

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


def test_one_detection_is_answered_as_it_is_stored(people: People, gate: Camera) -> None:
    sent = told(gate, plate="abc-1d23")
    answer = tell(people.operator, sent)
    stored = Detection.objects.get()
    assert (answer.status_code, answer.json()) == (
        201,
        {**sent, "id": stored.pk, "plate": "ABC1D23", "at": sent["at"].replace("+00:00", "Z")},
    )
    assert (stored.city, stored.camera, stored.at) == (
        people.city,
        gate,
        datetime.fromisoformat(sent["at"]),
    )
    assert stored.plate_key == "A8C1023"


def test_a_list_is_answered_with_what_was_new_and_what_was_known(
    people: People, gate: Camera
) -> None:
    batch = [told(gate) for _each in range(5)]
    first, more, again = (
        tell(people.operator, part) for part in (batch[:3], batch, [*batch, *batch])
    )
    assert [(answer.status_code, answer.json()) for answer in (first, more, again)] == [
        (201, {"created": 3, "known": 0}),
        (201, {"created": 2, "known": 3}),
        (200, {"created": 0, "known": 10}),
    ]
    assert Detection.objects.count() == 5


def test_a_double_inside_a_list_is_taken_once_as_it_came_first(
    people: People, gate: Camera
) -> None:
    first, second = told(gate, external_id="same"), told(gate, external_id="same", plate="XYZ9999")
    answer = tell(people.operator, [first, second])
    assert (answer.status_code, answer.json()) == (201, {"created": 1, "known": 1})
    assert Detection.objects.get().plate == "ABC1D23"


def test_what_is_told_again_otherwise_stays_as_it_was(people: People, gate: Camera) -> None:
    other = make_camera(people.city)
    first = tell(people.operator, told(gate, external_id="same")).json()
    changed = told(other, external_id="same", plate="XYZ9999", confidence=0.1, kind="lpr_watched")
    again = tell(people.owner, changed)
    assert (again.status_code, again.json()) == (200, first)
    assert tell(people.owner, [changed]).json() == {"created": 0, "known": 1}
    assert (Detection.objects.get().plate, Detection.objects.get().camera) == ("ABC1D23", gate)


def test_a_plate_that_the_sender_did_not_tell_is_noted_as_seen(
    people: People, gate: Camera
) -> None:
    tell(people.operator, told(gate, external_id="same"))
    tell(people.operator, told(gate, external_id="same"))
    assert views() == []
    tell(people.operator, told(gate, external_id="same", plate="XYZ9999"))
    assert [(note.user, note.city, note.subject, note.details["plate"]) for note in views()] == [
        (people.operator, people.city, "Gate", "ABC1D23")
    ]


def test_the_same_id_is_another_detection_of_another_source_or_city(
    people: People, gate: Camera, foreign: Camera
) -> None:
    answers = [
        tell(people.operator, [told(gate, external_id="7")]),
        tell(people.operator, [told(gate, external_id="7", source="reader-2")]),
        tell(people.stranger, [told(foreign, external_id="7")]),
    ]
    assert [answer.json() for answer in answers] == [{"created": 1, "known": 0}] * 3


def test_a_thousand_are_taken_and_one_more_is_not(people: People, gate: Camera) -> None:
    longest = {"source": "é" * 64}
    batch = [told(gate, external_id=f"{n:0>128}", **longest) for n in range(1001)]
    refused = tell(people.operator, batch)
    assert (refused.status_code, refused.json()) == (
        400,
        {"code": "invalid", "detail": "Send 1 to 1000 detections at once.", "fields": {}},
    )
    assert Detection.objects.count() == 0
    taken = tell(people.operator, batch[:1000])
    assert (taken.status_code, taken.json()) == (201, {"created": 1000, "known": 0})
    assert Detection.objects.count() == 1000


def test_one_wrong_one_among_many_lets_none_in_and_is_named(people: People, gate: Camera) -> None:
    batch = [told(gate) for _each in range(5)]
    batch[3]["plate"] = "!"
    batch[4].update(bbox=[0, 0, 1, 1.5], at=ago(days=-2).isoformat())
    answer = tell(people.operator, batch)
    assert (answer.status_code, answer.json()["fields"]) == (
        400,
        {
            "3.plate": ["Write the plate: 2 to 16 letters (A to Z) and digits."],
            "4.bbox.3": ["Write a number from 0 to 1."],
        },
    )
    batch[3]["plate"] = "ABC1234"
    batch[4]["bbox"] = [0, 0, 1, 1]
    answer = tell(people.operator, batch)
    assert (answer.status_code, answer.json()["fields"]) == (
        400,
        {"4.at": ["This lies in the future; check the clock of the source."]},
    )
    assert Detection.objects.count() == 0


def test_a_moment_without_an_offset_is_meant_in_the_citys_zone(
    people: People, gate: Camera
) -> None:
    people.city.time_zone = "America/Manaus"
    people.city.save()
    at = ago(hours=1)
    naive = at.astimezone(ZoneInfo("America/Manaus")).replace(tzinfo=None).isoformat()
    answer = tell(people.operator, told(gate, at=naive))
    assert answer.json()["at"] == at.isoformat().replace("+00:00", "Z")


@pytest.mark.parametrize(
    ("age", "words"),
    [
        ({"minutes": -4}, None),
        ({"minutes": -6}, "This lies in the future; check the clock of the source."),
        ({"days": 15, "hours": 23}, None),  # 15 are kept, and a day for those who were offline
        ({"days": 16, "hours": 1}, "This is older than the camera's footage is kept."),
    ],
)
def test_a_moment_is_neither_in_the_future_nor_older_than_footage(
    people: People, gate: Camera, age: dict[str, float], words: str | None
) -> None:
    answer = tell(people.operator, told(gate, at=ago(**age).isoformat()))
    expected: Any = (400, {"at": [words]}) if words else (201, None)
    assert (answer.status_code, answer.json().get("fields")) == expected


def test_what_is_no_plate_has_none(people: People, gate: Camera) -> None:
    sent = told(gate, kind="other", plate=None, confidence=None, bbox=None)
    answer = tell(people.operator, sent)
    assert (answer.status_code, answer.json()) == (
        201,
        {
            **sent,
            "id": Detection.objects.get().pk,
            "at": sent["at"].replace("+00:00", "Z"),
            "plate": None,
            "confidence": None,
            "bbox": None,
        },
    )
    assert search(people.operator).json()["results"][0]["match"] is None


def test_the_kind_is_a_plate_unless_it_is_said(people: People, gate: Camera) -> None:
    assert tell(people.operator, told(gate, kind=None)).json()["kind"] == "lpr"
    assert tell(people.operator, told(gate, kind="lpr_watched")).json()["kind"] == "lpr_watched"


def test_foreign_plates_are_taken(people: People, gate: Camera) -> None:
    batch = [told(gate, plate=plate) for plate in ("AB 123 CD", "MÜ-AB 123", "1234-ABC", "X1")]
    assert tell(people.operator, batch).json() == {"created": 4, "known": 0}
    stored = Detection.objects.order_by("id").values_list("plate", flat=True)
    assert list(stored) == ["AB123CD", "MUAB123", "1234ABC", "X1"]
