"""Takes a recording apart into its frames and puts it together again, with a fault or another
rhythm: what a meter of lost frames is tested with."""

import os
import random
import struct
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from pathlib import Path

import av

from recordings.media.fragments import scan
from tests.unit.media.synthetic import NON_SYNC, SYNC, box, full_box, moof, tfdt

FPS = 25
SECONDS = 16
GOP_FRAMES = 50
FRAMES = FPS * SECONDS
_X264 = "aud=1:open-gop=0:scenecut=0:b-adapt=0"
_X265 = f"log-level=none:keyint={GOP_FRAMES}:min-keyint={GOP_FRAMES}:open-gop=0:scenecut=0"
_SHOWN = "testsrc2=s=320x240:r={fps}:d={seconds},noise=alls=20:allf=t"

ENCODERS = {
    "h264": ("-c:v", "libx264", "-bf", "0", "-x264-params", _X264),
    "h264-b": ("-c:v", "libx264", "-bf", "2", "-x264-params", _X264),
    "h265": ("-c:v", "libx265", "-tag:v", "hvc1", "-x265-params", f"{_X265}:bframes=0"),
    "h265-b": ("-c:v", "libx265", "-tag:v", "hvc1", "-x265-params", f"{_X265}:bframes=2"),
}


@dataclass(frozen=True)
class Frame:
    """A sample in decoding order; ``shown_after`` is its composition offset. Times in ticks."""

    data: bytes
    dts: int
    shown_after: int
    key: bool


@dataclass(frozen=True)
class Film:
    """``init`` is everything before the first fragment."""

    init: bytes
    timescale: int
    frames: list[Frame]

    @property
    def period(self) -> int:
        return self.timescale // FPS

    def with_frames(self, frames: Sequence[Frame]) -> "Film":
        return replace(self, frames=list(frames))

    def write(self, path: Path, *, per_fragment: int = FPS) -> Path:
        """A fragmented file; a fragment never goes on past a key frame."""
        path.write_bytes(self.init + b"".join(_fragments(self, per_fragment)))
        return path


def encode(folder: Path, encoder: str) -> Film:
    """16 s at a constant rate, from a real encoder."""
    path = folder / f"{encoder}.mp4"
    source = _SHOWN.format(fps=FPS, seconds=SECONDS)
    command = ["ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i", source]
    command += [*ENCODERS[encoder], "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-threads", "1"]
    command += ["-g", str(GOP_FRAMES), "-b:v", "400k"]
    command += ["-movflags", "+frag_keyframe+empty_moov+default_base_moof", str(path)]
    subprocess.run(command, check=True, timeout=120)
    return read_film(path)


def read_film(path: Path) -> Film:
    with path.open("rb") as file:
        progress = scan(file.fileno())
        init = os.pread(file.fileno(), progress.init_size, 0)
    with av.open(str(path)) as container:
        frames = [
            Frame(bytes(packet), packet.dts, (packet.pts or 0) - packet.dts, packet.is_keyframe)
            for packet in container.demux(video=0)
            if packet.dts is not None and packet.size
        ]
    return Film(init, progress.timescale, frames)


def slowed(film: Film, at: int = 110) -> Film:
    """From the frame on the camera sends half as many frames a second."""
    return retimed(film, lambda n: 1 if n < at else 2)


def jittered(film: Film, seed: int = 7) -> Film:
    """Every step is up to 40 % too long or too short."""
    chance = random.Random(seed)
    return retimed(film, lambda _: 1 + chance.uniform(-0.4, 0.4))


def retimed(film: Film, stretch_of: Callable[[int], float]) -> Film:
    """Each frame's step to the next, in frames of the constant rate."""
    steps = [round(film.period * stretch_of(n)) for n in range(len(film.frames))]
    times = accumulate(steps, initial=film.frames[0].dts)
    return film.with_frames(
        [replace(frame, dts=dts) for frame, dts in zip(film.frames, times, strict=False)]
    )


def without(film: Film, first: int, count: int = 1) -> Film:
    return film.with_frames([*film.frames[:first], *film.frames[first + count :]])


def shifted(film: Film, at: int, seconds: float) -> Film:
    """The frame and all after it come later."""
    ticks = round(seconds * film.timescale)
    later = [replace(frame, dts=frame.dts + ticks) for frame in film.frames[at:]]
    return film.with_frames([*film.frames[:at], *later])


def spoiled(film: Film, at: int, change: Callable[[bytes], bytes]) -> Film:
    """With other bytes in one frame's last slice, whose length stays."""
    frame = film.frames[at]
    start = _last_unit(frame.data)
    changed = change(frame.data[start:])
    assert len(changed) == len(frame.data) - start
    assert changed != frame.data[start:]
    data = frame.data[:start] + changed
    return film.with_frames([*film.frames[:at], replace(frame, data=data), *film.frames[at + 1 :]])


def _last_unit(sample: bytes) -> int:
    at = 0
    while True:
        following = at + 4 + int.from_bytes(sample[at : at + 4], "big")
        if following >= len(sample):
            return at + 4
        at = following


def _fragments(film: Film, per_fragment: int) -> list[bytes]:
    starts = [0]
    for n, frame in enumerate(film.frames):
        if n and (frame.key or n - starts[-1] >= per_fragment):
            starts.append(n)
    end = film.frames[-1].dts + film.period
    times = [*(frame.dts for frame in film.frames), end]
    durations = [after - at for at, after in pairwise(times)]
    return [
        _fragment(film.frames[first:after], durations[first:after])
        for first, after in pairwise([*starts, len(film.frames)])
    ]


def _fragment(frames: list[Frame], durations: list[int]) -> bytes:
    rows = b"".join(
        struct.pack(
            ">IIIi", ticks, len(frame.data), SYNC if frame.key else NON_SYNC, frame.shown_after
        )
        for frame, ticks in zip(frames, durations, strict=True)
    )

    def header(data_offset: int) -> bytes:
        trun = full_box(b"trun", 1, 0xF01, struct.pack(">Ii", len(frames), data_offset), rows)
        tfhd = full_box(b"tfhd", 0, 0x020000, struct.pack(">I", 1))
        return moof(box(b"traf", tfhd, tfdt(frames[0].dts), trun))

    media = b"".join(frame.data for frame in frames)
    return header(len(header(0)) + 8) + box(b"mdat", media)
