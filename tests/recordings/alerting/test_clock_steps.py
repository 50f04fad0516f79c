"""A clock that is set back by an hour, or forward, while cameras are watched."""

import pytest

from recordings.alerting.watching import watch
from recordings.faults import Fault
from recordings.models import Camera, Recording
from recordings.states import State
from tests.recordings.alerting.story import Story, told

pytestmark = [pytest.mark.django_db, pytest.mark.contract]
HOUR = 3600.0


def go_on(story: Story, seconds: int, row: Recording | None = None) -> None:
    for _ in range(seconds // 15):
        story.clock.later(15)
        story.beat()
        if row is not None:
            story.write(row)
        watch(story.clock)


def recorded(story: Story) -> tuple[Camera, Recording]:
    """For two hours, a file each."""
    camera = story.camera()
    row = story.opens(camera)
    story.clock.later(HOUR)
    story.finish(row, Recording.CloseReason.ROLLOVER)
    row = story.opens(camera)
    story.clock.later(HOUR)
    go_on(story, 60, row)
    return camera, row


def test_a_camera_that_is_gone_when_the_clock_is_set_back_is_told_within_a_minute(
    story: Story,
) -> None:
    camera, row = recorded(story)
    back = story.clock.later(-HOUR)
    story.finish(row)
    Recording.objects.filter(pk=row.pk).update(end_time=row.start_time)
    story.state(camera, State.BACKOFF, Fault.UNREACHABLE)
    go_on(story, 75)
    (alert,) = told(camera)
    assert alert[:2] == ("camera_offline", "camera_offline")
    assert 0 <= (alert[2] - back).total_seconds() <= 15


def test_an_open_file_that_was_written_in_the_future_is_not_written_now(story: Story) -> None:
    camera, _row = recorded(story)
    back = story.clock.later(-HOUR)
    story.state(camera, State.BACKOFF, Fault.UNREACHABLE)
    go_on(story, 75)
    (alert,) = told(camera)
    assert 0 <= (alert[2] - back).total_seconds() <= 15


def test_one_that_goes_on_has_no_alert(story: Story) -> None:
    """Its recorder begins a new run, as it does at each leap."""
    camera, row = recorded(story)
    story.clock.later(-HOUR)
    story.beat()
    watch(story.clock)  # nobody has noticed yet
    story.clock.later(2)
    Recording.objects.filter(pk=row.pk).update(closed_at=story.clock.now())
    go_on(story, 15)
    Recording.objects.filter(pk=row.pk).update(
        status=Recording.Status.COMPLETE, end_time=row.start_time
    )
    again = story.opens(camera, "0000000b")
    go_on(story, 300, again)
    assert told(camera) == []


def test_a_gap_after_the_step_begins_where_the_new_clocks_file_ends(story: Story) -> None:
    """A file of an hour that is still to come is not the newest."""
    camera, row = recorded(story)
    story.finish(row)
    Recording.objects.filter(pk=row.pk).update(start_time=story.clock.now())
    story.clock.later(-HOUR)
    again = story.opens(camera, "0000000b")
    go_on(story, 1200, again)
    story.finish(again)
    gone = story.clock.now()
    story.state(camera, State.BACKOFF, Fault.UNREACHABLE)
    go_on(story, 60)
    assert [alert[2] for alert in told(camera)] == [gone]


def test_a_small_correction_does_not_move_a_gap(story: Story) -> None:
    camera = story.camera(state=State.BACKOFF)
    begun = story.clock.now()
    go_on(story, 30)
    story.clock.later(-1)
    go_on(story, 30)
    assert [alert[2] for alert in told(camera)] == [begun]


def test_what_was_closed_in_the_future_is_not_waited_for(story: Story) -> None:
    camera, row = recorded(story)
    Recording.objects.filter(pk=row.pk).update(closed_at=story.clock.now())
    story.state(camera, State.BACKOFF, Fault.UNREACHABLE)
    back = story.clock.later(-HOUR)
    go_on(story, 75)
    (alert,) = told(camera)
    assert 0 <= (alert[2] - back).total_seconds() <= 15


def test_an_alert_that_was_open_closes_and_the_next_one_opens(story: Story) -> None:
    camera = story.camera(state=State.BACKOFF)
    go_on(story, 60)
    story.clock.later(-HOUR)
    row = story.opens(camera)
    story.state(camera, State.RECORDING)
    go_on(story, 90, row)
    story.finish(row)
    story.state(camera, State.BACKOFF, Fault.REFUSED)
    go_on(story, 60)
    assert [alert[3] is None for alert in sorted(told(camera), key=lambda a: a[2])] == [True, False]


def test_a_disk_whose_clock_is_some_seconds_ahead_is_written_all_the_same(story: Story) -> None:
    camera, row = recorded(story)
    now = story.clock.now()
    story.clock.later(40)
    story.write(row)
    story.clock.at = now
    story.beat()
    watch(story.clock)
    assert told(camera) == []
