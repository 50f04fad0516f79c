"""Each reason that a timeline can give, from the rows that a recorder leaves."""

from datetime import timedelta

import pytest

from recordings.faults import Fault
from recordings.models import Camera, RecorderNode, Recording, StorageVolume
from recordings.states import State
from tests.playback.timeline.scene import StandingClock, Viewer
from tests.recordings.api.conftest import Footage
from tests.recordings.api.scene import growing, make_recording
from tests.recordings.coverage.story import Clock, Reason, event, hours, wish

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

NONE, OFFLINE, DISABLED, DOWN, EXPIRED, DISK, OUTSIDE = range(7)
HOUR = 3_600_000


def reasons(viewer: Viewer) -> list[int]:
    found: list[int] = viewer.timeline("2026-03-10").json()["gap_reasons"]
    return found


@pytest.mark.parametrize(
    ("state", "fault", "reason"),
    [
        (State.BACKOFF, Fault.ENDED, OFFLINE),
        (State.STALLED, Fault.STALLED, OFFLINE),
        (State.AUTH_FAILED, Fault.AUTH_FAILED, OFFLINE),
        (State.BAD_ADDRESS, Fault.NOT_FOUND, OFFLINE),
        (State.UNSUPPORTED, Fault.UNSUPPORTED, OFFLINE),
        (State.FAILED, Fault.DISK_FULL, DISK),
        (State.FAILED, Fault.VOLUME, DISK),
        (State.FAILED, Fault.INTERNAL, DOWN),
    ],
)
def test_what_the_recorder_noted(
    viewer: Viewer, camera: Camera, day: Clock, state: State, fault: Fault, reason: int
) -> None:
    wish(camera, day.at(0))
    event(camera, day.at(0, 1), State.RECORDING, run="a")
    hours(camera, day.at(0), 5, "a")
    event(camera, day.at(5, 1), state, fault)
    hours(camera, day.at(6), 18, "b")
    event(camera, day.at(6, 1), State.RECORDING, run="b")
    assert reasons(viewer) == [NONE, reason, NONE]


def test_a_recorder_that_went_down(viewer: Viewer, camera: Camera, day: Clock) -> None:
    wish(camera, day.at(0))
    event(camera, day.at(0, 1), State.RECORDING, run="a")
    make_recording(camera, day.at(0), 5 * 3600, close_reason=Reason.RECORDER_DOWN)
    make_recording(camera, day.at(6), 18 * 3600)
    assert reasons(viewer) == [NONE, DOWN, NONE]


def test_a_node_without_a_sign_of_life_today(
    viewer: Viewer,
    camera: Camera,
    day: Clock,
    clock: StandingClock,
    volume: StorageVolume,
    footage: Footage,
) -> None:
    clock.now = day.at(9)
    wish(camera, day.at(8))
    event(camera, day.at(8), State.RECORDING, run="a")
    growing(camera, volume, footage.content, start_time=day.at(8), run_id="a")
    assert viewer.timeline().json()["gap_reasons"] == [DISABLED, DOWN]
    camera.node = "alive"
    camera.save()
    RecorderNode.objects.create(
        name="alive",
        hostname="alive",
        started_at=day.at(0),
        heartbeat_at=clock.now - timedelta(seconds=1),
    )
    assert viewer.timeline().json()["gap_reasons"] == [DISABLED, NONE]


def test_recording_that_was_switched_off(viewer: Viewer, camera: Camera, day: Clock) -> None:
    for first, last in ((2, 4), (6, 8)):
        wish(camera, day.at(first), day.at(last))
        event(camera, day.at(first, 1), State.RECORDING, run=f"run {first}")
        hours(camera, day.at(first), 2, f"run {first}", close_reason=Reason.STOPPED)
    assert reasons(viewer) == [DISABLED, DISABLED, DISABLED]


def test_the_moment_until_recording_began(viewer: Viewer, camera: Camera, day: Clock) -> None:
    wish(camera, day.at(0))
    make_recording(camera, day.at(0, 4), 86_396)
    event(camera, day.at(0, 5), State.RECORDING, run="a")
    assert reasons(viewer) == [NONE, NONE]


def test_what_is_being_deleted(viewer: Viewer, camera: Camera, day: Clock) -> None:
    wish(camera, day.at(0))
    event(camera, day.at(0, 1), State.RECORDING, run="a")
    hours(camera, day.at(0), 24, "a")
    Recording.objects.filter(start_time__lt=day.at(4)).update(status=Recording.Status.DOOMED)
    assert reasons(viewer) == [EXPIRED, NONE]


def test_what_was_recorded_and_has_been_deleted(
    viewer: Viewer, camera: Camera, day: Clock, clock: StandingClock
) -> None:
    """Recording was noted and the rows are gone; the rest of the day is still there."""
    clock.now = day.at(15 * 24 + 12)
    wish(camera, day.at(-30))
    event(camera, day.at(-30, 1), State.RECORDING, run="a")
    hours(camera, day.at(12), 12, "a")
    found = viewer.timeline("2026-03-10").json()
    assert (found["spans"], found["gap_reasons"]) == ([12 * HOUR, 12 * HOUR], [EXPIRED, NONE])


def test_a_day_before_the_plans_days(
    viewer: Viewer, camera: Camera, day: Clock, clock: StandingClock
) -> None:
    """What was recorded has expired; what was never wanted lies outside the plan by now."""
    clock.now = day.at(24 + 15 * 24)
    wish(camera, day.at(20))
    event(camera, day.at(20, 1), State.RECORDING, run="a")
    assert reasons(viewer) == [OUTSIDE]  # of most of it
    assert viewer.timeline("2026-03-09").json()["gap_reasons"] == [OUTSIDE]
    assert viewer.timeline("2026-03-11").json()["gap_reasons"] == [NONE]  # gone, nobody knows why


def test_an_outage_of_long_ago_stays_an_outage(
    viewer: Viewer, camera: Camera, day: Clock, clock: StandingClock
) -> None:
    clock.now = day.at(40 * 24)
    wish(camera, day.at(-1))
    event(camera, day.at(-1, 1), State.AUTH_FAILED, Fault.AUTH_FAILED)
    assert reasons(viewer) == [OFFLINE]


def test_a_gap_with_several_causes_has_that_of_most_of_it(
    viewer: Viewer, camera: Camera, day: Clock
) -> None:
    wish(camera, day.at(0), day.at(10))
    wish(camera, day.at(11))
    event(camera, day.at(0, 1), State.RECORDING, run="a")
    hours(camera, day.at(0), 8, "a")
    event(camera, day.at(8), State.BACKOFF, Fault.ENDED)  # an hour and a half of it
    event(camera, day.at(9.5), State.FAILED, Fault.DISK_FULL)  # half an hour
    event(camera, day.at(11), State.RECORDING, run="b")  # after one in which it was off
    hours(camera, day.at(11), 13, "b")
    assert reasons(viewer) == [NONE, OFFLINE, NONE]


def test_a_fault_that_began_days_before(viewer: Viewer, camera: Camera, day: Clock) -> None:
    wish(camera, day.at(-200))
    hours(camera, day.at(-200), 2, "a", close_reason=Reason.ENDED)
    event(camera, day.at(-200, 1), State.RECORDING, run="a")
    event(camera, day.at(-198, 1), State.FAILED, Fault.VOLUME)
    assert reasons(viewer) == [DISK]
