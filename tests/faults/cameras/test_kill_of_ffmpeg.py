"""kill -9 of a camera's FFmpeg: a new file, the old one whole to its last fragment."""

import os
import random
import signal
import time
from itertools import pairwise

import pytest

from recordings.models import Recording
from recordings.simulator.stamp import missing_frames
from recordings.states import State
from tests.cameras import SMALL, StartCamera
from tests.faults.cameras.truth import (
    loss_between,
    record_for,
    runs_of,
    sizes_in,
    wait_for_new_run,
)
from tests.faults.record import record
from tests.recordings.supervision.bench import Bench, stamps_of

TAIL_SECONDS = 1.5
PROMISED_SECONDS = 1.0 + SMALL.gop_frames / SMALL.fps + 2.5  # a fragment, a GOP, to connect


@pytest.mark.parametrize(
    ("seed", "kills"), [(1, 1), pytest.param(2, 20, marks=pytest.mark.slow, id="many")]
)
def test_kill_9_at_a_random_moment_loses_a_fragment_and_the_time_to_connect(
    bench: Bench, start_camera: StartCamera, seed: int, kills: int
) -> None:
    chance = random.Random(seed)
    process = start_camera()
    camera = bench.camera(process.url())
    tails = []
    for kill in range(kills):
        wait_for_new_run(bench, camera, known=kill)
        # Long forms stay under the quick restarts a minute, so that no back-off is measured.
        record_for(process, chance.randrange(12, 60) + (240 if kills > 5 else 0))
        os.kill(bench.pids(camera)[0], signal.SIGKILL)
        killed_ns = time.time_ns()
        tails.append((killed_ns - stamps_of(bench.rows(camera))[-1].sent_ns) / 1e9)
    wait_for_new_run(bench, camera, known=kills)
    bench.wait_for_state(camera, State.RECORDING)
    runs = runs_of(bench.stop_and_finish(camera))

    losses = [loss_between(before, after) for before, after in pairwise(runs)]
    for tail, loss in zip(tails, losses, strict=True):
        record("kill -9 of FFmpeg", "<= 4 s", loss.seconds, loss.frames, f"tail {tail:.2f} s")
    assert [run[-1].close_reason for run in runs[:-1]] == [Recording.CloseReason.ENDED] * kills
    assert [missing_frames(stamps_of(run)) for run in runs] == [[]] * (kills + 1)
    assert max(tails) <= TAIL_SECONDS
    assert max(loss.seconds for loss in losses) <= PROMISED_SECONDS
    for run in runs:
        for row in run:
            assert len(sizes_in(row.path)) == len(stamps_of([row])) == row.frames
