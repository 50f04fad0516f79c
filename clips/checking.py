"""Run as a program of its own: reads a finished clip from end to end, and draws its first frame.

What it reads comes from strangers' cameras, so this process takes from itself what it does not
need before the first byte: files, processes, memory and processor time beyond a bound.

Over the socket that is its standard input comes one descriptor, that of the clip, and a byte; it
answers with one line of JSON (`Checked`) and, after it, the picture's bytes. Nothing but the frames
about the first and the last moment is decoded.
"""

import json
import os
import resource
import socket
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from io import BytesIO
from itertools import islice
from typing import Any, cast

import av
from av.error import FFmpegError
from av.video.reformatter import Interpolation

MEMORY_BYTES = 1 << 30  # of addresses
CPU_SECONDS = 300
PICTURE_WIDTH = 480
TOLERANCE_SECONDS = 0.001
MOST_DECODED = 1_500  # frames at either end: a key frame each 50 s at 30 a second


@dataclass(slots=True)
class Checked:
    """Times in seconds from the clip's first moment; negative before it, for what is hidden.

    `error` is empty for a file that was read to its end in the order of its decode times.
    `first_seconds` and `last_seconds` are those of the first and the last picture that is shown;
    `frames_at_start` and `frames_at_end` count what was decoded to come to them.
    """

    error: str = ""
    video_packets: int = 0
    audio_packets: int = 0
    hidden_packets: int = 0
    first_seconds: float = 0.0
    end_seconds: float = 0.0
    audio_first_seconds: float | None = None
    audio_end_seconds: float | None = None
    last_seconds: float = 0.0
    frames_at_start: int = 0
    frames_at_end: int = 0
    first_decodes: bool = False
    last_decodes: bool = False
    picture_bytes: int = 0


def main() -> None:
    av.logging.set_level(None)
    connection = socket.socket(fileno=0)
    _limit()
    _, descriptors, _, _ = socket.recv_fds(connection, 1, 1)
    if not descriptors:
        return
    found, picture = check(f"/proc/self/fd/{descriptors[0]}")
    found.picture_bytes = len(picture)
    connection.sendall(json.dumps(asdict(found)).encode() + b"\n" + picture)


def check(path: str) -> tuple[Checked, bytes]:
    """What is in the file, and its first frame as a JPEG (empty when there is none)."""
    found = Checked()
    picture = b""
    try:
        with av.open(path, format="mp4", options={"max_pixels": "36000000"}) as container:
            video = container.streams.video[0]
            video.thread_type = "AUTO"
            # The polish that nobody looks at here.
            video.codec_context.options = {"skip_loop_filter": "all"}
            _read_packets(container, found)
            first = _first_frame(container, found)
            picture = b"" if first is None else _jpeg(first)
            _decode_last(container, found)
    except (FFmpegError, ValueError, OverflowError, IndexError) as error:
        found.error = f"{type(error).__name__}: {error}"[:300]
    return found, picture


def _limit() -> None:
    bounds = (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CPU, CPU_SECONDS),
    )
    for what, value in bounds:
        hard = resource.getrlimit(what)[1]
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(what, (bound, bound))


def _read_packets(container: av.container.InputContainer, found: Checked) -> None:
    """Every packet once, as the file has them; nothing is decoded.

    Ticks until the end: six hours have a million packets.
    """
    tracks = [_Track() for _ in container.streams]
    for packet in container.demux():
        pts, dts = packet.pts, packet.dts
        if dts is None or pts is None:
            continue  # the flush at the end
        track = tracks[packet.stream_index]
        if track.dts is not None and dts <= track.dts:
            found.error = f"decode time {dts} after {track.dts}"
        track.dts = dts
        if packet.is_corrupt:
            found.error = "a packet is cut off"
        if packet.is_discard:
            track.hidden += 1
            continue
        track.packets += 1
        track.first = min(track.first, pts)
        track.last = max(track.last, pts)
        track.end = max(track.end, pts + (packet.duration or 0))
    _tell(container, tracks, found)


@dataclass(slots=True)
class _Track:
    """Of what is shown; times in ticks."""

    dts: int | None = None
    hidden: int = 0
    packets: int = 0
    first: int = 1 << 62
    last: int = -(1 << 62)
    end: int = -(1 << 62)


def _tell(container: av.container.InputContainer, tracks: Sequence[_Track], found: Checked) -> None:
    """Raises IndexError for a video without a picture."""
    video = container.streams.video[0]
    for stream, track in zip(container.streams, tracks, strict=True):
        if stream.index == video.index:
            found.hidden_packets, found.video_packets = track.hidden, track.packets
            if not track.packets:
                raise IndexError("nothing is shown")
            times = (float(at * _base(stream)) for at in (track.first, track.last, track.end))
            found.first_seconds, found.last_seconds, found.end_seconds = times
        elif track.packets:
            found.audio_packets += track.packets
            found.audio_first_seconds = float(track.first * _base(stream))
            found.audio_end_seconds = float(track.end * _base(stream))


def _base(stream: av.stream.Stream) -> Fraction:
    assert stream.time_base is not None
    return stream.time_base


def _first_frame(container: av.container.InputContainer, found: Checked) -> av.VideoFrame | None:
    """The first that is shown, or whatever comes out before it."""
    container.seek(0, backward=True)
    latest = None
    for frame in islice(container.decode(container.streams.video[0]), MOST_DECODED):
        latest = frame
        found.frames_at_start += 1
        if frame.time is not None and frame.time >= found.first_seconds - TOLERANCE_SECONDS:
            found.first_decodes = True
            break
    return latest


def _decode_last(container: av.container.InputContainer, found: Checked) -> None:
    """From the key frame before it."""
    video = container.streams.video[0]
    assert video.time_base is not None
    container.seek(int(found.last_seconds / video.time_base), stream=video, backward=True)
    for frame in islice(container.decode(video), MOST_DECODED):
        found.frames_at_end += 1
        if frame.time is not None and frame.time >= found.last_seconds - TOLERANCE_SECONDS:
            found.last_decodes = True


def _jpeg(frame: av.VideoFrame) -> bytes:
    width = min(PICTURE_WIDTH, frame.width)
    height = max(2, round(width * frame.height / frame.width))
    small = frame.reformat(width=width, height=height, interpolation=Interpolation.AREA)
    file = BytesIO()
    cast("Any", small).to_image().save(file, "JPEG", quality=80)
    return file.getvalue()


if __name__ == "__main__":
    os.umask(0o077)
    main()
