"""Which fragments make an entry, and which entries a stretch of time shows."""

import pytest

from playback.hls import FileEntries, file_entries, last_parts, target_seconds
from tests.unit.playback.hls_files import NOON_MS, columns, entries, wall


def lengths_of(file: FileEntries) -> list[int]:
    return [file.media_ms[i + 1] - file.media_ms[i] for i in range(file.count)]


@pytest.mark.parametrize(
    ("keys", "durations_ms", "lengths_ms"),
    [
        pytest.param("K-K-K-", 1000, [2000, 2000, 2000], id="a key fragment and its follower"),
        pytest.param("KKK", 1000, [1000, 1000, 1000], id="a key frame each second"),
        pytest.param("KKK", 990, [990, 990, 990], id="a second by a clock that wavers"),
        pytest.param("--K-K-", 1000, [4000, 2000], id="no key frame at the beginning"),
        pytest.param("K-K---", 1000, [2000, 4000], id="no key frame at the end"),
        pytest.param("K-----", 1000, [6000], id="one key frame"),
        pytest.param("------", 1000, [6000], id="no key frame at all"),
        pytest.param("K" * 60, 40, [920, 920, 560], id="key frames only"),
        pytest.param("-" + "K" * 30, 40, [920, 320], id="key frames only, after one without"),
        pytest.param("KKKKK", 500, [1000, 1000, 500], id="two key frames a second"),
        pytest.param("KK", [300, 5000], [5300], id="a first one too short for an entry"),
    ],
)
def test_an_entry_lasts_from_a_key_fragment_to_the_next(
    keys: str, durations_ms: int, lengths_ms: list[int]
) -> None:
    assert lengths_of(entries(keys, durations_ms)) == lengths_ms


def test_an_hour_of_key_frames_only_is_about_an_entry_a_second() -> None:
    ticks = [17, 17, 16] * 72_000
    assert entries("K" * len(ticks), ticks).count == 4_000


def test_the_last_entry_of_an_open_file_waits_for_the_next_key_fragment() -> None:
    seen = [lengths_of(entries("K-K-K"[:count], is_open=True)) for count in range(1, 6)]
    assert seen == [[], [], [2000], [2000], [2000, 2000]]


def test_entries_of_key_frames_only_wait_for_the_one_that_begins_the_next() -> None:
    seen = [lengths_of(entries("K" * count, 300, is_open=True)) for count in (3, 4, 6, 7)]
    assert seen == [[], [900], [900], [900, 900]]


def test_lengths_are_rounded_as_sums() -> None:
    made = columns("KKKK", [1001, 1001, 1001, 1002])
    thirds = type(made)(
        init_size=made.init_size,
        timescale=3000,
        offsets=made.offsets,
        decode_times=type(made.decode_times)("Q", [90, 3191, 6291, 9392, 12492]),
        keys=made.keys,
    )
    file = file_entries("/media/a.mp4", thirds, wall(thirds), is_open=False)
    assert list(file.media_ms) == [0, 1034, 2067, 3101, 4134]  # of 1033.67, 2067, 3100.67, 4134
    assert lengths_of(file) == [1034, 1033, 1034, 1033]


@pytest.mark.parametrize(
    ("start_ms", "end_ms", "shown"),
    [
        (0, 10_000, range(5)),
        (-5_000, 1, range(1)),
        (-5_000, 0, range(0)),
        (1_999, 2_001, range(2)),
        (2_000, 4_000, range(1, 2)),
        (3_000, 3_001, range(1, 2)),
        (9_999, 99_000, range(4, 5)),
        (10_000, 99_000, range(5, 5)),
    ],
)
def test_a_window_shows_each_entry_that_has_a_moment_in_it(
    start_ms: int, end_ms: int, shown: range
) -> None:
    file = entries("K-K-K-K-K-")
    assert file.overlapping(NOON_MS + start_ms, NOON_MS + end_ms) == shown


def test_a_camera_with_a_fast_clock_is_found_by_the_wall_clock() -> None:
    made = columns("K-" * 50)
    file = file_entries("/a.mp4", made, wall(made, end_ms=NOON_MS + 50_000), is_open=False)
    assert file.overlapping(NOON_MS + 25_000, NOON_MS + 26_000) == range(25, 26)
    assert file.end_ms == NOON_MS + 50_000


def test_a_file_without_a_published_entry_shows_none() -> None:
    file = entries("K-", is_open=True)
    assert (file.count, file.end_ms) == (0, NOON_MS)
    assert not file.overlapping(NOON_MS - 9000, NOON_MS + 9000)
    assert last_parts([file], 60_000) == []


def test_the_target_is_the_longest_length_rounded() -> None:
    longest = [target_seconds([entries("KK", [1000, last])]) for last in (400, 1499, 1500, 2500)]
    assert longest == [1, 1, 2, 3]
    assert target_seconds([]) == 1
    assert target_seconds([entries("KK"), entries("KK", 7_000)]) == 7


def test_the_last_entries_reach_back_over_files_by_their_media() -> None:
    first, second = entries("K-" * 20), entries("K-" * 5, start_ms=NOON_MS + 3_600_000)
    shown = [
        [(part.file is second, part.shown) for part in last_parts([first, second], length_ms)]
        for length_ms in (1_000, 4_000, 10_000, 13_000, 60_000)
    ]
    assert shown == [
        [(True, range(4, 5))],
        [(True, range(3, 5))],
        [(True, range(5))],
        [(False, range(18, 20)), (True, range(5))],
        [(False, range(20)), (True, range(5))],
    ]
