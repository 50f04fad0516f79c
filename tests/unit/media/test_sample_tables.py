"""Every form in which a moof may tell durations and flags (ISO/IEC 14496-12 §8.8)."""

import struct

import pytest

from recordings.media.codecs import SampleDefaults, VideoTrack
from recordings.media.errors import MediaError
from recordings.media.samples import MAX_SAMPLES, VideoSamples, read_video_samples
from tests.unit.media.synthetic import (
    NON_SYNC,
    SYNC,
    audio_fragment,
    box,
    full_box,
    tfdt,
    tfhd,
    traf,
    trun,
)

TRACK = VideoTrack(1, 90_000, 16, 16, "avc1", "avc1.4d401f", b"", SampleDefaults(900, NON_SYNC))


def read(*trafs: bytes) -> VideoSamples | None:
    data = b"".join(trafs)
    return read_video_samples(data, 0, len(data), TRACK)


def run(flags: int, count: int, *numbers: int) -> bytes:
    return full_box(b"trun", 0, flags, struct.pack(f">I{len(numbers)}I", count, *numbers))


def whole(samples: VideoSamples | None) -> tuple[int, list[int], bool]:
    assert samples is not None
    return samples.dts, list(samples.durations), samples.starts_with_key


def test_the_first_sample_has_flags_of_its_own() -> None:
    assert whole(read(traf(5, [1, 2, 3]))) == (5, [1, 2, 3], True)
    assert whole(read(traf(5, [1, 2, 3], key=False))) == (5, [1, 2, 3], False)


def test_tfhd_defaults_hold_where_the_run_is_silent() -> None:
    header = tfhd(duration=700, flags=SYNC)
    assert whole(read(box(b"traf", header, tfdt(5), run(0, 3)))) == (5, [700] * 3, True)


def test_trex_defaults_hold_where_tfhd_is_silent() -> None:
    header = full_box(b"tfhd", 0, 0, struct.pack(">I", 1))
    assert whole(read(box(b"traf", header, tfdt(5), run(0, 2)))) == (5, [900] * 2, False)


def test_all_optional_tfhd_fields_are_stepped_over() -> None:
    fields = struct.pack(">IQIIII", 1, 1 << 40, 1, 700, 123, SYNC)
    header = full_box(b"tfhd", 0, 0x3B, fields)
    assert whole(read(box(b"traf", header, tfdt(5), run(0, 2)))) == (5, [700] * 2, True)


@pytest.mark.parametrize(("flags", "key"), [(SYNC, True), (NON_SYNC, False)])
def test_flags_may_stand_in_each_row(flags: int, key: bool) -> None:
    full = run(0xF01, 2, 0, *(10, 99, flags, 0), *(11, 98, NON_SYNC, 4))
    assert whole(read(box(b"traf", tfhd(), tfdt(5), full))) == (5, [10, 11], key)
    bare = run(0x400, 2, flags, NON_SYNC)
    assert whole(read(box(b"traf", tfhd(), tfdt(5), bare))) == (5, [3_600] * 2, key)


def test_a_decode_time_may_have_32_bits() -> None:
    short = full_box(b"tfdt", 0, 0, struct.pack(">I", 77))
    assert whole(read(box(b"traf", tfhd(), short, trun([1])))) == (77, [1], True)


def test_runs_of_one_track_go_on_where_the_first_ended() -> None:
    two_runs = box(b"traf", tfhd(), tfdt(5), trun([1, 2]), trun([3], key=False))
    assert whole(read(two_runs)) == (5, [1, 2, 3], True)
    assert whole(read(traf(5, [1, 2], key=False), traf(8, [3]))) == (5, [1, 2, 3], False)


def test_a_moof_without_samples_of_the_track_has_none() -> None:
    assert read() is None
    assert read(audio_fragment()[16 + 8 :][: -8 - 30]) is None
    assert read(box(b"traf", tfhd(), tfdt(5), run(0, 0))) is None
    assert read(box(b"traf", tfhd())) is None


@pytest.mark.parametrize(
    "broken",
    [
        box(b"traf"),
        box(b"traf", tfdt(5)),
        box(b"traf", struct.pack(">I4sII", 99, b"tfhd", 0, 1)),
        box(b"traf", struct.pack(">I4sII", 0, b"tfhd", 0, 1)),
        box(b"traf", full_box(b"tfhd", 0, 0x38, struct.pack(">II", 1, 0))),
        box(b"traf", tfhd(), trun([1])),
        box(b"traf", tfhd(), full_box(b"tfdt", 1, 0, bytes(4)), trun([1])),
        box(b"traf", tfhd(), box(b"tfdt"), trun([1])),
        box(b"traf", tfhd(), tfdt(1 << 63), trun([1])),
        box(b"traf", tfhd(), tfdt(0), full_box(b"trun", 0, 0)),
        box(b"traf", tfhd(), tfdt(0), run(0x100, 2, 1)),
        box(b"traf", tfhd(), tfdt(0), run(0x005, 1)),
        box(b"traf", tfhd(), tfdt(0), run(0, 0xFFFFFFFF)),
        box(b"traf", tfhd(), tfdt(0), run(0, MAX_SAMPLES), run(0, 1)),
    ],
)
def test_a_table_that_does_not_fit_is_refused(broken: bytes) -> None:
    with pytest.raises(MediaError, match="bad_box"):
        read(broken)
