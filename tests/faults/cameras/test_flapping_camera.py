"""A camera that drops its connection every few seconds, and then is steady again."""

import random
from itertools import pairwise

import pytest

from recordings.simulator.stamp import missing_frames
from recordings.states import State
from tests.cameras import SMALL, StartCamera
from tests.faults.cameras.truth import loss_between, record_for, runs_of, wait_for_new_run
from tests.faults.record import record
from tests.recordings.supervision.bench import Bench, stamps_of
from tests.waiting import wait_for

UP_FRAMES = 3 * SMALL.fps


@pytest.mark.parametrize(
    ("seed", "drops"), [(1, 3), pytest.param(2, 20, marks=pytest.mark.slow, id="for a minute")]
)
def test_a_flapping_camera_is_retried_ever_more_slowly_and_recorded_whole_when_steady(
    bench: Bench, start_camera: StartCamera, seed: int, drops: int
) -> None:
    chance = random.Random(seed)
    process = start_camera()
    camera = bench.camera(process.url())
    bench.wait_for_state(camera, State.RECORDING)
    for _ in range(drops):
        record_for(process, UP_FRAMES - chance.randrange(SMALL.gop_frames))
        process.send("drop")
    known = len(runs_of(bench.rows(camera)))
    wait_for_new_run(bench, camera, known=known, seconds=60)
    wait_for(lambda: len(runs_of(bench.rows(camera))[-1]) >= 3, "three files of one run")
    runs = runs_of(bench.stop_and_finish(camera))

    waits = [loss_between(a, b) for a, b in pairwise(runs)]
    for loss in waits:
        record("camera flapping every 3 s", "per up-phase", loss.seconds, loss.frames)
    assert 2 <= len(runs) <= drops + 1
    assert waits[-1].seconds > waits[0].seconds
    assert [missing_frames(stamps_of(run)) for run in runs] == [[]] * len(runs)
    whole = runs[-1][1:-1]
    assert [row.duration_ms for row in whole] == [2000] * len(whole)
    assert bench.status(camera).restarts >= len(runs) - 1
