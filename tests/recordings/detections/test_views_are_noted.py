"""Whoever sees plates is written down before they leave, in the city whose plates they are."""

from typing import Any

import pytest
from django.db import DatabaseError
from pytest_django import Settings

from plans.entitlements import Role
from plans.models import AuditEntry
from recordings.models import Camera
from tests.people import People, api_client, join
from tests.recordings.detections.scene import URL, ago, plates, search, seen, views

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


def test_a_search_is_noted_with_what_was_asked(people: People, gate: Camera) -> None:
    for _each in range(3):
        seen(gate, "ABC1D23")
    start, end = ago(hours=3), ago(hours=-1)
    window = {"start": start.isoformat(), "end": end.isoformat()}
    search(people.operator, camera=gate.pk, plate="abc-1d23", fuzzy=1, page_size=2, **window)
    (note,) = views()
    assert (note.user, note.username, note.city, note.subject, note.address, note.details) == (
        people.operator,
        "operator",
        people.city,
        "Gate",
        "127.0.0.1",
        {
            "start": start.isoformat(),
            "end": end.isoformat(),
            "plate": "ABC1D23",
            "fuzzy": True,
            "count": 2,
        },
    )


def test_each_answer_is_a_view(people: People, gate: Camera) -> None:
    for number in range(3):
        seen(gate, f"ABC1D2{number}")
    client: Any = api_client(people.operator)
    query = {"start": ago(hours=1).isoformat(), "end": ago(hours=-1).isoformat(), "page_size": 2}
    answer = client.get(URL, query)
    client.get(answer.json()["next"])
    assert [(note.subject, note.details["plate"], note.details["count"]) for note in views()] == [
        ("Aurora", None, 2),
        ("Aurora", None, 1),
    ]


def test_a_search_that_finds_nothing_is_noted(people: People, gate: Camera) -> None:
    assert plates(search(people.owner, plate="XYZ9K88")) == []
    assert [(note.city, note.details["count"]) for note in views()] == [(people.city, 0)]


def test_each_city_gets_its_own_note_and_its_owner_reads_no_other(
    people: People, gate: Camera, foreign: Camera
) -> None:
    join(people.operator, people.other_city, Role.OPERATOR)
    seen(gate, "ABC1D23")
    seen(foreign, "ABC1D23")
    seen(foreign, "ABC1D23")
    search(people.operator, plate="ABC1D23")
    for reader, city, count in (
        (people.owner, people.city, 1),
        (people.stranger, people.other_city, 2),
    ):
        own = AuditEntry.objects.visible_to(reader).filter(action="view_plates")
        assert [(note.city, note.subject, note.details["count"]) for note in own] == [
            (city, city.name, count)
        ]


def test_a_superusers_search_is_noted_in_the_cities(
    people: People, gate: Camera, foreign: Camera
) -> None:
    seen(gate, "ABC1D23")
    search(people.superuser)
    found = {(note.city, note.username, note.details["count"]) for note in views()}
    assert found == {(people.city, "root", 1), (people.other_city, "root", 0)}


def test_without_a_note_there_are_no_plates(
    people: People, gate: Camera, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen(gate, "ABC1D23")
    client = api_client(people.operator)
    client.raise_request_exception = False

    def full(*_args: object, **_options: object) -> None:
        raise DatabaseError("the disk is full")

    monkeypatch.setattr("plans.models.AuditEntryQuerySet.bulk_create", full)
    answer: Any = client.get(
        URL, {"start": ago(hours=1).isoformat(), "end": ago(hours=-1).isoformat()}
    )
    assert answer.status_code == 500
    assert b"ABC1D23" not in answer.content


def test_a_refused_search_is_no_view(people: People, gate: Camera) -> None:
    search(people.viewer)
    search(people.stranger, camera=gate.pk)
    search(people.owner, plate="!")
    assert views() == []


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("203.0.113.5, 198.51.100.7", "198.51.100.7"),
        ("2001:db8::1", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("198.51.100.7:4711", None),
        ("<script>", None),
    ],
)
def test_behind_a_proxy_the_address_is_the_proxys_word(
    people: People, gate: Camera, settings: Settings, forwarded: str, address: str | None
) -> None:
    settings.VMS_BEHIND_PROXY = True
    query = {"start": ago(hours=1).isoformat(), "end": ago().isoformat()}
    answer: Any = api_client(people.owner).get(URL, query, headers={"x-forwarded-for": forwarded})
    assert answer.status_code == 200
    assert [note.address for note in views()] == [address]
