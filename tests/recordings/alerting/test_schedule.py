"""A needed task that is switched off is told, whatever else beat sends."""

import pytest
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from recordings.alerting.watching import watch
from recordings.alerting.writing import open_alerts
from recordings.models import Alert
from tests.recordings.alerting.story import Story

pytestmark = pytest.mark.django_db


def beat_sends(name: str, task: str, *, is_on: bool = True) -> None:
    monthly, _is_new = IntervalSchedule.objects.get_or_create(every=30, period="days")
    PeriodicTask.objects.create(name=name, task=task, interval=monthly, enabled=is_on)


def told() -> list[tuple[str, object]]:
    found = [alert for alert in open_alerts() if alert.kind == Alert.Kind.SCHEDULE]
    return [(alert.subject, alert.details["name"]) for alert in found]


def test_what_is_on_or_not_needed_is_not_told(story: Story) -> None:
    beat_sends("cleanup", "recordings.cleanup")
    beat_sends("tidy", "playback.tidy", is_on=False)
    watch(story.clock)
    assert told() == []


def test_another_of_the_same_kind_does_not_do_instead(story: Story) -> None:
    beat_sends("cleanup", "recordings.cleanup", is_on=False)
    beat_sends("Ours, now and then", "recordings.cleanup")
    watch(story.clock)
    assert told() == [("task:recordings.cleanup", "cleanup")]


def test_one_that_somebody_added_may_be_off(story: Story) -> None:
    beat_sends("cleanup", "recordings.cleanup")
    beat_sends("Now and then", "recordings.cleanup", is_on=False)
    watch(story.clock)
    assert told() == []
