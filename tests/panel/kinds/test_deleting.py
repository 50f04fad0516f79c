"""Recordings deleted on request: real files, through cleanup's states, with a ledger that holds."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from panel.kinds.registry import kinds
from panel.models import Job
from plans.models import AuditEntry, User
from recordings.cleanup.deleting import Deleting
from recordings.cleanup.ledger_rows import broken_link
from recordings.cleanup.lock import alone
from recordings.cleanup.relief_runs import end_cut_off_runs
from recordings.models import CleanupRun, Deletion, Recording, Usage
from tests.panel.jobs.scene import at, begin, lines, make_staff, signed_in, waiting, work_off
from tests.people import make_member, make_user
from tests.recordings.cleanup.scene import FILE_BYTES, HOUR, Scene, TurnedClock

pytestmark = pytest.mark.django_db
DELETE = kinds["recording_delete"]
LATER = timedelta(seconds=61)


@pytest.fixture
def root() -> User:
    return make_user("root", is_superuser=True)


def asked(user: User, *rows: Recording) -> Job:
    targets = DELETE.targets_of(Recording.objects.filter(pk__in=[row.pk for row in rows]))
    return waiting(user, DELETE, targets)


def run(job: Job, clock: TurnedClock) -> Job:
    return work_off(job, clock)  # type: ignore[arg-type]  # another clock turned by hand


def test_files_rows_and_counters_go_and_the_ledger_says_why(scene: Scene, root: User) -> None:
    gate, yard = scene.camera("Gate"), scene.camera("Yard")
    going = [*scene.hours(gate, scene.ago(days=2), 3), *scene.hours(yard, scene.ago(days=1), 2)]
    staying = scene.recording(gate, scene.ago(days=1))
    job = run(asked(root, *going), scene.clock)
    assert (job.state, job.done, job.refused) == ("done", 5, 0)
    assert scene.files() == [staying.file_path]
    assert sum(Usage.objects.values_list("bytes", flat=True)) == FILE_BYTES
    told = [(entry.camera_name, entry.reason, len(entry.files)) for entry in Deletion.objects.all()]
    assert told == [("Gate", "request", 3), ("Yard", "request", 2)]
    assert broken_link() is None
    cleanup = CleanupRun.objects.get()
    assert (cleanup.kind, cleanup.started_by, cleanup.files) == ("request", root, 5)
    assert (cleanup.expected_files, cleanup.expected_bytes) == (5, 5 * FILE_BYTES)
    assert cleanup.finished_at is not None
    entry = AuditEntry.objects.get(action="cleanup")
    assert (entry.user, entry.address) == (root, "192.0.2.7")
    scene.assert_settled()


def test_held_and_unfinished_ones_are_refused_with_words(scene: Scene, root: User) -> None:
    camera = scene.camera()
    held, free = scene.hours(camera, scene.ago(days=2), 2)
    scene.hold(camera, held.start_time, held.start_time + HOUR)
    writing = scene.open_recording(camera, scene.ago(hours=0.5))
    job = run(asked(root, held, free, writing), scene.clock)
    assert lines(job) == [
        (f"Gate · {held.file_path}", "is held; release the hold first", True),
        (f"Gate · {free.file_path}", "", False),
        (f"Gate · {writing.file_path}", "is not finished; wait until its hour is over", True),
    ]
    assert scene.files() == sorted([held.file_path, writing.file_path])
    assert CleanupRun.objects.get().details["stayed"] == {"held": 1, "unfinished": 1}


def test_the_preview_tells_days_held_ones_and_broken_promises(scene: Scene, root: User) -> None:
    camera = scene.camera()
    old = scene.hours(camera, scene.ago(days=9), 2)
    young = scene.hours(camera, scene.ago(days=2), 3)
    forever = timezone.now() + timedelta(days=1)
    scene.hold(camera, young[0].start_time, young[0].start_time + HOUR, until=forever)
    scene.recording(camera, timezone.now() - timedelta(hours=20))
    new = Recording.objects.order_by("-start_time")[0]
    client = signed_in(root)
    job = begin(client, DELETE, *old, *young, new)
    assert job.targets == [str(row.pk) for row in (*old, *young, new)]
    preview = client.get(at("preview", job)).context["preview"]
    assert preview.sentences[0].startswith("5 recordings are deleted for good: ")
    assert [(row[0], row[1], row[2], row[4]) for row in preview.rows][:2] == [
        ("Gate", "05/11/2026", "2", "-"),
        ("Gate", "05/18/2026", "2", "1"),
    ]
    assert "1 is held, and stays." in preview.warnings
    assert "1 is younger than what its city's plan promises to keep." in preview.warnings


def test_nobody_but_who_runs_the_installation_deletes(scene: Scene) -> None:
    owner = make_staff(make_member(scene.city, "owner"))  # type: ignore[arg-type]
    row = scene.recording(scene.camera(), scene.ago(days=2))
    job = run(asked(owner, row), scene.clock)
    assert (job.state, scene.files()) == ("failed", [row.file_path])
    assert job.error == "Whoever asked for this may not do it any more."


def test_while_another_cleanup_is_at_work_it_waits(scene: Scene, root: User) -> None:
    row = scene.recording(scene.camera(), scene.ago(days=2))
    job = asked(root, row)
    with alone():
        assert run(job, scene.clock).state == "running"
    assert scene.files() == [row.file_path]
    scene.clock.turn(LATER)
    assert run(job, scene.clock).state == "done"
    assert scene.files() == []


@pytest.mark.parametrize("after", ["nothing", "doomed", "deleted"])
def test_a_crash_is_gone_on_with_in_the_same_run(
    scene: Scene, root: User, monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    rows = scene.hours(scene.camera(), scene.ago(days=2), 3)
    job = asked(root, *rows)
    with monkeypatch.context() as patched:
        crash_after(after, patched)
        assert run(job, scene.clock).done == 0
    scene.clock.turn(LATER)
    job = run(job, scene.clock)
    assert (job.state, job.done, job.refused, len(lines(job))) == ("done", 3, 0, 3)
    assert scene.files() == []
    assert CleanupRun.objects.get().files == 3
    assert broken_link() is None
    assert AuditEntry.objects.filter(action="cleanup").count() == 1
    scene.assert_settled()


def crash_after(step: str, patched: pytest.MonkeyPatch) -> None:
    def crash(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the power is gone")

    if step == "doomed":
        patched.setattr("recordings.cleanup.deleting._finish", crash)
    elif step == "nothing":
        patched.setattr(Deleting, "delete", crash)
    else:
        patched.setattr("recordings.cleanup.requested._finish", crash)


def test_a_run_that_nobody_goes_on_with_is_ended(scene: Scene) -> None:
    scene.run(kind=CleanupRun.Kind.REQUEST)
    end_cut_off_runs(scene.clock)
    assert CleanupRun.objects.get().finished_at == scene.clock.now()


def test_one_job_is_one_run_however_many_batches(
    scene: Scene, root: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(DELETE), "at_once", 2)
    rows = scene.hours(scene.camera(), scene.ago(days=2), 5)
    run(asked(root, *rows), scene.clock)
    cleanup = CleanupRun.objects.get()
    assert (cleanup.files, cleanup.expected_files) == (5, 5)


def test_a_leap_of_the_clock_deletes_nothing(scene: Scene, root: User) -> None:
    camera = scene.camera()
    row = scene.recording(camera, scene.ago(days=2))
    scene.recording(scene.camera("Yard"), scene.ago(days=2))
    other = Recording.objects.exclude(pk=row.pk).get()
    run(asked(root, other), scene.clock)  # the witness sees the clock
    scene.clock.step(timedelta(days=40))
    job = run(asked(root, row), scene.clock)
    assert lines(job)[0][1:] == (
        "the machine's clock leapt: nobody knows which holds are in force",
        True,
    )
    assert scene.files() == [row.file_path]


def test_what_is_gone_by_then_is_no_refusal(scene: Scene, root: User) -> None:
    row = scene.recording(scene.camera(), scene.ago(days=2))
    first, second = asked(root, row), asked(root, row)
    run(first, scene.clock)
    assert lines(run(second, scene.clock)) == [(str(row.pk), "was gone already", False)]


def test_a_disk_that_is_away_keeps_its_own(scene: Scene, root: User) -> None:
    second = scene.another_volume("volume-2")
    camera = scene.camera()
    here = scene.recording(camera, scene.ago(days=2))
    away = scene.recording(camera, scene.ago(days=1), volume=second)
    second.path.rename(second.path.with_name("taken-out"))
    job = run(asked(root, here, away), scene.clock)
    assert [line[1:] for line in lines(job)] == [
        ("", False),
        ("its volume is away, read-only, or another disk", True),
    ]
    assert Recording.objects.get() == away
