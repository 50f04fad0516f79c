import struct

import pytest

from recordings.media.boxes import MAX_CHILDREN, BoxHeader, children, find_child, read_header
from recordings.media.errors import MediaError
from tests.unit.media.synthetic import box, large_box


def kinds_of(data: bytes) -> list[bytes]:
    return [kind for kind, _, _ in children(data, 0, len(data))]


def test_a_header_tells_kind_own_length_and_size() -> None:
    assert read_header(box(b"free", b"abc"), 0) == BoxHeader(b"free", 8, 11)
    assert read_header(large_box(b"mdat", b"abc"), 0) == BoxHeader(b"mdat", 16, 19)
    assert read_header(struct.pack(">I4s", 0, b"mdat"), 0) == BoxHeader(b"mdat", 8, 0)


@pytest.mark.parametrize("length", range(16))
def test_half_a_header_is_not_an_error(length: int) -> None:
    assert read_header(large_box(b"mdat", b"abc")[:length], 0) is None


@pytest.mark.parametrize("size", [2, 7])
def test_a_box_smaller_than_its_header_is_refused(size: int) -> None:
    with pytest.raises(MediaError, match="bad_box"):
        read_header(struct.pack(">I4s", size, b"free"), 0)


@pytest.mark.parametrize("size", [0, 1, 15])
def test_a_large_box_smaller_than_its_header_is_refused(size: int) -> None:
    data = struct.pack(">I4sQ", 1, b"free", size)
    with pytest.raises(MediaError, match="bad_box"):
        read_header(data, 0)
    with pytest.raises(MediaError, match="bad_box"):
        kinds_of(data)


def test_children_are_listed_with_their_bodies() -> None:
    data = box(b"aaaa", b"1") + large_box(b"bbbb", b"22") + struct.pack(">I4s", 0, b"cccc") + b"333"
    found = [(kind, data[body:end]) for kind, body, end in children(data, 0, len(data))]
    assert found == [(b"aaaa", b"1"), (b"bbbb", b"22"), (b"cccc", b"333")]


@pytest.mark.parametrize(
    "data",
    [
        struct.pack(">I4s", 9, b"long"),
        struct.pack(">I4s", 0xFFFFFFFF, b"long") + bytes(100),
        struct.pack(">I4sQ", 1, b"long", 1 << 63) + bytes(100),
        struct.pack(">I4s", 1, b"half"),
        struct.pack(">I4s", 4, b"tiny"),
        box(b"good") + b"stray",
    ],
)
def test_a_child_that_does_not_fit_is_refused(data: bytes) -> None:
    with pytest.raises(MediaError, match="bad_box"):
        kinds_of(data)


def test_a_container_has_a_bounded_number_of_children() -> None:
    assert len(kinds_of(box(b"free") * (MAX_CHILDREN - 1))) == MAX_CHILDREN - 1
    with pytest.raises(MediaError, match="bad_box"):
        kinds_of(box(b"free") * (MAX_CHILDREN + 1))


def test_the_first_child_of_a_kind_is_found() -> None:
    data = box(b"aaaa") + box(b"bbbb", b"1") + box(b"bbbb", b"2")
    assert find_child(data, 0, len(data), b"bbbb") == (16, 17)
    with pytest.raises(MediaError, match="no b'cccc'"):
        find_child(data, 0, len(data), b"cccc")
