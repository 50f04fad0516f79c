"""Sound that stops, and sound that was announced and never comes: the picture goes on."""

import os
import signal
import time
from dataclasses import replace

from recordings.simulator.stamp import missing_frames
from tests.cameras import SMALL, StartCamera
from tests.faults.cameras.truth import record_for, runs_of, wait_for_stamps
from tests.faults.record import record
from tests.recordings.supervision.bench import Bench, stamps_of

WITH_SOUND = replace(SMALL, audio="aac")
TAIL_SECONDS = 2.0


def test_without_its_sound_the_picture_goes_on_and_a_kill_loses_two_seconds_at_most(
    bench: Bench, start_camera: StartCamera
) -> None:
    stops, never = start_camera(WITH_SOUND), start_camera(WITH_SOUND)
    falls_silent = bench.camera(stops.url())
    was_silent = bench.camera(never.url("/quiet-audio"))
    wait_for_stamps(bench, falls_silent)
    record_for(stops, SMALL.fps)
    stops.send("silence-audio")
    bench.wait_for_files(was_silent, 3)
    bench.wait_for_files(falls_silent, 3)

    for name, camera in (("audio that stops", falls_silent), ("audio never comes", was_silent)):
        os.kill(bench.pids(camera)[0], signal.SIGKILL)
        killed_ns = time.time_ns()
        run = runs_of(bench.rows(camera))[0]
        tail_seconds = (killed_ns - stamps_of(run)[-1].sent_ns) / 1e9
        record(name, "<= 2 s", tail_seconds, None, "tail lost at a kill -9")
        assert tail_seconds <= TAIL_SECONDS
        assert missing_frames(stamps_of(run)) == []
