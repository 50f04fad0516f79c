"""Twenty at the same moment for a plan's last place: one has it."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from plans.models import AuditEntry
from recordings.evidence import Footage, footage_in
from recordings.keep_links import keep_link
from recordings.models import Camera, Hold, Recording
from tests.people import People, api_client, make_people
from tests.recordings.api.scene import make_camera, make_recording
from tests.recordings.holds.asking import make_hold
from tests.recordings.holds.targets import make_target

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.contract]

CALLERS = 20


@pytest.fixture(autouse=True)
def clock() -> None:
    """Threads share the machine's own."""


@pytest.fixture
def people() -> People:
    return make_people("basic")


@pytest.fixture
def cameras(people: People) -> list[Camera]:
    """Two with an hour of yesterday; their city has nine holds of its plan's ten."""
    start = timezone.now() - timedelta(hours=24)
    people.city.plan.max_holds = 10
    people.city.plan.save()
    cameras = [make_camera(people.city), make_camera(people.city)]
    for camera in cameras:
        make_recording(camera, start)
    for _number in range(9):
        make_hold(cameras[0], start)
    return cameras


def at_once(calls: Sequence[Callable[[], Any]]) -> Counter[int]:
    """How many were answered with which status; each in its own thread and connection."""
    start = Barrier(len(calls), timeout=30)

    def run(call: Callable[[], Any]) -> int:
        try:
            start.wait()
            return int(call().status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as threads:
        return Counter(threads.map(run, calls))


def setting(people: People, camera: Camera) -> Callable[[], Any]:
    client: Any = api_client(people.operator)
    start = timezone.now() - timedelta(hours=24)
    body = {
        "camera": camera.pk,
        "start_time": start.isoformat(),
        "end_time": (start + timedelta(minutes=10)).isoformat(),
        "reason": "Accident",
    }
    return lambda: client.post("/api/holds/", body)


def test_twenty_for_the_last_place(people: People, cameras: list[Camera]) -> None:
    """Of two cameras, so that it is the city that is counted."""
    calls = [setting(people, cameras[number % 2]) for number in range(CALLERS)]
    assert at_once(calls) == {201: 1, 403: CALLERS - 1}
    assert Hold.objects.count() == 10
    assert AuditEntry.objects.filter(action="hold").count() == 1


def test_a_link_that_is_opened_twenty_times_keeps_the_day_once(
    people: People, cameras: list[Camera]
) -> None:
    day = timezone.localdate(timezone.now() - timedelta(hours=24))
    link = keep_link(cameras[0], day, make_target(people.city).pk)
    path = link[link.index("/keep/") :]
    calls = [lambda: Client(headers={"accept": "application/json"}).post(path)] * CALLERS
    assert at_once(calls) == {201: 1, 200: CALLERS - 1}
    assert Hold.objects.filter(source=Hold.Source.KEEP_DAY).count() == 1


def test_twenty_releases_are_one(people: People, cameras: list[Camera]) -> None:
    hold = Hold.objects.first()
    assert hold is not None
    clients: list[Any] = [api_client(people.owner) for _number in range(CALLERS)]
    calls = [partial(client.delete, f"/api/holds/{hold.pk}/") for client in clients]
    assert at_once(calls) == {204: CALLERS}
    assert AuditEntry.objects.filter(action="hold_release").count() == 1


def test_a_hold_that_comes_while_files_are_doomed_says_what_it_missed(
    people: People, cameras: list[Camera], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cleanup has the camera's row, and commits once the footage seemed to be there."""
    has_looked = Event()

    def look_and_tell(*arguments: Any) -> Footage:
        try:
            return footage_in(*arguments)
        finally:
            has_looked.set()

    monkeypatch.setattr("recordings.services.holds.footage_in", look_and_tell)
    call = setting(people, cameras[1])
    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            list(Camera.objects.select_for_update().filter(pk=cameras[1].pk))
            Recording.objects.update(status=Recording.Status.DOOMED)
            answer = threads.submit(in_thread, call)
            assert has_looked.wait(10)
        found = answer.result(30)
    assert (found.status_code, found.json()["recorded_seconds"]) == (201, 0.0)
    assert len(found.json()["already_going"]) == 1


def in_thread(call: Callable[[], Any]) -> Any:
    try:
        return call()
    finally:
        connection.close()
