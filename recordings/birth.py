"""A file's time of birth, which Linux keeps and Python 3.11's os.stat does not tell (statx(2))."""

import ctypes
import os
import struct
from pathlib import Path

_AT_FDCWD = -100
_STATX_BTIME = 0x800
_STATX_BYTES = 256
_MASK = struct.Struct("=I")
# struct statx: stx_btime follows 64 bytes of other fields and stx_atime, 16 bytes like each time:
# seconds (s64), nanoseconds (u32), padding.
_BTIME = struct.Struct("=qI")
_BTIME_AT = 64 + 16

_libc = ctypes.CDLL(None, use_errno=True)


def born_at(path: Path) -> float | None:
    """Seconds since the epoch; None where the file system or the C library does not know."""
    buffer = ctypes.create_string_buffer(_STATX_BYTES)
    try:
        failed = _libc.statx(_AT_FDCWD, os.fsencode(path), 0, _STATX_BTIME, buffer)
    except AttributeError:  # a C library without statx
        return None
    if failed or not _MASK.unpack_from(buffer, 0)[0] & _STATX_BTIME:
        return None
    seconds, nanoseconds = _BTIME.unpack_from(buffer, _BTIME_AT)
    return float(seconds + nanoseconds / 1e9)
