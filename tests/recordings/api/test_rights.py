"""Every route and method, by everybody."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from tests.people import api_client
from tests.plans.answers import ANONYMOUS, NOT_ALLOWED, NOT_FOUND
from tests.recordings.api.scene import ADDRESS, Scene
from tests.recordings.api.transfer import hang_up

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

WHO = ("owner", "operator", "viewer", "stranger", "superuser", "anonymous")
OK, CREATED, ACCEPTED, GONE, NO, MISSING, WHO_ARE_YOU = 200, 201, 202, 204, 403, 404, 401
Route = Callable[[Scene], tuple[str, str, Any]]


def call(
    method: str, url: Callable[[Scene], str], body: Callable[[Scene], Any] | Any = None
) -> Any:
    return lambda scene: (method, url(scene), body(scene) if callable(body) else body)


def camera_of(scene: Scene) -> str:
    return f"/api/cameras/{scene.idle.pk}/"


def recording_of(scene: Scene) -> str:
    return f"/api/recordings/{scene.recording.pk}/"


def idle(scene: Scene) -> dict[str, int]:
    return {"camera_id": scene.idle.pk}


def new_camera(scene: Scene) -> dict[str, Any]:
    return {"city": scene.people.city.pk, "name": "New", "rtsp_url": ADDRESS}


THIS_MONTH = f"{timezone.localdate():%Y-%m}"
EVERYBODY = (OK, OK, OK, OK, OK, WHO_ARE_YOU)
MEMBERS = (OK, OK, OK, MISSING, OK, WHO_ARE_YOU)
OPERATORS = (ACCEPTED, ACCEPTED, NO, MISSING, ACCEPTED, WHO_ARE_YOU)
TABLE: list[tuple[str, Any, tuple[int, ...]]] = [
    ("list cameras", call("GET", lambda s: "/api/cameras/"), EVERYBODY),
    ("see all states", call("GET", lambda s: "/api/cameras/states/"), EVERYBODY),
    (
        "see a city's states",
        call("GET", lambda s: f"/api/cameras/states/?city={s.people.city.pk}"),
        MEMBERS,
    ),
    ("see what expires", call("GET", lambda s: "/api/expiries/"), EVERYBODY),
    (
        "see what a city loses",
        call("GET", lambda s: f"/api/expiries/?city={s.people.city.pk}"),
        MEMBERS,
    ),
    (
        "add a camera",
        call("POST", lambda s: "/api/cameras/", new_camera),
        (CREATED, NO, NO, MISSING, CREATED, WHO_ARE_YOU),
    ),
    (
        "probe",
        call("POST", lambda s: "/api/cameras/probe/", {"rtsp_url": "rtsp://8.8.8.8/"}),
        (OK, NO, NO, OK, OK, WHO_ARE_YOU),
    ),
    ("see a camera", call("GET", camera_of), MEMBERS),
    (
        "edit a camera",
        call("PATCH", camera_of, {"name": "Other"}),
        (OK, NO, NO, MISSING, OK, WHO_ARE_YOU),
    ),
    (
        "archive a camera",
        call("DELETE", camera_of),
        (GONE, NO, NO, MISSING, GONE, WHO_ARE_YOU),
    ),
    ("see coverage", call("GET", lambda s: f"{camera_of(s)}coverage/"), MEMBERS),
    (
        "get a certificate",
        call("GET", lambda s: f"/api/cameras/{s.busy.pk}/certificate/?month={THIS_MONTH}"),
        (OK, NO, NO, MISSING, OK, WHO_ARE_YOU),
    ),
    (
        "get a certificate's key",
        call("GET", lambda s: "/api/certificates/key/"),
        (OK, OK, OK, OK, OK, OK),
    ),
    ("start", call("POST", lambda s: "/api/recording/start/", idle), OPERATORS),
    ("stop", call("POST", lambda s: "/api/recording/stop/", idle), OPERATORS),
    ("enable", call("POST", lambda s: f"/api/recording/enable/{s.idle.pk}/"), OPERATORS),
    ("disable", call("POST", lambda s: f"/api/recording/disable/{s.idle.pk}/"), OPERATORS),
    ("status", call("GET", lambda s: f"/api/recording/status/{s.idle.pk}/"), MEMBERS),
    (
        "start a wish",
        call("POST", lambda s: "/api/recordings/start/", idle),
        (CREATED, CREATED, NO, MISSING, CREATED, WHO_ARE_YOU),
    ),
    (
        "stop a wish",
        call("POST", lambda s: f"/api/recordings/{s.wish.first_recording_id}/stop/"),
        (OK, OK, NO, MISSING, OK, WHO_ARE_YOU),
    ),
    (
        "stop what is over",
        call("POST", lambda s: f"{recording_of(s)}stop/"),
        (409, 409, NO, MISSING, 409, WHO_ARE_YOU),
    ),
    ("list recordings", call("GET", lambda s: "/api/recordings/"), EVERYBODY),
    ("search everywhere", call("GET", lambda s: "/api/recordings/search/"), EVERYBODY),
    (
        "search a camera",
        call("GET", lambda s: f"/api/recordings/search/?camera_id={s.idle.pk}"),
        MEMBERS,
    ),
    ("see a recording", call("GET", recording_of), MEMBERS),
    ("download", call("GET", lambda s: f"{recording_of(s)}download/"), MEMBERS),
]
BODIES = {401: ANONYMOUS, 403: NOT_ALLOWED, 404: NOT_FOUND}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(("what", "route", "expected"), TABLE, ids=[row[0] for row in TABLE])
def test_each_may_do_what_the_table_says(
    scene: Scene, who: str, what: str, route: Route, expected: tuple[int, ...]
) -> None:
    method, url, body = route(scene)
    client = api_client(getattr(scene.people, who, None))
    answer: Any = client.generic(method, url) if body is None else _send(client, method, url, body)
    assert answer.status_code == expected[WHO.index(who)]
    if answer.status_code in BODIES and what != "probe":
        assert answer.json() == BODIES[answer.status_code]
    hang_up(answer)


def _send(client: Any, method: str, url: str, body: Any) -> Any:
    return getattr(client, method.lower())(url, body)


ROUTES: dict[str, set[str]] = {
    "/api/cameras/": {"GET", "HEAD", "POST", "OPTIONS"},
    "/api/cameras/probe/": {"POST", "OPTIONS"},
    "/api/cameras/states/": {"GET", "HEAD", "OPTIONS"},
    "/api/cameras/{camera}/": {"GET", "HEAD", "PATCH", "DELETE", "OPTIONS"},
    "/api/cameras/{camera}/coverage/": {"GET", "HEAD", "OPTIONS"},
    "/api/expiries/": {"GET", "HEAD", "OPTIONS"},
    "/api/recording/start/": {"POST", "OPTIONS"},
    "/api/recording/stop/": {"POST", "OPTIONS"},
    "/api/recording/enable/{camera}/": {"POST", "OPTIONS"},
    "/api/recording/disable/{camera}/": {"POST", "OPTIONS"},
    "/api/recording/status/{camera}/": {"GET", "HEAD", "OPTIONS"},
    "/api/recordings/": {"GET", "HEAD", "OPTIONS"},
    "/api/recordings/start/": {"POST", "OPTIONS"},
    "/api/recordings/search/": {"GET", "HEAD", "OPTIONS"},
    "/api/recordings/{recording}/": {"GET", "HEAD", "OPTIONS"},
    "/api/recordings/{recording}/stop/": {"POST", "OPTIONS"},
    "/api/recordings/{recording}/download/": {"GET", "HEAD", "OPTIONS"},
}
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE")


@pytest.mark.parametrize("route", ROUTES)
def test_a_method_that_a_route_has_not_is_refused(scene: Scene, route: str) -> None:
    url = route.format(camera=scene.idle.pk, recording=scene.recording.pk)
    for method in set(METHODS) - ROUTES[route]:
        known = api_client(scene.people.owner).generic(method, url)
        unknown = api_client().generic(method, url)
        assert (method, known.status_code, unknown.status_code) == (method, 405, 401)


@pytest.mark.parametrize("route", ROUTES)
def test_a_last_slash_may_be_left_out(scene: Scene, route: str) -> None:
    url = route.format(camera=scene.idle.pk, recording=scene.recording.pk)
    for method in sorted(ROUTES[route] - {"POST", "DELETE", "PATCH"}):
        client = api_client(scene.people.owner)
        answers = [client.generic(method, path) for path in (url, url.removesuffix("/"))]
        assert answers[0].status_code == answers[1].status_code == 200
        for answer in answers:
            hang_up(answer)


def test_whoever_was_switched_off_is_nobody(scene: Scene) -> None:
    client = api_client(scene.people.owner)
    scene.people.owner.is_active = False
    scene.people.owner.save()
    assert client.get("/api/cameras/").status_code == 401
