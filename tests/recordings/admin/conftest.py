"""A superuser at the admin, and one row at least of each of our models."""

import pytest
from django.test import Client
from django.utils import timezone

from panel.models import Job, JobLine
from playback.models import LivePosition, PlaybackSession, Viewing
from recordings.models import (
    AuditRun,
    Camera,
    CameraEvent,
    CoverageDay,
    Detection,
    FragmentIndex,
    RecorderNode,
    RecorderStatus,
)
from recordings.states import State
from tests.clips.rows import make_clip, make_copy, make_share
from tests.people import People, api_client
from tests.recordings.admin.figures import add_figures
from tests.recordings.admin.promises import add_promises
from tests.recordings.api.scene import make_camera, make_recording, want


def add_rows(people: People, number: int) -> Camera:
    """A camera with all that belongs to one, and a program's token."""
    now = timezone.now()
    camera = make_camera(people.city, f"Gate {number:03}", owner=people.owner)
    wish = want(camera)
    RecorderStatus.objects.create(camera=camera, state=State.RECORDING, since=now)
    CameraEvent.objects.create(camera=camera, at=now, state=State.RECORDING)
    RecorderNode.objects.create(name=f"node-{number}", started_at=now, heartbeat_at=now)
    CoverageDay.objects.create(
        camera=camera,
        date=now.date(),
        time_zone="America/Sao_Paulo",
        wanted_ms=86_400_000,
        recorded_ms=86_399_000,
        gaps=[[0, 1000, "camera_offline"]],
        computed_at=now,
    )
    recording = make_recording(camera, wish=wish)
    FragmentIndex.objects.create(
        recording=recording,
        init_size=1,
        first_offset=1,
        timescale=1,
        first_dts=0,
        sizes=b"",
        durations=b"",
    )
    AuditRun.objects.create(started_at=timezone.now())
    Detection.objects.create(
        city=people.city,
        camera=camera,
        at=now,
        plate="ABC1D23",
        plate_key="A8C1023",
        source="reader",
        external_id=str(number),
    )
    add_promises(people.city, camera, recording, number)
    clip = make_clip(camera, people.operator, gaps=[[0, 1000]])
    make_copy(clip, asked_by=people.operator)
    make_share(clip, created_by=people.owner, last_opened_at=now)
    api_client(people.owner)
    LivePosition.objects.create(
        recording=recording, media_sequence=number, discontinuity_sequence=number
    )
    session = PlaybackSession.objects.create(
        user=people.owner,
        sign_in=PlaybackSession.SESSION,
        sign_in_key=f"key-{number}",
        created_at=now,
        seen_at=now,
        expires_at=now,
    )
    Viewing.objects.create(session=session, camera=camera, began_at=now, seen_at=now)
    add_figures(people, camera, number)
    job = Job.objects.create(kind="recording_start", state=Job.State.DONE, created_at=now)
    JobLine.objects.create(job=job, number=0, subject=camera.name, message="was recording already")
    return camera


@pytest.fixture
def camera(people: People) -> Camera:
    return add_rows(people, 0)


@pytest.fixture
def administrator(people: People) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(people.superuser)
    return client
