"""Run as a program of its own: decodes samples of a file, prints which do not decode cleanly.

No demuxer: the samples' places come from outside, and each goes to the decoder with its index as
its time stamp, so that every picture that comes out names the sample that it was.
"""

import json
import os
import sys
from collections.abc import Iterator
from typing import cast

import av
from av.error import FFmpegError

_PADDING_BYTES = 8  # zeros that some cameras leave behind a unit
_NEVER_IN_A_UNIT = (b"\0\0\0", b"\0\0\1", b"\0\0\2")  # H.264 and H.265 §7.4.1
_HEVC_SEI = (39, 40)
_AVC_SLICES = range(1, 6)
_HEVC_SLICES = range(32)


class Damaged(Exception):
    """The units of a sample do not fit together, or hold what no unit may hold."""


def main() -> None:
    """{path, codec, configuration, length_bytes, offsets, sizes} in; a list of indices out."""
    request = json.loads(sys.stdin.read())
    av.logging.set_level(None)
    descriptor = os.open(request["path"], os.O_RDONLY)
    places = zip(request["offsets"], request["sizes"], strict=True)
    samples = (os.pread(descriptor, size, at) for at, size in places)
    clean = decode(
        request["codec"], bytes.fromhex(request["configuration"]), request["length_bytes"], samples
    )
    broken = set(range(len(request["sizes"]))) - clean
    sys.stdout.write(json.dumps(sorted(broken)))


def decode(codec: str, configuration: bytes, prefix: int, samples: Iterator[bytes]) -> set[int]:
    """Indices of the samples whose pictures came out without a flaw.

    H.264 is decoded with concealment: the picture comes out and is marked. The H.265 decoder marks
    nothing and passes over units that it cannot read, so there it has to stop at the first; without
    the SEI units, whose faults are no picture's.
    """
    context = av.CodecContext.create(codec, "r")
    assert isinstance(context, av.VideoCodecContext)
    context.extradata = configuration
    context.thread_count = 1
    context.options = {"skip_loop_filter": "all"}
    is_hevc = codec == "hevc"
    if is_hevc:
        context.options = {**context.options, "err_detect": "explode"}
    clean: set[int] = set()
    refused: set[int] = set()
    for index, sample in enumerate(samples):
        try:
            data = checked(sample, prefix, is_hevc=is_hevc)
        except Damaged:
            refused.add(index)
            data = sample
        if not _take(context, data, index, clean):
            refused.add(index)
    _take(context, None, -1, clean)
    return clean - refused


def _take(context: av.VideoCodecContext, data: bytes | None, index: int, clean: set[int]) -> bool:
    """Notes the pictures that come out whole; whether the sample was accepted. None: no more."""
    packet = None
    if data is not None:
        packet = cast("av.Packet[av.VideoStream]", av.Packet(data))
        packet.pts = index
    try:
        for frame in context.decode(packet):
            if frame.pts is not None and not frame.is_corrupt:
                clean.add(frame.pts)
    except FFmpegError:
        return False
    return True


def checked(sample: bytes, prefix: int, *, is_hevc: bool) -> bytes:
    """The sample as it goes to the decoder. Raises Damaged.

    A page that never reached the disk reads as zeros; a decoder may take them for a picture.
    """
    kept: list[bytes] = []
    at = 0
    while at < len(sample):
        start = at + prefix
        end = start + int.from_bytes(sample[at:start], "big")
        if start >= end or end > len(sample):
            raise Damaged
        kind = sample[start] >> 1 & 0x3F if is_hevc else sample[start] & 0x1F
        if kind in (_HEVC_SLICES if is_hevc else _AVC_SLICES):
            _check_slice(sample[start:end])
        if not is_hevc or kind not in _HEVC_SEI:
            kept.append(sample[at:end])
        at = end
    return b"".join(kept)


def _check_slice(unit: bytes) -> None:
    body = unit.rstrip(b"\0")
    if len(unit) - len(body) > _PADDING_BYTES or any(found in body for found in _NEVER_IN_A_UNIT):
        raise Damaged


if __name__ == "__main__":
    main()
