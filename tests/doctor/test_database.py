"""The database, in each state in which a doctor may meet it."""

from pathlib import Path
from unittest.mock import patch

import pytest
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

from tests.doctor.looks import codes
from tests.site.conftest import database_away
from vms.doctor import database
from vms.doctor.database import State


@pytest.mark.django_db
@pytest.mark.contract
def test_one_that_is_set_up() -> None:
    looked = database.look()
    assert looked.state is State.READY
    assert codes(looked.findings)[0] == ("database.reachable", "ok")


@pytest.mark.django_db
def test_its_safety_over_a_power_cut() -> None:
    assert ("database.safe", "ok") in codes(database.look().findings)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=WAL")
    with patch.object(database, "FULL", 3):  # EXTRA: as if what is set were too little
        assert ("database.unsafe", "warning") in codes(database.look().findings)


@pytest.mark.django_db
@pytest.mark.contract
def test_one_that_is_away() -> None:
    with database_away():
        looked = database.look()
    assert (looked.state, codes(looked.findings)) == (State.AWAY, [("database.away", "error")])


@pytest.mark.django_db
@pytest.mark.contract
def test_one_that_is_older_than_the_program() -> None:
    MigrationRecorder.Migration.objects.filter(app="recordings").order_by("-pk")[0].delete()
    looked = database.look()
    assert looked.state is State.AWAY
    assert codes(looked.findings)[-1] == ("database.migrations", "error")


@pytest.mark.django_db
@pytest.mark.parametrize("made", [False, True])
def test_one_that_was_never_set_up(tmp_path: Path, made: bool) -> None:
    path = tmp_path / "db.sqlite3"
    if made:
        path.touch()
    settings = {**connection.settings_dict, "ENGINE": "django.db.backends.sqlite3"}
    fresh = DatabaseWrapper({**settings, "NAME": str(path), "OPTIONS": {}})
    with patch.object(database, "connection", fresh):
        looked = database.look()
        fresh.close()
    assert looked.state is State.FRESH
    assert codes(looked.findings) == [("database.fresh", "warning")]
    assert path.exists() is made  # looking makes none
