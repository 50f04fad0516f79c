"""Every wrong address has one and the same answer, whatever is wrong with it."""

import json
from collections.abc import Callable
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from plans.models import City
from playback.services import media_path
from tests.people import People
from tests.playback.media.scene import BAD_TOKEN, NOT_FOUND, Watching, ask, changed
from tests.recordings.api.scene import make_camera, make_recording

pytestmark = pytest.mark.django_db

WRONG: dict[str, Callable[[str], str]] = {
    "empty": lambda url: "/media/",
    "only a name": lambda url: "/media/.mp4",
    "truncated": lambda url: url[:-5] + ".mp4",
    "without its end": lambda url: url.removesuffix(".mp4"),
    "longer": lambda url: url.replace(".mp4", "A.mp4"),
    "huge": lambda url: f"/media/{'A' * 5_000}.mp4",
    "another letter": lambda url: url.replace("/media/AQ", "/media/AR"),
    "the last letter": lambda url: url[:-5] + ("A" if url[-5] != "A" else "B") + ".mp4",
    "below it": lambda url: url + "/x",
    "not ASCII": lambda url: f"/media/{'é' * 98}.mp4",
    "a newline": lambda url: url.replace(".mp4", "%0A.mp4"),
    "a NUL": lambda url: "/media/%00.mp4",
    "a way up": lambda url: "/media/..%2f..%2fetc%2fpasswd.mp4",
    "expired": lambda url: changed(url, expires_s=1_600_000_000),
    "a session that is not": lambda url: changed(url, session_id=2**63),
    "another person's session": lambda url: changed(url, user_id=2**40),
    "a city that is not": lambda url: changed(url, city_id=2**40),
}


@pytest.mark.parametrize("make", WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("asked", ["", "bytes=0-3", "bytes=0-1,3-4"])
def test_it_is_refused(watching: Watching, make: Callable[[str], str], asked: str) -> None:
    answer = ask(make(watching.url), Range=asked)
    assert (answer.status, json.loads(answer.body)) == (403, BAD_TOKEN)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.body == ask("/media/").body


def test_a_forged_token_costs_no_query(
    watching: Watching, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert ask(watching.url[:-5] + ".mp4").status == 403


def test_another_citys_camera_is_refused(people: People, watching: Watching) -> None:
    """As a playlist of the other city would name it, in this person's session."""
    camera = make_camera(people.other_city)
    recording = make_recording(camera, volume=watching.recording.volume)
    answer = ask(media_path(watching.session, camera, recording.pk))
    assert (answer.status, json.loads(answer.body)) == (403, BAD_TOKEN)


def test_a_signed_token_opens_no_other_cameras_file(people: People, watching: Watching) -> None:
    camera = make_camera(people.city)
    own = make_recording(camera, volume=watching.recording.volume)
    foreign_camera = make_camera(people.other_city)
    foreign = make_recording(foreign_camera, volume=watching.recording.volume)
    for recording_id in (own.pk, foreign.pk, uuid4()):
        answer = ask(changed(watching.url, recording_id=recording_id))
        assert (answer.status, json.loads(answer.body)) == (404, NOT_FOUND)
    for camera_id in (camera.pk, foreign_camera.pk, 2**63):
        answer = ask(changed(watching.url, camera_id=camera_id))
        assert (answer.status, json.loads(answer.body)) == (404, NOT_FOUND)


def test_a_camera_that_changed_its_city_is_not_found_under_the_old_one(
    people: People, watching: Watching
) -> None:
    watching.camera.city = City.objects.get(pk=people.other_city.pk)
    watching.camera.save()
    assert ask(watching.url).status == 404


def test_a_secret_that_is_being_replaced_still_verifies(
    watching: Watching, settings: Settings
) -> None:
    old, settings.SECRET_KEY = settings.SECRET_KEY, "new"
    assert ask(watching.url).status == 403
    settings.SECRET_KEY_FALLBACKS = [old]
    assert ask(watching.url).status == 200
