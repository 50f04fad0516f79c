"""Another city's camera or recording answers like one that does not exist, byte for byte."""

from typing import Any
from uuid import uuid4

import pytest

from plans.models import User
from recordings.models import Camera, Recording, Wish
from tests.people import api_client
from tests.plans.answers import NOT_FOUND
from tests.recordings.api.scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]
BODIES = ["", "{}", '{"name": ""}', '{"rtsp_url": "rtsp://10.0.0.1/"}', "[1"]
CAMERA_ROUTES = [
    "/api/cameras/{}/",
    "/api/cameras/{}/coverage/",
    "/api/cameras/{}/certificate/",
    "/api/recording/enable/{}/",
    "/api/recording/disable/{}/",
    "/api/recording/status/{}/",
]
RECORDING_ROUTES = [
    "/api/recordings/{}/",
    "/api/recordings/{}/stop/",
    "/api/recordings/{}/download/",
]
NO_CAMERA = ["999999", "0", "-1", "abc", str(10**30), "%00", "1.0", "null", "%C3%28", "cam-1"]
NO_RECORDING = [*NO_CAMERA, "123e4567-e89b-12d3-a456", "123e4567-e89b-12d3-a456-42661417400g"]
FIGURE = "{}"


def ask(user: User, method: str, url: str, body: str) -> tuple[int, bytes, dict[str, str]]:
    answer: Any = api_client(user).generic(method, url, body, content_type="application/json")
    return answer.status_code, answer.content, dict(answer.headers)


@pytest.mark.parametrize("who", ["owner", "operator", "viewer"])
@pytest.mark.parametrize("method", METHODS)
def test_another_citys_id_is_a_missing_id(scene: Scene, who: str, method: str) -> None:
    user = getattr(scene.people, who)
    pairs: list[tuple[str, object, object]]
    pairs = [(route, scene.foreign.pk, 999_999) for route in CAMERA_ROUTES]
    for route in RECORDING_ROUTES:
        pairs += [
            (route, scene.foreign_recording.pk, uuid4()),
            (route, scene.foreign_wish.first_recording_id, uuid4()),
        ]
    for route, foreign, missing in pairs:
        for body in BODIES:
            there = ask(user, method, route.format(foreign), body)
            assert there == ask(user, method, route.format(missing), body)
    scene.foreign.refresh_from_db()
    assert (scene.foreign.recording_enabled, scene.foreign.archived_at) == (True, None)


@pytest.mark.parametrize("who", ["owner", "viewer"])
@pytest.mark.parametrize(
    ("method", "url", "body"),
    [
        ("POST", "/api/recording/start/", '{"camera_id": {}}'),
        ("POST", "/api/recording/stop/", '{"camera_id": {}}'),
        ("POST", "/api/recordings/start/", '{"camera_id": {}}'),
        ("POST", "/api/recordings/start/", '{"stream_id": "cam-{}"}'),
        ("POST", "/api/recordings/start/", '{"camera_id": {}, "retention_days": 999}'),
        ("GET", "/api/recordings/search/?camera_id={}", ""),
        ("GET", "/api/recordings/search/?camera_id=cam-{}", ""),
        ("GET", "/api/recordings/?camera={}", ""),
        ("GET", "/api/recordings/?city={}", ""),
        ("GET", "/api/cameras/?city={}", ""),
    ],
)
def test_another_citys_id_is_missing_in_a_body_or_a_query(
    scene: Scene, who: str, method: str, url: str, body: str
) -> None:
    user = getattr(scene.people, who)
    key = scene.people.other_city.pk if "city=" in url else scene.foreign.pk
    foreign, missing = (
        ask(user, method, url.replace(FIGURE, str(i)), body.replace(FIGURE, str(i)))
        for i in (key, 999_999)
    )
    assert foreign == missing
    assert Wish.objects.filter(stopped_at=None).count() == 2


@pytest.mark.parametrize("wrong", NO_RECORDING)
def test_an_id_that_cannot_be_one_is_missing_everywhere(scene: Scene, wrong: str) -> None:
    routes = RECORDING_ROUTES if wrong not in NO_CAMERA else [*RECORDING_ROUTES, *CAMERA_ROUTES]
    for route in routes:
        method = "POST" if route.split("/")[3] in ("enable", "disable") else "GET"
        method = "POST" if route.endswith("/stop/") else method
        for user in (scene.people.owner, scene.people.superuser):
            answer: Any = api_client(user).generic(method, route.format(wrong))
            assert (route, answer.status_code, answer.json()) == (route, 404, NOT_FOUND)


def test_no_list_holds_what_is_another_citys(scene: Scene) -> None:
    client = api_client(scene.people.owner)
    cameras = client.get("/api/cameras/").json()["results"]
    recordings = client.get("/api/recordings/").json()["results"]
    found = client.get("/api/recordings/search/").json()
    assert [camera["id"] for camera in cameras] == [scene.busy.pk, scene.idle.pk]
    assert [recording["id"] for recording in recordings] == [str(scene.recording.pk)]
    assert ([r["recording_id"] for r in found["recordings"]], found["total"]) == (
        [str(scene.recording.pk)],
        1,
    )


def test_a_superuser_sees_every_citys(scene: Scene) -> None:
    client = api_client(scene.people.superuser)
    assert len(client.get("/api/cameras/").json()["results"]) == Camera.objects.count()
    assert client.get("/api/recordings/search/").json()["total"] == Recording.objects.count()
