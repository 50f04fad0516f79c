"""Operators and owners tell and read; another city's camera is a missing one, byte for byte."""

from typing import Any

import pytest

from plans.entitlements import Role
from plans.models import AuditEntry
from recordings.models import Camera, Detection
from tests.people import People, api_client, join, make_city, make_user
from tests.plans.answers import ANONYMOUS, NOT_ALLOWED, NOT_FOUND, invalid
from tests.recordings.api.scene import make_camera
from tests.recordings.detections.scene import URL, plates, search, seen, tell, told, views

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

MISSING = "There is no such camera, or none that you may see."
NO_CAMERA = 999_999


def test_nobody_who_is_not_signed_in(people: People, gate: Camera) -> None:
    client = api_client()
    answers: list[Any] = [client.get(URL), client.post(URL, told(gate), format="json")]
    assert [(answer.status_code, answer.json()) for answer in answers] == [(401, ANONYMOUS)] * 2


@pytest.mark.parametrize(
    ("who", "status"),
    [("viewer", 403), ("operator", 201), ("owner", 201), ("superuser", 201), ("stranger", 404)],
)
def test_who_tells_one(people: People, gate: Camera, who: str, status: int) -> None:
    answer = tell(getattr(people, who), told(gate))
    refusal = {403: NOT_ALLOWED, 404: NOT_FOUND}.get(status)
    assert answer.status_code == status
    assert refusal is None or answer.json() == refusal
    assert Detection.objects.exists() is (status == 201)


@pytest.mark.parametrize(
    ("who", "status"),
    [("viewer", 403), ("operator", 201), ("owner", 201), ("superuser", 201), ("stranger", 400)],
)
def test_who_tells_a_list(people: People, gate: Camera, who: str, status: int) -> None:
    answer = tell(getattr(people, who), [told(gate)])
    refusals = {403: NOT_ALLOWED, 400: invalid(**{"0.camera": [MISSING]})}
    assert (answer.status_code, answer.json()) == (
        status,
        refusals.get(status, {"created": 1, "known": 0}),
    )
    assert Detection.objects.exists() is (status == 201)


@pytest.mark.parametrize("who", ["owner", "operator", "viewer"])
def test_another_citys_camera_is_a_missing_one(
    people: People, gate: Camera, foreign: Camera, who: str
) -> None:
    user = getattr(people, who)
    seen(foreign, "ABC1D23", external_id="theirs")
    for change in ({}, {"external_id": "theirs"}, {"at": "2026-01-01T00:00:00"}, {"plate": "!"}):
        pairs = []
        for camera in (foreign.pk, NO_CAMERA, 2**70):
            item = told(camera, **{"external_id": "mine", **change})
            answers = [tell(user, item), tell(user, [item]), tell(user, [item, item])]
            pairs.append([(a.status_code, a.content, dict(a.headers)) for a in answers])
        assert pairs[0] == pairs[1] == pairs[2]
    assert Detection.objects.count() == 1


@pytest.mark.parametrize("who", ["owner", "operator", "viewer"])
def test_another_citys_camera_is_missing_in_a_search(
    people: People, foreign: Camera, who: str
) -> None:
    seen(foreign, "ABC1D23")
    user = getattr(people, who)
    for query in ({}, {"plate": "ABC1D23"}, {"start": None}, {"start": "x"}, {"fuzzy": "x"}):
        there, missing, wrong, huge = (
            search(user, camera=camera, **query)
            for camera in (foreign.pk, NO_CAMERA, "x\x00", 10**30)
        )
        assert (there.status_code, there.json()) == (404, NOT_FOUND)
        assert there.content == missing.content == wrong.content == huge.content
        assert dict(there.headers) == dict(missing.headers)
    assert views() == []


def test_each_foreign_camera_of_a_list_is_named(
    people: People, gate: Camera, foreign: Camera
) -> None:
    batch = [told(camera) for camera in (gate, foreign, gate, NO_CAMERA)]
    answer = tell(people.owner, batch)
    expected = invalid(**{"1.camera": [MISSING], "3.camera": [MISSING]})
    assert (answer.status_code, answer.json()) == (400, expected)
    assert Detection.objects.count() == 0


def test_a_list_needs_the_right_in_every_city_that_it_names(
    people: People, gate: Camera, foreign: Camera
) -> None:
    join(people.operator, people.other_city, Role.VIEWER)
    answer = tell(people.operator, [told(gate), told(foreign)])
    assert (answer.status_code, answer.json()) == (403, NOT_ALLOWED)
    assert Detection.objects.count() == 0


@pytest.mark.parametrize("who", ["viewer", "operator", "owner", "superuser"])
@pytest.mark.parametrize("plate", [None, "ABC1D23"])
def test_who_reads_plates(people: People, gate: Camera, who: str, plate: str | None) -> None:
    seen(gate, "ABC1D23")
    user = getattr(people, who)
    for camera in (gate.pk, None):
        answer = search(user, camera=camera, plate=plate)
        if who == "viewer":
            assert (answer.status_code, answer.json()) == (403, NOT_ALLOWED)
        else:
            assert [found for found, _match in plates(answer)] == ["ABC1D23"]
    if who == "viewer":
        assert views() == []


def test_a_person_without_a_city_reads_nothing(people: People, gate: Camera) -> None:
    answer = search(make_user())
    assert (answer.status_code, answer.json()) == (403, NOT_ALLOWED)


def test_a_stranger_reads_their_own_citys_alone(
    people: People, gate: Camera, foreign: Camera
) -> None:
    seen(gate, "ABC1D23")
    seen(foreign, "XYZ9K88")
    assert plates(search(people.stranger)) == [("XYZ9K88", None)]
    assert plates(search(people.stranger, plate="ABC1D23", fuzzy=1)) == []
    assert plates(search(people.superuser)) == [("XYZ9K88", None), ("ABC1D23", None)]


def test_a_role_counts_in_its_own_city(people: People, gate: Camera, foreign: Camera) -> None:
    """A viewer here who is an operator there reads there, whoever is an operator here."""
    third = make_camera(make_city("Cristal"))
    for camera, plate in ((gate, "AAA1A11"), (foreign, "BBB2B22"), (third, "CCC3C33")):
        seen(camera, plate)
    join(people.viewer, people.other_city, Role.OPERATOR)
    assert plates(search(people.viewer)) == [("BBB2B22", None)]
    assert [note.city for note in AuditEntry.objects.filter(action="view_plates")] == [
        people.other_city
    ]


def test_a_person_who_may_no_longer_sign_in_reads_nothing(people: People, gate: Camera) -> None:
    client = api_client(people.owner)
    people.owner.is_active = False
    people.owner.save()
    answer: Any = client.get(URL)
    assert answer.status_code == 401
