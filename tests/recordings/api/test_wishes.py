"""`/api/recordings/start` and `/api/recordings/{id}/stop`: a wish under its recording's id."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from recordings.models import Camera, Recording, StorageVolume, Wish
from tests.people import People, api_client
from tests.plans.answers import NOT_FOUND
from tests.recordings.api.conftest import Footage
from tests.recordings.api.scene import NOON, growing, make_camera, make_recording, want

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


@pytest.fixture
def camera(people: People) -> Camera:
    return make_camera(people.city)


def start(people: People, **body: Any) -> Any:
    return api_client(people.operator).post("/api/recordings/start", body)


def stop(people: People, recording_id: object) -> Any:
    return api_client(people.operator).post(f"/api/recordings/{recording_id}/stop")


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_start_sets_an_id_aside_for_the_first_file(
    people: People, camera: Camera, slash: str
) -> None:
    url = f"/api/recordings/start{slash}"
    answer = api_client(people.operator).post(url, {"camera_id": camera.pk})
    wish = Wish.objects.get()
    assert (answer.status_code, answer.json()) == (
        201,
        {
            "recording_id": str(wish.first_recording_id),
            "stream_id": f"cam-{camera.pk}",
            "status": "RECORDING",
            "started_at": wish.started_at.isoformat().replace("+00:00", "Z"),
            "retention_days": 15,
            "storage_path": f"city_{people.city.pk}/cam_{camera.pk}/",
        },
    )


def test_a_second_start_answers_the_same(people: People, camera: Camera) -> None:
    first = start(people, camera_id=camera.pk)
    again = start(people, stream_id=f"cam-{camera.pk}")
    both = start(people, stream_id=f"cam-{camera.pk}", camera_id=camera.pk)
    assert [first.status_code, again.status_code, both.status_code] == [201, 200, 200]
    assert first.json() == again.json() == both.json()


def test_a_start_after_a_stop_is_another_wish(people: People, camera: Camera) -> None:
    first = start(people, camera_id=camera.pk).json()["recording_id"]
    assert stop(people, first).status_code == 200
    again = start(people, camera_id=camera.pk)
    assert (again.status_code, again.json()["recording_id"] != first) == (201, True)
    assert stop(people, first).json()["code"] == "not_running"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"camera_id": 7, "stream_id": "cam-8"},
        {"camera_id": 7, "stream_id": "cam-0"},
        {"stream_id": "cam-0"},
        {"stream_id": "cam-"},
        {"stream_id": "7"},
        {"stream_id": "cam-7x"},
        {"stream_id": "cam-٧"},
        {"stream_id": "cam-" + "9" * 19},
        {"stream_id": None},
        {"stream_id": ["cam-7"]},
        {"camera_id": 7, "retention_days": "week"},
        {"camera_id": 7, "retention_days": None},
    ],
)
def test_a_start_that_makes_no_sense_is_refused(people: People, body: dict[str, Any]) -> None:
    answer = start(people, **body)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


@pytest.mark.parametrize("days", [0, -3, 16, 10**30])
def test_a_retention_beyond_one_day_to_the_plans_is_refused(
    people: People, camera: Camera, days: int
) -> None:
    answer = start(people, camera_id=camera.pk, retention_days=days)
    assert (answer.status_code, answer.json()["code"]) == (403, "plan_limit")
    assert answer.json()["limit"] == 15
    assert not Wish.objects.exists()


def test_a_start_may_set_the_cameras_retention(people: People, camera: Camera) -> None:
    assert start(people, camera_id=camera.pk, retention_days=5).json()["retention_days"] == 5
    again = start(people, camera_id=camera.pk, retention_days=15)
    assert (again.status_code, again.json()["retention_days"]) == (200, 15)
    camera.refresh_from_db()
    assert camera.retention_days == 15


def test_a_start_with_more_days_than_the_plan_has_starts_nothing(
    people: People, camera: Camera
) -> None:
    answer = start(people, camera_id=camera.pk, retention_days=16)
    assert (answer.status_code, answer.json()) == (
        403,
        {
            "code": "plan_limit",
            "detail": "The city's plan keeps footage for 15 days at most.",
            "fields": {},
            "limit": 15,
        },
    )
    camera.refresh_from_db()
    assert (camera.retention_days, camera.recording_enabled) == (None, False)
    assert not Wish.objects.exists()


def test_a_stop_before_the_first_file_has_nothing_to_show(people: People, camera: Camera) -> None:
    key = start(people, camera_id=camera.pk).json()["recording_id"]
    answer = stop(people, key)
    stopped_at = Wish.objects.get().stopped_at
    assert stopped_at is not None
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "recording_id": key,
            "status": "STOPPED",
            "stopped_at": stopped_at.isoformat().replace("+00:00", "Z"),
            "duration_seconds": 0.0,
            "file_size_mb": 0.0,
        },
    )
    camera.refresh_from_db()
    assert camera.recording_enabled is False


def test_a_stop_counts_the_whole_wish_the_open_file_too(
    people: People, camera: Camera, volume: StorageVolume, footage: Footage
) -> None:
    wish = want(camera)
    first = make_recording(camera, NOON, 3600, wish=wish, id=wish.first_recording_id)
    make_recording(camera, NOON + timedelta(hours=1), 1800.5, wish=wish, file_size=2_500_000)
    make_recording(camera, NOON - timedelta(days=1), 3600)  # another wish's
    written = footage.content[: footage.two_fragments_end + 50]
    last = growing(camera, volume, written, wish=wish, start_time=NOON + timedelta(hours=2))
    answer = stop(people, last.pk).json()
    size = 1_000_000 + 2_500_000 + len(written)
    assert (answer["recording_id"], answer["file_size_mb"]) == (str(last.pk), round(size / 1e6, 3))
    expected = 3600 + 1800.5 + footage.two_fragments_ms / 1000
    assert answer["duration_seconds"] == pytest.approx(expected, abs=0.001)
    again = stop(people, first.pk)
    assert (again.status_code, again.json()["code"]) == (409, "not_running")


def test_any_file_of_the_running_wish_stops_it(people: People, camera: Camera) -> None:
    wish = want(camera)
    second = make_recording(camera, wish=wish)
    assert stop(people, second.pk).status_code == 200
    wish.refresh_from_db()
    assert wish.stopped_by == people.operator


def test_an_id_may_be_written_in_another_way(people: People, camera: Camera) -> None:
    wish = want(camera)
    answer = stop(people, wish.first_recording_id.hex.upper())
    assert (answer.status_code, UUID(answer.json()["recording_id"])) == (
        200,
        wish.first_recording_id,
    )
    assert answer.json()["recording_id"] == str(wish.first_recording_id)


def test_an_earlier_wishs_file_does_not_stop_the_present_one(
    people: People, camera: Camera
) -> None:
    earlier = Wish.objects.create(camera=camera, started_at=NOON, stopped_at=NOON)
    old = make_recording(camera, wish=earlier)
    orphan = make_recording(camera, NOON + timedelta(hours=1), wish=None)
    want(camera)
    answers = [stop(people, key) for key in (old.pk, earlier.first_recording_id, orphan.pk)]
    assert [(a.status_code, a.json()["code"]) for a in answers] == [(409, "not_running")] * 3
    assert Wish.objects.filter(stopped_at=None).count() == 1
    assert Recording.objects.count() == 2


def test_an_id_of_nothing_is_missing(people: People) -> None:
    answer = stop(people, uuid4())
    assert (answer.status_code, answer.json()) == (404, NOT_FOUND)
