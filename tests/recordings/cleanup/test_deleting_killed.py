"""A cleanup in a process of its own that is killed with SIGKILL, and gone on with here."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from recordings.cleanup.ledger_rows import broken_link
from recordings.cleanup.nightly import retention_run
from recordings.models import CleanupRun, Deletion, PendingDeletion, Recording, Usage
from tests.recordings.cleanup.scene import FILE_BYTES, Scene, TurnedClock, make_scene

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.contract]
PROJECT = Path(__file__).resolve().parents[3]
FILES = 5


@pytest.fixture
def scene(transactional_db: None, tmp_path: Path, settings: Settings) -> Scene:
    """In the present, as the other process sees it."""
    settings.VMS_RUN_DIR = tmp_path / "run"
    settings.VMS_RUN_DIR.mkdir()
    scene = make_scene(tmp_path)
    scene.clock = TurnedClock(datetime.now(UTC))
    return scene


def database_url() -> str:
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    return f"postgres://{given['USER']}@{given['HOST']}:{given['PORT']}/{given['NAME']}"


def clean_up_and_die(scene: Scene, step: str, call: int) -> int:
    """How the process ended."""
    program = [sys.executable, "-m", "tests.recordings.cleanup.killed", step, str(call)]
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "VMS_DATA_DIR": str(scene.folder),
        "DJANGO_SETTINGS_MODULE": "vms.settings",
    }
    return subprocess.run(
        program, cwd=PROJECT, env=environment, check=False, capture_output=True, timeout=120
    ).returncode


@pytest.mark.parametrize(
    ("step", "call", "doomed", "unlinked"),
    [
        ("doom", 1, FILES, 0),
        ("recordings.cleanup.files.os.unlink", 3, FILES, 3),
        ("unlink", 1, FILES, FILES),
        ("write the ledger", 1, FILES, FILES),
        ("settle", 1, 0, FILES),
    ],
)
def test_what_a_killed_cleanup_leaves_is_finished(
    scene: Scene, step: str, call: int, doomed: int, unlinked: int
) -> None:
    camera = scene.camera()
    scene.hours(camera, scene.ago(days=9), FILES)
    young = scene.recording(camera, scene.ago(days=1))
    assert clean_up_and_die(scene, step, call) == -signal.SIGKILL
    assert PendingDeletion.objects.count() == doomed
    assert len(scene.files()) == FILES + 1 - unlinked
    assert Deletion.objects.count() == (0 if doomed else 1)
    retention_run(scene.clock)
    scene.assert_settled()
    assert scene.rows() == [young.file_path]
    by_hand, nightly = CleanupRun.objects.order_by("pk")
    assert (by_hand.files, by_hand.bytes) == (FILES, FILES * FILE_BYTES)
    assert None not in {by_hand.finished_at, nightly.finished_at}
    assert nightly.files == 0
    assert [len(entry.files) for entry in Deletion.objects.all()] == [FILES]
    assert broken_link() is None
    assert sum(Usage.objects.values_list("bytes", flat=True)) == FILE_BYTES
    assert Recording.objects.get() == young
