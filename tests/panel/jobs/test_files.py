"""Jobs that make a file: one of each try, and none left of a job that came to nothing."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from panel.jobs.files import FILE_KEPT
from panel.jobs.forgetting import JOBS_KEPT, files_forget, jobs_forget
from panel.kinds.base import FileKind, Line, Made, Preview, Work
from panel.models import Job
from tests.panel.jobs.scene import TurnedClock, at, known, lines, signed_in, waiting, work_off
from tests.people import People

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """As a signal ends a process."""


class Writing(FileKind):
    """A letter for each target."""

    code = "test_writing"
    words = "Write"
    model = "recordings.camera"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.after: Callable[[int], None] = lambda done: None

    def preview(self, work: Work, targets: Sequence[Any]) -> Preview:
        return Preview(["letters"])

    def place(self, work: Work, targets: Sequence[Any], uuid: str) -> Path:
        return self.folder / "below" / f"{uuid}.txt"

    def write(self, work: Work, targets: Sequence[Any], path: Path, tell: Any) -> Made:
        path.write_text("")
        for done, letter in enumerate(targets, 1):
            with path.open("a") as file:
                file.write(letter)
            self.after(done)
            tell(done)
        return Made("letters.txt", [Line(letter) for letter in targets])

    def files(self) -> list[str]:
        return sorted(path.read_text() for path in (self.folder / "below").glob("*"))


@pytest.fixture
def kind(tmp_path: Path) -> Iterator[Writing]:
    with known(Writing(tmp_path)) as found:
        yield found


def test_the_file_is_there_for_a_day(people: People, kind: Writing) -> None:
    clock = TurnedClock()
    job = work_off(waiting(people.superuser, kind, ["a", "b"]), clock)
    assert (job.state, job.done, job.file_name, job.file_size) == ("done", 2, "letters.txt", 2)
    assert job.file_until == clock.now() + FILE_KEPT
    answer: Any = signed_in(people.superuser).get(at("file", job))
    assert b"".join(answer.streaming_content) == b"ab"
    assert files_forget(clock.now() + FILE_KEPT + timedelta(seconds=1)) == 1
    assert kind.files() == []


def test_a_second_try_leaves_nothing_of_the_first(people: People, kind: Writing) -> None:
    clock = TurnedClock()
    job = waiting(people.superuser, kind, ["a", "b"])

    def die(done: int) -> None:
        kind.after = lambda done: None
        raise Killed

    kind.after = die
    with contextlib.suppress(Killed):
        work_off(job, clock)
    assert kind.files() == ["a"]
    clock.turn()
    job = work_off(job, clock)
    assert (job.state, kind.files()) == ("done", ["ab"])
    assert [line[0] for line in lines(job)] == ["a", "b"]


def test_a_cancelled_one_leaves_no_file(people: People, kind: Writing) -> None:
    job = waiting(people.superuser, kind, ["a", "b"])

    def ask_to_stop(done: int) -> None:
        Job.objects.filter(pk=job.pk).update(cancel_asked=True)

    kind.after = ask_to_stop
    job = work_off(job)
    assert (job.state, job.file_path, kind.files()) == ("cancelled", "", [])


def test_who_lost_their_access_meanwhile_gets_no_file(people: People, kind: Writing) -> None:
    job = waiting(people.superuser, kind, ["a", "b"])

    def dismiss(done: int) -> None:
        people.superuser.is_staff = False
        people.superuser.save()

    kind.after = dismiss
    job = work_off(job)
    assert (job.state, job.file_path, kind.files()) == ("failed", "", [])


def test_what_the_end_could_not_remove_is_removed_later(
    people: People, kind: Writing, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = TurnedClock()
    job = waiting(people.superuser, kind, ["a", "b"])

    def ask_to_stop(done: int) -> None:
        Job.objects.filter(pk=job.pk).update(cancel_asked=True)

    def die(job: Job) -> None:
        raise Killed

    kind.after = ask_to_stop
    with monkeypatch.context() as patch, contextlib.suppress(Killed):
        patch.setattr("panel.jobs.running.drop_file", die)
        work_off(job, clock)
    assert (Job.objects.get(pk=job.pk).state, kind.files()) == ("cancelled", ["a"])
    assert files_forget(clock.now()) == 1
    assert (Job.objects.get(pk=job.pk).file_path, kind.files()) == ("", [])


def test_one_that_was_taken_over_removes_its_own_and_not_the_others(
    people: People, kind: Writing
) -> None:
    clock = TurnedClock()
    job = waiting(people.superuser, kind, ["a", "b"])

    def be_slow(done: int) -> None:
        kind.after = lambda done: None
        Job.objects.filter(pk=job.pk).update(claim=None)
        assert work_off(job, clock).state == "done"
        Job.objects.filter(pk=job.pk).update(claim=uuid4())

    kind.after = be_slow
    work_off(job, clock)
    job.refresh_from_db()
    assert kind.files() == ["ab"]
    assert Path(job.file_path).read_text() == "ab"


def test_a_fault_is_tried_three_times(people: People, kind: Writing) -> None:
    clock = TurnedClock()
    job = waiting(people.superuser, kind, ["a"])

    def fail(done: int) -> None:
        raise RuntimeError("broken")

    kind.after = fail
    for _attempt in range(4):
        job = work_off(job, clock)
        clock.turn()
    assert (job.state, kind.files()) == ("failed", [])
    assert job.error == "This failed several times; the logs tell why."


def test_what_came_of_a_job_is_forgotten_after_a_season(people: People) -> None:
    clock = TurnedClock()
    ended = {"kind": "x", "created_at": clock.now(), "finished_at": clock.now()}
    old = Job.objects.create(**ended, state=Job.State.DONE)
    old.lines.create(number=1, subject="Gate")
    with_a_file = Job.objects.create(**ended, state=Job.State.DONE, file_path="/srv/exports/x.zip")
    at_work = Job.objects.create(kind="x", created_at=clock.now(), state=Job.State.RUNNING)
    assert jobs_forget(clock.now() + JOBS_KEPT) == 0
    assert jobs_forget(clock.now() + JOBS_KEPT + timedelta(seconds=1)) == 1
    assert {*Job.objects.all()} == {with_a_file, at_work}
