"""A file that is still written: any cut, any number of resumptions."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recordings.media.errors import MediaError
from recordings.media.fragments import FragmentScan, scan
from tests.unit.media.synthetic import (
    INIT,
    MFRA,
    PRFT,
    audio_fragment,
    box,
    file_of_steps,
    fragment,
    growing_file,
    large_box,
    moof,
    moov,
    scan_bytes,
    traf,
    trak,
    video_trak,
)

STEPS = [3_600, 3_605, 3_595, 7_200, 3_600] * 8
BUSY = b"".join(
    [
        INIT,
        audio_fragment(),
        PRFT,
        fragment(0, [3_600] * 3),
        PRFT,
        fragment(10_800, [3_600, 3_700], key=False),
        audio_fragment(2_048),
        PRFT,
        moof(traf(18_100, [3_500] * 4)) + large_box(b"mdat", bytes(50)),
        box(b"free", bytes(20)),
        fragment(32_100, [3_600]),
        audio_fragment(4_096),
        MFRA,
    ]
)


def assert_no_moov_yet(descriptor: int) -> None:
    with pytest.raises(MediaError) as caught:
        scan(descriptor)
    assert (caught.value.kind, caught.value.permanent) == ("no_moov", False)


def scan_in_steps(data: bytes, cuts: list[int], init_size: int = len(INIT)) -> FragmentScan:
    state: FragmentScan | None = None
    written = 0
    with growing_file() as (descriptor, append):
        for cut in [*sorted(cuts), len(data)]:
            append(data[written:cut])
            written = cut
            if cut < init_size:
                assert_no_moov_yet(descriptor)
            else:
                state = scan(descriptor, state)
    assert state is not None
    return state


@given(st.lists(st.integers(0, len(BUSY)), max_size=12))
def test_any_growth_ends_with_the_state_of_one_scan(cuts: list[int]) -> None:
    assert scan_in_steps(BUSY, cuts) == scan_bytes(BUSY)


def test_growth_byte_by_byte_ends_with_the_state_of_one_scan() -> None:
    assert scan_in_steps(BUSY, list(range(len(BUSY)))) == scan_bytes(BUSY)


@settings(max_examples=30)
@given(data=st.data())
def test_a_real_file_grows_into_the_state_of_one_scan(
    h264_with_g711: Path, data: st.DataObject
) -> None:
    content = h264_with_g711.read_bytes()
    at_once = scan_bytes(content)
    cuts = data.draw(st.lists(st.integers(0, len(content)), max_size=8))
    assert scan_in_steps(content, cuts, at_once.init_size) == at_once


def test_a_cut_at_any_byte_leaves_exactly_the_whole_fragments() -> None:
    whole = scan_bytes(BUSY)
    ends = fragment_ends(BUSY)
    for cut in range(len(INIT), len(BUSY)):
        found = scan_bytes(BUSY[:cut])
        assert found.count == sum(end <= cut for end in ends)
        assert found.offsets == whole.offsets[: found.count]
        assert found.decode_times == whole.decode_times[: found.count]
        assert found.keys == whole.keys[: found.count]
        assert found.end_offset <= cut
        assert found.tail in ("open", "torn")


def fragment_ends(data: bytes) -> list[int]:
    """Where each video fragment's mdat ends, found by walking the top-level boxes."""
    ends = []
    at = 0
    video = False
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if size == 1:
            size = int.from_bytes(data[at + 8 : at + 16], "big")
        kind = data[at + 4 : at + 8]
        if kind == b"moof":
            video = b"\0\2\0\x28\0\0\0\1" in data[at : at + size]
        at += size
        if kind == b"mdat" and video:
            ends.append(at)
    return ends


@pytest.mark.parametrize("cut", range(0, len(INIT), 7))
def test_a_file_without_its_whole_moov_may_still_become_one(cut: int) -> None:
    with growing_file() as (descriptor, append):
        append(INIT[:cut])
        assert_no_moov_yet(descriptor)


@pytest.mark.parametrize(
    ("rest", "tail"),
    [
        (b"", "open"),
        (MFRA, "closed"),
        (MFRA[:-1], "torn"),
        (MFRA + b"\0", "broken"),
        (PRFT, "torn"),
        (PRFT[:-1], "torn"),
        (fragment(90_000, [3_600])[:-1], "torn"),
        (bytes(4_096), "broken"),
        (b"no box at all", "broken"),
    ],
)
def test_the_tail_says_what_follows_the_last_whole_fragment(rest: bytes, tail: str) -> None:
    file = file_of_steps([3_600] * 24)
    found = scan_bytes(file + rest)
    assert (found.tail, found.closed_cleanly) == (tail, tail == "closed")
    assert (found.count, found.end_offset) == (1, len(file))


def test_resuming_leaves_the_given_state_as_it_was() -> None:
    file = file_of_steps(STEPS, per_fragment=10)
    with growing_file() as (descriptor, append):
        append(file[:-1])
        before = scan(descriptor)
        kept = before.copy()
        append(file[-1:])
        after = scan(descriptor, before)
    assert before == kept
    assert after.count == before.count + 1


def test_a_file_that_became_shorter_is_read_anew() -> None:
    file = file_of_steps(STEPS, per_fragment=10)
    other = file_of_steps([1_800] * 5, per_fragment=6)
    with growing_file() as (descriptor, append):
        append(file)
        state = scan(descriptor)
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        append(other)
        assert scan(descriptor, state) == scan_bytes(other)


def test_the_last_fragment_grows_up_to_the_next_moof() -> None:
    first, second = fragment(0, [3_600] * 2), fragment(7_300, [3_600])
    alone = scan_bytes(INIT + PRFT + first)
    both = scan_bytes(INIT + PRFT + first + PRFT + second)
    assert list(alone.sizes()) == [len(first)]
    assert list(both.sizes()) == [len(first) + len(PRFT), len(second)]
    assert list(alone.durations()) == [7_200]
    assert list(both.durations()) == [7_300, 3_600]


def test_a_file_without_fragments_has_an_empty_scan() -> None:
    found = scan_bytes(INIT)
    empty = (found.count, found.first_offset, found.end_offset, found.first_dts, found.duration)
    assert empty == (0, len(INIT), len(INIT), 0, 0)
    assert (list(found.sizes()), list(found.durations()), found.frames) == ([], [], 0)


def test_audio_without_video_joins_the_fragment_before_it() -> None:
    video, audio = fragment(0, [3_600]), audio_fragment()
    later = fragment(3_600, [3_600])
    found = scan_bytes(INIT + video + audio + audio + later + audio)
    assert list(found.offsets) == [len(INIT), len(INIT + video + audio + audio)]
    assert list(found.sizes()) == [len(video + audio + audio), len(later + audio)]
    assert list(found.frame_counts) == [1, 1]


def test_audio_before_all_video_begins_the_first_fragment() -> None:
    audio, video = audio_fragment(), fragment(7, [3_600])
    nothing_yet = scan_bytes(INIT + audio)
    assert (nothing_yet.count, nothing_yet.end_offset) == (0, len(INIT + audio))
    found = scan_bytes(INIT + PRFT + audio + audio + video)
    assert (found.count, found.first_offset, found.first_dts) == (1, len(INIT + PRFT), 7)
    assert list(found.sizes()) == [len(audio + audio + video)]


def test_the_video_track_is_found_by_its_number() -> None:
    init = moov(trak(1, b"meta", 1_000, box(b"metx")), video_trak(2))
    found = scan_bytes(init + moof(traf(1, [5]), traf(2, [6, 6], track_id=2)) + box(b"mdat"))
    assert (found.first_dts, found.frames, found.duration) == (2, 2, 12)
