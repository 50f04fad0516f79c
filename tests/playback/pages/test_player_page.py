"""A camera's player page: for every member of its city, and with a strict content policy."""

import json
import re

import pytest
from django.test import Client

from plans.models import User
from recordings.models import Camera
from tests.people import People

pytestmark = pytest.mark.contract


@pytest.fixture
def camera(people: People) -> Camera:
    return Camera.objects.create(city=people.city, name="Portaria <b>")


def page_of(camera_id: object) -> str:
    return f"/playback/cameras/{camera_id}/"


def browser(user: User | None = None, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    if user is not None:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(camera: Camera) -> None:
    answer = browser().get(page_of(camera.pk))
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"/sign-in/?next={page_of(camera.pk)}",
    )


@pytest.mark.parametrize("who", ["owner", "operator", "viewer", "superuser"])
def test_every_role_of_the_city_sees_it(people: People, camera: Camera, who: str) -> None:
    answer = browser(getattr(people, who)).get(page_of(camera.pk))
    assert answer.status_code == 200
    assert "Portaria &lt;b&gt;" in answer.text


@pytest.mark.parametrize("camera_id", ["0", "999999", "9" * 30, "a", "%00", "-1", "1.5"])
def test_a_foreign_camera_is_as_missing_as_none(
    people: People, camera: Camera, camera_id: str
) -> None:
    client = browser(people.stranger)
    foreign, missing = client.get(page_of(camera.pk)), client.get(page_of(camera_id))
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert foreign.content == missing.content


def test_it_allows_nothing_from_elsewhere_and_no_script_within(
    people: People, camera: Camera
) -> None:
    answer = browser(people.viewer).get(page_of(camera.pk))
    assert answer["Content-Security-Policy"].split("; ") == [
        "default-src 'self'",
        "media-src 'self' blob:",
        "img-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
    assert answer["Cache-Control"] == "private, no-store"
    scripts = re.findall(r"<script([^>]*)>([^<]*)</script>", answer.text)
    assert [attributes for attributes, text in scripts if text.strip()] == [
        ' id="player-data" type="application/json"'
    ]
    assert not re.search(r"\son\w+=|\sstyle=|<style", answer.text)


def test_it_tells_its_script_where_to_ask_and_what_to_say(people: People, camera: Camera) -> None:
    told = {}
    for language in ("en", "pt-br"):
        answer = browser(people.viewer, language).get(page_of(camera.pk))
        found = re.search(r'<script id="player-data"[^>]*>(.*?)</script>', answer.text)
        assert found is not None
        told[language] = json.loads(found[1])
    english = told["en"]
    words = english.pop("words")
    assert english == {
        "camera": camera.pk,
        "zone": "America/Sao_Paulo",
        "language": "en",
        "urls": {
            "window": f"/api/playback/cameras/{camera.pk}/index.m3u8",
            "live": f"/api/playback/cameras/{camera.pk}/live.m3u8",
            "timeline": f"/api/playback/cameras/{camera.pk}/timeline/",
            "recordings": "/api/recordings/",
        },
    }
    assert words["gap"] == "Nothing is recorded at this moment."
    assert words.keys() == told["pt-br"]["words"].keys()
    assert "{codecs}" in words["codec"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_is_only_read(people: People, camera: Camera, method: str) -> None:
    answer = getattr(browser(people.owner), method)(page_of(camera.pk))
    assert answer.status_code == 405
