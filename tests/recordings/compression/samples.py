"""Recordings large enough to be made smaller, and the commands that make them other than whole."""

import os
import subprocess
from pathlib import Path

from recordings.media.fragments import FragmentScan, scan

FPS, GOP, SECONDS = 25, 50, 12
RECORDED = (
    "movflags=+frag_keyframe+empty_moov+default_base_moof:frag_duration=1000000"
    ":flush_packets=1:write_prft=wallclock:max_interleave_delta=200000"
)
CODERS = {
    "h264": ("-c:v", "libx264", "-preset", "ultrafast", "-bf", "0"),
    "h264 with B-frames": ("-c:v", "libx264", "-preset", "ultrafast", "-bf", "2"),
    "h265": (
        *("-c:v", "libx265", "-preset", "ultrafast", "-tag:v", "hvc1"),
        *("-x265-params", f"log-level=none:keyint={GOP}:min-keyint={GOP}:bframes=0:scenecut=0"),
    ),
}


def record(folder: Path, coder: str = "h264", *, rate: str = "1200k", audio: bool = True) -> Path:
    """As a camera sends it and the recorder writes it: first coded, then copied."""
    sent, picture = folder / "sent.mkv", f"testsrc2=s=320x240:r={FPS}:d={SECONDS}"
    sound = ("-f", "lavfi", "-i", f"sine=d={SECONDS}:r=8000", "-c:a", "aac") if audio else ()
    gop = ("-g", str(GOP), "-sc_threshold", "0", "-pix_fmt", "yuv420p")
    steady = ("-b:v", rate, "-minrate", rate, "-maxrate", rate, "-bufsize", rate)
    ffmpeg("-f", "lavfi", "-i", picture, *sound, *CODERS[coder], *gop, *steady, str(sent))
    tag = ("-tag:v", "hvc1") if coder == "h265" else ()
    ffmpeg(
        *("-i", str(sent), "-c", "copy", *tag, "-f", "segment", "-segment_time", "3600"),
        *("-segment_format", "mp4", "-segment_format_options", RECORDED),
        *("-reset_timestamps", "1", str(folder / "recorded%d.mp4")),
    )
    return folder / "recorded0.mp4"


def ffmpeg(*arguments: str) -> None:
    command = ["ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "error", "-y", *arguments]
    subprocess.run(command, check=True, timeout=120)


def scan_of(path: Path) -> FragmentScan:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return scan(descriptor)
    finally:
        os.close(descriptor)


def ssim(path: Path, original: Path) -> float:
    """How alike the pictures are, 1 being the same (FFmpeg's own measure)."""
    command = ["ffmpeg", "-nostdin", "-hide_banner", "-i", str(path), "-i", str(original)]
    command += ["-lavfi", "[0:v][1:v]ssim", "-f", "null", "-"]
    said = subprocess.run(command, check=True, capture_output=True, text=True, timeout=600).stderr
    return float(said.rsplit("All:", 1)[1].split()[0])
