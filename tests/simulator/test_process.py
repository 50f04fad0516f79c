import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from recordings.simulator.auth import Credentials
from recordings.simulator.clip_media import ClipSpec
from recordings.simulator.process import CameraProcess, CameraProcessError
from tests.simulator.media import DEADLINE_SECONDS
from tests.simulator.rtsp_client import RtspClient

PROJECT = Path(__file__).resolve().parents[2]


def test_the_password_stands_in_no_command_line(media: Path, small: ClipSpec) -> None:
    secret = "hidden-9f"
    with CameraProcess(media, small, credentials=Credentials("u", secret)) as camera:
        for name in ("cmdline", "environ"):
            assert secret.encode() not in Path(f"/proc/{camera.pid}/{name}").read_bytes()
    assert secret not in repr(Credentials("u", secret))


def test_status_counts_connections_and_requests(media: Path, small: ClipSpec) -> None:
    with CameraProcess(media, small) as camera:
        assert camera.status()["last_sent_frame"] is None
        with RtspClient(camera) as first, RtspClient(camera) as second:
            first.play()
            second.ask("OPTIONS")
            first.frame()
            status = camera.status()
        last_sent = status["last_sent_frame"]
        assert last_sent is not None
        assert 0 < status["next_frame"] - last_sent <= small.gop_frames
        assert {key: status[key] for key in ("connections", "open", "playing")} == {
            "connections": 2,
            "open": 2,
            "playing": 1,
        }
        assert (status["play_requests"], status["frames_dropped"]) == (1, 0)


def test_an_address_quotes_user_and_password(camera: CameraProcess) -> None:
    expected = f"rtsp://a%40b:c%2F%3Ad@127.0.0.1:{camera.port}/cam2"
    assert camera.url("/cam2", "a@b", "c/:d") == expected


def test_a_camera_that_ended_says_so(media: Path, small: ClipSpec) -> None:
    with CameraProcess(media, small) as camera:
        os.kill(camera.pid, signal.SIGKILL)
        with pytest.raises(CameraProcessError, match="the camera has ended"):
            camera.send("stall")


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly_in_the_middle_of_everything(
    media: Path, small: ClipSpec, name: signal.Signals
) -> None:
    argv = [sys.executable, "-W", "error", "-X", "dev", "-m", "recordings.simulator"]
    argv += ["--media", str(media), "--fps", str(small.fps), "--gop", str(small.gop_frames)]
    argv += ["--seconds", str(small.seconds)]
    pipe = subprocess.PIPE
    with subprocess.Popen(argv, cwd=PROJECT, stdin=pipe, stdout=pipe, stderr=pipe) as child:
        assert child.stdout is not None
        assert child.stdin is not None
        camera = CameraProcess(media, small)
        camera.port = int(child.stdout.readline().split()[1])
        with RtspClient(camera) as playing, RtspClient(camera) as stalled:
            playing.play()
            child.stdin.write(b"stall\n")
            child.stdin.flush()
            assert child.stdout.readline() == b"OK stall\n"
            stalled.send("OPTIONS", "/cam1", {})
            child.send_signal(name)
            _, errors = child.communicate(timeout=DEADLINE_SECONDS)
    assert (child.returncode, errors) == (0, b"")


def test_the_end_of_standard_input_ends_it_only_when_asked_to(media: Path, small: ClipSpec) -> None:
    argv = [sys.executable, "-m", "recordings.simulator", "--media", str(media)]
    argv += ["--fps", str(small.fps), "--gop", str(small.gop_frames)]
    argv += ["--seconds", str(small.seconds)]
    ended = subprocess.run(
        [*argv, "--until-eof"],
        cwd=PROJECT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=DEADLINE_SECONDS,
        check=True,
    )
    assert ended.stdout.startswith(b"READY ")
    with subprocess.Popen(
        argv, cwd=PROJECT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        camera = CameraProcess(media, small)
        camera.port = int(child.stdout.readline().split()[1])
        with RtspClient(camera) as client:
            client.play()
            client.frame()
        child.terminate()
        assert child.wait(DEADLINE_SECONDS) == 0
