"""Exports of the ledger as files, and the command that checks them; one key folder a test."""

import json
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from plans.models import City
from recordings.api.ledger_export import ExportBody
from recordings.file_parts import download_slots
from recordings.models import Camera
from recordings.services.cleanups import Accounts
from recordings.services.ledger_export import ledger_export
from tests.people import make_city, make_user
from tests.recordings.api.scene import make_camera
from tests.recordings.cleanup.ledger_scene import AT, HOUR, added, make_run


@pytest.fixture
def key_folder(settings: Settings, tmp_path: Path) -> None:
    settings.VMS_KEYS_DIR = tmp_path / "keys"
    settings.VMS_KEYS_DIR.mkdir()


@pytest.fixture
def gate(db: None) -> Camera:
    return make_camera(make_city("Aurora"), '=HYPERLINK("x"), Praça\u2028"7"')


@pytest.fixture
def foreign(db: None) -> Camera:
    return make_camera(make_city("Boreal"), "Foreign")


@pytest.fixture
def mixed(gate: Camera, foreign: Camera) -> None:
    """Entries 1 to 6; the first, third and sixth are the gate's."""
    added(make_run(), gate, foreign)
    added(make_run(at=AT + HOUR), gate, foreign, foreign, gate, at=AT + HOUR)


def exported(
    *cities: City, form: str = "jsonl", start: datetime | None = None, end: datetime | None = None
) -> bytes:
    """Of the cities, or of the whole installation."""
    assert download_slots.acquire(blocking=False)
    export = ledger_export(
        user=make_user(),
        address="127.0.0.1",
        accounts=Accounts(list(cities) or None),
        period=(start, end),
        form=form,
    )
    return b"".join(ExportBody(export, form))


def checked(tmp_path: Path, content: bytes, *options: str) -> list[str]:
    """The lines that the command prints. Raises CommandError."""
    file = tmp_path / "ledger"
    file.write_bytes(content)
    out = StringIO()
    call_command("verify_ledger", str(file), *options, stdout=out, no_color=True)
    return out.getvalue().splitlines()


def refusal(tmp_path: Path, content: bytes, *options: str) -> tuple[str, int]:
    with pytest.raises(CommandError) as refused:
        checked(tmp_path, content, *options)
    return str(refused.value), refused.value.returncode


def lines(content: bytes) -> list[Any]:
    return [json.loads(line) for line in content.split(b"\n")[:-1]]


def joined(told: list[Any]) -> bytes:
    return b"".join(json.dumps(line).encode() + b"\n" for line in told)
