"""The camera's own clock steps: FFmpeg believes it, so the run is ended and another begun."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from pytest_django import Settings

from recordings.models import Camera
from recordings.simulator.process import CameraProcess
from tests.cameras import SMALL, StartCamera
from tests.faults.cameras.truth import (
    Run,
    listed_stamps,
    lost_since,
    record_for,
    runs_of,
    wait_for_new_run,
    wait_for_stamps,
)
from tests.faults.record import record
from tests.recordings.supervision.bench import Bench, end_of

WITH_SOUND = replace(SMALL, audio="aac")  # of one stream alone FFmpeg ignores the reports
PROMISED_SECONDS = SMALL.gop_frames / SMALL.fps + 12
TOLERANCE = timedelta(seconds=0.5)


@pytest.mark.parametrize(
    "steps", [(3600, -3600), pytest.param((30, -30, 7, -7), marks=pytest.mark.slow, id="small")]
)
def test_a_step_of_the_cameras_clock_begins_a_new_run_and_times_stay_right(
    bench: Bench, start_camera: StartCamera, settings: Settings, steps: tuple[int, ...]
) -> None:
    begun = []
    for segment_seconds in (3600, 2):  # a step may fall into a file or between two
        settings.RECORDING_SEGMENT_DURATION = segment_seconds
        for step in steps:
            process = start_camera(WITH_SOUND, None, "--report-interval", "1")
            camera = bench.camera(process.url())
            wait_for_stamps(bench, camera)
            begun.append((segment_seconds, step, process, camera))
    record_for(begun[-1][2], 2 * SMALL.fps)
    stepped_at = []
    for _, step, process, _ in begun:
        stepped_at.append(process.status()["next_frame"])
        process.send(f"ntp-offset {step}")

    for frame, (segment_seconds, step, process, camera) in zip(stepped_at, begun, strict=True):
        rows = rows_after_the_step(bench, process, camera)
        loss = lost_since(listed_stamps(rows), frame, SMALL.fps)
        note = f"files of {segment_seconds} s"
        record(f"camera's clock steps by {step:+d} s", "G + 12 s", loss.seconds, loss.frames, note)
        assert loss.seconds <= PROMISED_SECONDS, (step, note)
        assert_times_are_right(rows)


def rows_after_the_step(bench: Bench, process: CameraProcess, camera: Camera) -> Run:
    wait_for_new_run(bench, camera, known=1, seconds=PROMISED_SECONDS + 20)
    record_for(process, 3 * SMALL.fps)
    rows = bench.stop_and_finish(camera)
    assert len(runs_of(rows)) == 2
    return rows


def assert_times_are_right(rows: Run) -> None:
    now = datetime.now(UTC)
    for row in rows:
        assert end_of(row) <= now, row.file_path
        length = timedelta(milliseconds=row.duration_ms or 0)
        assert abs(end_of(row) - row.start_time - length) <= TOLERANCE, row.file_path
    # A run ends as the next one begins: by their starts their files may come in the other order.
    for before, after in pairwise([row for run in runs_of(rows) for row in run]):
        assert end_of(before) <= after.start_time + TOLERANCE, after.file_path
    for row in runs_of(rows)[1]:
        truth = datetime.fromtimestamp(listed_stamps([row])[0].sent_ns / 1e9, UTC)
        assert abs(row.start_time - truth) <= TOLERANCE, row.file_path
