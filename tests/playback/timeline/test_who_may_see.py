"""Every member of the city, and nobody else."""

from typing import Any

import pytest

from plans.models import Membership
from recordings.models import Camera
from tests.people import People, api_client
from tests.plans.answers import ANONYMOUS, NOT_FOUND
from tests.playback.timeline.scene import Viewer
from tests.recordings.api.scene import make_camera

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

WHAT = pytest.mark.parametrize("what", ["days", "timeline"])


@WHAT
@pytest.mark.parametrize("who", ["owner", "operator", "viewer", "superuser"])
def test_members_and_superusers_see(people: People, camera: Camera, who: str, what: str) -> None:
    assert getattr(Viewer(getattr(people, who), camera), what)().status_code == 200


@WHAT
def test_nobody_without_signing_in(camera: Camera, what: str) -> None:
    answer = getattr(Viewer(None, camera), what)()
    assert (answer.status_code, answer.json()) == (401, ANONYMOUS)


@WHAT
@pytest.mark.parametrize("query", ["", "?day=x&month=x&since_ms=x"])
def test_another_citys_camera_is_a_missing_one(people: People, what: str, query: str) -> None:
    """Bad input included; and so is an id that cannot be one."""
    missing = make_camera(people.city)
    key = missing.pk
    missing.delete()
    foreign = make_camera(people.city).pk
    client = api_client(people.stranger)
    answers: list[Any] = [
        client.get(f"/api/playback/cameras/{camera_id}/{what}/{query}")
        for camera_id in (foreign, key, "x", "0", "9" * 40, "%00")
    ]
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert {answer.content for answer in answers} == {answers[0].content}
    assert answers[0].json() == NOT_FOUND
    assert dict(answers[0].headers) == dict(answers[1].headers)


@WHAT
def test_whoever_has_left_the_city_sees_no_more(viewer: Viewer, what: str) -> None:
    assert getattr(viewer, what)().status_code == 200
    Membership.objects.filter(user=viewer.user).delete()
    assert getattr(viewer, what)().status_code == 404


@WHAT
def test_nothing_can_be_written(viewer: Viewer, what: str) -> None:
    url = f"/api/playback/cameras/{viewer.camera.pk}/{what}/"
    client = api_client(viewer.user)
    answers: list[Any] = [getattr(client, method)(url) for method in ("post", "put", "delete")]
    assert [answer.status_code for answer in answers] == [405] * 3


@WHAT
def test_the_last_slash_may_be_left_out(viewer: Viewer, what: str) -> None:
    url = f"/api/playback/cameras/{viewer.camera.pk}/{what}"
    answer: Any = api_client(viewer.user).get(url)
    assert answer.status_code == 200


def test_no_plate_is_told(people: People, camera: Camera) -> None:
    for person in (people.viewer, people.owner):
        viewer = Viewer(person, camera)
        assert b"ABC1D23" not in viewer.days().content + viewer.timeline().content
