"""FFmpeg's commands that make a clip's file. Pure builders of argument lists."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ORIGIN_SECONDS = 10
"""Where a clip's media begins in what is piped in, so that sound may begin a little before it."""
INPUT = "pipe:0"
_STYLE = "fontcolor=white:box=1:boxcolor=black@0.6:boxborderw=6"
_MOMENT = r"%d/%m/%Y %H\\\:%M\\\:%S"
_MOMENT_SIGNS = 19
_HALF_MS = 0.0005
_TICKS_A_SECOND = 90_000


def cut_argv(
    program: str,
    target: str,
    *,
    is_hevc: bool,
    hidden_seconds: float,
    shown_seconds: float | None,
    metadata: Mapping[str, str],
) -> list[str]:
    """One file from fragments that are piped in, nothing decoded.

    What lies `hidden_seconds` after the first fragment becomes the clip's first moment, and what
    comes before it is hidden by an edit list. `shown_seconds` None: to the end, and nothing is
    hidden, the first sound neither.
    """
    ends = [] if shown_seconds is None else ["-t", f"{shown_seconds:.6f}"]
    first = "make_zero" if shown_seconds is None else "disabled"
    tags = [part for key, value in metadata.items() for part in ("-metadata", f"{key}={value}")]
    return [
        *(program, "-nostdin", "-hide_banner", "-nostats", "-loglevel", "level+error"),
        *("-protocol_whitelist", "file,pipe", "-fpsprobesize", "0", "-copyts"),
        *("-itsoffset", f"{-(ORIGIN_SECONDS + hidden_seconds):.6f}", "-f", "mp4", "-i", INPUT),
        *("-map", "0:v:0", "-map", "0:a:0?", "-c", "copy", *ends),
        *(("-tag:v", "hvc1") if is_hevc else ()),
        *("-map_metadata", "-1", *tags),
        *("-avoid_negative_ts", first, "-max_interleave_delta", "0"),
        *("-movflags", "+faststart", "-y", "-f", "mp4", f"file:{target}"),
    ]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Of a clip, [start, end) in seconds: where `clock` (seconds since the epoch, as the city's
    clocks show them) is the moment of `start`."""

    start: float
    end: float
    clock: float


def marked_argv(
    program: str,
    source: str,
    target: str,
    *,
    font: str,
    words: str,
    signs: int,
    stretches: Sequence[Stretch],
    progress: str,
) -> list[str]:
    """The clip once more, with the time above and the `signs` signs of the file `words` below.

    `progress`: a file in which FFmpeg writes how far it has come.
    """
    style = f"drawtext=fontfile={_escaped(font)}:{_STYLE}"
    below = f"x=w-tw-12:y=h-th-12:{_size(signs)}:expansion=none:textfile={_escaped(words)}"
    above = f"x=12:y=12:{_size(_MOMENT_SIGNS)}"
    filters = [f"{style}:{below}"]
    for stretch in stretches:
        # Between two pictures, so that each is in one stretch, however times are rounded.
        start, end = stretch.start - _HALF_MS, stretch.end - _HALF_MS
        at_zero = stretch.clock - stretch.start + _HALF_MS
        during = f"enable='gte(t,{start:.6f})*lt(t,{end:.6f})'"
        filters.append(
            f"{style}:{above}:{during}:text='%{{pts\\:gmtime\\:{at_zero:.6f}\\:{_MOMENT}}}'"
        )
    return [
        *(program, "-nostdin", "-hide_banner", "-nostats", "-loglevel", "level+error"),
        *("-progress", f"file:{progress}", "-stats_period", "1"),
        *("-protocol_whitelist", "file", "-f", "mp4", "-i", f"file:{source}"),
        *("-map", "0:v:0", "-map", "0:a:0?", "-c:a", "copy", "-vf", ",".join(filters)),
        *("-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p"),
        # Each picture at its own time, also where a camera's come unevenly.
        *("-fps_mode", "passthrough", "-enc_time_base:v", f"1:{_TICKS_A_SECOND}"),
        *("-video_track_timescale", str(_TICKS_A_SECOND)),
        *("-movflags", "+faststart", "-y", "-f", "mp4", f"file:{target}"),
    ]


def _size(signs: int) -> str:
    """As much as the picture is wide enough for: a sign is about 0.6 of its size wide."""
    return f"fontsize='min(h/28,1.5*w/{max(1, signs)})'"


def _escaped(path: str) -> str:
    """Twice: once for the filter's options, once for the graph of filters."""
    once = re.sub(r"([\\':])", r"\\\1", path)
    return re.sub(r"([\\'\[\],;])", r"\\\1", once)
