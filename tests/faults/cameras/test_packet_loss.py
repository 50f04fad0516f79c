"""Packets that never arrive: recording goes on, and what is missing is said."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from recordings.simulator.process import CameraProcess
from recordings.simulator.stamp import missing_frames
from tests.cameras import SMALL, StartCamera
from tests.faults.cameras.truth import record_for, runs_of, wait_for_stamps
from tests.faults.record import record
from tests.recordings.supervision.bench import Bench, stamps_of
from tests.waiting import wait_for

# Several packets a frame, as a real camera's.
LARGE = replace(SMALL, width=640, height=360, bitrate=2_000_000)


@pytest.mark.parametrize(
    ("seed", "percent", "seconds"),
    [(1, 3, 2), *(pytest.param(s, 5, 30, marks=pytest.mark.slow) for s in range(2, 6))],
)
def test_recording_goes_on_over_lost_packets_and_lacks_damaged_frames_only(
    bench: Bench, start_camera: StartCamera, seed: int, percent: int, seconds: int
) -> None:
    processes = {transport: start_camera(LARGE) for transport in ("tcp", "udp")}
    cameras = {
        transport: bench.camera(process.url(), transport=transport)
        for transport, process in processes.items()
    }
    for transport, process in processes.items():
        wait_for_stamps(bench, cameras[transport])
        process.send(f"lose {percent} {seed}")
    for process in processes.values():
        record_for(process, seconds * LARGE.fps)
        process.send("lose 0")
    for transport, process in processes.items():
        healed_at = process.status()["next_frame"]
        wait_for_stamps(bench, cameras[transport], healed_at + LARGE.fps)
        (run,) = runs_of(bench.stop_and_finish(cameras[transport]))
        status, stamps = process.status(), stamps_of(run)
        missing = missing_frames(stamps)
        note = f"{transport}, {status['packets_lost']} packets of {status['frames_damaged']} frames"
        record("packet loss", "damaged frames only", len(missing) / LARGE.fps, len(missing), note)
        assert status["packets_lost"] > 0
        assert set(missing) <= set(status["damaged"])
        assert bench.status(cameras[transport]).restarts == 0
        # Each frame is in a file or counted as lost, but for one that is missing between files.
        sent = stamps[-1].frame - stamps[0].frame + 1
        known = total(row.frames for row in run) + total(row.frames_lost for row in run)
        assert sent - len(run) < known <= sent


def test_whole_frames_that_never_arrive_are_counted_as_lost_to_the_frame(
    bench: Bench, start_camera: StartCamera
) -> None:
    process = start_camera()
    camera = bench.camera(process.url())
    wait_for_stamps(bench, camera)
    for frames in (1, 3, 2):
        wait_for_the_middle_of_a_gop(process)
        process.send(f"skip {frames}")
        record_for(process, SMALL.gop_frames)
    wait_for_stamps(bench, camera, process.status()["next_frame"] + SMALL.gop_frames)
    (run,) = runs_of(bench.stop_and_finish(camera))

    missing = missing_frames(stamps_of(run))
    counted = total(row.frames_lost for row in run)
    note = f"{counted} counted as lost"
    record("frames that never arrive", "counted", len(missing) / SMALL.fps, len(missing), note)
    assert missing == process.status()["damaged"]
    assert len(missing) == counted == 6


def wait_for_the_middle_of_a_gop(process: CameraProcess) -> None:
    """Key frames begin files; what is missing there is missing between two of them."""
    wait_for(lambda: process.status()["next_frame"] % SMALL.gop_frames == 3, "a frame")


def total(numbers: Iterable[int | None]) -> int:
    return sum(number or 0 for number in numbers)
