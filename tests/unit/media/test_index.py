import zlib
from array import array
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordings.media.errors import MediaError
from recordings.media.fragments import MAX_FRAGMENTS
from recordings.media.index import FragmentColumns, PackedIndex, columns_of, pack, unpack
from tests.unit.media.synthetic import INIT, MFRA, PRFT, TIMESCALE, fragment, scan_bytes


def column(*numbers: int) -> bytes:
    return zlib.compress(b"".join(number.to_bytes(4, "little") for number in numbers))


KEY = 1 << 31
PACKED = PackedIndex(
    init_size=700,
    first_offset=732,
    timescale=TIMESCALE,
    first_dts=9_000,
    sizes=column(KEY | 1_000, 500, KEY | 2_000),
    durations=column(90_000, 45_000, 0),
)
COLUMNS = FragmentColumns(
    init_size=700,
    timescale=TIMESCALE,
    offsets=array("Q", [732, 1_732, 2_232, 4_232]),
    decode_times=array("Q", [9_000, 99_000, 144_000, 144_000]),
    keys=b"\1\0\1",
)


def test_columns_become_running_sums() -> None:
    assert unpack(PACKED) == COLUMNS
    assert (COLUMNS.count, COLUMNS.end_offset, COLUMNS.duration) == (3, 4_232, 135_000)
    assert [COLUMNS.size(i) for i in range(3)] == [1_000, 500, 2_000]
    assert [COLUMNS.is_key(i) for i in range(3)] == [True, False, True]


def test_a_scan_is_packed_as_documented() -> None:
    first, second = fragment(5, [3_600] * 2), fragment(7_300, [3_600], key=False)
    assert pack(scan_bytes(INIT + PRFT + first + PRFT + second)) == PackedIndex(
        init_size=len(INIT),
        first_offset=len(INIT + PRFT),
        timescale=TIMESCALE,
        first_dts=5,
        sizes=column(KEY | len(first + PRFT), len(second)),
        durations=column(7_295, 3_600),
    )


fragments = st.lists(
    st.tuples(
        st.lists(st.integers(1, 1 << 20), min_size=1, max_size=5),
        st.booleans(),
        st.integers(0, 300),
    ),
    min_size=1,
    max_size=12,
)


@given(fragments, st.integers(0, 1 << 62))
def test_unpacking_gives_back_what_was_scanned(
    drawn: list[tuple[list[int], bool, int]], first_dts: int
) -> None:
    data = INIT
    dts = first_dts
    starts = []
    for durations, key, media_bytes in drawn:
        starts.append((len(data), dts, key))
        data += fragment(dts, durations, key=key, media_bytes=media_bytes)
        dts += sum(durations)
    found = scan_bytes(data)
    columns = unpack(pack(found))
    keys = [columns.is_key(i) for i in range(columns.count)]
    assert list(zip(columns.offsets, columns.decode_times, keys, strict=False)) == starts
    assert (columns.end_offset, columns.decode_times[-1]) == (len(data), dts)
    assert columns == columns_of(found)


def test_a_moment_is_found_in_its_fragment() -> None:
    moments = (0, 9_000, 98_999, 99_000, 143_999, 144_000, 1 << 40)
    assert [COLUMNS.fragment_at(dts) for dts in moments] == [0, 0, 0, 1, 1, 2, 2]


def test_decoding_starts_at_the_key_frame_before() -> None:
    assert [COLUMNS.key_at_or_before(i) for i in range(3)] == [0, 0, 2]
    assert replace(COLUMNS, keys=b"\0\0\1").key_at_or_before(1) is None


@pytest.mark.parametrize(
    "broken",
    [
        replace(PACKED, sizes=b""),
        replace(PACKED, sizes=b"not zlib"),
        replace(PACKED, sizes=PACKED.sizes[:-1]),
        replace(PACKED, sizes=PACKED.sizes + b"x"),
        replace(PACKED, sizes=column(), durations=column()),
        replace(PACKED, sizes=column(1_000, 1_000)),
        replace(PACKED, sizes=zlib.compress(bytes(11))),
        replace(PACKED, sizes=column(KEY | 1_000, KEY, 2_000)),
        replace(PACKED, init_size=0),
        replace(PACKED, first_offset=699),
        replace(PACKED, first_offset=1 << 63),
        replace(PACKED, timescale=0),
        replace(PACKED, first_dts=-1),
        replace(PACKED, first_dts=1 << 63),
    ],
)
def test_broken_columns_are_refused(broken: PackedIndex) -> None:
    with pytest.raises(MediaError) as caught:
        unpack(broken)
    assert (caught.value.kind, caught.value.permanent) == ("bad_index", True)


def test_the_longest_column_is_read_and_a_longer_one_is_not() -> None:
    longest = zlib.compress(b"\x10\0\0\0" * MAX_FRAGMENTS)
    assert unpack(replace(PACKED, sizes=longest, durations=longest)).count == MAX_FRAGMENTS
    bomb = zlib.compress(bytes(64 << 20))
    with pytest.raises(MediaError, match="bad_index"):
        unpack(replace(PACKED, sizes=bomb, durations=bomb))


def refusal(packed: PackedIndex) -> str | None:
    try:
        unpack(packed)
    except MediaError as error:
        return error.kind
    return None


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_random_columns_raise_nothing_else(sizes: bytes, durations: bytes) -> None:
    for form in (bytes, zlib.compress):
        packed = replace(PACKED, sizes=form(sizes), durations=form(durations))
        assert refusal(packed) in (None, "bad_index")


@pytest.mark.parametrize(
    ("rest", "permanent"),
    [(b"", False), (PRFT[:9], False), (MFRA, True), (bytes(16), True)],
)
def test_nothing_to_store_without_a_fragment(rest: bytes, permanent: bool) -> None:
    found = scan_bytes(INIT + rest)
    for store in (pack, columns_of):
        with pytest.raises(MediaError) as caught:
            store(found)
        assert (caught.value.kind, caught.value.permanent) == ("no_fragment", permanent)
