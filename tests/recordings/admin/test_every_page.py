"""Every model has its pages, for superusers and nobody else."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from recordings.models import Camera
from tests.people import People
from tests.recordings.admin.conftest import add_rows

pytestmark = pytest.mark.django_db

OURS = ("plans", "recordings", "playback", "clips", "panel")
THEIRS = ("knox", "axes", "django_celery_beat")
# What no page is of: when the schedule changed, when an attempt is forgotten, schedules that no
# task has, and the columns of bytes that recordings' own pages tell the number of.
NOT_SHOWN = {
    *("PeriodicTasks", "AccessAttemptExpiration", "SolarSchedule", "ClockedSchedule"),
    "FragmentIndex",
}

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
OF_OURS = [model for model in MODELS if model._meta.app_label in OURS]


def label(model: type[Model]) -> str:
    return str(model._meta.label)


def page(model: type[Model], action: str, *keys: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{action}", args=keys)


def test_every_model_has_a_page() -> None:
    models = {model for model in apps.get_models() if model._meta.app_label in OURS + THEIRS}
    missing = {model.__name__ for model in models} - {model.__name__ for model in MODELS}
    assert missing == NOT_SHOWN


@pytest.mark.parametrize("model", OF_OURS, ids=label)
def test_every_list_has_columns_filters_and_a_search(model: type[Model]) -> None:
    page = admin.site._registry[model]
    assert page.list_display != ("__str__",)
    assert page.list_filter
    assert page.search_fields


@pytest.mark.parametrize("model", OF_OURS, ids=label)
def test_no_column_is_named_as_a_relation_from_elsewhere(model: type[Model]) -> None:
    """Django would sort by it, and list a row once for each that points at it."""
    relations = {field.name for field in model._meta.get_fields() if field.auto_created}
    own = {field.name for field in model._meta.fields}
    assert not (relations - own) & {*admin.site._registry[model].list_display}


@pytest.mark.parametrize("model", MODELS, ids=label)
def test_a_superuser_opens_searches_and_begins_new_rows(
    administrator: Client, camera: Camera, model: type[Model]
) -> None:
    url = page(model, "changelist")
    assert administrator.get(url).status_code == 200
    if admin.site._registry[model].search_fields:
        for text in ("gate", "%00", "' OR 1=1 --", "é" * 300):
            assert administrator.get(url, {"q": text}).status_code == 200
    answer = administrator.get(page(model, "add"))
    allowed = admin.site._registry[model].has_add_permission(answer.wsgi_request)
    assert answer.status_code == (200 if allowed else 403)


@pytest.mark.parametrize("model", OF_OURS, ids=label)
def test_a_superuser_opens_every_row(
    administrator: Client, camera: Camera, model: type[Model]
) -> None:
    rows = list(model._default_manager.all())
    assert rows
    for row in rows:
        shown = administrator.get(page(model, "change", row.pk))
        assert shown.status_code == 200
        assert "(&#x27;" not in shown.content.decode()  # a label's colour beside its words
        assert administrator.get(page(model, "history", row.pk)).status_code == 200


@pytest.mark.parametrize("model", OF_OURS, ids=label)
def test_a_row_that_is_not_there_sends_back(
    administrator: Client, camera: Camera, model: type[Model]
) -> None:
    for wrong in ("x", "999999", "9" * 40, "%00", "-1"):
        answer = administrator.get(page(model, "changelist") + f"{wrong}/change/")
        assert answer.status_code == 302, wrong


@pytest.mark.parametrize("model", MODELS, ids=label)
def test_nobody_else_opens_any(people: People, camera: Camera, model: type[Model]) -> None:
    first = model._default_manager.first()
    urls = [page(model, "changelist"), page(model, "add")]
    urls += [page(model, action, first.pk) for action in ("change", "delete")] if first else []
    for user in (people.owner, people.viewer, None):
        client = Client()
        if user:
            client.force_login(user)
        for url in urls:
            for answer in (client.get(url), client.post(url, {})):
                assert answer.status_code == 302
                assert answer.headers["Location"].split("?")[0] == "/admin/login/"


@pytest.mark.parametrize("model", OF_OURS, ids=label)
def test_a_longer_list_costs_no_more_queries(
    administrator: Client, people: People, camera: Camera, model: type[Model]
) -> None:
    add_rows(people, 1)
    counts = []
    for first in (2, 20):
        with CaptureQueriesContext(connection) as queries:
            administrator.get(page(model, "changelist"))
        counts.append(len(queries))
        for number in range(first, first + 10):
            add_rows(people, number)
    assert counts[0] == counts[1]


def test_the_first_page_names_every_list(administrator: Client) -> None:
    content = administrator.get("/admin/").content.decode()
    for model in OF_OURS:
        assert f'href="{page(model, "changelist")}"' in content
