"""Another city's clip answers like one that does not exist, byte for byte."""

from typing import Any

import pytest

from clips.models import Clip, Status
from plans.models import User
from tests.clips.api.asking import Asker, entries
from tests.clips.rows import CONTENT, make_clip
from tests.clips.scene import Scene
from tests.people import People, api_client
from tests.plans.answers import NOT_FOUND

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]
BODIES = ["", "{}", '{"name": ""}', '{"name": "x", "hours": 1}', "[1"]
ROUTES = [
    "/api/clips/{}/",
    "/api/clips/{}/cancel/",
    "/api/clips/{}/retry/",
    "/api/clips/{}/restore/",
    "/api/clips/{}/download/",
    "/api/clips/{}/download/?marked=1",
    "/api/clips/{}/thumbnail.jpg",
    "/api/clips/{}/manifest.json",
]
NO_CLIP = ["999999", "0", "-1", "abc", str(10**30), "%00", "1.0", "null", "%C3%28", "+1"]


def ask(user: User, method: str, url: str, body: str) -> tuple[int, bytes, dict[str, str]]:
    answer: Any = api_client(user).generic(method, url, body, content_type="application/json")
    return answer.status_code, answer.content, dict(answer.headers)


@pytest.mark.parametrize("status", [Status.READY, Status.PENDING, Status.DELETED])
@pytest.mark.parametrize("method", METHODS)
def test_another_citys_id_is_a_missing_id(
    people: People, scene: Scene, method: str, status: Status
) -> None:
    content = None if status == Status.PENDING else CONTENT
    clip = make_clip(scene.camera, status=status, content=content, volume=scene.volume)
    for route in ROUTES:
        for body in BODIES:
            there = ask(people.stranger, method, route.format(clip.pk), body)
            assert there == ask(people.stranger, method, route.format(999_999), body)
    kept = Clip.objects.get()
    assert (kept.status, kept.name, entries()) == (status, "Accident", [])


@pytest.mark.parametrize("wrong", NO_CLIP)
def test_an_id_that_cannot_be_one_is_missing_everywhere(
    people: People, operator: Asker, wrong: str
) -> None:
    for route in ROUTES:
        method = "POST" if route.rsplit("/", 2)[1] in ("cancel", "retry", "restore") else "GET"
        for user in (people.owner, people.superuser):
            answer: Any = api_client(user).generic(method, route.format(wrong))
            assert (route, answer.status_code, answer.json()) == (route, 404, NOT_FOUND)


@pytest.mark.parametrize("route", ROUTES)
def test_a_method_that_a_route_has_not_is_refused(people: People, scene: Scene, route: str) -> None:
    url = route.format(make_clip(scene.camera).pk)
    for method in ("PUT", "TRACE"):
        known: Any = api_client(people.owner).generic(method, url)
        unknown: Any = api_client().generic(method, url)
        assert (known.status_code, unknown.status_code) == (405, 401)
