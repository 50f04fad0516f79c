"""A camera's years cost its days nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recordings.facts import files_in, wishes_in
from recordings.faults import Fault
from recordings.models import Camera, CameraEvent, Detection, Hold, Recording, Wish
from recordings.spans import epoch_ms, moment_of
from recordings.states import State
from tests.playback.timeline.scene import Viewer, sight
from tests.recordings.api.scene import make_recording
from tests.recordings.coverage.story import Clock, Reason, event, hours, wish

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

# Of every request: the token, the camera.
BEFORE = 2


@pytest.fixture
def recorded(camera: Camera, day: Clock) -> Clock:
    wish(camera, day.at(-24))
    event(camera, day.at(-24, 1), State.RECORDING, run="a")
    for hour in range(-24, 36):
        make_recording(camera, day.at(hour), 3500, close_reason=Reason.ENDED)
        sight(camera, day.at(hour))
    return day


def add_older(camera: Camera, day: Clock, number: int) -> None:
    """As many older hours, each with a wish, an event, a detection and a hold of its own."""
    starts = [day.at(-48 - 2 * hour) for hour in range(number)]
    template = make_recording(camera, day.at(-3), 1)
    copied = ("camera_id", "volume_id", "status", "duration_ms", "file_size", "frames")
    values = {name: getattr(template, name) for name in copied}
    Recording.objects.bulk_create(
        Recording(
            **values,
            run_id="old",
            file_path=f"old/{number}/{place}.mp4",
            start_time=start,
            end_time=start + timedelta(hours=1),
        )
        for place, start in enumerate(starts)
    )
    template.delete()
    Wish.objects.bulk_create(
        Wish(camera=camera, started_at=start, stopped_at=start + timedelta(hours=1))
        for start in starts
    )
    CameraEvent.objects.bulk_create(
        CameraEvent(camera=camera, at=start, state=State.BACKOFF, reason=Fault.ENDED)
        for start in starts
    )
    Hold.objects.bulk_create(
        Hold(
            camera=camera,
            start_time=start,
            end_time=start + timedelta(hours=1),
            reason="old",
            until=day.at(1_000),
            created_at=start,
        )
        for start in starts
    )
    Detection.objects.bulk_create(
        Detection(
            city=camera.city, camera=camera, at=start, source="old", external_id=f"{number} {place}"
        )
        for place, start in enumerate(starts)
    )


def queries_of(viewer: Viewer, what: str, given: dict[str, Any]) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert getattr(viewer, what)(**given).status_code == 200
    made = 'INSERT INTO "knox_authtoken"'  # by the test's client
    return sum(not query["sql"].startswith(made) for query in queries)


@pytest.mark.parametrize(
    ("what", "given", "own"),
    [
        # Wishes, files, events, detections, clips, holds, the oldest file.
        ("timeline", {"day": "2026-03-10"}, 7),
        ("timeline", {"day": "2026-03-11", "since_ms": 1_773_241_200_000}, 7),
        ("days", {"month": "2026-03"}, 2),  # files, detections
    ],
)
def test_as_many_queries_however_much_there_is(
    viewer: Viewer, camera: Camera, recorded: Clock, what: str, given: dict[str, Any], own: int
) -> None:
    counts = []
    for number in (10, 1_000):
        add_older(camera, recorded, number)
        counts.append(queries_of(viewer, what, given))
    assert counts == [BEFORE + own] * 2


def test_a_day_says_the_same_however_much_is_older(
    viewer: Viewer, camera: Camera, recorded: Clock
) -> None:
    before = viewer.timeline("2026-03-10").json()
    add_older(camera, recorded, 1_000)
    after = viewer.timeline("2026-03-10").json()
    oldest = epoch_ms(recorded.at(-48 - 2 * 999))
    assert after == {**before, "retention": {**before["retention"], "oldest_ms": oldest}}


def test_no_older_row_is_read(camera: Camera, recorded: Clock) -> None:
    add_older(camera, recorded, 1_000)
    period = epoch_ms(recorded.at(0)), epoch_ms(recorded.at(24))
    assert [moment_of(file.start_ms) for file in files_in(camera, period)] == [
        recorded.at(hour) for hour in range(-1, 24)
    ]
    assert wishes_in(camera, period, period[1]) == ((epoch_ms(recorded.at(-24)), period[1]),)


def test_the_file_before_is_found_however_long_ago(camera: Camera, day: Clock) -> None:
    """Why it ended is why nothing is there now."""
    hours(camera, day.at(-1_000), 3, "a")
    period = epoch_ms(day.at(0)), epoch_ms(day.at(24))
    assert [file.start_ms for file in files_in(camera, period)] == [epoch_ms(day.at(-998))]


def test_a_busy_camera_costs_an_idle_one_nothing(
    viewer: Viewer, camera: Camera, recorded: Clock
) -> None:
    idle = Camera.objects.create(city=camera.city, name="Idle")
    seen = Viewer(viewer.user, idle)
    assert queries_of(seen, "timeline", {"day": "2026-03-10"}) == BEFORE + 7
    assert seen.days().json()["days"][9]["detections"] == 0
