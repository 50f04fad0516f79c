"""A camera that is wanted and not recorded, look by look."""

import os

import pytest

from recordings.alerting.watching import watch
from recordings.faults import Fault
from recordings.models import Camera, Recording, Wish
from recordings.states import State
from tests.recordings.alerting.story import Story, told

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

OFFLINE, STOPPED = "camera_offline", "recording_stopped"


def go_on(story: Story, seconds: float, row: Recording | None = None) -> None:
    """Looks each 15 s while the recorder lives and, where a file is given, writes to it."""
    until = story.clock.now().timestamp() + seconds
    while story.clock.now().timestamp() < until:
        story.clock.later(15)
        story.beat()
        if row is not None:
            story.write(row)
        watch(story.clock)


def test_a_camera_that_goes_on_has_none(story: Story) -> None:
    camera = story.camera()
    go_on(story, 120, story.opens(camera))
    assert told(camera) == []


def test_a_camera_that_is_away_has_one_from_its_gaps_start_to_its_end(story: Story) -> None:
    camera = story.camera()
    row = story.opens(camera)
    gone = story.clock.later(60)
    story.write(row)
    story.finish(row)
    story.state(camera, State.BACKOFF, Fault.UNREACHABLE)
    go_on(story, 90)
    assert told(camera) == [(OFFLINE, "camera_offline", gone, None)]
    again = story.opens(camera, "0000000b")
    back = again.start_time
    story.state(camera, State.RECORDING)
    go_on(story, 15, again)
    assert told(camera) == [(OFFLINE, "camera_offline", gone, None)]
    go_on(story, 30, again)
    assert told(camera) == [(OFFLINE, "camera_offline", gone, back)]
    go_on(story, 60, again)
    assert len(told(camera)) == 1


def test_a_flapping_camera_keeps_one_alert_over_all_its_gaps(story: Story) -> None:
    camera = story.camera()
    gone = story.clock.now()
    story.state(camera, State.BACKOFF, Fault.REFUSED)
    for run in range(6):
        go_on(story, 60)
        row = story.opens(camera, f"0000000{run}")
        story.clock.later(3)
        story.write(row)
        story.finish(row)
    assert told(camera) == [(OFFLINE, "camera_offline", gone, None)]


def test_a_wish_that_nobody_answers_is_ours(story: Story) -> None:
    camera = story.camera(state=State.STARTING)
    begun = story.clock.now()
    for _ in range(3):
        story.clock.later(15)
        watch(story.clock)  # without a sign of life of the recorder
    assert told(camera) == [(STOPPED, "recorder_down", begun, None)]


@pytest.mark.parametrize(
    ("state", "fault", "expected"),
    [
        (State.AUTH_FAILED, Fault.AUTH_FAILED, (OFFLINE, "wrong_password")),
        (State.BAD_ADDRESS, Fault.NOT_FOUND, (OFFLINE, "bad_address")),
        (State.UNSUPPORTED, Fault.UNSUPPORTED, (OFFLINE, "unsupported")),
        (State.STALLED, Fault.STALLED, (OFFLINE, "camera_offline")),
        (State.FAILED, Fault.DISK_FULL, (STOPPED, "disk")),
        (State.FAILED, Fault.PROGRAM, (STOPPED, "recorder_down")),
        (State.RECORDING, "", (STOPPED, "recorder_down")),
        (State.STARTING, "", (STOPPED, "starting")),  # waits for its turn to begin
    ],
)
def test_the_recorders_state_says_whose_fault_it_is(
    story: Story, state: State, fault: str, expected: tuple[str, str]
) -> None:
    camera = story.camera(state=state)
    story.state(camera, state, fault)
    go_on(story, 45)
    assert [alert[:2] for alert in told(camera)] == [expected]


def test_a_recorder_that_begins_long_after_the_gap_was_down_before(story: Story) -> None:
    camera = story.camera()
    row = story.opens(camera)
    story.clock.later(5)
    story.write(row)
    story.clock.later(600)
    story.state(camera, State.STARTING)
    story.beat()
    watch(story.clock)
    assert [alert[:2] for alert in told(camera)] == [(STOPPED, "recorder_down")]


def test_what_is_not_wanted_any_more_closes_at_its_wishes_end(story: Story) -> None:
    camera = story.camera(state=State.BACKOFF)
    begun = story.clock.now()
    go_on(story, 60)
    stopped = story.clock.later(5)
    Wish.objects.filter(camera=camera).update(stopped_at=stopped)
    go_on(story, 30)
    assert [(alert[2], alert[3]) for alert in told(camera)] == [(begun, stopped)]


def test_an_archived_camera_has_none(story: Story) -> None:
    camera = story.camera(state=State.BACKOFF)
    Camera.objects.filter(pk=camera.pk).update(
        recording_enabled=False, archived_at=story.clock.now()
    )
    go_on(story, 60)
    assert told(camera) == []


def test_a_recorder_that_goes_on_alone_to_files_that_nobody_notes_makes_no_gap(
    story: Story,
) -> None:
    camera = story.camera()
    row = story.opens(camera)
    story.clock.later(20)
    story.write(row)
    unnoted = row.path.with_name(f"{story.clock.later(1):%H-%M-%S}_{row.run_id}.mp4")
    unnoted.write_bytes(row.path.read_bytes())
    for _ in range(6):
        story.clock.later(15)
        now = story.clock.now().timestamp()
        os.utime(unnoted, (now, now))
        watch(story.clock)
    assert told(camera) == []


def test_a_header_alone_is_no_media(story: Story) -> None:
    camera = story.camera(state=State.BACKOFF)
    begun = story.clock.now()
    row = story.opens(camera)
    row.path.write_bytes(bytes(1500))
    go_on(story, 45, row)
    assert [(alert[2], alert[3]) for alert in told(camera)] == [(begun, None)]


def test_a_file_that_waits_to_be_finished_is_waited_for(story: Story) -> None:
    """Its trailer was written long after its last frame: when a frozen camera was given up."""
    camera = story.camera()
    row = story.opens(camera)
    froze = story.clock.later(5)
    story.clock.later(12)
    story.write(row)
    Recording.objects.filter(pk=row.pk).update(closed_at=story.clock.now())
    story.state(camera, State.BACKOFF, Fault.STALLED)
    go_on(story, 15)
    Recording.objects.filter(pk=row.pk).update(status="COMPLETE", end_time=froze)
    go_on(story, 15)
    assert told(camera) == [(OFFLINE, "camera_offline", froze, None)]
