"""Headers of ISO base media boxes (ISO/IEC 14496-12 §4.2), read from bytes in memory.

Nothing here trusts a size: a box ends inside the box around it, holds at least its own header,
and a container has at most ``MAX_CHILDREN`` children. Nobody recurses: readers ask for the
children of the one box that they know, so nesting costs nothing.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from recordings.media.errors import MediaError

MAX_MOOV_BYTES = 4 << 20
"""Init parts of real cameras have 1 to 5 kB; a fragmented file's moov holds no sample table."""

MAX_MOOF_BYTES = 1 << 20
"""A second of 60 fps video with audio needs 2 kB."""

MAX_CHILDREN = 1024

HEADER_BYTES = 8
LARGE_HEADER_BYTES = 16

_read_header = struct.Struct(">I4s").unpack_from
_read_large_size = struct.Struct(">Q").unpack_from


class BoxHeader(NamedTuple):
    """``size`` counts the header too; 0 means "to the end of what is around it"."""

    kind: bytes
    header_bytes: int
    size: int


def read_header(data: bytes, at: int) -> BoxHeader | None:
    """The header at ``at``, or None while ``data`` ends inside it.

    Raises MediaError ``bad_box`` when the box claims to be smaller than its own header.
    """
    if at + HEADER_BYTES > len(data):
        return None
    size, kind = _read_header(data, at)
    if size >= HEADER_BYTES or size == 0:
        return BoxHeader(kind, HEADER_BYTES, size)
    if size != 1:
        raise MediaError("bad_box", f"size {size} at {at}")
    if at + LARGE_HEADER_BYTES > len(data):
        return None
    (size,) = _read_large_size(data, at + HEADER_BYTES)
    if size < LARGE_HEADER_BYTES:
        raise MediaError("bad_box", f"large size {size} at {at}")
    return BoxHeader(kind, LARGE_HEADER_BYTES, size)


def children(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """``(kind, body start, end)`` of each box that lies in ``data[start:end]``.

    Raises MediaError ``bad_box`` at the first box that does not fit.
    """
    at = start
    for _ in range(MAX_CHILDREN):
        if at == end:
            return
        body = at + HEADER_BYTES
        if body > end:
            raise MediaError("bad_box", f"{end - at} stray bytes at {at}")
        size, kind = _read_header(data, at)
        if size < HEADER_BYTES:
            body, size = _unusual_size(data, at, end, size)
        stop = at + size
        if stop > end:
            raise MediaError("bad_box", f"{kind!r} at {at} ends past the box around it")
        yield kind, body, stop
        at = stop
    raise MediaError("bad_box", f"more than {MAX_CHILDREN} boxes in one")


def find_child(data: bytes, start: int, end: int, wanted: bytes) -> tuple[int, int]:
    """``(body start, end)`` of the first box of the kind; MediaError ``bad_box`` without one."""
    for kind, body, stop in children(data, start, end):
        if kind == wanted:
            return body, stop
    raise MediaError("bad_box", f"no {wanted!r}")


def _unusual_size(data: bytes, at: int, end: int, size: int) -> tuple[int, int]:
    """``(body start, size)`` for the sizes below a header's: 0 (to the end) and 1 (64 bits)."""
    if size == 0:
        return at + HEADER_BYTES, end - at
    body = at + LARGE_HEADER_BYTES
    if size == 1 and body <= end:
        (large_size,) = _read_large_size(data, at + HEADER_BYTES)
        if large_size >= LARGE_HEADER_BYTES:
            return body, large_size
    raise MediaError("bad_box", f"size {size} at {at}")
