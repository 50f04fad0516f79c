"""Frames that the network loses on their way from cameras of varying rate: the files alone must
say how many, and the marks in the frames tell the truth."""

import os
import subprocess
from contextlib import ExitStack
from pathlib import Path

import pytest

from recordings.measuring import Measured, decode_file
from recordings.media.bitstream import frames_lost_by_number
from recordings.media.errors import MediaError
from recordings.media.fragments import scan
from recordings.simulator.annexb import Codec
from recordings.simulator.clip_media import ClipSpec
from recordings.simulator.process import CameraProcess
from recordings.simulator.stamp import missing_frames, read_stamps
from tests.waiting import wait_for

SHOWN: dict[str, tuple[Codec, int]] = {
    "h264": ("h264", 0),
    "h264-b": ("h264", 2),
    "h265": ("h265", 0),
    "h265-b": ("h265", 2),
}
SKIPPED = 2


def frames_in(path: Path) -> int:
    try:
        with path.open("rb") as file:
            return scan(file.fileno()).frames
    except (OSError, MediaError):
        return 0


def recorder(camera: CameraProcess, path: Path, codec: Codec) -> subprocess.Popen[bytes]:
    tag = ["-tag:v", "hvc1"] if codec == "h265" else []
    command = ["ffmpeg", "-nostdin", "-v", "error", "-rtsp_transport", "tcp", "-fpsprobesize", "0"]
    command += ["-i", camera.url(), "-map", "0:v:0", "-c:v", "copy", *tag, "-f", "mp4"]
    command += ["-movflags", "+frag_keyframe+empty_moov+default_base_moof"]
    command += ["-frag_duration", "1000000", "-flush_packets", "1", str(path)]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def files(clips: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Recorded side by side; in the middle of each two frames were lost."""
    folder = tmp_path_factory.mktemp("cameras")
    paths = {name: folder / f"{name}.mp4" for name in SHOWN}

    def all_hold(frames: int) -> bool:
        return all(frames_in(path) >= frames for path in paths.values())

    with ExitStack() as stack:
        cameras = {
            name: stack.enter_context(
                CameraProcess(
                    clips,
                    ClipSpec(codec=codec, b_frames=b_frames, gop_frames=25),
                    arguments=["--vary", "3"],
                )
            )
            for name, (codec, b_frames) in SHOWN.items()
        }
        recorders = [recorder(cameras[name], paths[name], SHOWN[name][0]) for name in SHOWN]
        try:
            wait_for(lambda: all_hold(60), "frames")
            for camera in cameras.values():
                camera.send(f"skip {SKIPPED}")
            wait_for(lambda: all_hold(150), "frames after the loss")
        finally:
            for process in recorders:
                process.terminate()
                process.wait()
    return paths


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_frames_lost_by_the_network_are_counted(files: dict[str, Path], name: str) -> None:
    assert len(missing_frames(read_stamps(files[name]))) == SKIPPED
    descriptor = os.open(files[name], os.O_RDONLY)
    try:
        progress = scan(descriptor)
        by_number = frames_lost_by_number(descriptor, progress)
    finally:
        os.close(descriptor)
    assert (progress.meter.lost, by_number) == (None, SKIPPED)


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_the_frames_that_came_are_all_there(files: dict[str, Path], name: str) -> None:
    present = len(read_stamps(files[name]))
    measured = decode_file(files[name])
    assert measured is not None
    assert measured == Measured(present, present - measured.broken, measured.broken)
    # Those that lean on the lost ones, until their GOP ends.
    assert measured.broken < 25
