"""Fragments of a file on their way into another, with their decode times moved.

Of each moof the tfdt boxes are changed (ISO/IEC 14496-12 §8.8.12); prft and the like are left out,
and everything else goes as it is. Nothing is decoded, and no more than a chunk is in memory.
"""

import os
import struct
from collections.abc import Callable, Iterator, Mapping

from recordings.media.box_flags import TFHD_BASE_DATA_OFFSET
from recordings.media.boxes import MAX_MOOF_BYTES, children
from recordings.media.errors import MediaError
from recordings.media.window import FileWindow

CHUNK_BYTES = 1 << 20
_DROPPED = frozenset({b"prft", b"styp", b"sidx", b"emsg", b"free", b"skip", b"uuid"})

_u32 = struct.Struct(">I")
_u64 = struct.Struct(">Q")


def moved_bytes(
    fd: int, start: int, end: int, shifts: Mapping[int, int], note: Callable[[bytes], None]
) -> Iterator[bytes]:
    """The fragments in bytes [start, end) of an open file, at most `CHUNK_BYTES` at a time.

    `shifts` are ticks by track id; `note` is given every byte of the range as it stands in the
    file, in order. Raises MediaError ``bad_box`` when the file is shorter than that or is no longer
    what was indexed, OSError when the disk fails.
    """
    window = FileWindow(fd)
    at = start
    while at < end:
        header = window.header(at)
        if header is None or header.size == 0 or at + header.size > end:
            raise MediaError("bad_box", f"no whole box at {at}")
        if header.kind == b"moof":
            moof = _moof(window, at, header.size)
            note(moof)
            yield _moved_moof(moof, shifts)
        elif header.kind == b"mdat" or header.kind in _DROPPED:
            for data in _copied(fd, at, at + header.size):
                note(data)
                if header.kind == b"mdat":
                    yield data
        else:
            raise MediaError("bad_box", f"{header.kind!r} at {at}")
        at += header.size


def read_exactly(fd: int, start: int, end: int) -> bytes:
    """Raises MediaError ``bad_box`` when the file ends before."""
    data = os.pread(fd, end - start, start)
    if len(data) != end - start:
        raise MediaError("bad_box", f"the file ends at {start + len(data)}")
    return data


def _copied(fd: int, start: int, end: int) -> Iterator[bytes]:
    while start < end:
        stop = min(end, start + CHUNK_BYTES)
        yield read_exactly(fd, start, stop)
        start = stop


def _moof(window: FileWindow, at: int, size: int) -> bytes:
    if size > MAX_MOOF_BYTES:
        raise MediaError("too_large", f"moof of {size} bytes")
    index = window.locate(at, size)
    if index is None:
        raise MediaError("bad_box", f"no whole box at {at}")
    return window.data[index : index + size]


def _moved_moof(moof: bytes, shifts: Mapping[int, int]) -> bytes:
    moved = bytearray(moof)
    for kind, body, stop in children(moof, _header_bytes(moof), len(moof)):
        if kind == b"traf":
            _move_traf(moof, moved, body, stop, shifts)
    return bytes(moved)


def _header_bytes(box: bytes) -> int:
    return 16 if _u32.unpack_from(box, 0)[0] == 1 else 8


def _move_traf(
    moof: bytes, moved: bytearray, start: int, end: int, shifts: Mapping[int, int]
) -> None:
    shift: int | None = None
    is_moved = False
    for kind, body, stop in children(moof, start, end):
        if kind == b"tfhd":
            shift = _shift_of(moof, body, stop, shifts)
        elif kind == b"tfdt":
            if shift is None or is_moved:
                raise MediaError("bad_box", "a traf is not a tfhd and one tfdt")
            _move_tfdt(moved, body, stop, shift)
            is_moved = True
        elif kind == b"trun" and not is_moved:
            raise MediaError("bad_box", "no tfdt before a trun")


def _shift_of(moof: bytes, body: int, end: int, shifts: Mapping[int, int]) -> int:
    if end - body < 8:
        raise MediaError("bad_box", "short tfhd")
    flags, track_id = _u32.unpack_from(moof, body)[0], _u32.unpack_from(moof, body + 4)[0]
    if flags & TFHD_BASE_DATA_OFFSET:
        raise MediaError("unsupported", "samples that count from the file's beginning")
    if track_id not in shifts:
        raise MediaError("bad_box", f"a fragment of track {track_id}, which there is not")
    return shifts[track_id]


def _move_tfdt(moof: bytearray, body: int, end: int, shift: int) -> None:
    field = _u64 if end > body and moof[body] == 1 else _u32
    if end - body < 4 + field.size:
        raise MediaError("bad_box", "short tfdt")
    time = field.unpack_from(moof, body + 4)[0] + shift
    if not 0 <= time < 1 << (8 * field.size - 1):
        raise MediaError("bad_box", f"decode time {time}")
    field.pack_into(moof, body + 4, time)
