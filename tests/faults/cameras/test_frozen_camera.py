"""A camera that freezes with its connection open, and thaws."""

import random
import time

import pytest

from recordings.models import Recording
from recordings.simulator.stamp import missing_frames
from recordings.states import State
from tests.cameras import SMALL, StartCamera
from tests.faults.cameras.truth import (
    lost_since,
    record_for,
    runs_of,
    wait_for_new_run,
    wait_for_stamps,
)
from tests.faults.record import record
from tests.recordings.supervision.bench import Bench, stamps_of

THAW_SECONDS = 14.0
PROMISE = "<= 14 s after it thaws"


def test_a_frozen_camera_is_recorded_again_soon_after_it_thaws(
    bench: Bench, start_camera: StartCamera
) -> None:
    process = start_camera()
    camera = bench.camera(process.url())
    wait_for_stamps(bench, camera)
    record_for(process, 24)

    process.send("stall")
    frozen_at = process.status()["last_sent_frame"]
    assert frozen_at is not None
    bench.wait_for_state(camera, State.STALLED, State.BACKOFF, seconds=25)
    thawed_at = process.status()["next_frame"]
    process.send("resume")
    wait_for_new_run(bench, camera, known=1)
    rows = bench.stop_and_finish(camera)

    first, second = runs_of(rows)
    loss = lost_since(stamps_of(rows), thawed_at, SMALL.fps)
    record("camera frozen, then thawed", PROMISE, loss.seconds, loss.frames)
    # FFmpeg's own limit on a silent socket and ours run out within the same second.
    reasons = Recording.CloseReason
    assert first[-1].close_reason in (reasons.STALLED, reasons.ENDED)
    assert missing_frames([s for s in stamps_of(first) if s.frame <= frozen_at]) == []
    assert missing_frames(stamps_of(second)) == []
    assert loss.seconds <= THAW_SECONDS


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_a_camera_that_thaws_at_any_moment_loses_at_most_14_seconds_after_it(
    bench: Bench, start_camera: StartCamera, seed: int
) -> None:
    process = start_camera()
    camera = bench.camera(process.url())
    wait_for_stamps(bench, camera)
    record_for(process, 60)

    process.send("stall")
    time.sleep(random.Random(seed).uniform(0.5, 40))  # what is tried out, not waited for
    process.send("resume")
    thawed_at = process.status()["next_frame"]
    # A recorder that outlived the freeze may record a little before it is replaced.
    wait_for_stamps(bench, camera, thawed_at + round(THAW_SECONDS * SMALL.fps))
    rows = bench.stop_and_finish(camera)

    loss = lost_since(stamps_of(rows), thawed_at, SMALL.fps)
    record("camera frozen, then thawed", PROMISE, loss.seconds, loss.frames)
    assert loss.seconds <= THAW_SECONDS
