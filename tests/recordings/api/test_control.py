"""Switching recording on and off by camera, and its status."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from recordings.models import Camera, RecorderStatus, Recording, StorageVolume, Wish
from recordings.states import State
from tests.people import People, api_client
from tests.plans.answers import invalid
from tests.recordings.api.conftest import Footage
from tests.recordings.api.scene import growing, make_camera, make_recording, want

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

IDLE = {
    "is_recording": False,
    "state": "stopped",
    "current_file": None,
    "disk_usage": "0.0 GB",
    "disk_usage_bytes": 0,
    "retention_days": 15,
    "oldest_recording": None,
    "fps": None,
    "bitrate_kbps": None,
    "frames": 0,
    "frames_lost": 0,
    "restarts": 0,
    "last_error": None,
    "node": None,
}


@pytest.fixture
def camera(people: People) -> Camera:
    return make_camera(people.city)


def ask(people: People, action: str, camera: Camera, slash: str = "/") -> Any:
    client = api_client(people.operator)
    if action in ("start", "stop"):
        return client.post(f"/api/recording/{action}{slash}", {"camera_id": camera.pk})
    return client.post(f"/api/recording/{action}/{camera.pk}{slash}")


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize(("on", "off"), [("start", "stop"), ("enable", "disable")])
def test_a_wish_begins_and_ends(
    people: People, camera: Camera, on: str, off: str, slash: str
) -> None:
    for action, wanted in ((on, True), (on, True), (off, False), (off, False), (on, True)):
        answer = ask(people, action, camera, slash)
        assert (answer.status_code, answer.json()["camera_id"]) == (202, camera.pk)
        camera.refresh_from_db()
        assert camera.recording_enabled is wanted
        assert Wish.objects.filter(stopped_at=None).exists() is wanted
    assert [(w.started_by, w.stopped_by) for w in Wish.objects.order_by("pk")] == [
        (people.operator, people.operator),
        (people.operator, None),
    ]


def test_the_answer_is_the_status(people: People, camera: Camera) -> None:
    started = ask(people, "start", camera).json()
    status = api_client(people.viewer).get(f"/api/recording/status/{camera.pk}").json()
    assert started == status
    wish = Wish.objects.get()
    since = camera.created_at.isoformat().replace("+00:00", "Z")
    first = wish.started_at.isoformat().replace("+00:00", "Z")
    assert status == {
        **IDLE,
        "camera_id": camera.pk,
        "since": since,
        "expected_oldest": first,
    }


def test_a_camera_never_recorded_expects_nothing(people: People, camera: Camera) -> None:
    status = api_client(people.viewer).get(f"/api/recording/status/{camera.pk}/").json()
    assert {name: status[name] for name in (*IDLE, "expected_oldest")} == {
        **IDLE,
        "expected_oldest": None,
    }


def test_the_status_reads_the_file_that_is_being_written(
    people: People, camera: Camera, volume: StorageVolume, footage: Footage
) -> None:
    wish, now = want(camera), timezone.now()
    RecorderStatus.objects.create(
        camera=camera,
        state=State.RECORDING,
        since=now,
        node="node-1",
        restarts=3,
        error_code="ended",
        error_message="",
        error_at=now,
    )
    done = make_recording(
        camera, now - timedelta(hours=2), 3600, wish=wish, file_size=45_200_000_000, frames=90_000
    )
    running = growing(camera, volume, footage.content[: footage.two_fragments_end + 100], wish=wish)
    status = api_client(people.viewer).get(f"/api/recording/status/{camera.pk}/").json()
    used = 45_200_000_000 + footage.two_fragments_end + 100
    moment = parse_datetime(status["last_error"].pop("at"))
    assert moment == now
    assert status["fps"] == pytest.approx(25, abs=0.5)
    assert status["bitrate_kbps"] > 0
    chosen = (
        "is_recording",
        "state",
        "current_file",
        "disk_usage",
        "disk_usage_bytes",
        "frames",
        "restarts",
        "last_error",
        "node",
    )
    assert {name: status[name] for name in chosen} == {
        "is_recording": True,
        "state": "recording",
        "current_file": running.file_path,
        "disk_usage": "45.2 GB",
        "disk_usage_bytes": used,
        "frames": 90_000 + footage.two_fragments_frames,
        "restarts": 3,
        "last_error": {"code": "ended", "message": "The stream ended."},
        "node": "node-1",
    }
    oldest = parse_datetime(status["oldest_recording"])
    assert oldest == min(done.start_time, running.start_time)


@pytest.mark.parametrize("status", ["ERROR", "DOOMED"])
def test_what_cannot_be_played_is_not_the_oldest(
    people: People, camera: Camera, status: str
) -> None:
    make_recording(camera, status=status)
    found = api_client(people.viewer).get(f"/api/recording/status/{camera.pk}/").json()
    assert (found["oldest_recording"], found["disk_usage_bytes"]) == (None, 1_000_000)


def test_footage_reaches_back_no_further_than_is_kept(people: People, camera: Camera) -> None:
    now = timezone.now()
    Wish.objects.create(camera=camera, started_at=now - timedelta(days=90), stopped_at=now)
    status = api_client(people.viewer).get(f"/api/recording/status/{camera.pk}/").json()
    expected = parse_datetime(status["expected_oldest"])
    assert expected is not None
    assert abs(expected - (now - timedelta(days=15))) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ({"is_active": False}, "inactive"),
        ({"address_encrypted": ""}, "no_address"),
        ({"is_active": False, "archived_at": timezone.now()}, "archived"),
    ],
)
def test_a_camera_that_cannot_be_recorded_says_why(
    people: People, camera: Camera, state: dict[str, Any], code: str
) -> None:
    Camera.objects.filter(pk=camera.pk).update(**state)
    client = api_client(people.operator)
    answers = [
        ask(people, "start", camera),
        ask(people, "enable", camera),
        client.post("/api/recordings/start", {"camera_id": camera.pk, "retention_days": 3}),
    ]
    assert [(a.status_code, a.json()["code"]) for a in answers] == [(409, code)] * 3
    stops = [ask(people, "stop", camera), ask(people, "disable", camera)]
    assert [answer.status_code for answer in stops] == [202, 202]
    camera.refresh_from_db()
    assert (camera.recording_enabled, camera.retention_days) == (False, None)
    assert (Wish.objects.count(), Recording.objects.count()) == (0, 0)


@pytest.mark.parametrize("action", ["start", "stop"])
@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({}, "This field is required."),
        ({"camera_id": None}, "This field may not be null."),
        ({"camera_id": "x"}, "A valid integer is required."),
        ({"camera_id": [1]}, "A valid integer is required."),
        ({"camera_id": True}, "A valid integer is required."),
        ({"camera_id": 0}, "Ensure this value is greater than or equal to 1."),
        ({"camera_id": -1}, "Ensure this value is greater than or equal to 1."),
    ],
)
def test_a_camera_is_named_by_its_number(
    people: People, action: str, body: dict[str, Any], fault: str
) -> None:
    answer = api_client(people.operator).post(f"/api/recording/{action}/", body)
    assert (answer.status_code, answer.json()) == (400, invalid(camera_id=[fault]))
