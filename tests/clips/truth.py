"""What a clip must show, from what was filmed; and what its file shows, asked of FFmpeg."""

import json
import re
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.clips.scene import SPEC


@dataclass(frozen=True)
class Filmed:
    """A recorded file whose frames are numbered from `first` on, and lie evenly in its wall time.

    Milliseconds after the scene's beginning.
    """

    start_ms: int
    lasts_ms: int
    first: int
    frames: int

    @property
    def end_ms(self) -> int:
        return self.start_ms + self.lasts_ms

    def between(self, start_ms: int, end_ms: int) -> tuple[float, float]:
        """The frames of [start, end), first and end; fractions are moments inside a frame."""
        frame_ms = self.lasts_ms / self.frames
        bounds = ((at - self.start_ms) / frame_ms for at in (start_ms, end_ms))
        first, end = (min(max(0.0, bound), self.frames) for bound in bounds)
        return first, end


def filmed(*files: tuple[int, int, int, int]) -> list[Filmed]:
    return [Filmed(*file) for file in files]


def assert_shows(
    codes: Sequence[int | None], films: Iterable[Filmed], start_ms: int, end_ms: int
) -> None:
    """Every frame of the range once and in order, give or take one where the range cuts a file."""
    at = 0
    for film in films:
        first, end = film.between(start_ms, end_ms)
        if first == end:
            continue
        shown = []
        while at < len(codes) and _frame(codes[at], film) is not None:
            shown.append(_frame(codes[at], film))
            at += 1
        if not shown:
            assert end - first <= 1, f"nothing of {film}"
            continue
        low, high = shown[0], shown[-1]
        assert low is not None
        assert high is not None
        assert shown == [*range(low, high + 1)]
        assert abs(low - first) <= (1 if start_ms > film.start_ms else 0), (low, first)
        assert abs(high + 1 - end) <= (1 if end_ms < film.end_ms else 0), (high + 1, end)
    assert at == len(codes), f"frame {codes[at]} out of turn"


def _frame(code: int | None, film: Filmed) -> int | None:
    frame = -1 if code is None else code - film.first
    return frame if 0 <= frame < film.frames else None


def gaps_of(films: Sequence[Filmed], start_ms: int, end_ms: int) -> list[list[int]]:
    """What is not filmed of [start, end); files in order of time."""
    gaps, at = [], start_ms
    for film in films:
        if film.end_ms <= start_ms or film.start_ms >= end_ms:
            continue
        if film.start_ms > at:
            gaps.append([at, film.start_ms])
        at = max(at, film.end_ms)
    if at < end_ms:
        gaps.append([at, end_ms])
    return gaps


def packets(path: Path, stream: str = "v:0") -> list[dict[str, Any]]:
    """As ffprobe reads them, hidden ones too (flag D)."""
    shown = ("-show_entries", "packet=pts_time,dts_time,flags")
    argv = ["ffprobe", "-v", "error", "-select_streams", stream, *shown, "-of", "json", str(path)]
    done = subprocess.run(argv, check=True, capture_output=True, timeout=60)
    found: list[dict[str, Any]] = json.loads(done.stdout)["packets"]
    return found


def shown_seconds(path: Path) -> list[float]:
    """When each picture is shown, in order."""
    shown = (p for p in packets(path) if "D" not in p["flags"])
    return sorted(float(packet["pts_time"]) for packet in shown)


def length_seconds(path: Path) -> float:
    """The file's own word, as a player says it."""
    argv = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "json", str(path)]
    done = subprocess.run(argv, check=True, capture_output=True, timeout=60)
    return float(json.loads(done.stdout)["format"]["duration"])


def beeps(path: Path) -> list[float]:
    """When each sound begins that follows silence, in seconds as the file's edit lists have it."""
    listen = ("-map", "0:a:0", "-af", "silencedetect=noise=-30dB:d=0.2", "-f", "null", "-")
    argv = ["ffmpeg", "-nostdin", "-hide_banner", "-copyts", "-i", str(path), *listen]
    said = subprocess.run(argv, check=True, capture_output=True, text=True, timeout=60).stderr
    starts, ends = (
        [float(at) for at in re.findall(rf"silence_{edge}: (-?[0-9.]+)", said)]
        for edge in ("start", "end")
    )
    last = max(float(packet["pts_time"]) for packet in packets(path, "a:0"))
    assert len(starts) == len(ends)
    return [at for at in ends if at < last]  # the end of all ends a silence, too


def whole_scene(lengths: Sequence[int]) -> list[Filmed]:
    """Files of so many seconds, one after the other without a gap."""
    films, at = [], 0
    for seconds in lengths:
        films.append(Filmed(at * 1000, seconds * 1000, at * SPEC.fps, seconds * SPEC.fps))
        at += seconds
    return films
