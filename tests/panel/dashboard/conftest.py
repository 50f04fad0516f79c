"""A city's part of an installation, and another's, as the dashboard shows them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from clips.models import Status
from panel.models import Job
from plans.models import City, User
from playback.models import Viewing
from recordings.models import (
    Alert,
    Camera,
    CameraSummary,
    CityDay,
    RecorderNode,
    RecorderStatus,
    Recording,
    StorageVolume,
)
from recordings.states import State
from tests.clips.rows import make_clip
from tests.panel.schedule.conftest import start_beat
from tests.people import People
from tests.playback.media.scene import session_by_token
from tests.recordings.api.scene import make_camera, make_recording, want


def signed_in(user: User, language: str = "en") -> Client:
    user.is_staff = True
    user.save(update_fields=["is_staff"])
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client


def camera_in(city: City, name: str, state: State | None, *, is_wanted: bool = True) -> Camera:
    camera = make_camera(city, name)
    if is_wanted:
        want(camera)
    if state is not None:
        RecorderStatus.objects.create(camera=camera, state=state, since=timezone.now())
    return camera


def fill(city: City, people: People, name: str, lost: int) -> Camera:
    """Three cameras with an alert, a clip and a file that wait, a viewer and tonight's expiries."""
    now = timezone.now()
    camera = camera_in(city, f"{name} gate", State.RECORDING)
    camera_in(city, f"{name} yard", State.AUTH_FAILED)
    camera_in(city, f"{name} attic", None, is_wanted=False)
    Alert.objects.create(
        kind=Alert.Kind.CAMERA_OFFLINE,
        severity=Alert.Severity.WARNING,
        subject=f"camera:{camera.pk}",
        city=city,
        camera=camera,
        opened_at=now - timedelta(minutes=12),
    )
    make_clip(camera, people.operator, status=Status.PENDING, created_at=now - timedelta(minutes=3))
    waiting = make_recording(camera, status=Recording.Status.RECORDING, end_time=None)
    Recording.objects.filter(pk=waiting.pk).update(closed_at=now - timedelta(hours=1))
    session = session_by_token(people.viewer, now)
    Viewing.objects.create(session=session, camera=camera, began_at=now, seen_at=now)
    CameraSummary.objects.create(
        camera=camera,
        calculated_at=now,
        oldest_at=now - timedelta(days=7),
        expiring_at=now + timedelta(hours=2),
        expiring_files=24,
        expiring_bytes=36_000_000_000,
    )
    CityDay.objects.create(
        city=city,
        date=timezone.localdate(),
        calculated_at=now,
        cameras=2,
        wanted_ms=1_000_000,
        recorded_ms=990_000,
        frames=100_000 - lost,
        frames_lost=lost,
    )
    return camera


@pytest.fixture
def installation(people: People) -> People:
    now = timezone.now()
    fill(people.city, people, "Aurora", lost=300)
    fill(people.other_city, people, "Boreal", lost=5_000)
    CityDay.objects.create(
        date=timezone.localdate(),
        calculated_at=now,
        wanted_ms=2_000_000,
        recorded_ms=1_980_000,
        frames=194_700,
        frames_lost=5_300,
    )
    StorageVolume.objects.create(
        name="disk one", root="/nowhere/1", total_bytes=10**12, free_bytes=15 * 10**10
    )
    for name, seconds in (("near", 1), ("far", 400)):
        heard = now - timedelta(seconds=seconds)
        RecorderNode.objects.create(name=name, started_at=heard, heartbeat_at=heard)
    start_beat()
    PeriodicTask.objects.update(last_run_at=now)
    Job.objects.create(
        kind="record_on",
        state=Job.State.RUNNING,
        total=8,
        done=2,
        created_by=people.stranger,
        username="stranger",
        created_at=now,
    )
    return people
