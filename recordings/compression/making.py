"""One smaller file from a recording: what the source must be, and FFmpeg at work on it."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from plans.models import Plan
from recordings.children import run_idle
from recordings.compression.choosing import TARGET_SHARE, codec_of
from recordings.compression.outcomes import Failed, Refused
from recordings.compression.packets import Packets, read_packets
from recordings.ffmpeg.compression import MOST_THREADS, Original, reencode_argv, thin_argv
from recordings.media.fragments import FragmentScan, scan
from recordings.media.index import pack
from recordings.models import Recording
from recordings.playable import packed_index

# The rate is bounded below the target, for what the encoder overshoots and the boxes weigh.
AIMED_SHARE = 0.45
LEAST_BITS_PER_SECOND = 30_000
MEMORY_BYTES = 6 << 30  # of addresses; H.265 at 4K takes 3 GB
TIMES_AS_LONG = 6
LEAST_SECONDS = 120.0
MOST_SECONDS = 3 * 3600.0
Mode = Plan.CompressMode


@dataclass(frozen=True, slots=True)
class Source:
    """A recording's file, looked at and found fit."""

    row: Recording
    path: Path
    scan: FragmentScan
    packets: Packets

    @property
    def end(self) -> int:
        """Ticks at which the last picture's time of decoding ends."""
        return self.scan.first_dts + self.scan.duration

    @property
    def seconds(self) -> float:
        return self.scan.duration / self.scan.timescale


def look_at_source(program: str, row: Recording) -> Source:
    """Raises Refused for a file that is not just what its row says, Failed, OSError, MediaError."""
    path = row.path
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        found = scan(descriptor)
    finally:
        os.close(descriptor)
    if found.tail not in ("closed", "open"):
        raise Refused("The file is cut off.")
    if pack(found) != packed_index(row.fragment_index):
        raise Refused("The file holds more or less than its index.")
    if not found.keys[0]:
        raise Refused("The file does not begin with a key frame.")
    packets = read_packets(program, os.fspath(path))
    if len(packets.video) != found.frames:
        raise Refused("FFmpeg reads other frames than the index holds.")
    return Source(row, path, found, packets)


def make(program: str, source: Source, mode: Mode, target: Path, watch: Callable[[], None]) -> None:
    """Write the smaller file. Raises Refused when it gets too large, Failed, what `watch` does."""
    most_bytes = source.row.file_size * TARGET_SHARE

    def watch_both() -> None:
        if target.stat().st_size > most_bytes:
            raise Refused("Not half of the bytes would be saved.")
        watch()

    try:
        code, said = run_idle(
            _argv(program, source, mode, target),
            seconds=min(max(LEAST_SECONDS, TIMES_AS_LONG * source.seconds), MOST_SECONDS),
            memory_bytes=MEMORY_BYTES,
            watch=watch_both,
        )
    except TimeoutError:
        raise Failed("It took too long.") from None
    if code:
        raise Failed(f"FFmpeg ended with {code}: {_last_line(said)}")


def _argv(program: str, source: Source, mode: Mode, target: Path) -> list[str]:
    first = source.packets.video[0]
    shown_later = 0 if mode == Mode.KEY_FRAMES else first.pts - first.dts
    original = Original(
        path=os.fspath(source.path),
        codec=codec_of(source.row),
        timescale=source.scan.timescale,
        end=source.end + shown_later,
    )
    if mode == Mode.KEY_FRAMES:
        return thin_argv(program, original, os.fspath(target))
    threads = min(MOST_THREADS, os.cpu_count() or 1)
    rate = bits_per_second(source)
    return reencode_argv(
        program, original, os.fspath(target), bits_per_second=rate, threads=threads
    )


def bits_per_second(source: Source) -> int:
    """What pictures may take, the sound being what it is. Raises Refused."""
    left = source.row.file_size * AIMED_SHARE - source.packets.audio_bytes
    rate = int(left * 8 / source.seconds)
    if rate < LEAST_BITS_PER_SECOND:
        raise Refused("Too little would be left for the pictures.")
    return rate


def _last_line(said: str) -> str:
    lines = said.strip().splitlines()
    return lines[-1][-200:] if lines else "-"
