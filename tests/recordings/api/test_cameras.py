"""`/api/cameras/`: added, listed, edited, archived."""

from typing import Any

import pytest

from recordings.models import Camera, RecorderStatus, Wish
from recordings.secrets import decrypt
from recordings.states import State
from tests.people import People, api_client
from tests.plans.answers import NOT_FOUND, invalid
from tests.recordings.api.scene import ADDRESS, MASKED, NOON, make_camera, make_recording, want

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


def new(people: People, **values: Any) -> dict[str, Any]:
    return {"city": people.city.pk, "name": "North gate", "rtsp_url": ADDRESS, **values}


def test_a_new_camera_is_answered_whole_but_for_its_secret(people: People) -> None:
    answer = api_client(people.owner).post("/api/cameras/", new(people))
    camera = Camera.objects.get()
    assert (answer.status_code, answer.json()) == (
        201,
        {
            "id": camera.pk,
            "stream_id": f"cam-{camera.pk}",
            "city": people.city.pk,
            "owner": people.owner.pk,
            "name": "North gate",
            "rtsp_url": MASKED,
            "has_password": True,
            "transport": "tcp",
            "audio": True,
            "is_active": True,
            "recording_enabled": False,
            "state": "stopped",
            "retention_days": None,
            "retention_in_force_days": 15,
            "max_size_gb": None,
            "node": "",
            "created_at": camera.created_at.isoformat().replace("+00:00", "Z"),
            "archived_at": None,
        },
    )
    assert decrypt(camera.address_encrypted) == ADDRESS


def test_a_new_camera_takes_every_choice_and_begins_to_record(people: People) -> None:
    choices = {
        "is_active": True,
        "recording_enabled": True,
        "audio": False,
        "transport": "udp",
        "retention_days": 7,
        "max_size_gb": 50,
    }
    answer = api_client(people.owner).post("/api/cameras/", new(people, **choices))
    assert {name: answer.json()[name] for name in choices} == choices
    assert answer.json()["retention_in_force_days"] == 7
    assert Wish.objects.get().started_by == people.owner


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"name": ""}, {"name": ["This field may not be blank."]}),
        ({"name": "  "}, {"name": ["This field may not be blank."]}),
        ({"name": None}, {"name": ["This field may not be null."]}),
        ({"name": ["x"]}, {"name": ["Not a valid string."]}),
        ({"name": "x" * 121}, {"name": ["Ensure this field has no more than 120 characters."]}),
        ({"name": "x\0"}, {"name": ["Null characters are not allowed."]}),
        ({"transport": "http"}, {"transport": ['"http" is not a valid choice.']}),
        ({"audio": "perhaps"}, {"audio": ["Must be a valid boolean."]}),
        ({"is_active": None}, {"is_active": ["This field may not be null."]}),
        (
            {"retention_days": 0},
            {"retention_days": ["Ensure this value is greater than or equal to 1."]},
        ),
        (
            {"retention_days": 10**30},
            {"retention_days": ["Ensure this value is less than or equal to 3650."]},
        ),
        ({"retention_days": "week"}, {"retention_days": ["A valid integer is required."]}),
        (
            {"max_size_gb": -1},
            {"max_size_gb": ["Ensure this value is greater than or equal to 1."]},
        ),
        ({"city": "x"}, {"city": ["A valid integer is required."]}),
    ],
)
def test_bad_input_is_named(people: People, wrong: Any, fields: dict[str, list[str]]) -> None:
    answer = api_client(people.owner).post("/api/cameras/", new(people, **wrong))
    assert (answer.status_code, answer.json()) == (400, invalid(**fields))
    assert not Camera.objects.exists()


@pytest.mark.parametrize("missing", ["city", "name", "rtsp_url"])
def test_what_a_camera_needs_is_asked_for(people: People, missing: str) -> None:
    body = new(people)
    del body[missing]
    answer = api_client(people.owner).post("/api/cameras/", body)
    assert (answer.status_code, answer.json()) == (
        400,
        invalid(**{missing: ["This field is required."]}),
    )


def send(people: People, body: str) -> Any:
    client = api_client(people.owner)
    return client.generic("POST", "/api/cameras/", body, content_type="application/json")


def test_half_a_character_is_no_name(people: People) -> None:
    half = rf'{{"city": {people.city.pk}, "rtsp_url": "rtsp://10.0.0.1/", "name": "\ud800"}}'
    answer = send(people, half)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["name"])


@pytest.mark.parametrize("body", ["", "[]", '"x"', "7", "null", "{"])
def test_a_body_that_is_no_object_is_refused(people: People, body: str) -> None:
    assert send(people, body).status_code == 400


def test_more_days_than_the_plan_keeps_are_refused(people: People) -> None:
    client = api_client(people.owner)
    refusal = {
        "code": "plan_limit",
        "detail": "The city's plan keeps footage for 15 days at most.",
        "fields": {},
        "limit": 15,
    }
    answer = client.post("/api/cameras/", new(people, retention_days=16))
    assert (answer.status_code, answer.json()) == (403, refusal)
    camera = make_camera(people.city)
    answer = client.patch(f"/api/cameras/{camera.pk}/", {"retention_days": 16})
    assert (answer.status_code, answer.json()) == (403, refusal)


def test_another_citys_number_is_missing(people: People) -> None:
    for city in (people.other_city.pk, 999_999, 10**30):
        answer = api_client(people.owner).post("/api/cameras/", new(people, city=city))
        assert (answer.status_code, answer.json()) == (404, NOT_FOUND)


def test_a_camera_that_is_off_cannot_be_recorded(people: People) -> None:
    wanted = new(people, is_active=False, recording_enabled=True)
    answer = api_client(people.owner).post("/api/cameras/", wanted)
    assert (answer.status_code, answer.json()["code"]) == (409, "inactive")
    assert not Camera.objects.exists()


def names(people: People, query: str) -> list[str]:
    answer = api_client(people.owner).get(f"/api/cameras/{query}")
    assert answer.status_code == 200, answer.content
    return [camera["name"] for camera in answer.json()["results"]]


def test_a_list_is_by_name_of_ones_own_cities_and_can_be_narrowed(people: People) -> None:
    for name in ("Beta", "Alpha", "Gamma"):
        make_camera(people.city, name)
    make_camera(people.other_city, "Foreign")
    gamma = Camera.objects.get(name="Gamma")
    want(gamma)
    RecorderStatus.objects.create(camera=gamma, state=State.BACKOFF, since=NOON)
    api_client(people.owner).delete(f"/api/cameras/{Camera.objects.get(name='Beta').pk}/")
    city, other = people.city.pk, people.other_city.pk
    expected = {
        "": ["Alpha", "Gamma"],
        "?archived=true": ["Beta"],
        "?archived=false": ["Alpha", "Gamma"],
        f"?city={city}": ["Alpha", "Gamma"],
        f"?city={other}": [],
        "?city=-1": [],
        f"?city={10**30}": [],
        "?name=alpha": ["Alpha"],
        "?name=alph": [],
        "?search=amm": ["Gamma"],
        "?search=aurora": ["Alpha", "Gamma"],
        "?search=%25": [],
        "?state=stopped": ["Alpha"],
        "?state=backoff": ["Gamma"],
        "?recording_enabled=true": ["Gamma"],
        "?recording_enabled=false": ["Alpha"],
        "?page_size=1": ["Alpha"],
        "?page_size=1&page=2": ["Gamma"],
        "?page_size=1&page=3": [],
    }
    assert {query: names(people, query) for query in expected} == expected


@pytest.mark.parametrize(
    "query",
    ["city=x", "city=1.5", "city=-1e999999999", "city=NaN", "state=x", "name=%00", "page=0"],
)
def test_a_filter_that_makes_no_sense_is_refused(people: People, query: str) -> None:
    answer = api_client(people.owner).get(f"/api/cameras/?{query}")
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [query.split("=")[0]])


def test_what_is_given_is_changed_and_nothing_else(people: People) -> None:
    camera = make_camera(people.city, retention_days=3)
    client = api_client(people.owner)
    before = client.get(f"/api/cameras/{camera.pk}/").json()
    answer = client.patch(f"/api/cameras/{camera.pk}/", {"name": "South", "audio": False})
    assert (answer.status_code, answer.json()) == (200, {**before, "name": "South", "audio": False})
    camera.refresh_from_db()
    assert decrypt(camera.address_encrypted) == ADDRESS


def test_a_null_takes_a_limit_away(people: People) -> None:
    camera = make_camera(people.city, retention_days=3, max_size_gb=5)
    body = {"retention_days": None, "max_size_gb": None}
    answer = api_client(people.owner).patch(f"/api/cameras/{camera.pk}/", body)
    assert {name: answer.json()[name] for name in body} == body


@pytest.mark.parametrize(
    ("change", "grows"),
    [
        ({"rtsp_url": "rtsp://10.0.0.9/"}, True),
        ({"transport": "udp"}, True),
        ({"audio": False}, True),
        ({"name": "Other"}, False),
        ({"retention_days": 2}, False),
    ],
)
def test_the_recorder_hears_of_what_concerns_it(people: People, change: Any, grows: bool) -> None:
    camera = make_camera(people.city)
    api_client(people.owner).patch(f"/api/cameras/{camera.pk}/", change)
    camera.refresh_from_db()
    assert camera.config_version == (2 if grows else 1)


def test_recording_follows_the_edit(people: People) -> None:
    camera = make_camera(people.city)
    client, url = api_client(people.owner), f"/api/cameras/{camera.pk}/"
    assert client.patch(url, {"recording_enabled": True}).json()["recording_enabled"] is True
    assert Wish.objects.get(stopped_at=None).camera == camera
    off = client.patch(url, {"is_active": False}).json()
    assert (off["is_active"], off["recording_enabled"]) == (False, False)
    assert Wish.objects.get().stopped_by == people.owner
    again = client.patch(url, {"recording_enabled": True})
    assert (again.status_code, again.json()["code"]) == (409, "inactive")
    both = client.patch(url, {"recording_enabled": True, "is_active": True})
    assert (both.status_code, Wish.objects.filter(stopped_at=None).count()) == (200, 1)


def test_a_deleted_camera_is_archived_without_its_secret(people: People) -> None:
    camera = make_camera(people.city)
    want(camera)
    recording = make_recording(camera)
    client, url = api_client(people.owner), f"/api/cameras/{camera.pk}/"
    assert [client.delete(url).status_code for _twice in range(2)] == [204, 204]
    shown = client.get(url).json()
    assert (shown["has_password"], shown["is_active"], shown["recording_enabled"]) == (
        False,
        False,
        False,
    )
    assert shown["archived_at"] is not None
    camera.refresh_from_db()
    assert camera.address_encrypted == ""
    assert Wish.objects.get().stopped_at is not None
    assert client.get(f"/api/recordings/{recording.pk}/").status_code == 200


def test_an_archived_camera_is_neither_edited_nor_recorded(people: People) -> None:
    camera = make_camera(people.city)
    client, url = api_client(people.owner), f"/api/cameras/{camera.pk}/"
    client.delete(url)
    edit = client.patch(url, {"is_active": True})
    start = client.post(f"/api/recording/enable/{camera.pk}/")
    assert [(a.status_code, a.json()["code"]) for a in (edit, start)] == [(409, "archived")] * 2


def test_a_camera_outlives_its_owners_account(people: People) -> None:
    camera = make_camera(people.city, owner=people.operator)
    people.operator.delete()
    answer = api_client(people.owner).get(f"/api/cameras/{camera.pk}/")
    assert (answer.status_code, answer.json()["owner"]) == (200, None)
