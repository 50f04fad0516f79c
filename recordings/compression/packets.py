"""The packets of a file as FFmpeg reads them: what is compared, before and after."""

from dataclasses import dataclass, field
from typing import NamedTuple

from recordings.children import run_limited
from recordings.compression.outcomes import Failed
from recordings.ffmpeg.compression import packets_argv

LATE = ("nice", "-n", "19", "ionice", "-c", "3")
LISTING_SECONDS = 600.0
LISTING_MEMORY_BYTES = 1 << 30
VIDEO, AUDIO = 0, 1


class Packet(NamedTuple):
    """Times in ticks of its stream; `checksum` is over its bytes."""

    dts: int
    pts: int
    bytes: int
    checksum: str
    is_key: bool


@dataclass(slots=True)
class Packets:
    """`timescales` as fractions of a second, `1/90000`, by stream."""

    video: list[Packet] = field(default_factory=list)
    audio: list[Packet] = field(default_factory=list)
    timescales: dict[int, str] = field(default_factory=dict)

    @property
    def key_frames(self) -> list[Packet]:
        return [packet for packet in self.video if packet.is_key]

    @property
    def audio_bytes(self) -> int:
        return sum(packet.bytes for packet in self.audio)


def read_packets(program: str, path: str) -> Packets:
    """Raises Failed when FFmpeg cannot read the file."""
    listing = run_limited(
        [*LATE, *packets_argv(program, path)],
        b"",
        seconds=LISTING_SECONDS,
        memory_bytes=LISTING_MEMORY_BYTES,
    )
    found = parse_packets(listing.decode("ascii", "replace"))
    if not found.video:
        raise Failed("FFmpeg lists no packets of the file.")
    return found


def parse_packets(listing: str) -> Packets:
    """From framecrc's lines: `0, 2150, 2150, 512, 4315, 0x16d9a496, F=0x0`; a key packet's has no
    flags. Other fields after these are side data."""
    found = Packets()
    for line in listing.splitlines():
        if line.startswith("#tb "):
            stream, _, tick = line.removeprefix("#tb ").partition(": ")
            found.timescales[int(stream)] = tick.strip()
        elif line and not line.startswith("#"):
            stream, dts, pts, _, size, checksum, *more = (part.strip() for part in line.split(","))
            is_key = not any(part.startswith("F=") for part in more)
            packet = Packet(int(dts), int(pts), int(size), checksum, is_key)
            (found.video if int(stream) == VIDEO else found.audio).append(packet)
    return found
