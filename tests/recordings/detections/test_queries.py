"""What a request asks of the database does not grow with what it holds, and goes by an index."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recordings.models import Camera, Detection
from recordings.plates import fold
from recordings.services.detections import PlateSearch, search_rows
from tests.people import People, api_client
from tests.recordings.api.scene import make_camera
from tests.recordings.detections.scene import URL, ago, search, seen, told

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


def statements(act: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as queries:
        answer = act()
    assert answer.status_code in (200, 201), answer.content
    return len(queries)


@pytest.mark.parametrize("query", [{}, {"plate": "ABC1D23", "fuzzy": 1}, {"plate": "1D2"}])
def test_a_fuller_table_costs_a_search_no_more_queries(
    people: People, gate: Camera, query: dict[str, Any]
) -> None:
    counts = []
    for _round in range(2):
        for _each in range(20):
            seen(make_camera(people.city), "ABC1D23")
        counts.append(statements(lambda: search(people.operator, page_size=500, **query)))
    assert counts[0] == counts[1] <= 8


def test_a_longer_list_costs_only_its_inserts(people: People, gate: Camera) -> None:
    client = api_client(people.operator)
    cameras = [make_camera(people.city) for _each in range(50)]
    counts = []
    for each in (1, 50):
        batch = [told(camera) for camera in cameras[:each]]
        counts.append(statements(lambda: client.post(URL, batch, format="json")))  # noqa: B023
    assert counts[0] == counts[1] <= 12


@pytest.fixture
def months(people: People, gate: Camera) -> list[Camera]:
    """20,000 detections of 20 cameras over 100 days."""
    cameras = [gate, *(make_camera(people.city) for _each in range(19))]
    now = ago()
    Detection.objects.bulk_create(
        Detection(
            city=people.city,
            camera=cameras[number % 20],
            at=now - timedelta(minutes=7.2 * number),
            plate=f"ABC{number % 9}D{number % 97:02}",
            plate_key=fold(f"ABC{number % 9}D{number % 97:02}"),
            source="reader",
            external_id=str(number),
        )
        for number in range(20_000)
    )
    return cameras


# Where one city has all there is, the order of time alone serves as well.
BY_TIME = "detection_(city_)?at"
CASES = [
    ("", False, True, "detection_camera_at"),
    ("", False, False, BY_TIME),
    ("ABC1D23", False, False, "detection_city_plate"),
    ("ABC1D23", True, False, "detection_city_plate"),
    ("ABC1D23", True, True, "detection_city_plate"),
    ("1D2", True, True, "detection_camera_at"),
    ("1D2", True, False, BY_TIME),
]


def plan_of(people: People, plate: str, is_fuzzy: bool, camera: Camera | None) -> str:
    window = (ago(days=10 if plate else 1), ago())
    rows = search_rows(PlateSearch(camera, [people.city], *window, plate, is_fuzzy))
    return str(rows[:51].explain())


def test_a_search_goes_by_an_index(people: People, months: list[Camera]) -> None:
    """On SQLite also when nobody has counted the tables, which is so in most installations."""
    for is_counted in (False, True) if connection.vendor == "sqlite" else (True,):
        if is_counted:
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        for plate, is_fuzzy, by_camera, index in CASES:
            plan = plan_of(people, plate, is_fuzzy, months[0] if by_camera else None)
            assert re.search(index, plan), (plate, is_fuzzy, by_camera, plan)
            assert not [word for word in ("SCAN", "Seq Scan") if word in plan], plan
