"""Sequence parameter sets in front of key frames: of real files, and of hostile bytes."""

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from subprocess import run

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from recordings.media.fragments import scan
from recordings.media.parameter_sets import read_sequence_sets
from tests.unit.media.synthetic import INIT, box, file_of_steps, growing_file, large_box, moof, traf

ENCODERS = {
    "h264": ("-c:v", "libx264", "-profile:v", "baseline", "-x264-params", "aud=1"),
    "h265": ("-c:v", "libx265", "-x265-params", "log-level=none:repeat-headers=1:aud=1"),
}
MUXER = "movflags=+frag_keyframe+empty_moov+default_base_moof:frag_duration=1000000"
AVC_SPS, AVC_PPS, AVC_AUD, AVC_IDR = b"\x67\x4d\x40", b"\x68\xee", b"\x09\xf0", b"\x65\x88\x84"
HEVC_VPS, HEVC_SPS, HEVC_PPS = b"\x40\x01\x0c", b"\x42\x01\x01", b"\x44\x01\xc1"
HEVC_IDR = b"\x26\x01\xaf"


def stream_like_a_cameras(folder: Path, codec: str, size: str) -> Path:
    """A stream with its parameter sets in front of every key frame."""
    path = folder / f"{size}.{codec.replace('h265', 'hevc')}"
    source = ("-f", "lavfi", "-i", f"testsrc2=s={size}:r=25:d=2")
    encoder = (*ENCODERS[codec], "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "12")
    run(["ffmpeg", "-v", "error", "-y", *source, *encoder, str(path)], check=True, timeout=60)
    return path


def record_stream(stream: Path, codec: str) -> Path:
    """Copied into fragments with the options of the recorder's command."""
    tag = ("-tag:v", "hvc1") if codec == "h265" else ()
    segments = ("-f", "segment", "-segment_time", "3600", "-segment_format", "mp4")
    output = ("-segment_format_options", MUXER, str(stream.with_name("recording%d.mp4")))
    command = ["ffmpeg", "-v", "error", "-y", "-r", "25", "-i", str(stream), "-c", "copy"]
    run([*command, *tag, *segments, *output], check=True, timeout=60)
    return stream.with_name("recording0.mp4")


def sets_of(path: Path) -> list[bytes | None]:
    """What stands in front of each key fragment."""
    with path.open("rb") as file:
        progress = scan(file.fileno())
        entry = progress.movie.video.sample_entry
        return [
            read_sequence_sets(file.fileno(), at, entry)
            for at, key in zip(progress.offsets, progress.keys, strict=True)
            if key
        ]


def sequence_units(stream: bytes, codec: str) -> bytes:
    """The first sequence (and video) sets of an Annex B stream, one after the other."""
    units = [unit.removesuffix(b"\0") for unit in stream.split(b"\0\0\1")[1:8]]
    kinds = [unit[0] & 0x1F if codec == "h264" else unit[0] >> 1 & 0x3F for unit in units]
    wanted = {7} if codec == "h264" else {32, 33}
    first_picture = next(n for n, kind in enumerate(kinds) if kind in (5, 19, 20))
    return b"".join(
        unit for unit, kind in zip(units[:first_picture], kinds, strict=False) if kind in wanted
    )


@pytest.mark.parametrize("codec", ENCODERS)
def test_every_key_frame_of_a_real_file_carries_the_streams_own_sets(
    tmp_path: Path, codec: str
) -> None:
    stream = stream_like_a_cameras(tmp_path, codec, "320x240")
    expected = sequence_units(stream.read_bytes(), codec)
    assert expected
    assert sets_of(record_stream(stream, codec)) == [expected] * 5


@pytest.mark.parametrize("codec", ENCODERS)
def test_a_camera_that_changes_its_resolution_carries_others_from_there_on(
    tmp_path: Path, codec: str
) -> None:
    small = stream_like_a_cameras(tmp_path, codec, "320x240")
    large = stream_like_a_cameras(tmp_path, codec, "640x480")
    before, after = (sequence_units(path.read_bytes(), codec) for path in (small, large))
    both = tmp_path / f"both{small.suffix}"
    both.write_bytes(small.read_bytes() + large.read_bytes())
    assert before != after
    assert sets_of(record_stream(both, codec)) == [before] * 5 + [after] * 5


def test_a_real_stream_that_tells_its_sets_only_at_the_start_carries_none(h264: Path) -> None:
    assert set(sets_of(h264)) == {None}


# By hand


def units(*each: bytes) -> bytes:
    return b"".join(struct.pack(">I", len(unit)) + unit for unit in each)


def read_from(data: bytes, at: int = 0, entry: str = "avc1") -> bytes | None:
    with growing_file() as (descriptor, append):
        append(data)
        return read_sequence_sets(descriptor, at, entry)


def fragment_of(*each: bytes, frames: int = 1) -> bytes:
    return moof(traf(0, [3_600] * frames)) + box(b"mdat", units(*each))


@pytest.mark.parametrize(
    ("each", "found"),
    [
        ((AVC_AUD, AVC_SPS, AVC_PPS, AVC_IDR), AVC_SPS),
        ((AVC_SPS, AVC_SPS[::-1] + b"\x01", AVC_IDR), AVC_SPS),
        ((AVC_SPS, AVC_PPS, AVC_SPS + b"\x02", AVC_IDR), AVC_SPS + AVC_SPS + b"\x02"),
        ((AVC_IDR, AVC_SPS), None),
        ((AVC_PPS, AVC_IDR), None),
        ((AVC_SPS, b"", AVC_SPS, AVC_IDR), AVC_SPS),
        ((AVC_SPS,), AVC_SPS),
        ((), None),
    ],
)
def test_the_sets_before_the_first_picture_are_read(
    each: tuple[bytes, ...], found: bytes | None
) -> None:
    assert read_from(fragment_of(*each)) == found


@pytest.mark.parametrize("entry", ["hvc1", "hev1"])
def test_the_video_and_sequence_sets_of_h265_are_read(entry: str) -> None:
    data = fragment_of(HEVC_VPS, HEVC_SPS, HEVC_PPS, HEVC_IDR)
    assert read_from(data, entry=entry) == HEVC_VPS + HEVC_SPS


def test_a_fragment_with_a_long_table_is_read_at_its_media() -> None:
    data = fragment_of(AVC_SPS, AVC_IDR, frames=2_000)
    assert len(data) > 16_000
    assert read_from(data) == AVC_SPS


@pytest.mark.parametrize("frames", range(430, 512))
def test_a_table_that_ends_near_the_end_of_what_is_read_at_once_is_no_trouble(
    frames: int,
) -> None:
    assert read_from(fragment_of(AVC_SPS, AVC_IDR, bytes(600), frames=frames)) == AVC_SPS


def test_a_fragment_in_the_midst_of_a_file_is_read() -> None:
    data = INIT + fragment_of(AVC_IDR)
    assert read_from(data + fragment_of(AVC_SPS, AVC_IDR), len(data)) == AVC_SPS


def test_a_large_mdat_is_read() -> None:
    data = moof(traf(0, [3_600])) + large_box(b"mdat", units(AVC_SPS, AVC_IDR))
    assert read_from(data) == AVC_SPS


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"moof",
        bytes(64),
        struct.pack(">I4s", 0, b"moof") + bytes(64),
        struct.pack(">I4s", 0xFFFFFFFF, b"moof") + bytes(64),
        struct.pack(">I4sQ", 1, b"moof", 1 << 62) + bytes(64),
        moof(traf(0, [3_600])),
        moof(traf(0, [3_600])) + b"mda",
        moof(traf(0, [3_600])) + box(b"free", units(AVC_SPS)),
        box(b"mdat", units(AVC_SPS)),
        moof(traf(0, [3_600])) + box(b"mdat", b"\xff\xff\xff\xff" + AVC_SPS),
        moof(traf(0, [3_600])) + box(b"mdat", bytes(600)),
        file_of_steps([3_600] * 30),
    ],
    ids=range(13),
)
def test_hostile_bytes_carry_none(data: bytes) -> None:
    assert read_from(data) is None


@pytest.mark.parametrize("at", [1, 8, 100, 10_000, (1 << 62)])
def test_an_offset_that_is_no_fragments_carries_none(at: int) -> None:
    assert read_from(fragment_of(AVC_SPS, AVC_IDR), at) is None


def test_units_without_end_are_read_no_further_than_a_few() -> None:
    assert read_from(fragment_of(*[AVC_SPS] * 400, AVC_IDR)) == AVC_SPS * 16


@pytest.fixture(scope="module")
def unnamed_file() -> Iterator[int]:
    with growing_file() as (descriptor, _):
        yield descriptor


@example(flips=[(7, 1)], cut=200, entry="avc1")
@example(flips=[(3, 255)], cut=200, entry="avc1")
@given(
    flips=st.lists(st.tuples(st.integers(0, 160), st.integers(1, 255)), max_size=6),
    cut=st.integers(0, 200),
    entry=st.sampled_from(["avc1", "hvc1"]),
)
def test_no_bytes_make_it_raise(
    unnamed_file: int, flips: list[tuple[int, int]], cut: int, entry: str
) -> None:
    data = bytearray(fragment_of(AVC_AUD, AVC_SPS, AVC_PPS, AVC_IDR))
    for at, by in flips:
        data[at % len(data)] ^= by
    os.ftruncate(unnamed_file, 0)
    os.pwrite(unnamed_file, bytes(data[:cut]), 0)
    found = read_sequence_sets(unnamed_file, 0, entry)
    assert found is None or len(found) < len(data)
