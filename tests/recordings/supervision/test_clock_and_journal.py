"""Clock steps, and a database that is away."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError

from recordings.clock import SystemClock
from recordings.models import Recording
from recordings.simulator.stamp import missing_frames
from recordings.states import State
from recordings.supervisor.journal import FileSeen
from tests.cameras import StartCamera
from tests.recordings.supervision.bench import Bench, stamps_of
from tests.waiting import wait_for


class SteppingClock(SystemClock):
    """The machine's clock with a wall clock that a test sets forward or back."""

    def __init__(self) -> None:
        self.step = timedelta(0)

    def now(self) -> datetime:
        return super().now() + self.step


@pytest.fixture
def clock(bench: Bench) -> SteppingClock:
    """The bench's supervisor started anew, by a clock that the test turns."""
    stepping = SteppingClock()
    bench.stop()
    bench.clock = stepping
    bench.start()
    return stepping


@pytest.mark.parametrize("hours", [1, -1])
def test_a_step_of_the_clock_begins_a_new_run_and_loses_nothing_written(
    bench: Bench, start_camera: StartCamera, clock: SteppingClock, hours: int
) -> None:
    camera = bench.camera(start_camera().url())
    bench.wait_for_files(camera, 2)
    before = {row.run_id for row in bench.rows(camera)}

    clock.step = timedelta(hours=hours)
    wait_for(lambda: {row.run_id for row in bench.rows(camera)} - before, "a new run")
    bench.wait_for_state(camera, State.RECORDING)

    paths = [row.file_path for row in bench.rows(camera)]
    first_run = [row for row in bench.rows(camera) if row.run_id in before]
    last = Recording.objects.get(pk=first_run[-1].pk)
    assert len(set(paths)) == len(paths)
    assert last.close_reason == Recording.CloseReason.RENEWED
    assert missing_frames(stamps_of(first_run)) == []


def test_day_folders_are_made_ahead_when_the_day_turns(
    bench: Bench, start_camera: StartCamera, clock: SteppingClock
) -> None:
    camera = bench.camera(start_camera().url())
    bench.wait_for_state(camera, State.RECORDING)
    folder = bench.root / f"city_{bench.city.pk}" / f"cam_{camera.pk}"
    farthest = datetime.now(UTC).date() + timedelta(days=10)
    assert not (folder / str(farthest)).exists()

    clock.step = timedelta(days=3)

    wait_for(lambda: (folder / str(farthest)).is_dir(), "the folder of the farthest day")


def test_what_happened_while_the_database_was_away_is_written_when_it_is_back(
    bench: Bench, start_camera: StartCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    camera = bench.camera(start_camera().url())
    bench.wait_for_files(camera, 2)

    def away(entry: FileSeen) -> None:
        raise OperationalError("the database is away")

    with monkeypatch.context() as patch:
        patch.setattr(FileSeen, "apply", away)
        known = len(bench.rows(camera))
        wait_for(lambda: len(list(bench.root.rglob("*.mp4"))) > known + 2, "files without a row")
        assert len(bench.rows(camera)) == known
        assert len(bench.pids(camera)) == 1

    rows = bench.wait_for_files(camera, known + 3)
    assert len({row.run_id for row in rows}) == 1
    finished = bench.stop_and_finish(camera)
    assert missing_frames(stamps_of(finished)) == []
    assert len(finished) == len(list(bench.root.rglob("*.mp4")))
