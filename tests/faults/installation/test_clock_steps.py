"""The machine's clock is set by an hour, forward and back; and zones whose hours come twice."""

import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from pytest_django import Settings

from recordings.ffmpeg.layout import parse_file_name
from recordings.models import Recording
from recordings.states import State
from tests.cameras import StartCamera
from tests.faults.installation.shifted_time import ShiftedClock
from tests.faults.installation.truth import loss_in, media_files
from tests.faults.record import record
from tests.recordings.supervision.bench import Bench
from tests.waiting import wait_for

HOUR = timedelta(hours=1)


@pytest.fixture
def clock(bench: Bench, settings: Settings, tmp_path: Path) -> ShiftedClock:
    """The bench's supervisor started anew, by a clock that it shares with its FFmpegs."""
    shifted = ShiftedClock(tmp_path)
    settings.VMS_FFMPEG = str(shifted.program)
    bench.stop()
    bench.clock = shifted
    bench.start()
    return shifted


def kept(paths: list[Path]) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in paths}


def opened_at(path: Path) -> datetime:
    name = parse_file_name(str(path))
    assert name is not None
    return name.opened_at


@pytest.mark.parametrize(
    "step",
    [pytest.param(HOUR, id="forward", marks=pytest.mark.slow), pytest.param(-HOUR, id="back")],
)
def test_a_step_begins_a_new_run_and_neither_overwrites_nor_deletes(
    bench: Bench, start_camera: StartCamera, clock: ShiftedClock, step: timedelta
) -> None:
    camera = bench.camera(start_camera().url())
    bench.wait_for_files(camera, 3)
    first_run = bench.status(camera).run_id
    before = kept(media_files(bench.root)[:-1])

    clock.shift(step)
    wait_for(lambda: {row.run_id for row in bench.rows(camera)} - {first_run}, "a new run")
    bench.wait_for_state(camera, State.RECORDING)
    wait_for(lambda: len({r.path for r in bench.rows(camera)} - before.keys()) >= 3, "files")
    rows = bench.stop_and_finish(camera)

    files = media_files(bench.root)
    assert kept(list(before)) == before
    assert sorted(row.path for row in rows) == sorted(files)
    assert {row.status for row in rows} <= {Recording.Status.COMPLETE, Recording.Status.STOPPED}
    runs = {row.run_id for row in rows}
    second = [row.path for row in rows if row.run_id != first_run]
    assert len(runs) == 2
    assert abs(opened_at(second[0]) - (datetime.now(UTC) + step)) < timedelta(minutes=1)
    loss = loss_in(files)
    assert loss.doubled == 0
    hours = round(step / HOUR)
    record(f"clock step {hours:+d} h", "new run, nothing deleted", loss.seconds, loss.frames)


def test_a_step_back_while_no_supervisor_runs_is_noticed_by_the_next_one(
    bench: Bench, start_camera: StartCamera, clock: ShiftedClock
) -> None:
    """An hour later the run's files would have names that are there, and FFmpeg truncates unasked.

    Until then finished files are protected by their mode alone, which does not bind root.
    """
    camera = bench.camera(start_camera().url())
    bench.wait_for_files(camera, 3)
    pids = bench.pids(camera)
    bench.stop()
    before = kept(media_files(bench.root)[:-1])

    clock.shift(-HOUR)
    bench.start()
    wait_for(lambda: bench.pids(camera) and bench.pids(camera) != pids, "a new run")
    bench.wait_for_state(camera, State.RECORDING)
    bench.stop_and_finish(camera)

    overwritten = len(changed(before))
    note = f"{overwritten} files overwritten"
    record("clock step back, worker down", "a new run at its next start", None, None, note)
    assert overwritten == 0


def changed(before: dict[Path, bytes]) -> list[Path]:
    return [path for path, data in before.items() if path.read_bytes() != data]


# A zone, the moment (UTC) at which its clocks turn, and what they do.
TURNS = [
    ("Europe/Lisbon", datetime(2026, 10, 25, 1, tzinfo=UTC), "back"),
    ("Europe/Lisbon", datetime(2026, 3, 29, 1, tzinfo=UTC), "forward"),
    ("America/Sao_Paulo", datetime(2018, 2, 18, 2, tzinfo=UTC), "back"),
    ("America/Sao_Paulo", datetime(2018, 11, 4, 3, tzinfo=UTC), "forward"),
]
SLOW_TURNS = [pytest.param(*turn, marks=pytest.mark.slow) for turn in TURNS[1:]]


@pytest.mark.parametrize(("zone", "turn", "way"), [TURNS[0], *SLOW_TURNS])
def test_clocks_that_turn_change_no_name_and_lose_no_frame(
    bench: Bench,
    start_camera: StartCamera,
    clock: ShiftedClock,
    monkeypatch: pytest.MonkeyPatch,
    zone: str,
    turn: datetime,
    way: str,
) -> None:
    with monkeypatch.context() as environment:
        environment.setenv("TZ", zone)
        time.tzset()
        bench.stop()
        clock.set(turn - timedelta(seconds=5))
        bench.start()
        camera = bench.camera(start_camera().url())
        wait_for(
            lambda: [p for p in media_files(bench.root) if opened_at(p) >= turn][2:],
            "three files after the turn",
            30,
        )
        bench.stop_and_finish(camera)
    time.tzset()

    files = media_files(bench.root)
    names = [opened_at(path) for path in files]
    loss = loss_in(files)
    assert names[0] < turn
    lengths = [after - before for before, after in pairwise(names[1:])]
    assert lengths == [timedelta(seconds=2)] * len(lengths)
    assert len({path.stem.rsplit("_", 1)[1] for path in files}) == 1
    assert (loss.frames, loss.doubled) == (0, 0)
    record(f"DST, clocks {way} in {zone}", "names in UTC, 0 frames", loss.seconds, loss.frames)
