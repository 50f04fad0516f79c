"""The administration changes when tasks come; what would do harm is refused or shown."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django_celery_beat.models import CrontabSchedule, PeriodicTask, PeriodicTasks

from plans.models import AuditEntry
from recordings.alerting.watching import watch
from recordings.clock import SystemClock
from recordings.models import Alert
from tests.panel.schedule.conftest import start_beat, task, url_of
from tests.people import People

LIST = "/admin/django_celery_beat/periodictask/"


def save(client: Client, name: str, **values: Any) -> str:
    """What the page says once the form was sent; a value None leaves its field out."""
    row = task(name)
    given: dict[str, Any] = {"enabled": "on"}
    if row.interval:
        given["every_seconds"] = row.interval.every
    else:
        given["at"] = f"{row.crontab.hour}:{row.crontab.minute}"
    form = {k: v for k, v in {**given, **values}.items() if v is not None}
    return client.post(url_of(name), form, follow=True).content.decode()


def told() -> list[Any]:
    rows = AuditEntry.objects.filter(action=AuditEntry.Action.SCHEDULE).order_by("pk")
    return list(rows.values_list("username", "subject", "details"))


def open_alerts() -> list[tuple[str, str]]:
    return list(Alert.objects.open().values_list("kind", "subject"))


def test_an_interval_is_changed_and_beat_is_told(administrator: Client) -> None:
    changed_at = PeriodicTasks.last_change()
    save(administrator, "relieve", every_seconds=30)
    row = task("relieve")
    assert (row.interval.every, row.interval.period, row.expire_seconds) == (30, "seconds", 25)
    assert PeriodicTasks.last_change() > changed_at
    before = {"enabled": True, "schedule": "60 s"}
    after = {"enabled": True, "schedule": "30 s"}
    assert told() == [("root", "relieve", {"before": before, "after": after})]
    # Another task that had the same interval keeps it.
    assert task("reconcile").interval.every == 20


def test_a_time_of_the_day_is_changed(administrator: Client) -> None:
    save(administrator, "audit", at="05:15")
    crontab = task("audit").crontab
    assert (crontab.hour, crontab.minute, crontab.day_of_week) == ("5", "15", "*")
    assert str(crontab.timezone) == "America/Sao_Paulo"
    assert told()[0][2]["after"] == {"enabled": True, "schedule": "05:15"}


def test_nothing_changed_is_not_written_down(administrator: Client) -> None:
    save(administrator, "relieve")
    assert told() == []


@pytest.mark.parametrize(
    ("name", "values", "sentence"),
    [
        ("relieve", {"every_seconds": 4}, "Between 5 and 120 seconds."),
        ("relieve", {"every_seconds": 121}, "Between 5 and 120 seconds."),
        ("watch-alerts", {"every_seconds": 86400}, "Between 5 and 120 seconds."),
        ("relieve", {"every_seconds": None}, "Say when it comes."),
        ("relieve", {"every_seconds": None, "at": "03:00"}, "Between 5 and 120 seconds."),
        ("cleanup", {"at": None}, "Say when it comes."),
        ("cleanup", {"at": "25:00"}, "Enter a valid time."),
        ("cleanup", {"at": None, "every_seconds": 60}, "Say at what time of the day."),
    ],
)
def test_nonsense_is_refused(
    administrator: Client, name: str, values: dict[str, Any], sentence: str
) -> None:
    before = PeriodicTask.objects.filter(name=name).values().get()
    save(administrator, name, **values)
    page = administrator.post(url_of(name), {"enabled": "on", **_sent(values)}).content.decode()
    assert sentence in page
    assert PeriodicTask.objects.filter(name=name).values().get() == before
    assert told() == []


def _sent(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


@pytest.mark.parametrize(
    "name", ["cleanup", "relieve", "watch-alerts", "reconcile", "clips", "jobs"]
)
def test_what_is_needed_goes_off_only_when_that_is_meant_and_opens_an_alert(
    administrator: Client, name: str
) -> None:
    page = save(administrator, name, enabled=None)
    assert "Confirm that it shall be off." in page
    assert task(name).enabled
    save(administrator, name, enabled=None, is_sure="on")
    assert not task(name).enabled
    subject = f"task:{task(name).task}"
    assert open_alerts() == [("schedule", subject)]
    assert told()[0][2]["after"]["enabled"] is False
    page = administrator.get("/admin/recordings/alert/").content.decode()
    assert f"The periodic task {name} is switched off." in page
    save(administrator, name)
    assert task(name).enabled
    assert open_alerts() == []


def test_the_watch_keeps_the_alert_and_closes_it(administrator: Client) -> None:
    save(administrator, "cleanup", enabled=None, is_sure="on")
    watch(SystemClock())
    assert ("schedule", "task:recordings.cleanup") in open_alerts()
    PeriodicTask.objects.filter(name="cleanup").update(enabled=True)
    watch(SystemClock())
    assert ("schedule", "task:recordings.cleanup") not in open_alerts()


def test_the_watch_finds_what_was_switched_off_past_the_page(administrator: Client) -> None:
    PeriodicTask.objects.filter(name="relieve").update(enabled=False)
    watch(SystemClock())
    assert ("schedule", "task:recordings.relieve") in open_alerts()


def test_what_is_not_needed_goes_off_without_an_alert(administrator: Client) -> None:
    save(administrator, "tidy", enabled=None)
    assert not task("tidy").enabled
    assert open_alerts() == []


@pytest.mark.parametrize(
    "values",
    [
        {"name": "mine"},
        {"task": "recordings.audit"},
        {"args": "[1]"},
        {"one_off": "on"},
        {"kwargs": '{"a": 1}'},
        {"queue": "jobs"},
        {"interval": "1"},
    ],
)
def test_what_it_is_cannot_be_changed(administrator: Client, values: dict[str, str]) -> None:
    columns = ("name", "task", "args", "kwargs", "one_off", "queue", "interval")
    before = PeriodicTask.objects.filter(name="cleanup").values(*columns).get()
    row = task("cleanup")
    form = {"enabled": "on", "at": "02:30", **values}
    administrator.post(url_of("cleanup"), form)
    assert PeriodicTask.objects.filter(pk=row.pk).values(*columns).get() == before
    assert task("cleanup").crontab.hour == "2"


def test_ours_cannot_be_deleted(administrator: Client) -> None:
    assert administrator.post(url_of("cleanup", "delete"), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [task("cleanup").pk], "post": "yes"}
    administrator.post(LIST, chosen)
    assert task("cleanup").enabled


def test_schedules_are_shared_and_so_only_read(administrator: Client) -> None:
    crontab = CrontabSchedule.objects.get(periodictask__name="cleanup")
    url = f"/admin/django_celery_beat/crontabschedule/{crontab.pk}/"
    assert administrator.get(f"{url}change/").status_code == 200
    assert administrator.post(f"{url}change/", {"hour": "31"}).status_code == 403
    assert administrator.post(f"{url}delete/", {"post": "yes"}).status_code == 403
    assert task("cleanup").crontab == crontab


def test_another_is_added_of_a_known_task_and_deleted(administrator: Client) -> None:
    page = administrator.get(f"{LIST}add/").content.decode()
    assert 'value="recordings.audit"' in page
    assert 'value="recordings.finish_recording"' not in page  # it needs to be told which
    form = {"name": "noon", "task": "recordings.audit", "enabled": "on", "at": "12:00"}
    administrator.post(f"{LIST}add/", form)
    assert (task("noon").task, task("noon").crontab.hour) == ("recordings.audit", "12")
    unknown = {**form, "name": "x", "task": "os.system"}
    assert "os.system" in administrator.post(f"{LIST}add/", unknown).content.decode()
    again = administrator.post(f"{LIST}add/", form).content.decode()
    assert "There is a task of this name already." in again
    administrator.post(url_of("noon", "delete"), {"post": "yes"})
    names = set(PeriodicTask.objects.values_list("name", flat=True))
    assert not {"noon", "x"} & names
    assert [subject for _, subject, _ in told()] == ["noon", "noon"]


def test_edits_outlast_a_restart_of_beat(administrator: Client) -> None:
    save(administrator, "relieve", every_seconds=30)
    save(administrator, "audit", at="05:15")
    save(administrator, "tidy", enabled=None)
    start_beat()
    assert task("relieve").interval.every == 30
    assert task("relieve").expire_seconds == 25
    assert task("audit").crontab.hour == "5"
    assert not task("tidy").enabled


def test_a_restart_mends_what_a_task_is(administrator: Client) -> None:
    PeriodicTask.objects.filter(name="cleanup").update(
        task="recordings.audit", args="[1]", one_off=True, expires=timezone.now()
    )
    start_beat()
    row = task("cleanup")
    assert (row.task, row.args, row.one_off, row.expires) == (
        "recordings.cleanup",
        "[]",
        False,
        None,
    )


def test_messages_of_what_comes_often_expire(administrator: Client) -> None:
    rows = PeriodicTask.objects.exclude(expire_seconds=None)
    assert dict(rows.values_list("name", "expire_seconds")) == {
        "relieve": 50,
        "watch-alerts": 14,
        "send-notices": 25,
        "compress": 290,
        "clips": 19,
        "jobs": 19,
    }


def test_the_pages_say_what_it_does_when_it_came_and_comes(administrator: Client) -> None:
    PeriodicTask.objects.filter(name="relieve").update(
        last_run_at=timezone.now() - timedelta(minutes=20)
    )
    page = administrator.get(LIST).content.decode()
    for words in ("Deletes what no plan promises any more.", "each day at 03:00", "late"):
        assert words in page
    assert "every 1 minute" in page
    page = administrator.get(url_of("relieve")).content.decode()
    assert "Comes at intervals, from 5 to 120 seconds." in page
    assert "within two minutes" in page


@pytest.mark.parametrize("who", ["owner", "stranger"])
def test_a_citys_staff_sees_none_of_it(people: People, tasks: None, who: str) -> None:
    user = getattr(people, who)
    user.is_staff = True
    user.save(update_fields=["is_staff"])
    client = Client()
    client.force_login(user)
    for url in (LIST, f"{LIST}add/", url_of("cleanup"), url_of("cleanup", "delete")):
        assert client.get(url).status_code in (302, 403)
    client.post(url_of("cleanup"), {"is_sure": "on", "at": "03:00"})
    assert task("cleanup").enabled
