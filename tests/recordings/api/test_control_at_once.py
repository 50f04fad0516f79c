"""Fifty callers at the same moment: a camera has one open wish or none, and it is told right."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Barrier

import pytest
from django.db import connection
from rest_framework.test import APIClient

from recordings.models import Camera, Wish
from tests.people import People, api_client, make_people
from tests.recordings.api.scene import make_camera

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.contract]

CALLERS = 50
Call = Callable[[APIClient], tuple[int, str]]


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def camera(people: People) -> Camera:
    return make_camera(people.city)


def at_once(people: People, calls: Sequence[Call]) -> list[tuple[int, str]]:
    """Each call's answer; all begin together, each in its own thread and connection."""
    clients = [api_client(people.operator) for _each in calls]
    start = Barrier(len(calls), timeout=30)

    def run(call: Call, client: APIClient) -> tuple[int, str]:
        try:
            start.wait()
            return call(client)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls, clients))


def starting(camera: Camera) -> Call:
    def call(client: APIClient) -> tuple[int, str]:
        answer = client.post("/api/recordings/start", {"camera_id": camera.pk})
        return answer.status_code, answer.json()["recording_id"]

    return call


def stopping(camera: Camera) -> Call:
    def call(client: APIClient) -> tuple[int, str]:
        answer = client.post(f"/api/recording/disable/{camera.pk}")
        return answer.status_code, ""

    return call


def stopping_by_id(key: str) -> Call:
    def call(client: APIClient) -> tuple[int, str]:
        answer = client.post(f"/api/recordings/{key}/stop")
        return answer.status_code, answer.json().get("code", "")

    return call


def assert_consistent(camera: Camera) -> None:
    """At most one open wish, the last, and only with the camera's flag; wishes follow in turn."""
    camera.refresh_from_db()
    wishes = list(Wish.objects.order_by("started_at", "pk"))
    open_wishes = [wish for wish in wishes if wish.stopped_at is None]
    assert len(open_wishes) == int(camera.recording_enabled)
    assert open_wishes in ([], wishes[-1:])
    for earlier, later in pairwise(wishes):
        assert earlier.stopped_at is not None
        assert earlier.started_at <= earlier.stopped_at <= later.started_at


def test_fifty_starts_are_one_wish(people: People, camera: Camera) -> None:
    answers = at_once(people, [starting(camera)] * CALLERS)
    wish = Wish.objects.get()
    assert Counter(answers) == {
        (201, str(wish.first_recording_id)): 1,
        (200, str(wish.first_recording_id)): CALLERS - 1,
    }
    assert_consistent(camera)


def test_fifty_stops_end_it_once(people: People, camera: Camera) -> None:
    key = starting(camera)(api_client(people.operator))[1]
    answers = at_once(people, [stopping_by_id(key)] * CALLERS)
    assert Counter(answers) == {(200, ""): 1, (409, "not_running"): CALLERS - 1}
    assert_consistent(camera)


def test_starts_and_stops_mixed_leave_what_the_last_one_wanted(
    people: People, camera: Camera
) -> None:
    answers = at_once(people, [starting(camera), stopping(camera)] * (CALLERS // 2))
    new = [key for status, key in answers if status == 201]
    assert len(new) == len(set(new)) == Wish.objects.count()
    assert {status for status, _key in answers} <= {200, 201, 202}
    assert_consistent(camera)
    client = api_client(people.operator)
    for call, wanted in ((stopping, False), (starting, True), (stopping, False)):
        call(camera)(client)
        assert_consistent(camera)
        assert camera.recording_enabled is wanted
