"""The smaller file against its source, frame by frame in time. Nothing is believed of FFmpeg.

Two readers look at it: FFmpeg's lists every packet, our own scan is what will be played from.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from plans.models import Plan
from recordings.compression.choosing import TARGET_SHARE
from recordings.compression.making import Source
from recordings.compression.outcomes import Failed, Refused
from recordings.compression.packets import Packet, Packets, read_packets
from recordings.measuring import decode_file
from recordings.media.fragments import FragmentScan, scan

TOLERANCE_MS = 1
Mode = Plan.CompressMode


@dataclass(frozen=True, slots=True)
class Made:
    """A smaller file that stood every test."""

    scan: FragmentScan
    size: int


def verify(program: str, source: Source, mode: Mode, target: Path) -> Made:
    """Raises Refused by the first difference, Failed, OSError, MediaError."""
    descriptor = os.open(target, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        found = scan(descriptor)
        size = os.fstat(descriptor).st_size
    finally:
        os.close(descriptor)
    if size > source.row.file_size * TARGET_SHARE:
        raise Refused("Not half of the bytes would be saved.")
    packets = read_packets(program, os.fspath(target))
    _compare_packets(source.packets, packets, mode, source.scan.timescale)
    _compare_scans(source, found, packets, mode)
    decoded = decode_file(target)
    if decoded is None:
        raise Failed("The result could not be decoded for the moment.")
    if decoded.broken or decoded.present != found.frames:
        raise Refused(f"{decoded.broken} frames of the result do not decode.")
    return Made(found, size)


def _compare_packets(before: Packets, after: Packets, mode: Mode, timescale: int) -> None:
    if before.timescales != after.timescales:
        raise Refused("The result counts time in other ticks.")
    if before.audio != after.audio:
        raise Refused("The sound is not the same.")
    if mode == Mode.KEY_FRAMES:
        if after.video != before.key_frames:
            raise Refused("What is left are not just the key frames.")
    else:
        _compare_times(before.video, after.video, timescale * TOLERANCE_MS // 1000)


def _compare_times(before: list[Packet], after: list[Packet], tolerance: int) -> None:
    """Of frames in the order in which they are shown."""
    if len(before) != len(after):
        raise Refused(f"{len(after)} frames instead of {len(before)}.")
    then, now = sorted(packet.pts for packet in before), sorted(packet.pts for packet in after)
    if any(abs(a - b) > tolerance for a, b in zip(then, now, strict=True)):
        raise Refused("A frame is shown at another time.")
    keys = [[packet.pts for packet in packets if packet.is_key] for packets in (before, after)]
    if len(keys[0]) != len(keys[1]) or any(
        abs(a - b) > tolerance for a, b in zip(*keys, strict=True)
    ):
        raise Refused("The key frames are at other times.")


def _compare_scans(source: Source, found: FragmentScan, packets: Packets, mode: Mode) -> None:
    """What will be played from, against what was."""
    before = source.scan
    if found.tail != "closed" or found.frames != len(packets.video):
        raise Refused("The result is not read to its end.")
    old, new = before.movie.video, found.movie.video
    is_alike = new.sample_entry[:3] == old.sample_entry[:3]
    if not is_alike or (new.width, new.height) != (old.width, old.height):
        raise Refused("The picture has another size or another codec.")
    if (found.movie.audio is None) != (before.movie.audio is None):
        raise Refused("The sound is not the same.")
    first = source.packets.video[0]
    begins = first.dts if mode == Mode.KEY_FRAMES else first.pts
    tolerance = before.timescale * TOLERANCE_MS // 1000
    if found.timescale != before.timescale or abs(found.first_dts - begins) > tolerance:
        raise Refused("The result begins at another time.")
    if abs(found.duration - before.duration) > tolerance:
        raise Refused("The result lasts for another time.")
