"""Basic, Pro and Premium, as sold."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from plans.models import Plan
from tests.people import FIGURES, People, api_client, make_city

FIGURE_FIELDS = (
    "code",
    "name",
    "position",
    "retention_days",
    "max_users",
    "max_gb_per_camera",
    "max_clips",
)
three_plans = import_module("plans.migrations.0002_three_plans")


def sold() -> list[tuple[object, ...]]:
    return list(Plan.objects.values_list(*FIGURE_FIELDS))


AS_SOLD = [(code, *figures) for code, figures in FIGURES.items()]


@pytest.mark.django_db
def test_an_installation_starts_with_the_three_plans() -> None:
    assert sold() == AS_SOLD


@pytest.mark.django_db
def test_going_back_removes_the_plans_that_nobody_pays_for_and_forward_brings_them() -> None:
    make_city(plan="pro")
    three_plans.remove_unused_plans(apps, connection.schema_editor())
    assert [code for code, *_figures in sold()] == ["pro"]
    three_plans.add_plans(apps, connection.schema_editor())
    assert sold() == AS_SOLD


@pytest.mark.django_db
def test_a_price_list_that_was_edited_stays_when_migrations_run_again() -> None:
    Plan.objects.filter(code="basic").update(max_users=4)
    three_plans.add_plans(apps, connection.schema_editor())
    assert Plan.objects.get(code="basic").max_users == 4


@pytest.mark.parametrize("who", ["owner", "operator", "viewer", "stranger", "superuser"])
def test_everybody_who_signed_in_reads_the_plans_in_order(people: People, who: str) -> None:
    answer = api_client(getattr(people, who)).get("/api/plans/")
    ids = dict(Plan.objects.values_list("code", "id"))
    assert answer.status_code == 200
    assert answer.json() == {
        "results": [
            {
                "id": ids[code],
                "code": code,
                "name": name,
                "retention_days": days,
                "max_users": users,
                "max_gb_per_camera": gb,
                "max_clips": clips,
            }
            for code, (name, _position, days, users, gb, clips) in FIGURES.items()
        ],
        "next": None,
        "previous": None,
    }
