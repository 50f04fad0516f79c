"""Two workers at one job, each with its own connection: every target is seen to once."""

from collections.abc import Callable, Iterator
from threading import Event, Thread

import pytest
from django.db import close_old_connections, connection

from panel.models import Job
from recordings.models import Camera
from tests.panel.jobs.scene import LATER, Renaming, TurnedClock, known, lines, waiting, work_off
from tests.people import make_city, make_user
from tests.recordings.api.scene import make_camera

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.contract]
WAIT_SECONDS = 20


@pytest.fixture
def kind() -> Iterator[Renaming]:
    with known(Renaming()) as found:
        yield found


def in_thread(act: Callable[[], object]) -> Thread:
    def run() -> None:
        close_old_connections()
        try:
            act()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread


def make_job(kind: Renaming) -> Job:
    city = make_city()
    cameras = [make_camera(city, name).pk for name in ("A", "B", "C")]
    return waiting(make_user("root", is_superuser=True), kind, cameras)


def test_the_second_leaves_a_job_that_somebody_is_at(kind: Renaming) -> None:
    job, is_in, go_on = make_job(kind), Event(), Event()
    kind.in_transaction = False  # type: ignore[misc]  # so that the database waits for nobody

    def wait(camera: Camera) -> None:
        is_in.set()
        assert go_on.wait(WAIT_SECONDS)

    kind.before = wait
    first = in_thread(lambda: work_off(job))
    assert is_in.wait(WAIT_SECONDS)
    second = work_off(job)
    assert (second.state, second.done) == ("running", 0)
    go_on.set()
    first.join()
    job.refresh_from_db()
    assert (job.state, [line[0] for line in lines(job)]) == ("done", ["A+", "B+", "C+"])


def test_one_that_takes_over_waits_for_the_step_and_repeats_nothing(kind: Renaming) -> None:
    """The first is slow within its transaction, so that it seems to be dead."""
    job, is_in, go_on = make_job(kind), Event(), Event()

    def wait(camera: Camera) -> None:
        kind.after = lambda camera: None
        is_in.set()
        assert go_on.wait(WAIT_SECONDS)

    kind.after = wait
    first = in_thread(lambda: work_off(job))
    assert is_in.wait(WAIT_SECONDS)
    later = TurnedClock()
    later.turn(LATER)
    second = in_thread(lambda: work_off(job, later))
    second.join(0.3)
    assert second.is_alive()
    go_on.set()
    first.join()
    second.join()
    job.refresh_from_db()
    assert (job.state, [line[0] for line in lines(job)]) == ("done", ["A+", "B+", "C+"])
    assert set(Camera.objects.values_list("name", flat=True)) == {"A+", "B+", "C+"}
