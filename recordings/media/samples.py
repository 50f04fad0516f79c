"""The samples that a moof adds to the video track (ISO/IEC 14496-12 §8.8.4 to §8.8.12).

Part of the scan's inner loop: sample tables become numbers through ``array``, never one by one.
"""

import struct
import sys
from array import array
from dataclasses import dataclass

from recordings.media.box_flags import (
    TFHD_BASE_DATA_OFFSET,
    TFHD_DEFAULT_DURATION,
    TFHD_DEFAULT_FLAGS,
    TFHD_DEFAULT_SIZE,
    TFHD_DESCRIPTION_INDEX,
    TRUN_DATA_OFFSET,
    TRUN_DURATIONS,
    TRUN_FIRST_FLAGS,
    TRUN_FLAGS,
    TRUN_PER_SAMPLE,
    TRUN_SIZES,
)
from recordings.media.boxes import children
from recordings.media.codecs import SampleDefaults, VideoTrack
from recordings.media.errors import MediaError

MAX_SAMPLES = 1 << 14
"""In one moof. A trun without per-sample fields can claim 2^32 samples in 16 bytes."""

MAX_DECODE_TIME = (1 << 63) - 1

_TFHD_MIN_BYTES = 16
_tfhd = struct.Struct(">I4sII").unpack_from

_NON_SYNC = 0x00010000

_u32 = struct.Struct(">I").unpack_from
_u64 = struct.Struct(">Q").unpack_from
_u32_pair = struct.Struct(">II").unpack_from
_SWAP = sys.byteorder == "little"


@dataclass(slots=True)
class VideoSamples:
    """The video samples of one moof, at least one: the decode time of the first, the duration of
    each (ticks of the track), and whether the first is a sync sample."""

    dts: int
    durations: "array[int]"
    starts_with_key: bool


def read_video_samples(data: bytes, start: int, end: int, track: VideoTrack) -> VideoSamples | None:
    """``data[start:end]`` is the body of a moof; None when it holds no sample of the track.

    Raises MediaError ``bad_box``.
    """
    samples: VideoSamples | None = None
    for kind, body, stop in children(data, start, end):
        if kind == b"traf":
            samples = _read_traf(data, body, stop, track, samples)
    return samples


def _read_traf(
    data: bytes, start: int, end: int, track: VideoTrack, samples: VideoSamples | None
) -> VideoSamples | None:
    """``samples`` with those of this traf added."""
    if start + _TFHD_MIN_BYTES > end:
        raise MediaError("bad_box", "short traf")
    size, kind, flags, track_id = _tfhd(data, start)
    tfhd_end = start + size
    if kind != b"tfhd" or size < _TFHD_MIN_BYTES or tfhd_end > end:
        raise MediaError("bad_box", "a traf does not begin with its tfhd")
    if track_id != track.track_id:
        return samples
    defaults = _read_tfhd(data, start + _TFHD_MIN_BYTES, tfhd_end, flags, track.defaults)
    dts = -1
    for kind, body, stop in children(data, tfhd_end, end):
        if kind == b"trun":
            if dts < 0:
                raise MediaError("bad_box", "no tfdt before a trun")
            samples = _read_trun(data, body, stop, defaults, dts, samples)
        elif kind == b"tfdt":
            dts = _read_tfdt(data, body, stop)
    return samples


def _read_tfhd(
    data: bytes, at: int, end: int, flags: int, defaults: SampleDefaults
) -> SampleDefaults:
    """``at`` is behind the track id, where the fields begin that ``flags`` announce."""
    duration, sample_flags = defaults
    if flags & TFHD_BASE_DATA_OFFSET:
        at += 8
    if flags & TFHD_DESCRIPTION_INDEX:
        at += 4
    fields = flags & (TFHD_DEFAULT_DURATION | TFHD_DEFAULT_SIZE | TFHD_DEFAULT_FLAGS)
    if at + 4 * fields.bit_count() > end:
        raise MediaError("bad_box", "short tfhd")
    if flags & TFHD_DEFAULT_DURATION:
        (duration,) = _u32(data, at)
        at += 4
    if flags & TFHD_DEFAULT_SIZE:
        at += 4
    if flags & TFHD_DEFAULT_FLAGS:
        (sample_flags,) = _u32(data, at)
    return SampleDefaults(duration, sample_flags)


def _read_tfdt(data: bytes, body: int, end: int) -> int:
    version = data[body] if body < end else 0
    if end - body < (12 if version == 1 else 8):
        raise MediaError("bad_box", "short tfdt")
    dts = int((_u64 if version == 1 else _u32)(data, body + 4)[0])
    if dts > MAX_DECODE_TIME:
        raise MediaError("bad_box", f"decode time {dts}")
    return dts


def _read_trun(
    data: bytes,
    body: int,
    end: int,
    defaults: SampleDefaults,
    dts: int,
    samples: VideoSamples | None,
) -> VideoSamples | None:
    """``samples`` with this run's added; a second run goes on where the first ended."""
    if end - body < 8:
        raise MediaError("bad_box", "short trun")
    flags, count = _u32_pair(data, body)
    table = body + 8 + 4 * (flags & (TRUN_DATA_OFFSET | TRUN_FIRST_FLAGS)).bit_count()
    fields = (flags & TRUN_PER_SAMPLE).bit_count()
    if count > MAX_SAMPLES or table + 4 * fields * count > end:
        raise MediaError("bad_box", f"a trun of {count} samples does not fit")
    if count == 0:
        return samples
    if flags & TRUN_DURATIONS:
        durations = read_column(data, table, count, fields)
    else:
        durations = array("I", (defaults.duration,)) * count
    if samples is None:
        key = not _first_flags(data, table, flags, defaults) & _NON_SYNC
        return VideoSamples(dts, durations, key)
    if len(samples.durations) + count > MAX_SAMPLES:
        raise MediaError("bad_box", "too many samples in one moof")
    return VideoSamples(samples.dts, samples.durations + durations, samples.starts_with_key)


def read_column(data: bytes, table: int, count: int, fields: int, at: int = 0) -> "array[int]":
    """Field ``at`` of each of ``count`` rows of big-endian 32-bit numbers."""
    column = array("I", data[table : table + 4 * fields * count])[at::fields]
    if _SWAP:
        column.byteswap()
    return column


def _first_flags(data: bytes, table: int, flags: int, defaults: SampleDefaults) -> int:
    """The flags of a trun's first sample (§8.8.8): its own field stands before the table."""
    if flags & TRUN_FIRST_FLAGS:
        return int(_u32(data, table - 4)[0])
    if flags & TRUN_FLAGS:
        before = (flags & (TRUN_DURATIONS | TRUN_SIZES)).bit_count()
        return int(_u32(data, table + 4 * before)[0])
    return defaults.flags
