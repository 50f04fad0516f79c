"""The parameter sets that a stream carries itself, in front of its key frames.

With stream copy a file keeps the header that it began with. A camera that changes its resolution
sends new sets, and the file's header is wrong from there on (ISO/IEC 14496-15 §5.3.2: sets that
change belong into another sample entry).
"""

import os
import struct

from recordings.media.boxes import read_header
from recordings.media.errors import MediaError

_READ_BYTES = 4096
_MAX_UNITS = 16
_u32 = struct.Struct(">I").unpack_from

# NAL unit types: H.264 Table 7-1, H.265 Table 7-1.
_AVC_SEQUENCE = frozenset({7})
_AVC_BEFORE_PICTURE = frozenset({6, 7, 8, 9})
_HEVC_SEQUENCE = frozenset({32, 33})
_HEVC_BEFORE_PICTURE = frozenset({32, 33, 34, 35, 39})


def read_sequence_sets(fd: int, fragment_at: int, sample_entry: str) -> bytes | None:
    """The sequence (and video) parameter sets in front of a fragment's first picture.

    `fragment_at` is the offset of its moof. None when there are none, or when what stands there
    makes no sense: then nothing has changed as far as anybody can tell.
    """
    try:
        data, at = _first_sample(fd, fragment_at)
    except MediaError:
        return None
    return _sequence_sets(data, at, is_hevc=sample_entry in ("hvc1", "hev1"))


def _first_sample(fd: int, fragment_at: int) -> tuple[bytes, int]:
    """Bytes of the file, and where in them the mdat's content begins. Raises MediaError."""
    data = os.pread(fd, _READ_BYTES, fragment_at)
    moof = read_header(data, 0)
    if moof is None or moof.kind != b"moof" or moof.size == 0:
        raise MediaError("bad_box", f"no moof at {fragment_at}")
    at = moof.size
    if at + 512 > len(data):
        data, at = os.pread(fd, _READ_BYTES, fragment_at + moof.size), 0
    mdat = read_header(data, at)
    if mdat is None or mdat.kind != b"mdat":
        raise MediaError("bad_box", f"no mdat behind the moof at {fragment_at}")
    return data, at + mdat.header_bytes


def _sequence_sets(data: bytes, at: int, *, is_hevc: bool) -> bytes | None:
    """FFmpeg writes four-byte lengths and puts the picture's track first into the mdat."""
    wanted = _HEVC_SEQUENCE if is_hevc else _AVC_SEQUENCE
    before = _HEVC_BEFORE_PICTURE if is_hevc else _AVC_BEFORE_PICTURE
    found = b""
    for _ in range(_MAX_UNITS):
        if at + 5 > len(data):
            break
        (length,) = _u32(data, at)
        kind = data[at + 4] >> 1 & 0x3F if is_hevc else data[at + 4] & 0x1F
        end = at + 4 + length
        if kind not in before or length == 0:
            break
        if end > len(data):
            return None
        if kind in wanted:
            found += data[at + 4 : end]
        at = end
    return found or None
