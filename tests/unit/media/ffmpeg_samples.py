"""Small recordings made by the real FFmpeg with the options of the recorder's command."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

_FRAGMENTED = (
    "movflags=+frag_keyframe+empty_moov+default_base_moof:frag_duration=1000000"
    ":flush_packets=1:write_prft=wallclock:max_interleave_delta=200000"
)
_X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "12")
_X265 = ("-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-tag:v", "hvc1")
_X265_GOP = ("-x265-params", "log-level=none:keyint=12:min-keyint=12")

ENCODERS = {
    "h264": (*_X264, "-profile:v", "baseline"),
    "h264 with B-frames": (*_X264, "-bf", "2"),
    "h264 with long GOPs": (*_X264, "-g", "50"),
    "h265": (*_X265, *_X265_GOP),
}
SECONDS = 4


@dataclass(frozen=True)
class Packet:
    """A video packet as ffprobe sees it."""

    offset: int
    dts: int
    key: bool


def record(folder: Path, encoder: str, *, audio: str | None = None, drop: str = "0") -> Path:
    """Encodes first and then copies into fragments, as with a camera's stream.

    ``audio`` is what the camera sends (``aac`` or ``pcm_alaw``); ``drop`` is an expression over
    ``n``, the number of the packet, that is true for video packets to leave out.
    """
    source = folder / "source.mkv"
    picture = ("-f", "lavfi", "-i", f"testsrc2=s=320x240:r=25:d={SECONDS}")
    sound = ("-f", "lavfi", "-i", f"sine=d={SECONDS}:r=8000", "-c:a", audio) if audio else ()
    _ffmpeg(*picture, *sound, *ENCODERS[encoder], str(source))
    tag = ("-tag:v", "hvc1") if encoder == "h265" else ()
    _ffmpeg(
        *("-i", str(source), "-c:v", "copy", *tag, "-c:a", "aac", "-b:a", "32k"),
        *("-bsf:v", f"noise=amount=0:drop='{drop}'"),
        *("-f", "segment", "-segment_time", "3600", "-segment_format", "mp4"),
        *("-segment_format_options", _FRAGMENTED, "-reset_timestamps", "1"),
        str(folder / "recording%d.mp4"),
    )
    return folder / "recording0.mp4"


def video_packets(path: Path) -> list[Packet]:
    command = ["ffprobe", "-v", "error", "-select_streams", "v:0", "-of", "json"]
    command += ["-show_entries", "packet=dts,pos,flags", str(path)]
    found = subprocess.run(command, check=True, capture_output=True, timeout=60)
    return [
        Packet(int(packet["pos"]), int(packet["dts"]), "K" in packet["flags"])
        for packet in json.loads(found.stdout)["packets"]
    ]


def _ffmpeg(*arguments: str) -> None:
    command = ["ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "error", "-y", *arguments]
    subprocess.run(command, check=True, timeout=60)
