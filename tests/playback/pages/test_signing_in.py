"""The sign-in page, for people who are no staff, and the list of their cameras behind it."""

import pytest
from django.test import Client

from plans.models import AuditEntry
from recordings.models import Camera
from tests.people import PASSWORD, People, make_user

pytestmark = [pytest.mark.contract, pytest.mark.usefixtures("quick_passwords")]


@pytest.fixture
def cameras(people: People) -> list[Camera]:
    cities = (people.city, people.other_city)
    return [Camera.objects.create(city=city, name=f"Gate of {city}") for city in cities]


def test_a_viewer_signs_in_and_is_where_they_wanted_to_be(
    people: People, cameras: list[Camera]
) -> None:
    people.viewer.set_password(PASSWORD)
    people.viewer.save()
    client = Client()
    page = f"/playback/cameras/{cameras[0].pk}/"
    answer = client.get(page, follow=True)
    assert answer.templates[0].name == "sign_in.html"
    answer = client.post("/sign-in/", {"username": "viewer", "password": PASSWORD, "next": page})
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert client.get(page).status_code == 200
    assert AuditEntry.objects.filter(action="sign_in", username="viewer").count() == 1


@pytest.mark.parametrize("onward", ["https://elsewhere.example/", "//elsewhere.example", ""])
def test_nobody_is_sent_elsewhere_after_signing_in(people: People, onward: str) -> None:
    make_user("somebody", password=PASSWORD)
    data = {"username": "somebody", "password": PASSWORD, "next": onward}
    assert Client().post("/sign-in/", data)["Location"] == "/playback/"


def test_a_wrong_password_says_so_and_signs_nobody_in(people: People) -> None:
    make_user("somebody", password=PASSWORD)
    client = Client(headers={"accept-language": "en"})
    answer = client.post("/sign-in/", {"username": "somebody", "password": "wrong"})
    assert answer.status_code == 200
    assert 'role="alert"' in answer.text
    assert client.get("/playback/").status_code == 302


def test_each_person_sees_the_cameras_of_their_cities_alone(
    people: People, cameras: list[Camera]
) -> None:
    own, foreign = cameras
    Camera.objects.create(city=own.city, name="Old", archived_at=own.created_at)
    client = Client()
    client.force_login(people.viewer, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/playback/").text
    assert own.name in page
    assert f"/playback/cameras/{own.pk}/" in page
    assert foreign.name not in page
    assert "Old" not in page
