"""Pictures that are decoded in another order than they are shown in (B-frames).

Some need one that is shown after them, so all are shown later than they are decoded. Wall time is
that of how they are shown, counted from the first one; and FFmpeg ends a copy by decode times, so
that some pictures follow the last one that was asked for: it may need them.
"""

import struct
from pathlib import Path

from clips.cutting import Part
from clips.moving import read_exactly
from recordings.media.box_flags import (
    TRUN_COMPOSITION_OFFSETS,
    TRUN_DATA_OFFSET,
    TRUN_FIRST_FLAGS,
    TRUN_PER_SAMPLE,
)
from recordings.media.boxes import MAX_MOOF_BYTES, children, find_child
from recordings.media.errors import MediaError

MOST_SECONDS = 2.0
"""16 reordered pictures, as many as H.264 and H.265 know, at 8 a second."""
_HEAD_BYTES = 4096  # of a file that begins with its moov: all that lies before the sample tables

_u32 = struct.Struct(">I")
_u64 = struct.Struct(">Q")


def delay_seconds(fd: int, part: Part) -> float:
    """How much later than it is decoded the first picture of a part is shown; `fd` is its file.

    Raises MediaError ``bad_box``.
    """
    start, end = part.byte_range
    moof = read_exactly(fd, start, min(end, start + MAX_MOOF_BYTES))
    video = part.source.movie.video
    body, stop = find_child(moof, 0, len(moof), b"moof")
    for kind, traf, traf_end in children(moof, body, stop):
        if kind == b"traf":
            tfhd, _ = find_child(moof, traf, traf_end, b"tfhd")
            if _u32.unpack_from(moof, tfhd + 4)[0] == video.track_id:
                trun, trun_end = find_child(moof, traf, traf_end, b"trun")
                seconds = _first_offset(moof[trun:trun_end]) / video.timescale
                return min(max(seconds, 0.0), MOST_SECONDS)
    return 0.0


def _first_offset(trun: bytes) -> int:
    """The composition offset of a trun's first sample (ISO/IEC 14496-12 §8.8.8), in ticks: the
    last field of a row, with a sign in version 1."""
    flags = _u32.unpack_from(trun)[0] if len(trun) >= 8 else 0
    row = 8 + 4 * (flags & (TRUN_DATA_OFFSET | TRUN_FIRST_FLAGS)).bit_count()
    field = trun[row + 4 * ((flags & TRUN_PER_SAMPLE).bit_count() - 1) :][:4]
    if not flags & TRUN_COMPOSITION_OFFSETS or len(field) < 4:
        return 0
    return int.from_bytes(field, "big", signed=trun[0] == 1)


def end_at(path: Path, seconds: float) -> None:
    """Let a finished file's pictures end there: the edit list (§8.6.6) hides what follows.

    The file begins with its moov, and that with the pictures' track. Raises MediaError ``bad_box``
    when it does not, OSError.
    """
    with path.open("r+b", buffering=0) as file:
        head = bytearray(file.read(_HEAD_BYTES))
        try:
            _shorten(head, seconds)
        except struct.error as error:
            raise MediaError("bad_box", "the file does not begin with its moov") from error
        file.seek(0)
        file.write(head)


def _shorten(head: bytearray, seconds: float) -> None:
    moov = _body(head, 0, b"moov")
    mvhd, trak = _body(head, moov, b"mvhd"), _body(head, moov, b"trak")
    elst = _body(head, _body(head, trak, b"edts"), b"elst")
    length = round(seconds * _u32.unpack_from(head, mvhd + (20 if head[mvhd] else 12))[0])
    field = _u64 if head[elst] else _u32
    rows = range(_u32.unpack_from(head, elst + 4)[0])
    edits = [elst + 8 + row * (2 * field.size + 4) for row in rows]  # length, media time, rate
    before = sum(field.unpack_from(head, at)[0] for at in edits[:-1])
    _lower(head, field, edits[-1], length - before)
    tkhd = _body(head, trak, b"tkhd")
    for body, short, long in ((mvhd, 16, 24), (tkhd, 20, 28)):  # §8.2.2, §8.3.2
        _lower(head, _u64 if head[body] else _u32, body + (long if head[body] else short), length)


def _lower(head: bytearray, field: struct.Struct, at: int, length: int) -> None:
    field.pack_into(head, at, max(1, min(length, field.unpack_from(head, at)[0])))


def _body(head: bytearray, at: int, wanted: bytes) -> int:
    """Where the body of the first such box from `at` on begins. Raises struct.error."""
    while head[at + 4 : at + 8] != wanted:
        size = _u32.unpack_from(head, at)[0]
        at += max(size, 8)
    return at + 8
