"""The periodic tasks as beat leaves them when it starts, and a superuser before them."""

import pytest
from django.test import Client
from django.utils import timezone
from django_celery_beat.models import PeriodicTask
from kombu.utils.imports import symbol_by_name

from tests.people import People
from vms.celery import app


def start_beat() -> None:
    """What beat does with each entry of the schedule when it starts; beat itself would close the
    test's connection to the database."""
    scheduler = symbol_by_name(app.conf.beat_scheduler)
    for name, entry in app.conf.beat_schedule.items():
        scheduler.Entry.from_entry(name, app=app, **entry)


def task(name: str) -> PeriodicTask:
    return PeriodicTask.objects.get(name=name)


def url_of(name: str, action: str = "change") -> str:
    return f"/admin/django_celery_beat/periodictask/{task(name).pk}/{action}/"


@pytest.fixture
def tasks(db: None) -> None:
    start_beat()
    PeriodicTask.objects.update(last_run_at=timezone.now())


@pytest.fixture
def administrator(people: People, tasks: None) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(people.superuser)
    return client
