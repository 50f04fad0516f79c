"""Broker, workers, beat and recorder nodes, when they are not there."""

from datetime import UTC, datetime, timedelta

import pytest
from celery import current_app
from django_celery_beat.models import IntervalSchedule, PeriodicTask
from pytest_django import Settings

from recordings.models import Camera, RecorderNode
from tests.doctor.looks import codes
from tests.people import make_city
from vms.doctor import programs

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)


def test_a_broker_that_answers() -> None:
    answers, found = programs.look_at_broker()
    assert (answers, codes(found)) == (True, [("broker.reachable", "ok")])


def test_a_broker_that_is_away(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    url = "redis://:hush-hush@127.0.0.1:1/0"
    # Before the setting, from which Celery's own would be read as what it was before.
    monkeypatch.setattr(current_app.conf, "broker_write_url", url)
    settings.CELERY_BROKER_URL = url
    answers, found = programs.look_at_broker()
    assert (answers, codes(found)) == (False, [("broker.away", "error")])
    assert "hush-hush" not in found[0].what
    assert "127.0.0.1:1" in found[0].what


def test_workers_that_do_not_run_leave_no_questions_behind(settings: Settings) -> None:
    folder = settings.VMS_DATA_DIR / "broker" / "messages"
    before = sorted(folder.iterdir())
    found = programs.look_at_workers()
    assert codes(found) == [
        ("programs.worker", "error"),
        ("programs.recorder", "warning"),
        ("programs.jobs", "warning"),
    ]
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize(("minutes", "severity"), [(None, "error"), (4, "ok"), (7, "error")])
def test_beat_by_what_it_noted(minutes: int | None, severity: str) -> None:
    every = IntervalSchedule.objects.create(every=60, period=IntervalSchedule.SECONDS)
    task = PeriodicTask.objects.create(name="reconcile", task="x", interval=every)
    ran_at = None if minutes is None else NOW - timedelta(minutes=minutes)
    PeriodicTask.objects.filter(pk=task.pk).update(last_run_at=ran_at)
    assert codes([programs.look_at_beat(NOW)]) == [("programs.beat", severity)]


def test_nodes_by_their_heartbeats() -> None:
    assert codes(programs.look_at_nodes(NOW)) == [("nodes.none", "warning")]
    for name, seconds in (("alive", 29), ("busy", 31), ("gone", 31)):
        at = NOW - timedelta(seconds=seconds)
        RecorderNode.objects.create(name=name, started_at=at, heartbeat_at=at)
    Camera.objects.create(city=make_city(), name="Gate", node="busy", recording_enabled=True)
    found = [(finding.about, str(finding.severity)) for finding in programs.look_at_nodes(NOW)]
    assert found == [("alive", "ok"), ("busy", "error"), ("gone", "warning")]
