"""Many wishes at once, and two supervisors of one node."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from recordings.models import Camera
from recordings.states import State
from recordings.supervisor import bootstep
from tests.cameras import StartCamera
from tests.recordings.supervision.bench import Bench
from tests.waiting import wait_for


@pytest.mark.contract
def test_fifty_threads_that_start_and_stop_leave_the_last_wish_and_at_most_one_ffmpeg(
    bench: Bench, start_camera: StartCamera
) -> None:
    camera = bench.camera(start_camera().url(), start=False)
    seen_at_once: list[int] = []
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            seen_at_once.append(len(bench.pids(camera)))

    watcher = threading.Thread(target=watch)
    watcher.start()
    race([bench.want, bench.want_no_more] * 25, camera)
    camera.refresh_from_db()
    wanted = camera.recording_enabled
    wait_for(lambda: len(bench.pids(camera)) == int(wanted), "the last wish to be carried out")
    bench.want(camera)  # all may have been over before a pass saw any of it
    bench.wait_for_state(camera, State.RECORDING)
    bench.want_no_more(camera)
    bench.wait_for_state(camera, State.STOPPED)
    done.set()
    watcher.join()

    assert max(seen_at_once) <= 1
    assert camera.wishes.filter(stopped_at=None).count() == 0
    assert bench.pids(camera) == []


def race(calls: list[Callable[[Camera], None]], camera: Camera) -> None:
    """All calls at once, each in a thread; none may fail."""
    errors: list[Exception] = []

    def run(call: Callable[[Camera], None]) -> None:
        try:
            call(camera)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_a_second_worker_of_the_node_stands_by_and_takes_over(bench: Bench) -> None:
    first = bootstep.RecorderStep(None, recorder=True)
    second = bootstep.RecorderStep(None, recorder=True)
    bench.stop()
    first.start(None)
    wait_for(lambda: bootstep._current is not None, "the first supervisor")
    holder = bootstep._current

    second.start(None)
    assert bootstep._current is holder
    first.stop(None)

    wait_for(lambda: bootstep._current not in (None, holder), "the second to take over")
    second.stop(None)
    assert bootstep._current is None
