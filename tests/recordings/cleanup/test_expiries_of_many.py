"""`GET /api/expiries/` of more days than are told: they are counted, and found by name."""

from typing import Any
from unittest.mock import patch

import pytest

from recordings.models import Camera, Recording
from tests.people import People, make_people
from tests.recordings.cleanup.scene import DAY, HOUR, Scene
from tests.recordings.cleanup.test_api_expiries import BEFORE, told

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


@pytest.fixture
def people(scene: Scene) -> People:
    """Of the scene's city, whose plan promises 7 days."""
    found = make_people("basic")
    scene.city = found.city
    return found


def test_more_than_are_told_are_said_to_be_more(scene: Scene, people: People) -> None:
    for name in ("Gate", "Yard", "Hall"):
        scene.hours(scene.camera(name), BEFORE - 30 * HOUR, 2)
        scene.recording(Camera.objects.get(name=name), BEFORE - 80 * HOUR)
    with (
        patch("recordings.services.expiries.MOST", 5),
        patch("recordings.cleanup.going.CAMERAS_READ", 1),
    ):
        answer = told(people.viewer)
    names = [row["camera_name"] for row in answer["results"]]
    assert (names, answer["has_more"]) == (["Gate", "Gate", "Hall", "Hall", "Yard"], True)
    with patch("recordings.services.expiries.MOST", 6):
        answer = told(people.viewer)
    assert (len(answer["results"]), answer["has_more"]) == (6, False)


def test_what_is_not_told_is_counted_all_the_same(scene: Scene, people: People) -> None:
    """By the database, as the days that are told are counted; with holds, unreadable files, and
    cities in which another day begins."""
    other = people.other_city
    other.time_zone = "Asia/Tokyo"
    other.save()
    for name, city in (("Gate", people.city), ("Yard", people.city), ("Arch", other)):
        camera = scene.camera(name, city)
        rows = scene.hours(camera, BEFORE - 30 * HOUR, 29, size_bytes=7)
        scene.hold(camera, rows[0].start_time, rows[2].start_time)
        for hours in (50, 80):
            start = BEFORE - hours * HOUR
            fields: dict[str, Any] = {"status": Recording.Status.ERROR, "end_time": start}
            scene.recording(camera, start, **fields)
        scene.hold(camera, BEFORE - 50 * HOUR + HOUR / 4, BEFORE - 50 * HOUR + HOUR / 2)
    scene.hold(Camera.objects.get(name="Yard"), BEFORE - 31 * HOUR, BEFORE)
    whole = told(people.superuser)
    assert whole["count"] == len(whole["results"])
    assert {row["is_held"] for row in whole["results"]} == {True, False}
    with patch("recordings.services.expiries.MOST", 2):
        cut = told(people.superuser)
    assert cut == {**whole, "results": whole["results"][:2], "has_more": True}


def test_days_are_found_by_the_words_of_their_cameras_names(scene: Scene, people: People) -> None:
    for name in ("Praça São João", "Praça Norte", "Portaria"):
        scene.recording(scene.camera(name), BEFORE - DAY)
    found = told(people.viewer, search=" joao PRACA ")
    assert [row["camera_name"] for row in found["results"]] == ["Praça São João"]
    assert (found["count"], found["losses"]["cameras"]) == (1, 1)
    assert told(people.viewer, search="praca sul\0")["results"] == []
    assert len(told(people.viewer, search=" ")["results"]) == 3
