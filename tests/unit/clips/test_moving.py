"""Fragments on their way into a clip: times moved, all else as it was, and no byte trusted."""

import hashlib
import struct
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clips.moving import CHUNK_BYTES, moved_bytes, read_exactly
from recordings.media.boxes import MAX_MOOF_BYTES, children
from recordings.media.errors import MediaError
from tests.unit.media.synthetic import (
    INIT,
    MFRA,
    PRFT,
    box,
    fragment,
    full_box,
    growing_file,
    large_box,
    moof,
    tfdt,
    tfhd,
    traf,
    trun,
)

MDAT = box(b"mdat", bytes(range(40)))
SHIFTS = {1: 1_000, 2: -500}
SAMPLES = trun([3_600])


def moved(
    data: bytes, shifts: Mapping[int, int] = SHIFTS, start: int = 0, end: int | None = None
) -> tuple[bytes, bytes]:
    """What goes on, and what was noted. No piece is longer than a chunk or a moof."""
    noted = bytearray()
    with growing_file() as (descriptor, append):
        append(data)
        stop = len(data) if end is None else end
        pieces = list(moved_bytes(descriptor, start, stop, shifts, noted.extend))
    assert all(len(piece) <= CHUNK_BYTES for piece in pieces)
    return b"".join(pieces), bytes(noted)


def refused(data: bytes, shifts: Mapping[int, int] = SHIFTS, end: int | None = None) -> str:
    with pytest.raises(MediaError) as error:
        moved(data, shifts, end=end)
    return error.value.kind


def short_tfdt(dts: int) -> bytes:
    return full_box(b"tfdt", 0, 0, struct.pack(">I", dts))


def test_times_move_and_all_else_stays() -> None:
    audio = traf(5_000, [1_024], track_id=2)
    data = PRFT + moof(traf(9_000, [3_600]), audio) + MDAT + PRFT
    goes_on, noted = moved(data)
    other = traf(4_500, [1_024], track_id=2)
    assert goes_on == moof(traf(10_000, [3_600]), other) + MDAT
    assert noted == data


def test_a_time_of_32_bits_moves_as_well() -> None:
    def short(dts: int) -> bytes:
        return moof(box(b"traf", tfhd(), short_tfdt(dts), SAMPLES)) + MDAT

    assert moved(short(7))[0] == short(1_007)
    assert refused(short((1 << 31) - 1)) == "bad_box"
    assert refused(short(7), {1: -8}) == "bad_box"
    assert moved(short(7), {1: -7})[0] == short(0)


def test_64_bit_box_sizes_are_read() -> None:
    def large(dts: int) -> bytes:
        inner = full_box(b"mfhd", 0, 0, bytes(4)) + traf(dts, [3_600])
        return large_box(b"moof", inner) + large_box(b"mdat", bytes(30))

    assert moved(large(0))[0] == large(1_000)


def test_a_range_in_the_middle_is_noted_as_it_stands_in_the_file() -> None:
    parts = [INIT, *(PRFT + fragment(at * 3_600, [3_600]) for at in range(4)), MFRA]
    data = b"".join(parts)
    start, end = len(INIT) + len(parts[1]), len(INIT) + 3 * len(parts[1])
    _goes_on, noted = moved(data, start=start, end=end)
    digests = [hashlib.sha256(some).hexdigest() for some in (noted, data[start:end])]
    assert digests[0] == digests[1]


def test_a_large_fragment_goes_through_in_chunks() -> None:
    media = bytes(3 * CHUNK_BYTES + 17)
    data = moof(traf(0, [3_600])) + box(b"mdat", media)
    assert moved(data, {1: 0}) == (data, data)


HOSTILE = {
    "nothing but a header": box(b"moof")[:4],
    "a size of zero": b"\0\0\0\0moof",
    "a size below the header's": struct.pack(">I4s", 7, b"moof"),
    "a box past the range": struct.pack(">I4s", 1 << 30, b"mdat"),
    "a 64-bit size past any file": struct.pack(">I4sQ", 1, b"mdat", (1 << 64) - 1),
    "a box that has no place there": box(b"moov", bytes(8)),
    "an mfra": MFRA,
    "a traf past its moof": box(b"moof", struct.pack(">I4s", 99, b"traf")),
    "a traf without tfhd": moof(box(b"traf", tfdt(0), SAMPLES)),
    "a traf without tfdt": moof(box(b"traf", tfhd(), SAMPLES)),
    "a tfdt behind the samples": moof(box(b"traf", tfhd(), SAMPLES, tfdt(0))),
    "two tfdt": moof(box(b"traf", tfhd(), tfdt(0), tfdt(0), SAMPLES)),
    "a track there is not": moof(traf(0, [3_600], track_id=3)),
    "a short tfhd": moof(box(b"traf", box(b"tfhd", bytes(7)), tfdt(0))),
    "a short tfdt": moof(box(b"traf", tfhd(), full_box(b"tfdt", 1, 0, bytes(4)), SAMPLES)),
    "an empty tfdt": moof(box(b"traf", tfhd(), box(b"tfdt"), SAMPLES)),
    "a time past 63 bits": moof(traf((1 << 63) - 1, [3_600])),
    "stray bytes": moof(traf(0, [3_600]), b"\0\0\0"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_lies_is_refused(name: str) -> None:
    assert refused(HOSTILE[name] + MDAT) == "bad_box"


def test_samples_that_count_from_the_files_beginning_are_refused() -> None:
    header = full_box(b"tfhd", 0, 1, struct.pack(">IQ", 1, 4_711))
    assert refused(moof(box(b"traf", header, tfdt(0), SAMPLES)) + MDAT) == "unsupported"


def test_a_moof_of_a_size_no_writer_makes_is_not_read() -> None:
    data = box(b"moof", bytes(MAX_MOOF_BYTES))
    assert refused(data) == "too_large"


def test_a_file_that_became_shorter_is_refused() -> None:
    data = fragment(0, [3_600]) + fragment(3_600, [3_600])
    for length in range(len(data)):
        assert refused(data[:length], end=len(data)) == "bad_box"
    with growing_file() as (descriptor, append):
        append(data)
        with pytest.raises(MediaError):
            read_exactly(descriptor, 0, len(data) + 1)


@settings(max_examples=400)
@given(st.data())
def test_flipped_bytes_never_do_harm(data: st.DataObject) -> None:
    """They are refused, or what goes on has the same boxes, as long as they were."""
    good = PRFT + fragment(0, [3_600] * 3) + PRFT + fragment(10_800, [3_600] * 3)
    flipped = bytearray(good)
    for _ in range(data.draw(st.integers(1, 4))):
        flipped[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    try:
        goes_on, noted = moved(bytes(flipped))
    except MediaError:
        return
    assert noted == bytes(flipped)
    kinds = {kind for kind, _body, _end in children(goes_on, 0, len(goes_on))}
    assert kinds <= {b"moof", b"mdat"}


@given(st.binary(max_size=400))
def test_any_bytes_end_soon(data: bytes) -> None:
    noted = bytearray()
    with growing_file() as (descriptor, append):
        append(data)
        try:
            for _piece in moved_bytes(descriptor, 0, len(data), SHIFTS, noted.extend):
                pass
        except MediaError:
            assert data.startswith(bytes(noted))
        else:
            assert bytes(noted) == data
