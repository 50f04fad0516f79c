"""Twenty at the same moment for a plan's last clip: one has it."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from clips.models import Clip, Status
from plans.models import AuditEntry
from recordings.models import Camera, Hold
from tests.clips.rows import make_clip
from tests.clips.scene import Scene
from tests.people import People, api_client, make_people
from tests.recordings.holds.test_at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.contract]

CALLERS = 20


@pytest.fixture(autouse=True)
def clock() -> None:
    """Threads share the machine's own."""


@pytest.fixture
def people() -> People:
    return make_people("basic")


@pytest.fixture
def start() -> datetime:
    return timezone.now().replace(microsecond=0) - timedelta(hours=24)


@pytest.fixture
def cameras(scene: Scene, start: datetime) -> list[Camera]:
    """Two with footage; their city has nine clips of its plan's ten."""
    scene.record(scene.samples[0], start)
    first, second = scene.camera, Camera.objects.create(city=scene.camera.city, name="Yard")
    scene.camera = second
    scene.record(scene.samples[0], start)
    for _number in range(9):
        make_clip(first)
    return [first, second]


def cutting(people: People, camera: Camera, start: datetime) -> Callable[[], Any]:
    client: Any = api_client(people.operator)
    body = {
        "camera": camera.pk,
        "name": "Accident",
        "start_time": start.isoformat(),
        "end_time": (start + timedelta(seconds=2)).isoformat(),
    }
    return lambda: client.post("/api/clips/", body)


def called(people: People, method: str, urls: Sequence[str]) -> list[Callable[[], Any]]:
    return [partial(getattr(api_client(people.owner), method), url) for url in urls]


def test_twenty_for_the_last_place(people: People, cameras: list[Camera], start: datetime) -> None:
    """Of two cameras, so that it is the city that is counted."""
    calls = [cutting(people, cameras[number % 2], start) for number in range(CALLERS)]
    assert at_once(calls) == {202: 1, 403: CALLERS - 1}
    assert Clip.objects.count() == 10
    assert Hold.objects.count() == 1
    assert AuditEntry.objects.filter(action="clip_cut").count() == 1


def test_those_that_come_back_and_those_that_are_new_share_the_last_place(
    people: People, cameras: list[Camera], start: datetime
) -> None:
    deleted = [
        make_clip(cameras[0], status=Status.DELETED, deleted_at=timezone.now()) for _ in range(10)
    ]
    calls = [cutting(people, cameras[number % 2], start) for number in range(10)]
    calls += called(people, "post", [f"/api/clips/{clip.pk}/restore/" for clip in deleted])
    found = at_once(calls)
    assert (found[200] + found[202], found[403]) == (1, CALLERS - 1)
    assert Clip.objects.counted().count() == 10


def test_twenty_deletions_are_one(people: People, cameras: list[Camera]) -> None:
    clip = Clip.objects.all()[0]
    assert at_once(called(people, "delete", [f"/api/clips/{clip.pk}/"] * CALLERS)) == {204: CALLERS}
    assert AuditEntry.objects.filter(action="clip_delete").count() == 1


def test_twenty_tries_are_one(people: People, cameras: list[Camera], start: datetime) -> None:
    clip = make_clip(cameras[0], start=start, seconds=2, status=Status.CANCELLED)
    calls = called(people, "post", [f"/api/clips/{clip.pk}/retry/"] * CALLERS)
    found = at_once(calls)
    assert found[202] == 1
    assert found[202] + found[403] + found[409] == CALLERS
    assert Hold.objects.count() == 1
