"""A cleanup that did not come, that was stopped, that is at work, and a clock that was wrong."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from recordings.alerting.watching import watch
from recordings.models import Alert, CleanupRun, Deletion, PendingDeletion
from tests.recordings.alerting.story import Story
from tests.recordings.api.scene import make_recording

pytestmark = [pytest.mark.django_db, pytest.mark.contract]
DAY = timedelta(days=1)
DUE = datetime(2026, 3, 10, 6, tzinfo=UTC)
"""03:00 in Sao Paulo, where the installation is; the story begins at 09:00 there."""


def overdue() -> list[tuple[str, str, bool]]:
    rows = Alert.objects.filter(kind=Alert.Kind.CLEANUP_OVERDUE).order_by("id")
    return [(a.details["why"], a.details["stopped_by"], a.closed_at is None) for a in rows]


def watch_for(story: Story, seconds: int) -> None:
    """A look each minute or few, the last one then."""
    step = 60 if seconds < 3600 else 240
    for _ in range(seconds // step):
        story.clock.later(step)
        watch(story.clock)


def retention(story: Story, **values: Any) -> CleanupRun:
    now = story.clock.now()
    given = {"started_at": now, "finished_at": now, **values}
    return CleanupRun.objects.create(kind=CleanupRun.Kind.RETENTION, **given)


def deleted(story: Story, run: CleanupRun) -> None:
    now, camera = story.clock.now(), story.people.city.cameras.get()
    Deletion.objects.create(
        number=Deletion.objects.count() + 1,
        run=run,
        at=now,
        reason=PendingDeletion.Reason.EXPIRED,
        city=camera.city,
        city_uuid=camera.city.uuid,
        camera=camera,
        camera_uuid=camera.uuid,
        camera_name=camera.name,
        volume_uuid=uuid.uuid4(),
        start_time=now - 9 * DAY,
        end_time=now - 8 * DAY,
        retention_days=7,
        files=[],
        bytes=1,
        freed_bytes=1,
        previous_hash="",
        hash=str(uuid.uuid4()),
    )


@pytest.fixture
def old_footage(story: Story) -> None:
    make_recording(story.camera(), story.clock.now() - 3 * DAY, volume=story.volume)


@pytest.mark.usefixtures("old_footage")
def test_a_cleanup_two_hours_late_is_told_until_it_is_done(story: Story) -> None:
    watch_for(story, 660)
    assert overdue() == [("late", "", True)]
    retention(story)
    watch(story.clock)
    assert overdue() == [("late", "", False)]


@pytest.mark.usefixtures("old_footage")
def test_within_two_hours_it_is_not_late(story: Story) -> None:
    retention(story)
    story.clock.at = DUE + DAY + timedelta(minutes=100)
    watch_for(story, 1140)  # until 04:59
    assert overdue() == []
    watch_for(story, 60)
    assert overdue() == [("late", "", True)]


@pytest.mark.usefixtures("old_footage")
def test_one_that_does_not_come_for_days_is_one_alert(story: Story) -> None:
    watch_for(story, 660)
    story.clock.at = DUE + DAY - timedelta(minutes=10)
    watch_for(story, 3 * 3600)
    assert overdue() == [("late", "", True)]


@pytest.mark.usefixtures("old_footage")
def test_what_was_switched_off_has_a_few_minutes_to_catch_up(story: Story) -> None:
    """As after an upgrade from a version that had no such runs."""
    watch_for(story, 300)
    assert overdue() == []
    retention(story)
    watch_for(story, 900)
    assert overdue() == []


@pytest.mark.usefixtures("old_footage")
def test_a_watch_that_was_away_does_not_close_what_it_told(story: Story) -> None:
    watch_for(story, 660)
    story.clock.later(1800)
    watch_for(story, 1200)
    assert overdue() == [("late", "", True)]


@pytest.mark.usefixtures("old_footage")
def test_a_run_that_is_at_work_is_not_late_however_long_it_takes(story: Story) -> None:
    retention(story, due_at=DUE - DAY)
    story.clock.at = DUE + DAY
    run = retention(story, due_at=DUE + DAY, finished_at=None)
    for _ in range(5):
        watch_for(story, 3600)
        deleted(story, run)
    watch_for(story, 7200 - 240)
    assert overdue() == []
    watch_for(story, 300)  # it hangs
    assert overdue() == [("late", "", True)]


def test_a_new_installation_has_nothing_to_clean(story: Story) -> None:
    make_recording(story.camera(), story.clock.now(), 60, volume=story.volume)
    watch_for(story, 900)
    assert overdue() == []


@pytest.mark.parametrize("stopped_by", CleanupRun.StoppedBy.values)
def test_one_that_was_stopped_is_told_at_once_and_until_another_ends_well(
    story: Story, stopped_by: str
) -> None:
    retention(story, stopped_by=stopped_by)
    watch(story.clock)
    assert overdue() == [("stopped", stopped_by, True)]
    story.clock.later(86400)
    watch(story.clock)
    assert overdue() == [("stopped", stopped_by, True)]
    retention(story)
    watch(story.clock)
    assert overdue() == [("stopped", stopped_by, False)]


@pytest.mark.usefixtures("old_footage")
def test_a_late_one_that_is_stopped_then_says_what_to_do_about_that(story: Story) -> None:
    watch_for(story, 660)
    retention(story, stopped_by="brake")
    watch(story.clock)
    assert overdue() == [("stopped", "brake", True)]


@pytest.mark.usefixtures("old_footage")
def test_runs_of_a_clock_that_was_years_ahead_stand_for_none(story: Story) -> None:
    ahead = story.clock.now() + 400 * DAY
    retention(story, started_at=ahead, finished_at=ahead)
    retention(story, started_at=ahead, finished_at=ahead, stopped_by="clock")
    watch_for(story, 660)
    assert overdue() == [("late", "", True)]
    retention(story)
    watch(story.clock)
    assert overdue() == [("late", "", False)]
