"""A cleanup in a process of its own that is killed with SIGKILL, and gone on with here."""

import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from recordings.cleanup.ledger_rows import broken_link
from recordings.cleanup.nightly import retention_run
from recordings.models import CleanupRun, Deletion, PendingDeletion, Recording, Usage
from tests.killing import exit_code, kill_this_process, running
from tests.recordings.cleanup.cuts import cut
from tests.recordings.cleanup.scene import FILE_BYTES, Scene, TurnedClock, make_scene

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.contract]
FILES = 5


@pytest.fixture
def scene(transactional_db: None, tmp_path: Path, settings: Settings) -> Scene:
    """In the present, in which the other process lives."""
    settings.VMS_RUN_DIR = tmp_path / "run"
    settings.VMS_RUN_DIR.mkdir()
    scene = make_scene(tmp_path)
    scene.clock = TurnedClock(datetime.now(UTC))
    return scene


def clean_up_and_die(step: str, call: int) -> int | None:
    """How the process ended, which kills itself after the step."""

    def work() -> None:
        cut(pytest.MonkeyPatch(), step, after=True, call=call, end=kill_this_process)
        call_command("cleanup_recordings")

    with running(work) as process:
        return exit_code(process)


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
    assert clean_up_and_die(step, call) == -signal.SIGKILL
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
