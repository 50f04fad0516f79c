"""What the next night would delete, told to those whose footage it is."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from rest_framework.test import APIClient

from recordings.models import Hold, Recording
from recordings.volumes import ensure_first_volume
from tests.people import People, api_client
from tests.plans.answers import ANONYMOUS, NOT_ALLOWED, NOT_FOUND
from tests.recordings.cleanup.scene import DAY, HOUR, Scene

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

URL = "/api/cleanup/preview/"
NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)
DUE = datetime(2026, 5, 21, 6, tzinfo=UTC)  # 03:00 in São Paulo
KEPT = timedelta(days=15, hours=1)


@pytest.fixture
def footage(people: People, tmp_path: Path) -> Scene:
    """Of the people's city 41 hours that are over tonight, two that end as they would have to, and
    a held one; of the other city one that goes."""
    scene = Scene(tmp_path, ensure_first_volume(tmp_path / "volume"), people.city)
    gate, yard = scene.camera("Gate", people.city), scene.camera("Yard", people.city)
    foreign = scene.camera("Foreign", people.other_city)
    scene.hours(gate, DUE - KEPT - 41 * HOUR, 41, size_bytes=7)
    Recording.objects.filter(camera=gate).update(file_size=970_000_000)
    scene.hours(yard, DUE - KEPT - 3 * HOUR, 3, size_bytes=10)
    scene.hours(foreign, DUE - KEPT - 2 * HOUR, 2, size_bytes=5)
    held = DUE - KEPT - 3 * HOUR
    Hold.objects.create(
        camera=yard,
        start_time=held,
        end_time=held + HOUR,
        reason="evidence",
        until=DUE + DAY,
        created_at=NOW,
    )
    return scene


def ask(client: APIClient, **query: Any) -> Any:
    with patch("recordings.api.cleanups.timezone.now", return_value=NOW):
        return client.get(URL, query)


def told(client: APIClient, **query: Any) -> dict[str, Any]:
    answer = ask(client, **query)
    assert answer.status_code == 200, answer.content
    content: dict[str, Any] = answer.json()
    return content


def test_nobody_who_is_not_signed_in() -> None:
    answer = api_client().get(URL)
    assert (answer.status_code, answer.json()) == (401, ANONYMOUS)


@pytest.mark.parametrize("who", ["viewer", "operator"])
def test_those_who_read_no_accounts_are_refused(people: People, who: str) -> None:
    for query in ({}, {"city": people.city.pk}):
        answer = ask(api_client(getattr(people, who)), **query)
        assert (answer.status_code, answer.json()) == (403, NOT_ALLOWED)


def test_another_city_is_a_missing_one(people: People) -> None:
    client = api_client(people.owner)
    for city in (people.other_city.pk, 999_999, "x", "9" * 40):
        answer = ask(client, city=city)
        assert (answer.status_code, answer.json()) == (404, NOT_FOUND)


def test_an_owner_is_told_of_their_city(footage: Scene, people: People) -> None:
    client = api_client(people.owner)
    gate, yard = people.city.cameras.order_by("name")
    city = people.city.pk
    answer = told(client)
    assert answer == {
        "at": "2026-05-21T06:00:00Z",
        "files": 41,
        "bytes": 40 * 970_000_000 + 10,
        "oldest": "2026-05-04T12:00:00Z",
        "sentence": "On 21/05 03:00 41 files, 38.8 GB, are deleted; "
        "the oldest is of 04/05/2026 09:00.",
        "cameras": [
            {
                "camera": gate.pk,
                "name": "Gate",
                "city": city,
                "files": 40,
                "bytes": 40 * 970_000_000,
                "oldest": "2026-05-04T12:00:00Z",
            },
            {
                "camera": yard.pk,
                "name": "Yard",
                "city": city,
                "files": 1,
                "bytes": 10,
                "oldest": "2026-05-06T03:00:00Z",
            },
        ],
    }
    assert told(client, city=city) == answer


def test_one_file_and_none_have_sentences_of_their_own(footage: Scene, people: People) -> None:
    client = api_client(people.stranger)
    assert told(client)["sentence"] == (
        "On 21/05 03:00 1 file, 0.0 GB, is deleted; it is of 06/05/2026 00:00."
    )
    Recording.objects.all().delete()
    empty = {"at": "2026-05-21T06:00:00Z", "files": 0, "bytes": 0, "oldest": None, "cameras": []}
    assert told(client) == {**empty, "sentence": "On 21/05 03:00 nothing is deleted."}


def test_a_superuser_is_told_of_all(footage: Scene, people: People) -> None:
    cities = {camera["city"] for camera in told(api_client(people.superuser))["cameras"]}
    assert cities == {people.city.pk, people.other_city.pk}
