"""`/healthz`: this process serves, migrations are applied, somebody can sign in."""

from unittest.mock import patch

import pytest
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

from tests.people import make_user
from tests.site.conftest import database_away

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


def ask() -> tuple[int, dict[str, str]]:
    answer = Client().get("/healthz")
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.status_code, answer.json()


STARTING = (503, {"status": "starting"})
OK = (200, {"status": "ok"})


def test_it_waits_for_somebody_who_can_sign_in() -> None:
    assert ask() == STARTING
    make_user("ana")
    make_user("gone", is_superuser=True, is_active=False)
    assert ask() == STARTING
    make_user("root", is_superuser=True)
    assert ask() == OK


def test_it_waits_for_migrations() -> None:
    make_user("root", is_superuser=True)
    with patch.object(MigrationExecutor, "migration_plan", return_value=[("a migration", False)]):
        assert ask() == STARTING
    assert ask() == OK


def test_it_waits_for_the_database() -> None:
    make_user("root", is_superuser=True)
    with database_away():
        assert ask() == STARTING
    assert ask() == OK


def test_once_set_up_it_stays_so_while_the_database_is_away() -> None:
    make_user("root", is_superuser=True)
    assert ask() == OK
    with database_away():
        assert ask() == OK


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_head_will_do(path: str) -> None:
    assert Client().head(path).status_code == 503
