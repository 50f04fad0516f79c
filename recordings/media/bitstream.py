"""Lost frames of a file whose rate varies, counted by the numbers in its pictures.

Of each sample only the first bytes are read, up to its first slice header. What is not provable is
None; docs/design/frame-loss.md tells what that covers.
"""

import os
from array import array
from typing import Protocol

from recordings.media.avc import AvcPictures
from recordings.media.codecs import VideoTrack
from recordings.media.errors import MediaError
from recordings.media.fragments import FragmentScan
from recordings.media.hevc import HevcPictures
from recordings.media.numbering import missing_frames
from recordings.media.numbers import PictureNumber, PictureNumbers
from recordings.media.pace import Pace
from recordings.media.sample_bytes import video_sample_bytes

MAX_FRAMES = 1 << 20
"""In one file: an hour at 290 frames a second."""

_READ_BYTES = 256
_MAX_UNITS = 32
_MAX_PARAMETER_BYTES = 4096
_MAX_STEP_TICKS = (1 << 32) - 1


class _Pictures(Protocol):
    length_bytes: int
    header_bytes: int

    def is_slice(self, first_byte: int) -> bool: ...

    def is_parameters(self, first_byte: int) -> bool: ...

    def take_parameters(self, unit: bytes) -> None: ...

    def read_slice(self, unit: bytes) -> PictureNumber: ...


def frames_lost(fd: int, progress: FragmentScan) -> int | None:
    """Frames missing inside the file, by its times where they suffice, else by the numbers.

    Where the times show no hole, no sample is read. Where they do, the camera may have sent fewer
    for a while: then the numbers, if they can tell, are right. Raises OSError when the disk fails.
    """
    by_time = progress.meter.lost
    if by_time == 0:
        return 0
    by_number = frames_lost_by_number(fd, progress)
    return by_time if by_number is None else by_number


def frames_lost_by_number(fd: int, progress: FragmentScan) -> int | None:
    """Frames missing between the first and the last of the file; None when that cannot be proven.

    What is lost before the first or after the last frame belongs to no file. Frames lost right
    before an IDR are seen where the file's GOPs have one length or its steps are even around it.
    Raises OSError when the disk fails.
    """
    if not 0 < progress.frames <= MAX_FRAMES:
        return None
    try:
        numbers, steps = _read(fd, progress)
    except MediaError:
        return None
    places = numbers.places()
    return None if places is None else missing_frames(places, Pace(steps))


def _read(fd: int, progress: FragmentScan) -> "tuple[PictureNumbers, array[int]]":
    pictures = _pictures_of(progress.movie.video)
    numbers: PictureNumbers | None = None
    steps = array("I")
    last_dts = 0
    for samples in video_sample_bytes(fd, progress):
        if numbers is not None:
            steps.append(_step(last_dts, samples.dts))
        steps.extend(samples.durations[:-1])
        last_dts = samples.dts + sum(samples.durations[:-1])
        for at, size in zip(samples.offsets, samples.sizes, strict=True):
            picture = _read_picture(fd, at, size, pictures)
            numbers = numbers or PictureNumbers(picture.ranges)
            if picture.ranges != numbers.ranges:
                raise MediaError("bad_bits", "pictures are numbered in two ways")
            numbers.add(picture)
    if numbers is None:
        raise MediaError("no_fragment")
    return numbers, steps


def _step(last_dts: int, dts: int) -> int:
    if not 0 <= dts - last_dts <= _MAX_STEP_TICKS:
        raise MediaError("bad_box", f"decode time {dts} after {last_dts}")
    return dts - last_dts


def _pictures_of(video: VideoTrack) -> _Pictures:
    if video.sample_entry in ("avc1", "avc3"):
        return AvcPictures(video.parameter_sets)
    return HevcPictures(video.parameter_sets)


def _read_picture(fd: int, at: int, size: int, pictures: _Pictures) -> PictureNumber:
    """Walks the sample's units up to its first slice (ISO/IEC 14496-15 §4.3.2: length, unit)."""
    end = at + size
    prefix = pictures.length_bytes
    data, base = os.pread(fd, min(size, _READ_BYTES), at), at
    for _ in range(_MAX_UNITS):
        index = at - base
        if index + prefix + pictures.header_bytes > len(data):
            data, base, index = os.pread(fd, min(end - at, _READ_BYTES), at), at, 0
        length = int.from_bytes(data[index : index + prefix], "big")
        at += prefix
        unit = data[index + prefix : index + prefix + length]
        if length <= pictures.header_bytes or not unit or at + length > end:
            break
        if pictures.is_slice(unit[0]):
            return pictures.read_slice(_more(fd, at, unit, min(length, 64)))
        if pictures.is_parameters(unit[0]) and length <= _MAX_PARAMETER_BYTES:
            pictures.take_parameters(_more(fd, at, unit, length))
        at += length
    raise MediaError("bad_bits", f"no slice in the sample that ends at {end}")


def _more(fd: int, at: int, unit: bytes, wanted: int) -> bytes:
    """At least ``wanted`` bytes of the unit at ``at``, of which the first are here."""
    if len(unit) < wanted:
        unit = os.pread(fd, wanted, at)
        if len(unit) < wanted:
            raise MediaError("bad_box", "the file is not what was scanned")
    return unit
