"""The stored form of a scan: two compressed columns, about 10 kB an hour, and its reading.

Column ``sizes``: little-endian unsigned 32 bits a fragment, the top bit set where it starts with a
key frame, the rest its bytes. Column ``durations``: the same width, ticks of the video track.
"""

import sys
import zlib
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from recordings.media.errors import MediaError
from recordings.media.fragments import MAX_FRAGMENT_BYTES, MAX_FRAGMENTS, FragmentScan
from recordings.media.samples import MAX_DECODE_TIME

_KEY = 1 << 31
_MIN_FRAGMENT_BYTES = 16
_MAX_FILE_OFFSET = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class PackedIndex:
    """The columns of the database row; ``sizes`` and ``durations`` are zlib streams."""

    init_size: int
    first_offset: int
    timescale: int
    first_dts: int
    sizes: bytes
    durations: bytes


@dataclass(frozen=True, slots=True)
class FragmentColumns:
    """Fragment ``i`` is the bytes ``offsets[i]`` to ``offsets[i + 1]`` and the decode times
    ``decode_times[i]`` to ``decode_times[i + 1]`` (ticks): both arrays have one element more than
    there are fragments. ``keys[i]`` is 1 where it starts with a key frame."""

    init_size: int
    timescale: int
    offsets: "array[int]"
    decode_times: "array[int]"
    keys: bytes

    @property
    def count(self) -> int:
        return len(self.keys)

    @property
    def end_offset(self) -> int:
        return self.offsets[-1]

    @property
    def duration(self) -> int:
        """Ticks from the first video sample to the end of the last."""
        return self.decode_times[-1] - self.decode_times[0]

    def is_key(self, i: int) -> bool:
        return bool(self.keys[i])

    def size(self, i: int) -> int:
        return self.offsets[i + 1] - self.offsets[i]

    def fragment_at(self, dts: int) -> int:
        """The fragment whose time holds ``dts``; the first or last one for a time outside."""
        i = bisect_right(self.decode_times, dts) - 1
        return min(max(i, 0), self.count - 1)

    def key_at_or_before(self, i: int) -> int | None:
        """The fragment from which ``i`` can be decoded; None when no key frame comes before."""
        found = self.keys.rfind(b"\x01", 0, i + 1)
        return None if found < 0 else found


def columns_of(scan: FragmentScan) -> FragmentColumns:
    """The same as ``unpack(pack(scan))``, for a file that is still growing.

    Raises MediaError ``no_fragment``.
    """
    _require_fragments(scan)
    end_time = scan.decode_times[-1] + scan.last_duration
    return FragmentColumns(
        init_size=scan.init_size,
        timescale=scan.timescale,
        offsets=scan.offsets + array("Q", [scan.end_offset]),
        decode_times=scan.decode_times + array("Q", [end_time]),
        keys=bytes(scan.keys),
    )


def pack(scan: FragmentScan) -> PackedIndex:
    """Raises MediaError ``no_fragment`` when there is nothing to store."""
    _require_fragments(scan)
    sizes = [
        size | _KEY if key else size for size, key in zip(scan.sizes(), scan.keys, strict=True)
    ]
    return PackedIndex(
        init_size=scan.init_size,
        first_offset=scan.first_offset,
        timescale=scan.timescale,
        first_dts=scan.first_dts,
        sizes=_compress(array("I", sizes)),
        durations=_compress(array("I", scan.durations())),
    )


def unpack(packed: PackedIndex) -> FragmentColumns:
    """Raises MediaError ``bad_index`` for columns that ``pack`` cannot have made; never inflates
    more than ``MAX_FRAGMENTS`` elements."""
    sizes = _decompress(packed.sizes)
    durations = _decompress(packed.durations)
    if len(sizes) != len(durations) or not sizes:
        raise MediaError("bad_index", f"{len(sizes)} sizes, {len(durations)} durations")
    _check_origin(packed)
    plain_sizes = [size & MAX_FRAGMENT_BYTES for size in sizes]
    if min(plain_sizes) < _MIN_FRAGMENT_BYTES:
        raise MediaError("bad_index", "a fragment smaller than its headers")
    return FragmentColumns(
        init_size=packed.init_size,
        timescale=packed.timescale,
        offsets=array("Q", accumulate(plain_sizes, initial=packed.first_offset)),
        decode_times=array("Q", accumulate(durations, initial=packed.first_dts)),
        keys=bytes([size >> 31 for size in sizes]),
    )


def _require_fragments(scan: FragmentScan) -> None:
    if scan.count == 0:
        raise MediaError("no_fragment", permanent=scan.tail in ("closed", "broken"))


def _check_origin(packed: PackedIndex) -> None:
    if not 0 < packed.init_size <= packed.first_offset <= _MAX_FILE_OFFSET:
        raise MediaError("bad_index", "the first fragment lies inside the init part")
    if packed.timescale <= 0 or not 0 <= packed.first_dts <= MAX_DECODE_TIME:
        raise MediaError("bad_index", "no time base")


def _compress(column: "array[int]") -> bytes:
    if sys.byteorder == "big":
        column.byteswap()
    return zlib.compress(column.tobytes())


def _decompress(data: bytes) -> "array[int]":
    inflater = zlib.decompressobj()
    try:
        # One byte more than allowed, so that a longer column fails the test on its length.
        raw = inflater.decompress(data, MAX_FRAGMENTS * 4 + 1)
    except zlib.error as error:
        raise MediaError("bad_index", str(error)) from error
    if not inflater.eof or inflater.unused_data or len(raw) % 4:
        raise MediaError("bad_index", "a column is cut short, too long or padded")
    column = array("I", raw)
    if sys.byteorder == "big":
        column.byteswap()
    return column
