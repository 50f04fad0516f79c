"""A mark in every frame: its number and the moment it was sent, which stream copy keeps.

The mark is an SEI message `user_data_unregistered` (H.264 §D.1.7, H.265 §D.2.7): a UUID, then 12
digits, a blank and 20 digits. Neither holds a zero byte, so the message never needs emulation
prevention and stands in a file byte for byte as it was made.
"""

import mmap
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from recordings.simulator.annexb import Codec, Nal

_UUID = bytes.fromhex("7d4ac1b85e934f26a91b6cd2e837f50e")
_MARK = re.compile(re.escape(_UUID) + rb"(\d{12}) (\d{20})")
_SEI_HEADER = {"h264": b"\x06", "h265": b"\x4e\x01"}
_USER_DATA_UNREGISTERED = b"\x05"
_TRAILING_BITS = b"\x80"


@dataclass(frozen=True, slots=True)
class Stamp:
    """`frame` counts from 0 at the camera's start; `sent_ns` is its wall clock since the epoch."""

    frame: int
    sent_ns: int


def stamp_nal(stamp: Stamp, codec: Codec) -> Nal:
    """The SEI NAL unit to be put before the first slice of the frame."""
    payload = _UUID + b"%012d %020d" % (stamp.frame, stamp.sent_ns)
    size = bytes([len(payload)])
    return _SEI_HEADER[codec] + _USER_DATA_UNREGISTERED + size + payload + _TRAILING_BITS


def find_stamps(data: bytes | mmap.mmap) -> list[Stamp]:
    """All stamps in the bytes, in their order."""
    return [Stamp(int(mark[1]), int(mark[2])) for mark in _MARK.finditer(data)]


def read_stamps(path: Path) -> list[Stamp]:
    """Stamps of the video samples of an MP4 or fragmented MP4 file, in decoding order.

    Found by their bytes, not by the sample tables, so a file that was cut short reads as far as it
    goes. Right for files whose media data lies in decoding order, which every muxer writes.
    """
    if path.stat().st_size == 0:  # an empty file cannot be mapped
        return []
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return find_stamps(data)


def missing_frames(stamps: Sequence[Stamp]) -> list[int]:
    """Numbers between the first and the last stamp that are not there, or are there twice."""
    numbers = [stamp.frame for stamp in stamps]
    whole = range(numbers[0], numbers[-1] + 1)
    doubled = {n for n, following in pairwise(numbers) if following <= n}
    return sorted(set(whole) - set(numbers) | doubled)
