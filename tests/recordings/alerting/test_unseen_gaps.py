"""Gaps that nobody saw while they lasted get their alert afterwards, once."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from recordings import evidence
from recordings.alerting.watching import watch
from recordings.evidence import Evidence
from recordings.faults import Fault
from recordings.models import Alert, Camera, CameraEvent, Recording, Wish
from recordings.states import State
from tests.recordings.alerting.story import Story, told

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

RUNS = ("0000000a", "0000000b")


def gap_of(story: Story, camera: Camera, seconds: float) -> tuple[datetime, datetime]:
    """A file of a minute, nothing for so long, and another minute; nobody looks."""
    first = story.opens(camera, RUNS[0])
    end = story.clock.later(60)
    story.finish(first)
    CameraEvent.objects.create(camera=camera, at=end, state=State.BACKOFF, reason=Fault.UNREACHABLE)
    begin = story.clock.later(seconds)
    second = story.opens(camera, RUNS[1])
    CameraEvent.objects.create(camera=camera, at=begin, state=State.RECORDING, run_id=RUNS[1])
    story.clock.later(60)
    story.write(second)
    story.beat()
    return end, begin


def test_one_of_half_a_minute_is_told_and_closed_at_once(story: Story) -> None:
    camera = story.camera()
    end, begin = gap_of(story, camera, 31)
    watch(story.clock)
    assert told(camera) == [("camera_offline", "camera_offline", end, begin)]
    watch(story.clock)
    story.write(Recording.objects.get(run_id=RUNS[1]))
    watch(story.clock)
    assert len(told(camera)) == 1


def test_a_shorter_one_is_none(story: Story) -> None:
    camera = story.camera()
    gap_of(story, camera, 29)
    watch(story.clock)
    assert told(camera) == []


def test_an_hour_without_a_watch_is_looked_back_over(story: Story) -> None:
    camera = story.camera()
    row = story.opens(camera, "00000000")
    watch(story.clock)
    story.clock.later(10)
    story.finish(row)
    end, begin = gap_of(story, camera, 45)
    later = story.opens(camera, RUNS[1])
    story.clock.later(3600)
    story.write(later)
    story.beat()
    watch(story.clock)
    assert [alert[2:] for alert in told(camera)] == [(end, begin)]


def test_a_gap_with_an_alert_has_it_already(story: Story) -> None:
    camera = story.camera()
    end, begin = gap_of(story, camera, 120)
    alert = Alert.objects.create(
        kind=Alert.Kind.RECORDING_STOPPED,
        severity=Alert.Severity.CRITICAL,
        subject=f"camera:{camera.pk}",
        camera=camera,
        city=camera.city,
        opened_at=end + timedelta(seconds=1),
        closed_at=begin - timedelta(seconds=1),
    )
    watch(story.clock)
    assert list(Alert.objects.filter(camera=camera)) == [alert]


def test_an_alert_of_the_gap_before_does_not_stand_for_the_next(story: Story) -> None:
    camera = story.camera()
    end, begin = gap_of(story, camera, 40)
    Alert.objects.create(
        kind=Alert.Kind.CAMERA_OFFLINE,
        severity=Alert.Severity.WARNING,
        subject=f"camera:{camera.pk}",
        camera=camera,
        city=camera.city,
        opened_at=end - timedelta(hours=1),
        closed_at=end + timedelta(seconds=1),
    )
    watch(story.clock)
    assert [alert[2:] for alert in told(camera)][1:] == [(end, begin)]


def test_a_gap_up_to_the_stop_of_a_wish(story: Story) -> None:
    camera = story.camera()
    row = story.opens(camera)
    end = story.clock.later(60)
    story.finish(row)
    CameraEvent.objects.create(camera=camera, at=end, state=State.BACKOFF, reason=Fault.REFUSED)
    stop = story.clock.later(32)
    Wish.objects.filter(camera=camera).update(stopped_at=stop)
    story.clock.later(5)
    watch(story.clock)
    assert told(camera) == [("camera_offline", "camera_offline", end, stop)]


def test_time_in_which_nothing_was_wanted_is_no_gap(story: Story) -> None:
    camera = story.camera()
    row = story.opens(camera)
    stop = story.clock.later(60)
    story.finish(row)
    Wish.objects.filter(camera=camera).update(stopped_at=stop)
    started = story.clock.later(300)
    Wish.objects.create(camera=camera, started_at=started)
    story.clock.later(2)
    second = story.opens(camera, RUNS[1])
    story.clock.later(60)
    story.write(second)
    watch(story.clock)
    assert told(camera) == []


def test_footage_that_was_deleted_since_is_no_gap(story: Story) -> None:
    """Recording went on all the time; an emergency took the file between two others."""
    camera = story.camera()
    rows = []
    for minute in range(3):
        rows.append(story.opens(camera, RUNS[0]))
        if minute == 0:
            CameraEvent.objects.create(
                camera=camera, at=story.clock.now(), state=State.RECORDING, run_id=RUNS[0]
            )
        story.clock.later(60)
        if minute < 2:
            story.finish(rows[-1], Recording.CloseReason.ROLLOVER)
    Recording.objects.filter(pk=rows[1].pk).delete()
    story.write(rows[2])
    watch(story.clock)
    assert told(camera) == []


def test_a_file_whose_start_is_not_known_yet_is_waited_for(story: Story) -> None:
    camera = story.camera()
    end, begin = gap_of(story, camera, 31)
    rows = Recording.objects.filter(run_id=RUNS[1])
    rows.update(time_source=Recording.TimeSource.NAME, start_time=story.clock.now())
    watch(story.clock)
    assert told(camera) == []
    rows.update(time_source=Recording.TimeSource.ARRIVAL, start_time=begin)
    watch(story.clock)
    assert [alert[2:] for alert in told(camera)] == [(end, begin)]


def test_one_cameras_trouble_does_not_hide_the_others_gaps(
    story: Story, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ill = story.camera("Ill")
    gap_of(story, ill, 31)
    other = story.camera("Other")
    end, begin = gap_of(story, other, 31)

    def gather(camera: Camera, *rest: Any) -> Evidence:
        if camera == ill:
            raise ValueError("a test")
        return evidence.gather(camera, *rest)

    with monkeypatch.context() as patched:
        patched.setattr("recordings.alerting.unseen.gather", gather)
        watch_while_both_go_on(story)
    assert [alert[2:] for alert in told(other)] == [(end, begin)]
    assert told(ill) == []
    assert f"the look back at camera {ill.pk} failed" in caplog.text
    story.clock.later(3000)
    watch_while_both_go_on(story)
    assert (len(told(ill)), len(told(other))) == (1, 1)


def watch_while_both_go_on(story: Story) -> None:
    story.beat()
    for row in Recording.objects.filter(status=Recording.Status.RECORDING):
        story.write(row)
    watch(story.clock)
