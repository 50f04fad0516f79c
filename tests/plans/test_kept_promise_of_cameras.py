"""A camera's own retention and quota that are made less: in force 24 hours later."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from plans.entitlements import GB
from plans.services import city_update
from recordings.models import Camera
from tests.people import People, api_client, make_plan
from tests.playback.timeline.scene import StandingClock
from tests.recordings.api.scene import ADDRESS, make_camera

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

NOON = datetime(2026, 3, 10, 15, tzinfo=UTC)
DAY, INSTANT = timedelta(hours=24), timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> StandingClock:
    standing = StandingClock(NOON)
    monkeypatch.setattr(timezone, "now", standing)
    return standing


@pytest.fixture
def camera(people: People) -> Camera:
    """In a city with 15 days and 360 GB a camera."""
    return make_camera(people.city, "Gate")


def change(people: People, camera: Camera, **values: Any) -> None:
    client: Any = api_client(people.owner)
    answer = client.patch(f"/api/cameras/{camera.pk}/", values)
    assert answer.status_code == 200, answer.content


def in_force(camera: Camera, *moments: datetime) -> list[tuple[int, int]]:
    row = Camera.objects.get(pk=camera.pk)
    return [(row.retention_days_at(at), row.quota_bytes_at(at) // GB) for at in moments]


AROUND = (NOON, NOON + DAY - INSTANT, NOON + DAY)


def test_less_than_the_plans_is_kept_for_a_day(people: People, camera: Camera) -> None:
    change(people, camera, retention_days=5)
    assert in_force(camera, *AROUND) == [(15, 360), (15, 360), (5, 360)]


def test_so_is_a_smaller_quota(people: People, camera: Camera) -> None:
    change(people, camera, max_size_gb=50)
    assert in_force(camera, *AROUND) == [(15, 360), (15, 360), (15, 50)]


def test_more_is_at_once(people: People) -> None:
    camera = make_camera(people.city, retention_days=3, max_size_gb=10)
    change(people, camera, retention_days=9, max_size_gb=None)
    assert in_force(camera, NOON) == [(9, 360)]
    assert Camera.objects.get(pk=camera.pk).kept_until is None


def test_another_name_keeps_nothing(people: People, camera: Camera) -> None:
    change(people, camera, name="Other", retention_days=15)
    assert Camera.objects.get(pk=camera.pk).kept_until is None


def test_starting_with_fewer_days_keeps_the_old_ones_too(people: People, camera: Camera) -> None:
    client: Any = api_client(people.operator)
    body = {"camera_id": camera.pk, "retention_days": 4}
    answer = client.post("/api/recordings/start", body)
    assert (answer.status_code, answer.json()["retention_days"]) == (201, 4)
    assert in_force(camera, *AROUND) == [(15, 360), (15, 360), (4, 360)]


def test_a_new_camera_was_promised_nothing(people: People) -> None:
    client: Any = api_client(people.owner)
    body = {"city": people.city.pk, "name": "New", "rtsp_url": ADDRESS, "retention_days": 2}
    assert client.post("/api/cameras/", body).status_code == 201
    row = Camera.objects.get(name="New")
    assert (row.kept_until, row.retention_days_at(NOON)) == (None, 2)


def test_what_is_set_asks_the_new_plan_though_the_old_is_in_force(
    people: People, camera: Camera
) -> None:
    city_update(actor=people.superuser, city=people.city, plan=make_plan("basic"))
    assert in_force(camera, *AROUND) == [(15, 360), (15, 360), (7, 168)]
    client: Any = api_client(people.owner)
    answer = client.patch(f"/api/cameras/{camera.pk}/", {"retention_days": 8})
    assert (answer.status_code, answer.json()["limit"]) == (403, 7)
    answer = client.patch(f"/api/cameras/{camera.pk}/", {"max_size_gb": 169})
    assert (answer.status_code, answer.json()["limit"]) == (403, 168)


def test_a_smaller_plan_and_then_less_of_the_camera(
    people: People, camera: Camera, clock: StandingClock
) -> None:
    city_update(actor=people.superuser, city=people.city, plan=make_plan("basic"))
    clock.now += timedelta(hours=6)
    change(people, camera, retention_days=2)
    after = (NOON + DAY, clock.now + DAY - INSTANT, clock.now + DAY)
    assert in_force(camera, *after) == [(15, 360), (15, 360), (2, 168)]


def test_the_smaller_plans_own_figures_do_not_end_what_its_city_keeps(
    people: People, camera: Camera, clock: StandingClock
) -> None:
    city_update(actor=people.superuser, city=people.city, plan=make_plan("basic"))
    clock.now += timedelta(hours=1)
    change(people, camera, retention_days=7, max_size_gb=168)  # as much as is promised for good
    moments = (clock.now, clock.now + DAY - INSTANT, clock.now + DAY)
    assert in_force(camera, *moments) == [(15, 360), (15, 360), (7, 168)]


def test_nor_does_starting_with_them(people: People, camera: Camera, clock: StandingClock) -> None:
    city_update(actor=people.superuser, city=people.city, plan=make_plan("basic"))
    client: Any = api_client(people.operator)
    body = {"camera_id": camera.pk, "retention_days": 7}
    assert client.post("/api/recordings/start", body).status_code == 201
    assert in_force(camera, *AROUND) == [(15, 360), (15, 360), (7, 168)]


def test_to_and_fro_keeps_nothing_longer_than_a_day(
    people: People, camera: Camera, clock: StandingClock
) -> None:
    city_update(actor=people.superuser, city=people.city, plan=make_plan("basic"))
    for days in (7, None, 7, None, 7):
        clock.now += timedelta(hours=1)
        change(people, camera, retention_days=days)
    assert in_force(camera, NOON + timedelta(hours=25)) == [(7, 168)]


def test_the_installations_ceiling_is_over_all(
    people: People, camera: Camera, settings: Settings
) -> None:
    settings.RECORDING_DELETE_AFTER_DAYS, settings.RECORDING_MAX_SIZE_GB = 10, 200
    change(people, camera, retention_days=5, max_size_gb=100)
    assert in_force(camera, *AROUND) == [(10, 200), (10, 200), (5, 100)]


def test_the_admins_form_keeps_it_too_and_the_page_says_so(
    people: People, camera: Camera, clock: StandingClock
) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(people.superuser)
    url = reverse("admin:recordings_camera_change", args=[camera.pk])
    form = {"name": "Gate", "transport": "tcp", "audio": "on", "is_active": "on"}
    answer = client.post(url, {**form, "retention_days": "5", "max_size_gb": "60"})
    assert answer.status_code == 302
    assert in_force(camera, *AROUND) == [(15, 360), (15, 360), (5, 60)]
    page = client.get(url).content.decode()
    assert "5 days (15 until 03/11/2026 noon)" in page
    assert "60 GB (360 until 03/11/2026 noon)" in page
    clock.now += DAY
    page = client.get(url).content.decode()
    assert "5 days" in page
    assert "until 03/11/2026" not in page


def test_a_camera_whose_citys_promise_is_kept_says_until_when(
    people: People, camera: Camera
) -> None:
    city_update(actor=people.superuser, city=people.city, plan=make_plan("basic"))
    client = Client(headers={"accept-language": "en"})
    client.force_login(people.superuser)
    url = reverse("admin:recordings_camera_change", args=[camera.pk])
    assert "7 days (15 until 03/11/2026 noon)" in client.get(url).content.decode()
