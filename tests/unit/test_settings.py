"""Settings as a process of its own reads them from its environment."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]


def read(data: Path, expression: str, **environment: str) -> object:
    """The expression's value (as JSON) in a process with this data folder."""
    program = f"import json; from vms import settings; print(json.dumps({expression}))"
    given = {**os.environ, "VMS_DATA_DIR": str(data), **environment}
    given.pop("DATABASE_URL", None)
    given |= environment
    argv = [sys.executable, "-c", program]
    done = subprocess.run(argv, cwd=PROJECT, env=given, capture_output=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", ["with space", "100%", "%41", "c++", "a#b?c", "ção"])
def test_the_database_lies_in_the_data_folder_whatever_its_name(tmp_path: Path, name: str) -> None:
    name_of_database = read(tmp_path / name, "settings.DATABASES['default']['NAME']")
    assert name_of_database == str(tmp_path / name / "db.sqlite3")


def test_this_machine_may_always_ask_for_its_health(tmp_path: Path) -> None:
    hosts = read(tmp_path, "settings.ALLOWED_HOSTS", VMS_ALLOWED_HOSTS="vms.example.org")
    assert hosts == ["vms.example.org", "127.0.0.1", "127.0.0.1", "localhost"]


def test_a_database_that_answers_nothing_is_given_up(tmp_path: Path) -> None:
    url = "postgres://vms@db/vms?connect_timeout=9"
    options = read(tmp_path, "settings.DATABASES['default']['OPTIONS']", DATABASE_URL=url)
    assert options == {"connect_timeout": 9, "tcp_user_timeout": 5000}


def test_a_message_that_a_broker_does_not_take_is_given_up_at_once(tmp_path: Path) -> None:
    expression = "settings.CELERY_BROKER_TRANSPORT_OPTIONS"
    options = read(tmp_path, expression, VMS_BROKER_URL="redis://127.0.0.1:1/0")
    assert options == {"socket_connect_timeout": 2, "socket_timeout": 5, "max_retries": 0}
