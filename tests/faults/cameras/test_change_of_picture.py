"""A camera that is set to another size, codec or bit rate while it is recorded."""

from dataclasses import replace

from recordings.models import Camera, Recording
from recordings.simulator.process import CameraProcess
from recordings.simulator.stamp import missing_frames
from tests.cameras import SMALL, StartCamera
from tests.faults.cameras.truth import (
    Loss,
    Run,
    record_for,
    runs_of,
    sizes_in,
    wait_for_new_run,
    wait_for_stamps,
)
from tests.faults.record import record
from tests.recordings.supervision.bench import Bench, stamps_of

Reason = Recording.CloseReason
GOP_SECONDS = SMALL.gop_frames / SMALL.fps
# To see the first key frame of the new picture on the disk, to end one run and to begin the next.
NOTICED_SECONDS = 3.0
# One level of H.264 holds for both bit rates, so that the parameter sets stay the same.
WIDE = replace(SMALL, width=640, height=360)


def test_a_change_of_size_or_codec_begins_a_run_of_its_own_and_both_parts_play(
    bench: Bench, start_camera: StartCamera
) -> None:
    size = start_camera(SMALL, None, "--then", "width=640,height=360")
    codec = start_camera(SMALL, None, "--then", "codec=h265,width=640,height=360")
    both = [(process, bench.camera(process.url())) for process in (size, codec)]
    for process, camera in both:
        wait_for_stamps(bench, camera)
        record_for(process, SMALL.fps)
    shown = [show_other(process) for process in (size, codec)]
    for _, camera in both:
        wait_for_new_run(bench, camera, known=1)

    size_runs, codec_runs = (finished_runs(bench, *one) for one in both)
    assert [run[-1].close_reason for run in size_runs] == [Reason.RENEWED, Reason.STOPPED]
    assert [run[-1].close_reason for run in codec_runs] == [Reason.ENDED, Reason.STOPPED]
    for name, runs, frame in (
        ("resolution change", size_runs, shown[0]),
        ("codec change", codec_runs, shown[1]),
    ):
        loss = lost_of_new_picture(runs, frame)
        record(name, "a GOP and 3 s", loss.seconds, loss.frames)
        assert loss.seconds <= GOP_SECONDS + NOTICED_SECONDS
        assert [{(row.width, row.height) for row in run} for run in runs] == [
            {(320, 180)},
            {(640, 360)},
        ]
        assert_plays(runs, frame)
    assert [codec_of(run) for run in codec_runs] == ["avc1", "hvc1"]


def show_other(process: CameraProcess) -> int:
    """Turns to the second clip; the number of its first frame at the latest."""
    frame = process.status()["next_frame"]
    process.send("show 1")
    return frame + -frame % SMALL.gop_frames


def finished_runs(bench: Bench, process: CameraProcess, camera: Camera) -> list[Run]:
    record_for(process, SMALL.fps)
    return runs_of(bench.stop_and_finish(camera))


def lost_of_new_picture(runs: list[Run], shown: int) -> Loss:
    """Frames of the new picture before the run that describes it; those in the old run's file
    stand under a header that is not theirs, so they count as lost."""
    frames = max(stamps_of(runs[1])[0].frame - shown, 0)
    return Loss(frames / SMALL.fps, frames)


def assert_plays(runs: list[Run], shown: int) -> None:
    """Everything under its own header decodes, in its own size."""
    old, new = runs
    assert missing_frames([s for s in stamps_of(old) if s.frame < shown]) == []
    assert missing_frames(stamps_of(new)) == []
    for row in old:
        own = [stamp for stamp in stamps_of([row]) if stamp.frame < shown]
        assert sizes_in(row.path)[: len(own)] == [(320, 180)] * len(own)
    for row in new:
        assert sizes_in(row.path) == [(640, 360)] * len(stamps_of([row]))


def codec_of(run: Run) -> str:
    (codec,) = {row.video_codec.partition(".")[0] for row in run}
    return codec


def test_ten_times_the_bit_rate_is_recorded_in_the_same_run_and_nothing_is_lost(
    bench: Bench, start_camera: StartCamera
) -> None:
    process = start_camera(WIDE, None, "--then", f"bitrate={10 * WIDE.bitrate}")
    camera = bench.camera(process.url())
    bench.wait_for_files(camera, 2)
    process.send("show 1")
    bench.wait_for_files(camera, 4)
    rows = bench.stop_and_finish(camera)

    (run,) = runs_of(rows)
    missing = missing_frames(stamps_of(run))
    record("10x bit rate", "0", len(missing) / WIDE.fps, len(missing))
    assert missing == []
    assert max(map(bytes_a_second, run)) > 4 * bytes_a_second(run[0])
    assert [row.frames_lost for row in run[:-1]] == [0] * (len(run) - 1)


def bytes_a_second(row: Recording) -> float:
    assert row.duration_ms
    return row.file_size / row.duration_ms * 1000
