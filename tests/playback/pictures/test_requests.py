"""Who gets a picture, and what a request may say."""

from datetime import timedelta
from typing import Any

import pytest

from plans.models import Membership
from playback.pictures import drawing
from recordings.models import Camera, StorageVolume
from tests.people import People, api_client, make_user
from tests.plans.answers import ANONYMOUS, NOT_FOUND, invalid
from tests.playback.pictures.conftest import Sample
from tests.playback.pictures.scene import ask, finished
from tests.recordings.api.scene import NOON, make_camera

pytestmark = pytest.mark.django_db

METHODS = ["POST", "PUT", "PATCH", "DELETE"]
NO_CAMERA = ["999999", "0", "-1", "abc", str(10**30), "%00", "1.0", "%C3%28", "cam-1", "../7"]
NO_MOMENT = [
    *("", " ", "now", "NaN", "1773144000000", "-1", "0", "∞", "%00", "T" * 9000),
    *("2026-03-10", "2026-03-10T", "2026-13-10T12:00:00", "2026-03-10T25:00:00Z"),
    *("2026-03-10T12:00:00+99:00", "9999-12-31T23:59:59-12:00", "٢٠٢٦-٠٣-١٠T١٢:٠٠"),
]
NO_YEARS_OF_OURS = ["0001-01-01T00:00:00", "1969-12-31T23:59:59Z", "9999-12-31T00:00:00Z"]
MOMENT = ["Write a moment as 2026-11-20T15:00:00-03:00."]
CALENDAR = ["Choose a moment between the years 1970 and 9998."]
WIDTH = ["Choose a width from 32 to 1920."]


@pytest.fixture
def shown(camera: Camera, volume: StorageVolume, sample: Sample) -> Camera:
    """A camera with a picture at noon, which is in the cache."""
    finished(camera, volume, sample("h264"))
    drawing.picture_at(camera, round(NOON.timestamp() * 1000), 320)
    return camera


@pytest.mark.parametrize("who", ["owner", "operator", "viewer", "superuser"])
def test_every_member_sees_it(people: People, shown: Camera, who: str) -> None:
    answer = ask(getattr(people, who), shown, NOON)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")


def test_anonymous_people_do_not(shown: Camera) -> None:
    answer = ask(None, shown, NOON)
    assert (answer.status_code, answer.json()) == (401, ANONYMOUS)


@pytest.mark.parametrize("query", [{}, {"at": "nonsense"}, {"width": "-1"}, {"format": "xml"}])
def test_a_strangers_answer_is_that_of_a_missing_camera(
    people: People, shown: Camera, query: dict[str, Any]
) -> None:
    foreign = ask(people.stranger, shown, **query)
    assert (foreign.status_code, foreign.json()) == (404, NOT_FOUND)
    client = api_client(people.stranger)
    for missing in NO_CAMERA:
        answer: Any = client.get(f"/api/playback/cameras/{missing}/frame.jpg", query)
        assert (answer.status_code, answer.content) == (404, foreign.content)


def test_a_right_that_is_taken_away_ends_at_once_also_for_what_is_cached(
    people: People, shown: Camera
) -> None:
    first = ask(people.viewer, shown, NOON)
    Membership.objects.filter(user=people.viewer).delete()
    for headers in (None, {"If-None-Match": first.headers["ETag"]}):
        answer = ask(people.viewer, shown, NOON, headers=headers)
        assert (answer.status_code, answer.json()) == (404, NOT_FOUND)
    nobody = make_user(is_active=False)
    assert ask(nobody, shown, NOON).status_code == 401


def test_an_img_that_accepts_pictures_alone_gets_them_and_errors_as_json(
    people: People, shown: Camera
) -> None:
    accept = {"Accept": "image/jpeg"}
    assert ask(people.viewer, shown, NOON, headers=accept).status_code == 200
    early = ask(people.viewer, shown, NOON - timedelta(days=1), headers=accept)
    assert (early.status_code, early.headers["Content-Type"]) == (404, "application/json")


@pytest.mark.parametrize("method", METHODS)
def test_nothing_but_reading(people: People, shown: Camera, method: str) -> None:
    url = f"/api/playback/cameras/{shown.pk}/frame.jpg/"
    answer: Any = api_client(people.owner).generic(method, url, "[1")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")


def test_a_head_has_the_same_headers_and_no_body(people: People, shown: Camera) -> None:
    url = f"/api/playback/cameras/{shown.pk}/frame.jpg"
    client = api_client(people.viewer)
    got, head = (getattr(client, name)(url, {"at": NOON.isoformat()}) for name in ("get", "head"))
    assert (head.status_code, head.content, dict(head.headers)) == (200, b"", dict(got.headers))


@pytest.mark.parametrize("at", NO_MOMENT)
def test_what_is_no_moment_is_refused(people: People, shown: Camera, at: str) -> None:
    answer = ask(people.viewer, shown, at)
    assert (answer.status_code, answer.json()) == (400, invalid_(at=MOMENT))


@pytest.mark.parametrize("at", NO_YEARS_OF_OURS)
def test_moments_outside_the_calendar_are_refused(people: People, shown: Camera, at: str) -> None:
    answer = ask(people.viewer, shown, at)
    assert (answer.status_code, answer.json()) == (400, invalid_(at=CALENDAR))


@pytest.mark.parametrize(
    "width", ["", "0", "31", "1921", "99999", "-320", "+320", "320.0", "3e2", "NaN", "٣٢٠", "a"]
)
def test_widths_that_are_none_are_refused(people: People, shown: Camera, width: str) -> None:
    answer = ask(people.viewer, shown, NOON, width=width)
    assert (answer.status_code, answer.json()) == (400, invalid_(width=WIDTH))


def invalid_(**fields: list[str]) -> dict[str, Any]:
    """The sentence for people is the field's own."""
    (words,) = fields.values()
    return {**invalid(**fields), "detail": words[0]}


def test_a_camera_without_footage_says_so(people: People, shown: Camera) -> None:
    answer = ask(people.viewer, make_camera(people.city), NOON)
    assert answer.status_code == 404
    assert answer.json()["nearest"] == {"before": None, "after": None}
