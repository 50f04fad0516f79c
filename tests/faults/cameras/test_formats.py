"""What cameras send besides plain H.264, over boundaries of files."""

from dataclasses import replace

import imageio_ffmpeg
import pytest
from pytest_django import Settings

from recordings.simulator.stamp import missing_frames
from tests.cameras import SMALL, StartCamera
from tests.faults.cameras.truth import runs_of, sizes_in
from tests.faults.record import record
from tests.recordings.supervision.bench import Bench, stamps_of

FORMATS = {
    "H.264 and AAC": (replace(SMALL, audio="aac"), ()),
    "H.264 and G.711": (replace(SMALL, audio="pcmu"), ()),
    "H.265": (replace(SMALL, codec="h265"), ()),
    "B-frames": (replace(SMALL, b_frames=2), ()),
    "variable frame rate": (SMALL, ("--vary", "7")),
}
LONG = pytest.mark.slow


@pytest.mark.parametrize(
    ("program", "boundaries"),
    [
        ("", 3),
        pytest.param("", 20, marks=LONG, id="many"),
        pytest.param("wheel", 20, marks=LONG, id="many, the newest FFmpeg"),
    ],
)
def test_no_frame_of_any_format_is_lost_or_doubled_over_boundaries(
    bench: Bench, start_camera: StartCamera, settings: Settings, program: str, boundaries: int
) -> None:
    settings.VMS_FFMPEG = imageio_ffmpeg.get_ffmpeg_exe() if program else ""
    cameras = {
        name: bench.camera(start_camera(spec, None, *arguments).url())
        for name, (spec, arguments) in FORMATS.items()
    }
    for camera in cameras.values():
        bench.wait_for_files(camera, boundaries + 2, seconds=20 + 4 * boundaries)

    for name, camera in cameras.items():
        (run,) = runs_of(bench.stop_and_finish(camera))
        stamps = stamps_of(run)
        missing = missing_frames(stamps)
        note = f"{len(stamps)} frames over {len(run) - 1} boundaries {program}".strip()
        record(name, "0 lost, 0 doubled", len(missing) / SMALL.fps, len(missing), note)
        assert missing == [], name
        assert len(run) > boundaries, name
        assert sum(row.frames or 0 for row in run) == len(stamps), name
        # A rate that changes tells nothing by its times: then unknown, never a number too many.
        assert {row.frames_lost for row in run} <= {0, None}, name
        assert [len(sizes_in(row.path)) for row in run] == [row.frames for row in run], name
