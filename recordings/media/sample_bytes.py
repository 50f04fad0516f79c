"""Where the bytes of each video sample lie (ISO/IEC 14496-12 §8.8.7, §8.8.8).

Only for those who look into the samples; the scan needs no byte positions and does not read them.
"""

import struct
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from recordings.media.box_flags import (
    TFHD_BASE_DATA_OFFSET,
    TFHD_DEFAULT_DURATION,
    TFHD_DEFAULT_SIZE,
    TFHD_DESCRIPTION_INDEX,
    TRUN_DATA_OFFSET,
    TRUN_DURATIONS,
    TRUN_FIRST_FLAGS,
    TRUN_PER_SAMPLE,
    TRUN_SIZES,
)
from recordings.media.boxes import MAX_MOOF_BYTES, children
from recordings.media.codecs import VideoTrack
from recordings.media.errors import MediaError
from recordings.media.fragments import MAX_FRAGMENTS, FragmentScan
from recordings.media.samples import MAX_SAMPLES, read_column, read_video_samples
from recordings.media.window import FileWindow

_MAX_BOXES = 16 * MAX_FRAGMENTS

_tfhd = struct.Struct(">I4sII").unpack_from
_u32 = struct.Struct(">I").unpack_from
_u64 = struct.Struct(">Q").unpack_from
_i32 = struct.Struct(">i").unpack_from
_u32_pair = struct.Struct(">II").unpack_from


@dataclass(slots=True)
class SampleBytes:
    """The video samples of one fragment: ``dts`` of the first and ``durations`` in ticks,
    ``offsets`` in the file and ``sizes`` in bytes."""

    dts: int
    durations: "array[int]"
    offsets: "array[int]" = field(default_factory=lambda: array("Q"))
    sizes: "array[int]" = field(default_factory=lambda: array("I"))


def video_sample_bytes(fd: int, progress: FragmentScan) -> Iterator[SampleBytes]:
    """One element a fragment of the scan, in their order.

    Raises MediaError ``bad_box`` for a sample that lies outside the scanned part, or when the file
    is no longer what was scanned.
    """
    window = FileWindow(fd)
    at, end = progress.first_offset, progress.end_offset
    for _ in range(_MAX_BOXES):
        if at >= end:
            return
        header = window.header(at)
        if header is None or header.size == 0:
            break
        if header.kind == b"moof":
            samples = _read_moof(window, at, header.size, progress.movie.video)
            if samples is not None:
                _check_inside(samples, progress)
                yield samples
        at += header.size
    raise MediaError("bad_box", "the file is not what was scanned")


def _read_moof(window: FileWindow, at: int, size: int, track: VideoTrack) -> SampleBytes | None:
    index = window.locate(at, size) if size <= MAX_MOOF_BYTES else None
    header = window.header(at)
    if index is None or header is None:
        raise MediaError("bad_box", "the file is not what was scanned")
    data, start, end = window.data, index + header.header_bytes, index + size
    timed = read_video_samples(data, start, end, track)
    if timed is None:
        return None
    samples = SampleBytes(timed.dts, timed.durations)
    for kind, body, stop in children(data, start, end):
        if kind == b"traf":
            _take_traf(data, body, stop, at, track.track_id, samples)
    return samples


def _take_traf(
    data: bytes, start: int, end: int, moof_at: int, track_id: int, samples: SampleBytes
) -> None:
    """``read_video_samples`` has checked what it reads too: that the tfhd and the truns fit."""
    size, _, flags, found_id = _tfhd(data, start)
    if found_id != track_id:
        return
    base, default_size = _read_tfhd(data, start + 16, start + size, flags, moof_at)
    for kind, body, stop in children(data, start + size, end):
        if kind == b"trun":
            base = _take_trun(data, body, stop, base, default_size, moof_at, samples)


def _read_tfhd(data: bytes, at: int, end: int, flags: int, moof_at: int) -> tuple[int, int]:
    """``(base offset, default sample size)``; without a base of its own a traf counts from its
    moof, as every writer since 2010 declares (default-base-is-moof)."""
    base = moof_at
    default_size = 0
    if flags & TFHD_BASE_DATA_OFFSET:
        if at + 8 > end:
            raise MediaError("bad_box", "short tfhd")
        (base,) = _u64(data, at)
        at += 8
    at += 4 * (flags & (TFHD_DESCRIPTION_INDEX | TFHD_DEFAULT_DURATION)).bit_count()
    if flags & TFHD_DEFAULT_SIZE:
        if at + 4 > end:
            raise MediaError("bad_box", "short tfhd")
        (default_size,) = _u32(data, at)
    return base, default_size


def _take_trun(
    data: bytes,
    body: int,
    end: int,
    base: int,
    default_size: int,
    moof_at: int,
    samples: SampleBytes,
) -> int:
    """Adds the run's samples; where a next run without an offset of its own begins."""
    flags, count = _u32_pair(data, body)
    table = body + 8 + 4 * (flags & (TRUN_DATA_OFFSET | TRUN_FIRST_FLAGS)).bit_count()
    fields = (flags & TRUN_PER_SAMPLE).bit_count()
    if count > MAX_SAMPLES or table + 4 * fields * count > end:
        raise MediaError("bad_box", f"a trun of {count} samples does not fit")
    if flags & TRUN_SIZES:
        sizes = read_column(data, table, count, fields, 1 if flags & TRUN_DURATIONS else 0)
    else:
        sizes = array("I", (default_size,)) * count
    first = base + (_i32(data, body + 8)[0] if flags & TRUN_DATA_OFFSET else 0)
    if not 0 <= first < 1 << 62:
        raise MediaError("bad_box", f"samples at {first} in the moof at {moof_at}")
    ends = array("Q", accumulate(sizes, initial=first))
    samples.offsets.extend(ends[:-1])
    samples.sizes.extend(sizes)
    return ends[-1]


def _check_inside(samples: SampleBytes, progress: FragmentScan) -> None:
    if len(samples.sizes) != len(samples.durations):
        raise MediaError("bad_box", "as many sizes as durations are wanted")
    last = max(map(int.__add__, samples.offsets, samples.sizes))
    if min(samples.offsets) < progress.init_size or last > progress.end_offset:
        raise MediaError("bad_box", "a sample lies outside the media")
