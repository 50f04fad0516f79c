"""Marked copies: asked for, made as a worker makes them, and looked at picture by picture."""

import hashlib
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clips.marked import marked_create
from clips.marking import mark
from clips.models import Clip, MarkedCopy
from clips.services import Asked
from tests.clips.scene import SPEC, Scene

PLANE = SPEC.width * SPEC.height


def asked(scene: Scene, who: str = "operator") -> Asked:
    return Asked(getattr(scene.people, who), "192.0.2.7", scene.clock.now())


def ask(scene: Scene, clip: Clip) -> MarkedCopy:
    """Pending."""
    marked_create(asked(scene), clip.pk)
    return MarkedCopy.objects.get(clip=clip)


def made(scene: Scene, clip: Clip) -> MarkedCopy:
    """Asked for, and then what a worker makes of it."""
    copy = ask(scene, clip)
    mark(copy.pk, scene.clock)
    return MarkedCopy.objects.select_related("clip__volume").get(pk=copy.pk)


def digest(path: Path | None) -> str:
    assert path is not None
    return hashlib.sha256(path.read_bytes()).hexdigest()


def slow_ffmpeg(folder: Path, times: int) -> str:
    """A program that encodes no faster than so many times real time."""
    program = folder / "slow-ffmpeg"
    program.write_text(f'#!/bin/sh\nexec ffmpeg -readrate {times} "$@"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(program)


@dataclass(frozen=True)
class Picture:
    """Brightness, row by row."""

    data: bytes

    def part(self, left: int, top: int, width: int, height: int) -> bytes:
        rows = range(top, top + height)
        return b"".join(self.data[y * SPEC.width + left :][:width] for y in rows)


def pictures_in(path: Path | None) -> list[Picture]:
    argv = [
        *("ffmpeg", "-nostdin", "-v", "error", "-i", str(path), "-vf", "format=gray"),
        *("-fps_mode", "passthrough", "-f", "rawvideo", "-"),
    ]
    data = subprocess.run(argv, check=True, capture_output=True, timeout=120).stdout
    return [Picture(data[at : at + PLANE]) for at in range(0, len(data), PLANE)]


def times_of(path: Path | None, stream: str) -> list[float]:
    """Seconds at which the packets begin that are shown, in order."""
    rows = _probed(path, "-select_streams", stream, "-show_entries", "packet=pts_time,flags")
    return sorted(float(at) for at, flags, *_ in rows if "D" not in flags and float(at) >= 0)


def seconds_of(path: Path | None) -> float:
    ((seconds,),) = _probed(path, "-show_entries", "format=duration")
    return float(seconds)


def _probed(path: Path | None, *arguments: str) -> list[list[str]]:
    argv = ["ffprobe", "-v", "error", "-of", "csv=p=0", *arguments, str(path)]
    said = subprocess.run(argv, check=True, capture_output=True, text=True, timeout=60).stdout
    return [line.split(",") for line in said.split()]


def difference(one: bytes, other: bytes) -> float:
    """Of two pieces of pictures, on the average of their dots (0 to 255)."""
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / len(one)


def similarity(one: bytes, other: bytes) -> float:
    """SSIM of the whole piece, with the usual constants (Wang et al. 2004): 1.0 for equal ones."""
    count = len(one)
    mean, other_mean = sum(one) / count, sum(other) / count
    spread = sum((a - mean) ** 2 for a in one) / count
    other_spread = sum((b - other_mean) ** 2 for b in other) / count
    both = sum((a - mean) * (b - other_mean) for a, b in zip(one, other, strict=True)) / count
    light, contrast = 6.5025, 58.5225
    return ((2 * mean * other_mean + light) * (2 * both + contrast)) / (
        (mean**2 + other_mean**2 + light) * (spread + other_spread + contrast)
    )


def values(copy: MarkedCopy, *names: str) -> tuple[Any, ...]:
    copy = MarkedCopy.objects.get(pk=copy.pk)
    return tuple(getattr(copy, name) for name in names)
