"""Clips that the tests show, and recordings of them made by FFmpeg."""

import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from recordings.simulator.clip_media import ClipSpec
from recordings.simulator.stamp import Stamp, read_stamps

SMALL = ClipSpec(fps=40, gop_frames=20, seconds=2)
DEADLINE_SECONDS = 20


@dataclass(frozen=True)
class Recorded:
    stamps: list[Stamp]
    errors: str
    return_code: int

    @property
    def frames(self) -> list[int]:
        return [stamp.frame for stamp in self.stamps]


def start_recording(
    url: str, out: Path, frames: int, options: Sequence[str] = ()
) -> "subprocess.Popen[bytes]":
    """FFmpeg copying so many frames into a fragmented MP4; the address goes through its pipe."""
    recorder = subprocess.Popen(
        [
            *("ffmpeg", "-hide_banner", "-nostats", "-loglevel", "level+warning", "-y"),
            *("-protocol_whitelist", "pipe,rtsp,rtp,udp,tcp", "-fpsprobesize", "0"),
            *("-f", "concat", "-safe", "0", "-i", "pipe:0"),
            *("-map", "0:v:0", "-map", "0:a:0?", "-c:v", "copy", "-c:a", "aac"),
            *("-frames:v", str(frames), "-f", "mp4"),
            *("-movflags", "+frag_keyframe+empty_moov+default_base_moof", str(out)),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    lines = ["ffconcat version 1.0", f"file '{url}'", "option timeout 3000000"]
    lines += ["option fpsprobesize 0", "option analyzeduration 500000", *options]
    assert recorder.stdin is not None
    recorder.stdin.write("\n".join([*lines, ""]).encode())
    recorder.stdin.close()
    recorder.stdin = None
    return recorder


def finish_recording(recorder: "subprocess.Popen[bytes]", out: Path) -> Recorded:
    try:
        _, errors = recorder.communicate(timeout=DEADLINE_SECONDS)
    except subprocess.TimeoutExpired:
        recorder.kill()
        recorder.communicate()
        raise
    stamps = read_stamps(out) if out.exists() else []
    return Recorded(stamps, errors.decode(), recorder.returncode)


def record(url: str, out: Path, frames: int = 12, transport: str = "tcp") -> Recorded:
    options = [f"option rtsp_transport {transport}"]
    return finish_recording(start_recording(url, out, frames, options), out)


def streams(path: Path) -> list[str]:
    """Codec names of a file, as ffprobe tells them."""
    argv = ["ffprobe", "-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0"]
    shown = subprocess.run([*argv, str(path)], capture_output=True, check=True, text=True)
    return shown.stdout.split()


def decode(path: Path) -> tuple[int, str]:
    """How many frames decode, and what FFmpeg has to say against them."""
    argv = ["ffmpeg", "-nostdin", "-v", "error", "-i", str(path), "-map", "0:v"]
    # Numbered anew: 5.1 guesses the first times of a stream with B-frames, some twice.
    argv += ["-vf", "scale=16:16,setpts=N/20/TB", "-pix_fmt", "gray", "-fps_mode", "passthrough"]
    shown = subprocess.run([*argv, "-f", "rawvideo", "-"], capture_output=True, check=True)
    return len(shown.stdout) // 256, shown.stderr.decode()


def unbroken(frames: list[int]) -> bool:
    return bool(frames) and frames == list(range(frames[0], frames[0] + len(frames)))


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = monotonic() + DEADLINE_SECONDS
    while not condition():
        assert monotonic() < deadline, "it did not come true in time"
        sleep(0.02)
