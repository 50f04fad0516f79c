"""The numbered pictures as other cameras send them: H.265, reordered frames, another size, sound.

Each second of sound begins with a beep, so that a beep belongs to each 25th picture.
"""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.browser.coded_clip import muxer_options
from tests.clips.scene import SPEC

LENGTHS = (8, 8)  # seconds of each file, whole GOPs
BEEP_HZ, BEEP_SECONDS = 1000, 0.1
_GOP = f"keyint={SPEC.gop_frames}:min-keyint={SPEC.gop_frames}:scenecut=0:open-gop=0"
_X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-b:v", "400k")
_X265 = ("-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-tag:v", "hvc1")


@dataclass(frozen=True)
class Coding:
    """What FFmpeg is told of the pictures and of the sound."""

    video: Sequence[str]
    has_sound: bool = False


H265 = Coding((*_X265, "-b:v", "400k", "-x265-params", f"log-level=none:bframes=0:{_GOP}"))
H265_REORDERED = Coding(
    (*_X265, "-b:v", "400k", "-x265-params", f"log-level=none:bframes=2:b-adapt=0:{_GOP}")
)
REORDERED = Coding((*_X264, "-bf", "2", "-x264-params", f"b-adapt=0:{_GOP}"))
WITH_SOUND = Coding((*_X264, "-bf", "0", "-x264-params", _GOP), has_sound=True)
REORDERED_WITH_SOUND = Coding(REORDERED.video, has_sound=True)
SMALLER = Coding((*_X264, "-bf", "0", "-x264-params", _GOP, "-vf", "scale=320:180"))


def code_again(source: Path, coding: Coding, folder: Path) -> list[Path]:
    """Files of `LENGTHS` as the recorder writes them; frames count from 0 and from file to file."""
    folder.mkdir()
    once = folder / "once.mkv"
    beep = f"aevalsrc=0.8*sin(2*PI*{BEEP_HZ}*t)*lt(mod(t\\,1)\\,{BEEP_SECONDS}):s=48000"
    sound = ("-f", "lavfi", "-i", beep, "-c:a", "aac", "-shortest") if coding.has_sound else ()
    _ffmpeg("-i", str(source), *sound, *coding.video, "-t", str(sum(LENGTHS)), str(once))
    cuts = ",".join(str(sum(LENGTHS[: at + 1])) for at in range(len(LENGTHS) - 1))
    _ffmpeg(
        *("-i", str(once), "-c", "copy", *(("-tag:v", "hvc1") if _X265[1] in coding.video else ())),
        *("-f", "segment", "-segment_times", cuts, "-segment_format", "mp4"),
        *("-segment_format_options", muxer_options(), "-reset_timestamps", "1"),
        str(folder / "file%03d.mp4"),
    )
    once.unlink()
    return sorted(folder.glob("file*.mp4"))


def _ffmpeg(*arguments: str) -> None:
    command = ["ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "error", "-y", *arguments]
    subprocess.run(command, check=True, timeout=120)
