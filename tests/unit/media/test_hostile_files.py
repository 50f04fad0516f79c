"""Bytes that lie: bounded work, bounded memory, and no error but MediaError."""

import struct
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recordings.media.boxes import MAX_MOOF_BYTES, MAX_MOOV_BYTES
from recordings.media.errors import MediaError
from recordings.media.fragments import FragmentScan
from recordings.media.index import columns_of, pack, unpack
from recordings.media.samples import MAX_SAMPLES
from tests.unit.media.synthetic import (
    FTYP,
    INIT,
    PRFT,
    audio_fragment,
    box,
    file_of_steps,
    fragment,
    full_box,
    moof,
    moov,
    scan_bytes,
    tfdt,
    tfhd,
    traf,
    trun,
    video_trak,
)

GOOD = INIT + PRFT + fragment(0, [3_600] * 5) + PRFT + fragment(18_000, [3_600] * 5)


def assert_consistent(data: bytes, found: FragmentScan) -> None:
    assert found.init_size <= found.first_offset <= found.end_offset <= len(data)
    assert all(data[at + 4 : at + 8] == b"moof" for at in found.offsets)
    assert sum(found.sizes()) == (found.end_offset - found.first_offset if found.count else 0)
    assert sum(found.frame_counts) == found.frames
    assert sum(found.durations()) == found.duration
    found.meter.rhythm()
    if found.count:
        assert unpack(pack(found)) == columns_of(found)


def scan_or_refuse(data: bytes) -> FragmentScan | None:
    try:
        found = scan_bytes(data)
    except MediaError:
        return None
    assert_consistent(data, found)
    return found


@settings(max_examples=400)
@given(st.data())
def test_flipped_bytes_never_do_harm(data: st.DataObject) -> None:
    positions = st.integers(0, len(GOOD) - 1)
    changes = data.draw(st.dictionaries(positions, st.integers(0, 255), min_size=1, max_size=6))
    content = bytearray(GOOD)
    for at, byte in changes.items():
        content[at] = byte
    scan_or_refuse(bytes(content))


@pytest.mark.parametrize("value", [0x00, 0x01, 0x7F, 0xFF])
def test_no_single_byte_does_harm(value: int) -> None:
    for at in range(len(GOOD)):
        content = bytearray(GOOD)
        content[at] = value
        scan_or_refuse(bytes(content))


@settings(max_examples=60)
@given(data=st.data())
def test_a_damaged_real_file_never_does_harm(h264_with_b_frames: Path, data: st.DataObject) -> None:
    content = bytearray(h264_with_b_frames.read_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    damage = data.draw(st.binary(min_size=1, max_size=64))
    content[at : at + len(damage)] = damage
    scan_or_refuse(bytes(content))


@given(st.binary(max_size=300))
def test_random_bytes_never_do_harm(noise: bytes) -> None:
    scan_or_refuse(noise)
    scan_or_refuse(FTYP + noise)
    found = scan_or_refuse(INIT + noise)
    assert found is not None
    assert found.init_size == len(INIT)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (bytes(5_000), "bad_box"),
        (b"plain text, not media at all", "bad_box"),
        (struct.pack(">I4s", 0, b"ftyp"), "bad_box"),
        (FTYP + struct.pack(">I4s", 0, b"moov") + bytes(99), "bad_box"),
        (FTYP + struct.pack(">I4s", MAX_MOOV_BYTES + 1, b"moov"), "too_large"),
        (FTYP + struct.pack(">I4sQ", 1, b"moov", 1 << 62), "too_large"),
        (FTYP + box(b"mdat", bytes(99)), "no_moov"),
        (fragment(0, [1]), "no_moov"),
        (FTYP + moov(*[video_trak()] * 2_000), "bad_box"),
    ],
)
def test_an_init_part_that_cannot_be_is_refused_for_good(content: bytes, kind: str) -> None:
    with pytest.raises(MediaError) as caught:
        scan_bytes(content)
    assert (caught.value.kind, caught.value.permanent) == (kind, True)


def test_small_boxes_without_end_before_the_moov_are_left() -> None:
    with pytest.raises(MediaError, match="no_moov"):
        scan_bytes(box(b"free") * 10_000 + INIT)


HUGE_RUN = full_box(b"trun", 0, 0, struct.pack(">I", 0xFFFFFFFF))


@pytest.mark.parametrize(
    "bad",
    [
        struct.pack(">I4s", 0, b"moof") + bytes(99),
        struct.pack(">I4s", 7, b"moof") + bytes(99),
        struct.pack(">I4s", MAX_MOOF_BYTES + 1, b"moof") + bytes(MAX_MOOF_BYTES),
        moof(box(b"traf", tfhd(), tfdt(90_000), HUGE_RUN)) + box(b"mdat"),
        moof(traf(90_000, [1])) + box(b"free"),
        moof(traf(90_000, [1])) + struct.pack(">I4s", 0, b"mdat"),
        moof(traf(17_999, [1])) + box(b"mdat"),
        moof(traf(18_000, [1])) + box(b"mdat"),
        moof(traf(18_000 + (1 << 32), [1])) + box(b"mdat"),
        moof(traf(90_000, [0xFFFFFFFF, 1])) + box(b"mdat"),
        box(b"mdat"),
        box(b"moov"),
        struct.pack(">I4s", 0, b"free"),
        struct.pack(">I4s", 0, b"mfra"),
        box(b"free") * 10_000 + fragment(90_000, [1]),
    ],
)
def test_a_bad_box_ends_the_file_there(bad: bytes) -> None:
    found = scan_bytes(GOOD + bad + fragment(180_000, [1]))
    assert (found.count, found.end_offset, found.tail) == (2, len(GOOD), "broken")


def test_the_columns_have_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recordings.media.fragments.MAX_FRAGMENTS", 4)
    found = scan_bytes(
        INIT + audio_fragment() * 2 + file_of_steps([1] * 9, per_fragment=1)[len(INIT) :]
    )
    assert (found.count, found.audio_moofs, found.tail) == (2, 2, "broken")


def moov_bomb() -> bytes:
    filler = box(b"free", bytes(MAX_MOOV_BYTES - 2_000))
    return FTYP + moov(video_trak(), filler)


def fragments_with_all_steps_different() -> bytes:
    per_fragment = 4_000
    fragments = []
    dts = 0
    for number in range(20):
        first = 1 + number * per_fragment
        durations = range(first, first + per_fragment)
        fragments.append(fragment(dts, durations))
        dts += sum(durations)
    return INIT + b"".join(fragments)


def one_step_a_fragment() -> bytes:
    fragments = []
    dts = 0
    for number in range(1, 15_000):
        fragments.append(moof(traf(dts, [1])) + box(b"mdat"))
        dts += number
    return INIT + b"".join(fragments)


@pytest.mark.parametrize(
    "content",
    [
        moov_bomb(),
        INIT + moof(box(b"free", bytes(MAX_MOOF_BYTES - 300)), traf(0, [1])) + box(b"mdat"),
        INIT + moof(box(b"traf", tfhd(), tfdt(0), trun([1] * MAX_SAMPLES))) + box(b"mdat"),
        INIT + moof(*[traf(0, [1])] * 900) + box(b"mdat"),
        fragments_with_all_steps_different(),
        one_step_a_fragment(),
    ],
    ids=["moov", "moof", "trun", "trafs", "steps", "small fragments"],
)
def test_no_file_takes_more_than_a_few_megabytes(content: bytes) -> None:
    tracemalloc.start()
    try:
        scan_or_refuse(content)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8 << 20


def test_nesting_costs_nothing() -> None:
    nested = b""
    for _ in range(20_000):
        nested = box(b"trak", nested)
    with pytest.raises(MediaError, match="bad_box"):
        scan_bytes(FTYP + moov(nested))
    found = scan_bytes(INIT + moof(nested, traf(0, [3_600])) + box(b"mdat"))
    assert (found.count, found.tail) == (1, "open")
