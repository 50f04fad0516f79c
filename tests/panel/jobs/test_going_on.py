"""Jobs over crashes, faults, other workers and lost rights: nothing twice, nothing left out."""

import contextlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from panel.jobs.claims import left_behind
from panel.jobs.steps import MOST_ATTEMPTS
from panel.kinds.base import Busy
from panel.kinds.cameras import StartRecording
from panel.models import Job
from panel.tasks import reconcile
from plans.entitlements import Role
from plans.models import Membership
from recordings.models import Camera, Wish
from tests.panel.jobs.scene import (
    Renaming,
    TurnedClock,
    known,
    lines,
    make_staff,
    waiting,
    work_off,
)
from tests.people import People
from tests.recordings.api.scene import make_camera

pytestmark = pytest.mark.django_db
START = StartRecording()


class Killed(BaseException):
    """As a signal ends a process: nobody's `except Exception`."""


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture(params=["in a transaction", "without one"])
def kind(request: pytest.FixtureRequest) -> Iterator[Renaming]:
    with known(Renaming(in_transaction=request.param == "in a transaction")) as found:
        yield found


def cameras_of(people: People, *names: str) -> list[int]:
    return [make_camera(people.city, name).pk for name in names]


def names() -> list[str]:
    return list(Camera.objects.order_by("pk").values_list("name", flat=True))


def failing(error: BaseException, name: str, times: int = 1) -> Any:
    left = [times]

    def fail(camera: Camera) -> None:
        if camera.name.startswith(name) and left[0]:
            left[0] -= 1
            raise error

    return fail


def run_killed(job: Job, clock: TurnedClock) -> None:
    with contextlib.suppress(Killed):
        work_off(job, clock)


def test_a_worker_killed_before_it_acts_leaves_what_the_next_goes_on_with(
    people: People, kind: Renaming, clock: TurnedClock
) -> None:
    job = waiting(people.superuser, kind, cameras_of(people, "A", "B", "C"))
    kind.before = failing(Killed(), "B")
    run_killed(job, clock)
    job.refresh_from_db()
    assert (job.state, job.done, names()) == ("running", 1, ["A+", "B", "C"])
    assert work_off(job, clock).done == 1  # somebody may still be at it
    assert left_behind(clock.now()) == []
    clock.turn()
    assert left_behind(clock.now()) == [job.pk]
    job = work_off(job, clock)
    assert (job.state, names()) == ("done", ["A+", "B+", "C+"])
    assert lines(job) == [("A+", "", False), ("B+", "", False), ("C+", "", False)]


def test_killed_between_the_act_and_its_line_a_transaction_forgets_both(
    people: People, clock: TurnedClock
) -> None:
    with known(Renaming()) as kind:
        job = waiting(people.superuser, kind, cameras_of(people, "A", "B"))
        kind.after = failing(Killed(), "A")
        run_killed(job, clock)
        assert names() == ["A", "B"]
        clock.turn()
        job = work_off(job, clock)
    assert (names(), len(lines(job))) == (["A+", "B+"], 2)


def test_a_fault_is_tried_again_and_then_passed_over(
    people: People, kind: Renaming, clock: TurnedClock
) -> None:
    job = waiting(people.superuser, kind, cameras_of(people, "A", "B", "C"))
    kind.before = failing(RuntimeError("broken"), "B", times=99)
    for _attempt in range(MOST_ATTEMPTS):
        assert work_off(job, clock).state == "running"
        clock.turn()
    job = work_off(job, clock)
    assert (job.state, job.refused, names()) == ("done", 1, ["A+", "B", "C+"])
    failed = "This failed several times; the logs tell why."
    assert lines(job) == [("A+", "", False), ("B", failed, True), ("C+", "", False)]


def test_a_fault_that_passes_costs_nothing(
    people: People, kind: Renaming, clock: TurnedClock
) -> None:
    job = waiting(people.superuser, kind, cameras_of(people, "A", "B"))
    kind.before = failing(RuntimeError("broken"), "B", times=MOST_ATTEMPTS - 1)
    for _attempt in range(MOST_ATTEMPTS):
        job = work_off(job, clock)
        clock.turn()
    assert (job.state, job.refused, names()) == ("done", 0, ["A+", "B+"])


def test_of_several_at_once_only_the_one_at_fault_is_passed_over(
    people: People, clock: TurnedClock
) -> None:
    with known(Renaming(in_transaction=False, at_once=3)) as kind:
        job = waiting(people.superuser, kind, cameras_of(people, "A", "B", "C", "D"))
        kind.before = failing(RuntimeError("broken"), "B", times=99)
        for _attempt in range(2 * MOST_ATTEMPTS + 1):
            job = work_off(job, clock)
            clock.turn()
    refused = [line[0] for line in lines(job) if line[2]]
    assert (job.state, job.done, refused) == ("done", 4, ["B"])


def test_what_is_in_use_is_waited_for_however_long(people: People, clock: TurnedClock) -> None:
    with known(Renaming(in_transaction=False)) as kind:
        job = waiting(people.superuser, kind, cameras_of(people, "A"))
        kind.before = failing(Busy(), "A", times=3 * MOST_ATTEMPTS)
        for _attempt in range(3 * MOST_ATTEMPTS):
            job = work_off(job, clock)
            assert (job.state, job.attempts, names()) == ("running", 0, ["A"])
            clock.turn()
        assert work_off(job, clock).state == "done"
    assert names() == ["A+"]


def test_a_refusal_takes_back_what_its_service_had_written(
    people: People, clock: TurnedClock
) -> None:
    with known(Renaming()) as kind:
        job = waiting(people.superuser, kind, cameras_of(people, "A", "refuse", "B"))
        job = work_off(job, clock)
    assert (job.refused, names()) == (1, ["A+", "refuse", "B+"])
    assert lines(job)[1] == ("refuse", "not this one", True)


def test_a_slow_worker_that_lost_its_claim_writes_no_line(
    people: People, clock: TurnedClock
) -> None:
    """It comes back from a disk or the network when another one has taken over."""
    with known(Renaming(in_transaction=False)) as kind:
        job = waiting(people.superuser, kind, cameras_of(people, "A", "B"))

        def be_slow(camera: Camera) -> None:
            kind.after = lambda camera: None
            Job.objects.filter(pk=job.pk).update(claim=uuid4())  # what a second worker does first

        kind.after = be_slow
        work_off(job, clock)
        job.refresh_from_db()
        assert (job.done, lines(job)) == (0, [])
        clock.turn()
        job = work_off(job, clock)
    assert (job.state, [line[0] for line in lines(job)]) == ("done", ["A++", "B+"])


def test_asked_to_stop_it_ends_after_what_it_is_at(
    people: People, kind: Renaming, clock: TurnedClock
) -> None:
    job = waiting(people.superuser, kind, cameras_of(people, "A", "B", "C"))

    def ask_to_stop(camera: Camera) -> None:
        Job.objects.filter(pk=job.pk).update(cancel_asked=camera.name == "B+")

    kind.after = ask_to_stop
    job = work_off(job, clock)
    assert (job.state, job.done, names()) == ("cancelled", 2, ["A+", "B+", "C"])
    assert len(lines(job)) == 2


def test_what_nobody_works_on_is_sent_again_and_drafts_are_forgotten(
    people: People, clock: TurnedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[int] = []
    monkeypatch.setattr(
        "panel.tasks.run_job.apply_async", lambda args, **options: sent.append(args[0])
    )
    old = clock.now() - timedelta(days=2)
    lost = waiting(people.superuser, START, [1])
    waiting(people.superuser, START, [1], state="draft", created_at=old)
    over = waiting(people.superuser, START, [1], state="done", created_at=old)
    reconcile()
    assert sent == [lost.pk]
    assert set(Job.objects.values_list("pk", flat=True)) == {lost.pk, over.pk}


def test_who_lost_their_city_meanwhile_is_refused_every_row(
    people: People, clock: TurnedClock
) -> None:
    owner = make_staff(people.owner)
    job = waiting(owner, START, cameras_of(people, "A", "B"))
    Membership.objects.filter(user=owner).delete()
    job = work_off(job, clock)
    gone = "There is nothing here, or nothing that you may see."
    assert (job.state, job.refused, Wish.objects.count()) == ("done", 2, 0)
    assert lines(job) == [("A", gone, True), ("B", gone, True)]


def test_who_loses_it_in_the_middle_is_refused_the_rest(people: People, clock: TurnedClock) -> None:
    owner = make_staff(people.owner)
    job = waiting(owner, START, cameras_of(people, "A", "B"))
    first = Camera.objects.get(name="A")

    class Deposing(StartRecording):
        def act(self, work: Any, target: Any) -> Any:
            line = super().act(work, target)
            if target == first.pk:
                Membership.objects.filter(user=owner).update(role=Role.VIEWER)
            return line

    with known(Deposing()):
        job = work_off(job, clock)
    assert [line[2] for line in lines(job)] == [False, True]
    assert lines(job)[1][1] == "Your role in this city does not allow this."


@pytest.mark.parametrize("lost", [{"is_active": False}, {"is_staff": False}])
def test_who_has_no_access_any_more_gets_nothing_done(
    people: People, clock: TurnedClock, lost: dict[str, bool]
) -> None:
    job = waiting(people.superuser, START, cameras_of(people, "A"))
    for name, value in lost.items():
        setattr(people.superuser, name, value)
    people.superuser.save()
    job = work_off(job, clock)
    assert (job.state, job.done, Wish.objects.count()) == ("failed", 0, 0)
    assert job.error == "Whoever asked for this has no access any more."


def test_a_kind_of_another_version_fails_in_words(people: People, clock: TurnedClock) -> None:
    with known(Renaming()) as kind:
        job = waiting(people.superuser, kind, [1])
    job = work_off(job, clock)
    assert (job.state, bool(job.error)) == ("failed", True)


def test_words_are_the_askers(people: People, clock: TurnedClock) -> None:
    camera = make_camera(people.city, archived_at=clock.now(), is_active=False)
    job = work_off(waiting(people.superuser, START, [camera.pk], language="pt-br"), clock)
    assert lines(job)[0][1].startswith("A câmera está arquivada")
