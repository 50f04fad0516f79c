"""Cameras started, stopped, reconnected, given to somebody and archived, as a person does it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from panel.kinds.registry import kinds
from recordings.models import Camera, Recording, Wish
from tests.panel.jobs.scene import at, begin, done, lines, make_staff, signed_in
from tests.people import People
from tests.recordings.api.scene import make_camera, make_recording, want

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(people: People) -> Client:
    return signed_in(people.superuser)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Cameras whose recorders were woken."""
    found: list[int] = []
    monkeypatch.setattr("recordings.services.recording._send_supervise", found.append)
    return found


def shown(client: Client, code: str, *rows: Any, **values: str) -> dict[str, Any]:
    job = begin(client, kinds[code], *rows)
    preview = client.get(at("preview", job), values).context["preview"]
    return {
        "sentences": list(preview.sentences),
        "rows": [tuple(row) for row in preview.rows],
        "warnings": list(preview.warnings),
        "obstacle": preview.obstacle,
    }


def test_a_preview_names_those_that_are_refused_first_and_why(
    administrator: Client, people: People
) -> None:
    off = make_camera(people.city, "Off", is_active=False)
    busy = make_camera(people.city, "Busy")
    want(busy)
    cameras = [make_camera(people.city, "New"), off, busy]
    assert shown(administrator, "recording_start", *cameras) == {
        "sentences": ["1 camera begins to record."],
        "rows": [
            ("Off", "Aurora", "The camera is switched off; activate it first."),
            ("New", "Aurora", "begins to record"),
            ("Busy", "Aurora", "was recording already"),
        ],
        "warnings": ["1 is refused."],
        "obstacle": "",
    }
    job = done(administrator, kinds["recording_start"], *cameras)
    assert sorted(lines(job)) == [
        ("Busy", "was recording already", False),
        ("New", "", False),
        ("Off", "The camera is switched off; activate it first.", True),
    ]


def test_what_cannot_be_done_to_any_is_not_begun(administrator: Client, people: People) -> None:
    camera = make_camera(people.city, "Off", is_active=False)
    told = shown(administrator, "recording_start", camera)
    assert told["obstacle"] == "Nothing of what is chosen can be done."
    job = begin(administrator, kinds["recording_start"], camera)
    answer = administrator.post(at("confirm", job), follow=True)
    assert [str(m) for m in answer.context["messages"]] == [told["obstacle"]]


def test_stopping_ends_wishes(administrator: Client, people: People) -> None:
    busy, idle = make_camera(people.city, "Busy"), make_camera(people.city, "Idle")
    want(busy)
    job = done(administrator, kinds["recording_stop"], busy, idle)
    assert sorted(lines(job)) == [("Busy", "", False), ("Idle", "was not recording", False)]
    assert Wish.objects.get().stopped_by == people.superuser


def test_reconnecting_begins_a_new_run_of_what_is_wanted(
    administrator: Client,
    people: People,
    told: list[int],
    django_capture_on_commit_callbacks: Any,
) -> None:
    busy, idle = make_camera(people.city, "Busy"), make_camera(people.city, "Idle")
    want(busy)
    with django_capture_on_commit_callbacks(execute=True):
        job = done(administrator, kinds["camera_reconnect"], busy, idle)
    refused = "Recording is not wanted; there is nothing to reconnect."
    assert sorted(lines(job)) == [("Busy", "", False), ("Idle", refused, True)]
    versions = dict(Camera.objects.values_list("name", "config_version"))
    assert (versions, told) == ({"Busy": 2, "Idle": 1}, [busy.pk])


def test_an_owner_is_a_member_of_the_cameras_city_or_nobody(
    administrator: Client, people: People
) -> None:
    ours, theirs = make_camera(people.city, "Ours"), make_camera(people.other_city, "Theirs")
    operator = str(people.operator.pk)
    told = shown(administrator, "camera_give", ours, theirs, owner=operator)
    assert told["rows"] == [
        ("Theirs", "Boreal", "nobody", "operator is no member of Boreal"),
        ("Ours", "Aurora", "nobody", "operator"),
    ]
    job = done(administrator, kinds["camera_give"], ours, theirs, owner=operator)
    assert sorted(lines(job)) == [
        ("Ours", "operator", False),
        ("Theirs", "Choose a member of the city Boreal.", True),
    ]
    done(administrator, kinds["camera_give"], ours, owner="")
    assert Camera.objects.get(pk=ours.pk).owner is None


def test_an_owner_chooses_among_their_own_people(people: People) -> None:
    client = signed_in(make_staff(people.owner))
    job = begin(client, kinds["camera_give"], make_camera(people.city))
    answer = client.get(at("preview", job), {"owner": str(people.stranger.pk)})
    assert answer.context["form"].errors["owner"]
    assert not client.get(at("preview", job), {"owner": people.viewer.pk}).context["form"].errors


def test_deleting_archives_and_says_what_stays(administrator: Client, people: People) -> None:
    camera = make_camera(people.city, "Gate", owner=people.owner)
    want(camera)
    now = timezone.now()
    make_recording(camera, now - timedelta(days=2), file_size=1_230_000_000)
    told = shown(administrator, "camera_archive", camera)
    assert told["sentences"][1] == ("1.2 GB of footage stay, and can be watched until their time.")
    assert told["rows"][0][:3] == ("Gate", "Aurora", "1.2 GB")
    job = done(administrator, kinds["camera_archive"], camera)
    assert lines(job) == [("Gate", "", False)]
    camera.refresh_from_db()
    assert (camera.address_encrypted, camera.is_active) == ("", False)
    assert Wish.objects.get().stopped_by == people.superuser
    assert Recording.objects.filter(camera=camera).exists()
    job = done(administrator, kinds["camera_archive"], camera)
    assert lines(job) == [("Gate", "was archived already", False)]


def test_djangos_own_deletion_is_not_there_beside_it(administrator: Client, people: People) -> None:
    camera = make_camera(people.city)
    url = reverse("admin:recordings_camera_changelist")
    form = {"action": "delete_selected", "_selected_action": [str(camera.pk)], "post": "yes"}
    administrator.post(url, form, follow=True)
    camera.refresh_from_db()
    assert camera.archived_at is None
