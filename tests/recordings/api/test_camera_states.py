"""`GET /api/cameras/states/`: what every recorder is doing, asked every few seconds."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from recordings.faults import Fault
from recordings.models import Camera, RecorderStatus
from recordings.states import State
from tests.people import People, api_client, make_city
from tests.plans.answers import ANONYMOUS, NOT_FOUND
from tests.recordings.api.scene import CANARY, make_camera

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

URL = "/api/cameras/states/"
SINCE = datetime(2026, 3, 10, 12, tzinfo=UTC)
REFUSED = "The camera refused the user name or password."


def into(camera: Camera, state: State, fault: Fault | None = None, message: str = "") -> None:
    known = {"error_code": fault or "", "error_message": message, "error_at": SINCE}
    values = {"state": state, "since": SINCE, **known}
    RecorderStatus.objects.update_or_create(camera=camera, defaults=values)


def ask(user: Any, **query: Any) -> Any:
    return api_client(user).get(URL, query)


def ids(answer: Any) -> list[int]:
    assert answer.status_code == 200
    return [camera["id"] for camera in answer.json()["cameras"]]


def the_state(people: People) -> dict[str, Any]:
    (told,) = ask(people.viewer).json()["cameras"]
    assert isinstance(told, dict)
    return told


def test_each_current_camera_is_told(people: People) -> None:
    recording = make_camera(people.city, "Z", recording_enabled=True)
    refused = make_camera(people.city, "A", recording_enabled=True)
    off = make_camera(people.city, "M", is_active=False)
    make_camera(people.city, archived_at=SINCE)
    make_camera(people.other_city)
    into(recording, State.RECORDING)
    into(refused, State.AUTH_FAILED, Fault.AUTH_FAILED)
    created = off.created_at.isoformat().replace("+00:00", "Z")
    since = {"since": "2026-03-10T12:00:00Z"}
    well = {"fault": None, "message": None}
    wanted = {"recording_enabled": True, "is_active": True}
    assert ask(people.viewer).json() == {
        "cameras": [
            {"id": recording.pk, "state": "recording", **wanted, **since, **well},
            {
                "id": refused.pk,
                "state": "auth_failed",
                **wanted,
                **since,
                "fault": "auth_failed",
                "message": REFUSED,
            },
            {
                "id": off.pk,
                "state": "stopped",
                "recording_enabled": False,
                "is_active": False,
                "since": created,
                **well,
            },
        ]
    }


@pytest.mark.parametrize("state", State)
def test_an_old_error_is_no_fault_of_what_works_now(people: People, state: State) -> None:
    into(make_camera(people.city), state, Fault.UNREACHABLE, "no route")
    told = the_state(people)
    works = state in (State.STOPPED, State.STARTING, State.RECORDING, State.STOPPING)
    assert told["state"] == state
    assert (told["fault"], told["message"]) == (
        (None, None) if works else ("unreachable", "The camera cannot be reached. (no route)")
    )


def test_the_message_is_in_the_language_of_the_request(people: People) -> None:
    into(make_camera(people.city), State.AUTH_FAILED, Fault.AUTH_FAILED)
    answer: Any = api_client(people.viewer).get(URL, headers={"accept-language": "pt-BR"})
    assert answer.json()["cameras"][0]["message"] == "A câmera recusou o usuário ou a senha."


def test_no_address_is_told(people: People) -> None:
    make_camera(people.city)
    content = ask(people.owner).content.decode()
    assert (CANARY in content, "rtsp" in content) == (False, False)


@pytest.mark.parametrize("who", ["owner", "operator", "viewer"])
def test_every_member_sees_their_city(people: People, who: str) -> None:
    mine, _foreign = make_camera(people.city), make_camera(people.other_city)
    user = getattr(people, who)
    assert ids(ask(user)) == ids(ask(user, city=people.city.pk)) == ids(ask(user, city=""))
    assert ids(ask(user)) == [mine.pk]


def test_a_stranger_sees_theirs_and_a_superuser_all(people: People) -> None:
    mine, foreign = make_camera(people.city), make_camera(people.other_city)
    assert ids(ask(people.stranger)) == [foreign.pk]
    assert ids(ask(people.superuser)) == [mine.pk, foreign.pk]
    assert ids(ask(people.superuser, city=people.other_city.pk)) == [foreign.pk]


@pytest.mark.parametrize("who", ["owner", "viewer"])
def test_another_city_is_a_missing_one(people: People, who: str) -> None:
    for city in (people.other_city.pk, 999_999, 0, -1, "x", "9" * 40, "1.0", "\0"):
        answer = ask(getattr(people, who), city=city)
        assert (city, answer.status_code, answer.json()) == (city, 404, NOT_FOUND)


def test_nobody_who_is_not_signed_in() -> None:
    answer = ask(None)
    assert (answer.status_code, answer.json()) == (401, ANONYMOUS)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_it_is_only_read(people: People, method: str) -> None:
    assert api_client(people.owner).generic(method, URL).status_code == 405


def test_who_has_it_is_not_sent_it_again(people: People) -> None:
    camera = make_camera(people.city)
    client = api_client(people.viewer)
    first: Any = client.get(URL)
    tag = first.headers["ETag"]
    assert (tag[:2], first.headers["Cache-Control"]) == ("W/", "private, no-cache")
    again: Any = client.get(URL, headers={"if-none-match": tag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    into(camera, State.STARTING)
    changed: Any = client.get(URL, headers={"if-none-match": tag})
    assert (changed.status_code, changed.headers["ETag"] == tag) == (200, False)


def test_many_cameras_cost_no_more_queries_than_one(
    people: People, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    other = make_city("Cristal")
    for _number in range(10):
        into(make_camera(people.city), State.BACKOFF, Fault.TIMEOUT)
        make_camera(other)
    client = api_client(people.superuser)
    with django_assert_num_queries(2):  # the token and its person; the cameras
        client.get(URL)
    with django_assert_num_queries(3):  # and the city
        client.get(URL, {"city": people.city.pk})
