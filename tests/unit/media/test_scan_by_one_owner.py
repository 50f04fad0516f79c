"""A scan that goes on in place, by so many moofs at a time."""

import pytest

from recordings.media.errors import MediaError
from recordings.media.fragments import FragmentScan, scan, scan_on
from tests.unit.media.synthetic import (
    INIT,
    MFRA,
    PRFT,
    audio_fragment,
    box,
    fragment,
    growing_file,
    scan_bytes,
)

PARTS = [
    INIT,
    audio_fragment(),
    PRFT + fragment(0, [3_600] * 3),
    PRFT + fragment(10_800, [3_600, 3_700], key=False),
    audio_fragment(2_048),
    fragment(18_100, [3_500] * 4),
    MFRA,
]
WHOLE = b"".join(PARTS)
MOOFS = 5


@pytest.mark.parametrize("most", [1, 2, 3, 100])
def test_going_on_until_nothing_is_left_equals_one_scan(most: int) -> None:
    with growing_file() as (descriptor, append):
        append(WHOLE)
        progress = scan_on(descriptor, None, most)
        while progress.tail == "open":
            progress = scan_on(descriptor, progress, most)
    assert progress == scan_bytes(WHOLE)


@pytest.mark.parametrize("most", range(MOOFS + 1))
def test_it_stops_at_so_many_moofs(most: int) -> None:
    with growing_file() as (descriptor, append):
        append(WHOLE)
        progress = scan_on(descriptor, None, most)
    assert progress == scan_bytes(b"".join(PARTS[: most + 1]))


def test_the_progress_itself_goes_on() -> None:
    with growing_file() as (descriptor, append):
        append(INIT)
        progress = scan_on(descriptor, None, 9)
        for part in PARTS[1:]:
            append(part)
            assert scan_on(descriptor, progress, 9) is progress
    assert progress == scan_bytes(WHOLE)


def test_growth_byte_by_byte_ends_with_the_state_of_one_scan() -> None:
    progress: FragmentScan | None = None
    with growing_file() as (descriptor, append):
        append(INIT)
        for at in range(len(INIT), len(WHOLE)):
            append(WHOLE[at : at + 1])
            progress = scan_on(descriptor, progress, 2)
        assert progress == scan(descriptor)


def test_a_file_that_became_shorter_is_read_anew() -> None:
    with growing_file() as (descriptor, append):
        append(WHOLE)
        before = scan_on(descriptor, None, 9)
    with growing_file() as (descriptor, append):
        append(PARTS[0] + PARTS[2])
        after = scan_on(descriptor, before, 9)
    assert after is not before
    assert after == scan_bytes(PARTS[0] + PARTS[2])


@pytest.mark.parametrize(
    ("end", "tail"),
    [
        (fragment(18_100, [3_500])[:-1], "torn"),
        (b"moof", "torn"),
        (box(b"evil"), "broken"),
        (fragment(0, [3_600]), "broken"),
    ],
)
def test_it_stops_at_what_makes_no_sense_and_stays_there(end: bytes, tail: str) -> None:
    whole = b"".join(PARTS[:4])
    with growing_file() as (descriptor, append):
        append(whole + end)
        progress = scan_on(descriptor, None, 9)
        seen = (progress.tail, progress.count, progress.end_offset)
        again = scan_on(descriptor, progress, 9)
    assert seen == (tail, 2, len(whole))
    assert (again.tail, again.count, again.end_offset) == seen


@pytest.mark.parametrize("size", [0, 7, len(INIT) - 1])
def test_a_file_without_its_moov_is_refused_for_now(size: int) -> None:
    with growing_file() as (descriptor, append):
        append(INIT[:size])
        with pytest.raises(MediaError) as caught:
            scan_on(descriptor, None, 9)
    assert (caught.value.kind, caught.value.permanent) == ("no_moov", False)
