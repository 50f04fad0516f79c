"""Whole playlists, as players read them."""

import pytest

from playback.hls import (
    FileEntries,
    file_entries,
    iso_utc,
    last_parts,
    live_playlist,
    parts_between,
    window_playlist,
)
from tests.unit.playback.hls_files import NOON_MS, columns, entries, wall

LATER_MS = NOON_MS + 10_000


def window(files: list[FileEntries], *, is_final: bool = True, after_ms: int = 0) -> str:
    parts = parts_between(files, NOON_MS + after_ms, NOON_MS + 3_600_000)
    return window_playlist(parts, target_seconds=2, is_final=is_final)


def test_one_closed_file() -> None:
    assert (
        window([entries("K-K-K")])
        == """\
#EXTM3U
#EXT-X-VERSION:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-TARGETDURATION:2
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-MAP:URI="/media/a.mp4",BYTERANGE="700@0"
#EXT-X-PROGRAM-DATE-TIME:2026-03-10T12:00:00.000Z
#EXTINF:2.000,
#EXT-X-BYTERANGE:2003@700
/media/a.mp4
#EXTINF:2.000,
#EXT-X-BYTERANGE:2007@2703
/media/a.mp4
#EXTINF:1.000,
#EXT-X-BYTERANGE:1005@4710
/media/a.mp4
#EXT-X-ENDLIST
"""
    )


def test_a_file_that_grows_and_the_one_before_it() -> None:
    first = entries("K-")
    second = entries("--K-K-", uri="/media/b.mp4", start_ms=LATER_MS + 45, is_open=True)
    assert (
        window([first, second], is_final=False)
        == """\
#EXTM3U
#EXT-X-VERSION:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-TARGETDURATION:2
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:EVENT
#EXT-X-MAP:URI="/media/a.mp4",BYTERANGE="700@0"
#EXT-X-PROGRAM-DATE-TIME:2026-03-10T12:00:00.000Z
#EXTINF:2.000,
#EXT-X-BYTERANGE:2003@700
/media/a.mp4
#EXT-X-DISCONTINUITY
#EXT-X-MAP:URI="/media/b.mp4",BYTERANGE="700@0"
#EXT-X-PROGRAM-DATE-TIME:2026-03-10T12:00:10.045Z
#EXTINF:4.000,
#EXT-X-BYTERANGE:4010@700
/media/b.mp4
"""
    )


def test_a_window_that_begins_inside_a_file_numbers_entries_as_the_file_does() -> None:
    assert (
        window([entries("K-K-K-")], after_ms=4_500)
        == """\
#EXTM3U
#EXT-X-VERSION:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-TARGETDURATION:2
#EXT-X-MEDIA-SEQUENCE:2
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-MAP:URI="/media/a.mp4",BYTERANGE="700@0"
#EXT-X-PROGRAM-DATE-TIME:2026-03-10T12:00:04.000Z
#EXTINF:2.000,
#EXT-X-BYTERANGE:2011@4710
/media/a.mp4
#EXT-X-ENDLIST
"""
    )


def test_the_list_that_slides_from_one_file_into_the_next() -> None:
    first = entries("K-K-K-")
    second = entries("K-K-K", uri="/media/b.mp4", start_ms=LATER_MS, is_open=True)
    shown = live_playlist(
        last_parts([first, second], 5_000),
        target_seconds=2,
        media_sequence=1_773_144_002,
        discontinuity_sequence=7,
    )
    assert (
        shown
        == """\
#EXTM3U
#EXT-X-VERSION:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-TARGETDURATION:2
#EXT-X-MEDIA-SEQUENCE:1773144002
#EXT-X-DISCONTINUITY-SEQUENCE:7
#EXT-X-MAP:URI="/media/a.mp4",BYTERANGE="700@0"
#EXT-X-PROGRAM-DATE-TIME:2026-03-10T12:00:04.000Z
#EXTINF:2.000,
#EXT-X-BYTERANGE:2011@4710
/media/a.mp4
#EXT-X-DISCONTINUITY
#EXT-X-MAP:URI="/media/b.mp4",BYTERANGE="700@0"
#EXT-X-PROGRAM-DATE-TIME:2026-03-10T12:00:10.000Z
#EXTINF:2.000,
#EXT-X-BYTERANGE:2003@700
/media/b.mp4
#EXTINF:2.000,
#EXT-X-BYTERANGE:2007@2703
/media/b.mp4
"""
    )


def test_files_that_overlap_are_shown_whole_in_order_of_their_start() -> None:
    earlier, later = entries("KK"), entries("KK", uri="/media/b.mp4", start_ms=NOON_MS + 500)
    shown = window([earlier, later]).splitlines()
    assert [line for line in shown if line.startswith("/")] == [
        "/media/a.mp4",
        "/media/a.mp4",
        "/media/b.mp4",
        "/media/b.mp4",
    ]
    assert shown.count("#EXT-X-DISCONTINUITY") == 1


def program_times(text: str) -> list[str]:
    tag = "#EXT-X-PROGRAM-DATE-TIME:"
    return [line.removeprefix(tag) for line in text.splitlines() if line.startswith(tag)]


def test_a_list_that_is_final_tells_the_time_every_five_minutes() -> None:
    made = columns("K-" * 400)
    fast = wall(made, end_ms=NOON_MS + 799_600)  # 500 ppm fast
    file = file_entries("/media/a.mp4", made, fast, is_open=False)
    assert program_times(window([file])) == [
        "2026-03-10T12:00:00.000Z",
        "2026-03-10T12:04:59.850Z",
        "2026-03-10T12:09:59.700Z",
    ]


def test_a_list_that_grows_tells_the_time_once_a_file() -> None:
    growing = entries("K-" * 400, is_open=True)
    assert program_times(window([growing], is_final=False)) == ["2026-03-10T12:00:00.000Z"]


@pytest.mark.parametrize(
    ("at_ms", "text"),
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (NOON_MS + 7, "2026-03-10T12:00:00.007Z"),
        (253_370_764_799_999, "9998-12-31T23:59:59.999Z"),
    ],
)
def test_moments_are_written_to_the_millisecond(at_ms: int, text: str) -> None:
    assert iso_utc(at_ms) == text
