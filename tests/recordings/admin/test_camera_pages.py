"""Cameras in the admin: added, edited, switched and archived through the services."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from recordings.models import Camera, Recording, Wish
from recordings.secrets import decrypt
from tests.people import People
from tests.recordings.api.scene import ADDRESS, MASKED, make_camera, want

pytestmark = pytest.mark.django_db

LIST = reverse("admin:recordings_camera_changelist")
ADD = reverse("admin:recordings_camera_add")
FORM = {"name": "North", "transport": "tcp", "audio": "on", "is_active": "on"}


def change(camera: Camera) -> str:
    return reverse("admin:recordings_camera_change", args=[camera.pk])


def errors(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 200
    found: dict[str, list[str]] = answer.context["adminform"].form.errors
    return {name: list(texts) for name, texts in found.items()}


@pytest.mark.parametrize("wanted", [True, False])
def test_a_camera_is_added(administrator: Client, people: People, wanted: bool) -> None:
    form = {**FORM, "city": people.city.pk, "rtsp_url": f" {ADDRESS} ", "retention_days": "7"}
    answer = administrator.post(ADD, form | ({"recording_enabled": "on"} if wanted else {}))
    assert (answer.status_code, answer.headers["Location"]) == (302, LIST)
    camera = Camera.objects.get()
    assert decrypt(camera.address_encrypted) == ADDRESS
    kept = (camera.owner, camera.address_display, camera.has_password, camera.retention_days)
    assert kept == (people.superuser, MASKED, True, 7)
    assert (camera.recording_enabled, Wish.objects.count()) == (wanted, int(wanted))


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"rtsp_url": ""}, {"rtsp_url": ["Enter the camera's address."]}),
        (
            {"rtsp_url": "http://10.0.0.1/"},
            {
                "rtsp_url": [
                    "The address is malformed; write rtsp://user:password@host/path. "
                    "(The address must begin with rtsp:// or rtsps://.)"
                ]
            },
        ),
        ({"name": ""}, {"name": ["This field is required."]}),
        (
            {"retention_days": "16"},
            {"__all__": ["The city's plan keeps footage for 15 days at most."]},
        ),
        (
            {"retention_days": "0"},
            {"retention_days": ["Ensure this value is greater than or equal to 1."]},
        ),
        (
            {"is_active": "", "recording_enabled": "on"},
            {"__all__": ["The camera is switched off; activate it first."]},
        ),
        (
            {"city": "999999"},
            {"city": ["Select a valid choice. That choice is not one of the available choices."]},
        ),
    ],
)
def test_a_mistake_is_named_in_the_form(
    administrator: Client, people: People, wrong: dict[str, str], expected: dict[str, list[str]]
) -> None:
    form = {**FORM, "city": str(people.city.pk), "rtsp_url": ADDRESS, **wrong}
    found = errors(administrator.post(ADD, form))
    assert {name: texts for name, texts in found.items() if name in expected} == expected
    assert not Camera.objects.exists()


def test_a_form_without_a_city_is_shown_again(administrator: Client, people: People) -> None:
    form = {**FORM, "city": "", "rtsp_url": ADDRESS, "retention_days": "99"}
    assert list(errors(administrator.post(ADD, form))) == ["city"]


def test_an_edit_without_an_address_keeps_it(administrator: Client, people: People) -> None:
    camera = make_camera(people.city)
    answer = administrator.post(change(camera), {**FORM, "rtsp_url": "", "max_size_gb": "9"})
    assert answer.status_code == 302
    camera.refresh_from_db()
    assert (camera.name, camera.max_size_gb, camera.config_version) == ("North", 9, 1)
    assert decrypt(camera.address_encrypted) == ADDRESS


def test_an_edit_with_an_address_replaces_it(administrator: Client, people: People) -> None:
    camera = make_camera(people.city)
    administrator.post(change(camera), {**FORM, "rtsp_url": "rtsp://10.0.0.7/x"})
    camera.refresh_from_db()
    assert decrypt(camera.address_encrypted) == camera.address_display == "rtsp://10.0.0.7/x"
    assert (camera.has_password, camera.config_version) == (False, 2)


def test_recording_is_switched_in_the_form(administrator: Client, people: People) -> None:
    camera = make_camera(people.city)
    administrator.post(change(camera), {**FORM, "recording_enabled": "on"})
    assert Wish.objects.get(stopped_at=None).started_by == people.superuser
    administrator.post(change(camera), FORM)
    camera.refresh_from_db()
    assert (camera.recording_enabled, Wish.objects.get().stopped_by) == (False, people.superuser)


def test_a_camera_that_is_switched_off_stops(administrator: Client, people: People) -> None:
    camera = make_camera(people.city)
    want(camera)
    form = {**FORM, "is_active": "", "recording_enabled": "on"}
    assert administrator.post(change(camera), form).status_code == 302
    camera.refresh_from_db()
    assert (camera.is_active, camera.recording_enabled) == (False, False)
    assert Wish.objects.get().stopped_at is not None


def test_a_camera_stays_in_its_city(administrator: Client, people: People) -> None:
    camera = make_camera(people.city)
    administrator.post(change(camera), {**FORM, "city": people.other_city.pk})
    camera.refresh_from_db()
    assert (camera.city, camera.name) == (people.city, "North")


def test_recording_without_an_address_is_refused_in_the_form(
    administrator: Client, people: People
) -> None:
    camera = make_camera(people.city, address_encrypted="")
    found = errors(administrator.post(change(camera), {**FORM, "recording_enabled": "on"}))
    assert found == {"__all__": ["The camera has no address; enter one first."]}


def test_an_archived_camera_is_only_shown(administrator: Client, people: People) -> None:
    camera = make_camera(people.city, is_active=False, archived_at=timezone.now())
    assert administrator.get(change(camera)).status_code == 200
    answer = administrator.post(change(camera), {**FORM, "rtsp_url": ADDRESS})
    assert answer.status_code == 403
    camera.refresh_from_db()
    assert camera.is_active is False


def test_deleting_archives_and_keeps_the_footage(
    administrator: Client, people: People, camera: Camera
) -> None:
    url = reverse("admin:recordings_camera_delete", args=[camera.pk])
    assert administrator.get(url).status_code == 200
    assert administrator.post(url, {"post": "yes"}).status_code == 302
    camera.refresh_from_db()
    assert (camera.address_encrypted, camera.is_active) == ("", False)
    assert camera.archived_at is not None
    assert Wish.objects.get().stopped_by == people.superuser
    assert Recording.objects.filter(camera=camera).exists()


@pytest.mark.parametrize(
    "query",
    [
        "recording_enabled__exact=1",
        "recorder_status__state__exact=recording",
        "is_active__exact=1",
        "archived_at__isempty=1",
        "transport__exact=tcp",
        "q=gate+aurora",
        "q=owner",
        "o=-1.2.3.4.5.6.7",
    ],
)
def test_the_list_is_narrowed_and_ordered(
    administrator: Client, camera: Camera, query: str
) -> None:
    answer = administrator.get(f"{LIST}?{query}")
    assert (answer.status_code, list(answer.context["cl"].result_list)) == (200, [camera])
