"""Which bytes answer a request: every range that is sent lies in the file."""

from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from playback.byteranges import Part, etag_of, part_of
from recordings.byteranges import NoSingleRange, RangeOutside, RangeRefused, parse_range

SIZE = 10_240
ETAG = etag_of(UUID(int=5), SIZE)
WHOLE = Part(0, SIZE, SIZE, is_whole=True)


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=10-19", 10, 20),
        ("bytes=10-", 10, SIZE),
        ("bytes=-10", SIZE - 10, SIZE),
        ("bytes=-99999", 0, SIZE),
        ("bytes=10239-", SIZE - 1, SIZE),
        ("bytes=0-10239", 0, SIZE),
        ("bytes=10-" + "9" * 99, 10, SIZE),
        ("bytes=-" + "9" * 99, 0, SIZE),
        (" bytes=10-19 ", 10, 20),
        ("Bytes = 10-19", 10, 20),
        ("bytes=0010-019", 10, 20),
    ],
)
def test_one_range(asked: str, start: int, end: int) -> None:
    part = part_of(SIZE, ETAG, asked, None)
    assert part == Part(start, end, SIZE, is_whole=False)
    assert (part.status, part.length) == (206, end - start)
    assert part.content_range == f"bytes {start}-{end - 1}/{SIZE}"


@pytest.mark.parametrize("asked", ["", " ", "items=0-1", "=0-1", "seconds", "0-1"])
def test_a_unit_that_is_not_known_is_ignored(asked: str) -> None:
    part = part_of(SIZE, ETAG, asked, None)
    assert (part, part.status, part.length) == (WHOLE, 200, SIZE)


@pytest.mark.parametrize(
    "asked",
    [
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=--1",
        "bytes=-1-2",
        "bytes=0-1-2",
        "bytes=5-4",
        "bytes=99999-5",
        "bytes=a-b",
        "bytes=0x1-2",
        "bytes=1_0-2_0",
        "bytes=+1-2",
        "bytes=1.5-2",
        "bytes=NaN-NaN",
        "bytes=١-٢",
        "bytes=1- 2",
        "bytes=0-1,",
        "bytes=0-1,5-6",
        "bytes=0-10,5-15",
        "bytes=0-10,5-15,0-",
        "bytes=" + ",".join(f"{at}-{at}" for at in range(10_000)),
        "bytes=" + "9" * 100 + "-",
        "bytes=" + "0-" * 100_000,
    ],
)
def test_what_is_no_single_range_is_refused(asked: str) -> None:
    with pytest.raises(NoSingleRange) as refused:
        part_of(SIZE, ETAG, asked, None)
    assert refused.value.content_range == "bytes */10240"


@pytest.mark.parametrize(
    "asked", ["bytes=10240-", "bytes=10240-10241", f"bytes={'9' * 99}-", "bytes=-0"]
)
def test_a_range_outside_is_refused(asked: str) -> None:
    with pytest.raises(RangeOutside) as refused:
        part_of(SIZE, ETAG, asked, None)
    assert refused.value.content_range == "bytes */10240"


@pytest.mark.parametrize("asked", ["bytes=0-", "bytes=0-0", "bytes=-1"])
def test_an_empty_file_has_no_range(asked: str) -> None:
    with pytest.raises(RangeOutside) as refused:
        part_of(0, ETAG, asked, None)
    assert refused.value.content_range == "bytes */0"
    assert part_of(0, ETAG, "", None) == Part(0, 0, 0, is_whole=True)


@pytest.mark.parametrize(
    "condition", ['"another"', f"W/{ETAG}", "Tue, 10 Mar 2026 12:00:00 GMT", "", "*"]
)
def test_a_condition_that_fails_sends_the_whole(condition: str) -> None:
    assert part_of(SIZE, ETAG, "bytes=0-3", condition) == WHOLE
    assert part_of(SIZE, ETAG, "bytes=99999-", condition) == WHOLE
    assert part_of(SIZE, ETAG, "bytes=0-3", ETAG) == Part(0, 4, SIZE, is_whole=False)


def test_a_tag_names_the_file_and_its_size() -> None:
    assert ETAG == '"00000000-0000-0000-0000-000000000005-10240"'


headers = st.one_of(
    st.text(),
    st.from_regex(r"bytes=[0-9]{0,5}-[0-9]{0,5}", fullmatch=True),
    st.from_regex(r"bytes=([0-9-, ]|-){0,20}", fullmatch=True),
)


@given(headers, st.integers(0, 20_000))
@example("bytes=-0", 0)
def test_every_range_lies_in_its_file(asked: str, size: int) -> None:
    try:
        found = parse_range(asked, size)
    except RangeRefused:
        found = None
    if found is not None:
        assert 0 <= found[0] < found[1] <= size


@given(st.integers(0, 20_000), st.integers(0, 20_000), st.integers(1, 20_000))
def test_what_is_sent_is_what_was_asked_for_and_is_there(start: int, last: int, size: int) -> None:
    there = set(range(size)) & set(range(start, last + 1))
    if not there:
        with pytest.raises(RangeRefused):
            parse_range(f"bytes={start}-{last}", size)
        return
    assert parse_range(f"bytes={start}-{last}", size) == (min(there), max(there) + 1)
