"""Fragmented MP4 bytes made by hand, for what FFmpeg does not write on demand."""

import os
import struct
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise

from recordings.media.fragments import FragmentScan, scan

TIMESCALE = 90_000
FRAME_TICKS = 3_600
AVCC = bytes.fromhex("014d401fffe10004674d401f01000468ee3c80")
SYNC = 0x02000000
NON_SYNC = 0x01010000
_IDENTITY = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)


def box(kind: bytes, *payload: bytes) -> bytes:
    body = b"".join(payload)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def large_box(kind: bytes, *payload: bytes) -> bytes:
    body = b"".join(payload)
    return struct.pack(">I4sQ", 1, kind, 16 + len(body)) + body


def full_box(kind: bytes, version: int, flags: int, *payload: bytes) -> bytes:
    return box(kind, struct.pack(">I", version << 24 | flags), *payload)


FTYP = box(b"ftyp", b"iso5", bytes(4), b"iso5iso6mp41")
MFRA = box(b"mfra", full_box(b"mfro", 0, 0, struct.pack(">I", 24)))
PRFT = full_box(b"prft", 1, 24, struct.pack(">IQQ", 1, 0, 0))


def trak(track_id: int, handler: bytes, timescale: int, *entries: bytes) -> bytes:
    stsd = full_box(b"stsd", 0, 0, struct.pack(">I", len(entries)), *entries)
    return box(
        b"trak",
        full_box(b"tkhd", 0, 3, struct.pack(">8xI60x", track_id)[:72] + _IDENTITY[:8]),
        box(
            b"mdia",
            full_box(b"mdhd", 0, 0, struct.pack(">IIIII", 0, 0, timescale, 0, 0)),
            full_box(b"hdlr", 0, 0, bytes(4), handler, bytes(13)),
            box(b"minf", box(b"stbl", stsd)),
        ),
    )


def visual_entry(
    kind: bytes = b"avc1", *boxes: bytes, size: tuple[int, int] = (1920, 1080)
) -> bytes:
    fields = bytes(24) + struct.pack(">HH", *size) + bytes(50)
    return box(kind, fields, *(boxes or (box(b"avcC", AVCC),)))


def audio_entry(kind: bytes, *boxes: bytes, channels: int = 2, rate: int = 48_000) -> bytes:
    return box(kind, bytes(16), struct.pack(">HHIHH", channels, 16, 0, rate, 0), *boxes)


def trex(track_id: int, duration: int = 0, flags: int = 0) -> bytes:
    return full_box(b"trex", 0, 0, struct.pack(">5I", track_id, 1, duration, 0, flags))


def video_trak(track_id: int = 1) -> bytes:
    return trak(track_id, b"vide", TIMESCALE, visual_entry())


def moov(*parts: bytes, defaults: bytes = b"") -> bytes:
    mvhd = full_box(b"mvhd", 0, 0, struct.pack(">IIII", 0, 0, 1000, 0), bytes(80))
    return box(b"moov", mvhd, *(parts or (video_trak(),)), box(b"mvex", defaults or trex(1)))


INIT = FTYP + moov()


def tfhd(track_id: int = 1, duration: int = FRAME_TICKS, flags: int = NON_SYNC) -> bytes:
    return full_box(b"tfhd", 0, 0x020028, struct.pack(">III", track_id, duration, flags))


def tfdt(dts: int) -> bytes:
    return full_box(b"tfdt", 1, 0, struct.pack(">Q", dts))


def trun(durations: Sequence[int], *, key: bool = True) -> bytes:
    """Durations and sizes a sample, and flags of the first, as FFmpeg writes them."""
    first = struct.pack(">IiI", len(durations), 0, SYNC if key else NON_SYNC)
    rows = b"".join(struct.pack(">II", duration, 10) for duration in durations)
    return full_box(b"trun", 0, 0x305, first, rows)


def traf(dts: int, durations: Sequence[int], *, key: bool = True, track_id: int = 1) -> bytes:
    return box(b"traf", tfhd(track_id), tfdt(dts), trun(durations, key=key))


def moof(*trafs: bytes) -> bytes:
    return box(b"moof", full_box(b"mfhd", 0, 0, bytes(4)), *trafs)


def fragment(
    dts: int, durations: Sequence[int], *, key: bool = True, media_bytes: int = 40
) -> bytes:
    return moof(traf(dts, durations, key=key)) + box(b"mdat", bytes(media_bytes))


def audio_fragment(dts: int = 0, media_bytes: int = 30) -> bytes:
    return moof(traf(dts, [1024, 1024], track_id=2)) + box(b"mdat", bytes(media_bytes))


def file_of_steps(steps: Iterable[int], *, per_fragment: int = 25) -> bytes:
    """A file whose video samples lie these steps apart, the first at 0."""
    times = [0]
    for step in steps:
        times.append(times[-1] + step)
    durations = [after - at for at, after in pairwise(times)] + [FRAME_TICKS]
    fragments = [
        fragment(times[first], durations[first : first + per_fragment])
        for first in range(0, len(times), per_fragment)
    ]
    return INIT + b"".join(fragments)


@contextmanager
def growing_file() -> Iterator[tuple[int, Callable[[bytes], None]]]:
    """``(fd, append)`` of an unnamed file."""
    with tempfile.TemporaryFile(buffering=0) as file:
        descriptor = file.fileno()

        def append(data: bytes) -> None:
            assert os.write(descriptor, data) == len(data)

        yield descriptor, append


def scan_bytes(data: bytes) -> FragmentScan:
    with growing_file() as (descriptor, append):
        append(data)
        return scan(descriptor)
