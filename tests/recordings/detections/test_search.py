"""A plate is found as it was read, as it may have been misread, and in its other format."""

from typing import Any

import pytest

from recordings.models import Camera
from tests.people import People
from tests.recordings.api.scene import make_camera
from tests.recordings.detections.scene import ago, plates, search, seen

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


@pytest.fixture
def street(gate: Camera) -> Camera:
    """From the newest to the oldest."""
    readings = ["ABC1D23", "A8C1023", "ABCIO23", "ABC1323", "ABC1E23", "XBC1D23", "AB123CD", "BC1"]
    for minutes, plate in enumerate(readings, 1):
        seen(gate, plate, ago(minutes=minutes))
    seen(gate, "", ago(minutes=30), kind="other")
    return gate


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"plate": "ABC1D23"}, [("ABC1D23", "exact")]),
        ({"plate": "abc-1d23", "fuzzy": 0}, [("ABC1D23", "exact")]),
        ({"plate": "ABC1323"}, [("ABC1323", "exact")]),
        (
            {"plate": "ABC1D23", "fuzzy": 1},
            [
                ("ABC1D23", "exact"),
                ("A8C1023", "similar"),
                ("ABCIO23", "similar"),
                ("ABC1323", "converted"),
            ],
        ),
        (
            {"plate": "abc-1323", "fuzzy": "true"},
            [
                ("ABC1D23", "converted"),
                ("A8C1023", "converted"),
                ("ABCIO23", "converted"),
                ("ABC1323", "exact"),
            ],
        ),
        ({"plate": "AB 123 CD", "fuzzy": 1}, [("AB123CD", "exact")]),
        (
            {"plate": "BC1"},
            [(p, "part") for p in ("ABC1D23", "ABC1323", "ABC1E23", "XBC1D23")]
            + [("BC1", "exact")],
        ),
        ({"plate": "1D23"}, [("ABC1D23", "part"), ("XBC1D23", "part")]),
        (
            {"plate": "1D23", "fuzzy": 1},
            [(p, "part") for p in ("ABC1D23", "A8C1023", "ABCIO23", "XBC1D23")],
        ),
        ({"plate": "QQQ9Q99"}, []),
        ({"plate": "QQQ9Q99", "fuzzy": 1}, []),
        ({"plate": "ABC1D234"}, []),
        ({"plate": "%1_D%23"}, [("ABC1D23", "part"), ("XBC1D23", "part")]),
    ],
)
def test_what_is_found(
    people: People, street: Camera, query: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    assert plates(search(people.operator, camera=street.pk, **query)) == found
    assert plates(search(people.operator, **query)) == found


def test_all_of_a_window_without_a_plate_newest_first(people: People, street: Camera) -> None:
    found = plates(search(people.operator, camera=street.pk))
    assert found == [
        *((p, None) for p in ("ABC1D23", "A8C1023", "ABCIO23", "ABC1323", "ABC1E23", "XBC1D23")),
        ("AB123CD", None),
        ("BC1", None),
        (None, None),
    ]


def test_a_result_is_whole(people: People, gate: Camera) -> None:
    at = ago(minutes=5)
    stored = seen(gate, "ABC1D23", at, confidence=0.5, bbox=[0, 0.5, 1, 0.25], external_id="7")
    answer = search(people.operator, camera=gate.pk, plate="ABC1D23")
    assert answer.json() == {
        "results": [
            {
                "id": stored.pk,
                "camera": gate.pk,
                "at": at.isoformat().replace("+00:00", "Z"),
                "kind": "lpr",
                "plate": "ABC1D23",
                "confidence": 0.5,
                "bbox": [0.0, 0.5, 1.0, 0.25],
                "source": "reader-1",
                "external_id": "7",
                "match": "exact",
            }
        ],
        "next": None,
        "previous": None,
    }
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_camera_narrows(people: People, gate: Camera) -> None:
    other = make_camera(people.city)
    seen(gate, "ABC1D23")
    seen(other, "A8C1D23")
    for query in ({}, {"plate": "ABC1D23", "fuzzy": 1}, {"plate": "1D23"}):
        found = search(people.operator, camera=other.pk, **query).json()["results"]
        assert [(each["camera"], each["plate"]) for each in found] == [(other.pk, "A8C1D23")]


def test_the_window_is_half_open(people: People, gate: Camera) -> None:
    start, end = ago(hours=2), ago(hours=1)
    for at, plate in ((start, "AAA1A11"), (end, "BBB2B22"), (ago(hours=1.5), "CCC3C33")):
        seen(gate, plate, at)
    window = {"start": start.isoformat(), "end": end.isoformat()}
    assert plates(search(people.operator, **window)) == [("CCC3C33", None), ("AAA1A11", None)]
    for query in ({"plate": "BBB2B22"}, {"plate": "BBB2"}):
        assert plates(search(people.operator, **window, **query)) == []


def test_pages_follow_one_another(people: People, gate: Camera) -> None:
    at = ago(minutes=5)
    for number in range(5):  # in one instant: the order is the ids' then
        seen(gate, f"ABC1D2{number}", at)
    window = {"start": ago(hours=1).isoformat(), "end": ago().isoformat()}
    found: list[str | None] = []
    answer = search(people.operator, page_size=2, **window)
    while True:
        found += [plate for plate, _match in plates(answer)]
        following = answer.json()["next"]
        if following is None:
            break
        answer = answer.client.get(following, headers=answer.request.get("headers"))
    assert found == [f"ABC1D2{number}" for number in (4, 3, 2, 1, 0)]
