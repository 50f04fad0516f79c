"""`manage.py cleanup_recordings`, as somebody at the machine runs it."""

import getpass
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from plans.models import AuditEntry
from recordings.cleanup.lock import alone
from recordings.models import CleanupRun, Recording
from recordings.volumes import VOLUME_IDENTITY, read_identity, write_identity
from tests.people import make_city
from tests.recordings.cleanup.scene import Scene

pytestmark = pytest.mark.contract
MINUTE = timedelta(minutes=1)
COMMAND = "recordings.management.commands.cleanup_recordings"


@pytest.fixture(autouse=True)
def machine(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's clock is the scene's."""
    monkeypatch.setattr(f"{COMMAND}.SystemClock", lambda: scene.clock)


def run(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("cleanup_recordings", *arguments, stdout=out)
    return out.getvalue().splitlines()


def refused(*arguments: str) -> tuple[int, str]:
    with pytest.raises(CommandError) as refusal:
        run(*arguments)
    return refusal.value.returncode, str(refusal.value)


def fill(scene: Scene, count: int) -> None:
    camera = scene.camera()
    for n in range(count):
        scene.recording(camera, scene.ago(days=9) + n * MINUTE, length=MINUTE, size_bytes=1)


def test_a_dry_run_tells_what_the_next_night_deletes_and_deletes_nothing(scene: Scene) -> None:
    boreal = make_city("Boreal", "pro")
    gate, yard, hall = scene.camera("Gate"), scene.camera("Yard"), scene.camera("Hall", boreal)
    scene.recording(gate, scene.ago(days=8), size_bytes=1_300_000)
    scene.recording(gate, scene.ago(days=6, hours=9), size_bytes=1_000_000)  # by 03:00 tomorrow
    scene.recording(gate, scene.ago(days=6, hours=8), size_bytes=1_000_000)
    scene.recording(yard, scene.ago(days=9), size_bytes=300_000)
    scene.recording(hall, scene.ago(days=16), size_bytes=200_000)
    Recording.objects.filter(camera=hall).update(file_size=38_200_000_000)
    held = scene.recording(yard, scene.ago(days=10))
    scene.hold(yard, held.start_time, held.start_time + MINUTE)
    before = scene.files()
    assert run("--dry-run") == [
        "At 2026-05-21 03:00: 4 files, 38.2 GB, the oldest of 2026-05-04 09:00.",
        "Boreal: 1 file, 38.2 GB, the oldest of 2026-05-04 09:00",
        "    Hall: 1 file, 38.2 GB, the oldest of 2026-05-04 09:00",
        "Cedar: 3 files, 2.6 MB, the oldest of 2026-05-11 09:00",
        "    Gate: 2 files, 2.3 MB, the oldest of 2026-05-12 09:00",
        "    Yard: 1 file, 0.3 MB, the oldest of 2026-05-11 09:00",
    ]
    assert scene.files() == before
    assert not CleanupRun.objects.exists()


def test_a_dry_run_without_anything_to_delete(scene: Scene) -> None:
    assert run("--dry-run") == ["Nothing is over at 2026-05-21 03:00."]


def test_a_run_tells_its_progress_and_what_the_disks_gave_back(scene: Scene) -> None:
    scene.recording(scene.camera("Yard"), scene.ago(days=1), size_bytes=2_000)
    fill(scene, 250)
    assert run() == [
        "200 of 250 files deleted",
        "250 of 250 files deleted",
        "250 files deleted, 0.0 MB; the disks gave back 1.0 MB.",
    ]
    scene.assert_settled()
    assert len(scene.files()) == 1


def test_what_stays_is_told(scene: Scene) -> None:
    scene.another_volume("volume-2").path.rename(scene.folder / "away")
    row = scene.recording(scene.camera(), scene.ago(days=9))
    row.path.unlink()
    row.path.mkdir()
    assert run()[1:] == [
        "0 files deleted, 0.0 MB; the disks gave back 0.0 MB.",
        "1 file stayed: not a file",
        "volume-2 was left alone: its disk is not there, or is newer.",
    ]


def test_while_another_cleanup_runs_nothing_is_done(scene: Scene) -> None:
    with alone():
        assert refused() == (2, "Another cleanup is running; nothing was done.")


def test_the_brake_stops_it_and_confirm_goes_on(scene: Scene) -> None:
    fill(scene, 101)
    code, message = refused()
    assert (code, "implausible share" in message, "--confirm" in message) == (1, True, True)
    assert len(scene.files()) == 101
    assert run("--confirm")[-1] == "101 files deleted, 0.0 MB; the disks gave back 0.4 MB."
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.user, entry.username) == ("cleanup", None, "")
    assert entry.details == {
        "run": CleanupRun.objects.get(due_at=None).pk,
        "released": "brake",
        "system_user": getpass.getuser(),
    }
    assert refused("--confirm") == (1, "No cleanup waits to be confirmed.")


def test_a_confirmed_run_waits_for_the_cleanup_that_is_at_work(scene: Scene) -> None:
    fill(scene, 101)
    refused()
    with alone():
        assert run("--confirm") == ["Confirmed; the cleanup goes on within a minute."]
    assert len(scene.files()) == 101


def test_a_leap_of_the_clock_stops_it_and_confirm_goes_on(scene: Scene) -> None:
    scene.recording(scene.camera(), scene.ago(days=1))
    run()
    scene.clock.step(timedelta(days=30))
    code, message = refused()
    assert (code, "the clock leapt" in message) == (1, True)
    assert run("--confirm")[-1].startswith("1 file deleted")


def test_a_restored_database_is_confirmed(scene: Scene) -> None:
    row = scene.recording(scene.camera(), scene.ago(days=9))
    path = scene.volume.path / VOLUME_IDENTITY
    write_identity(path, {**read_identity(path), "generation": 7})
    code, message = refused()
    assert (code, "--confirm-restored" in message, row.path.exists()) == (1, True, True)
    assert refused("--confirm") == (1, "No cleanup waits to be confirmed.")
    assert "older than its disks" in run("--dry-run")[-1]
    name = scene.volume.name
    assert run("--confirm-restored") == [f"{name}: confirmed; cleanup goes on within a minute."]
    entry = AuditEntry.objects.get()
    assert (entry.subject, entry.details) == (
        name,
        {"confirmed": "restored", "system_user": getpass.getuser()},
    )
    assert run()[-1].startswith("1 file deleted")
    assert refused("--confirm-restored") == (1, "No volume waits to be confirmed.")


@pytest.mark.parametrize("arguments", [("--dry-run", "--confirm"), ("--everything",), ("1",)])
def test_arguments_that_make_no_sense_are_refused(scene: Scene, arguments: tuple[str, ...]) -> None:
    scene.recording(scene.camera(), scene.ago(days=9))
    with pytest.raises((CommandError, SystemExit)):
        run(*arguments)
    assert len(scene.files()) == 1
