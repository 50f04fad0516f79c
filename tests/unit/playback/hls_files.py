"""Files made by hand for playlists: a fragment a letter."""

from array import array
from itertools import accumulate

from playback.hls import FileEntries, file_entries
from recordings.media.index import FragmentColumns
from recordings.media.wall import WallClock

INIT_SIZE = 700
NOON_MS = 1_773_144_000_000  # 2026-03-10T12:00:00Z
TIMESCALE = 1000


def columns(keys: str, durations_ms: list[int] | int = 1000, first_dts: int = 0) -> FragmentColumns:
    """`K` is a fragment with a key frame, `-` one without; the first has 1,001 bytes, and each
    one byte more than the one before."""
    count = len(keys)
    durations = [durations_ms] * count if isinstance(durations_ms, int) else durations_ms
    return FragmentColumns(
        init_size=INIT_SIZE,
        timescale=TIMESCALE,
        offsets=array("Q", accumulate(range(1001, 1001 + count), initial=INIT_SIZE)),
        decode_times=array("Q", accumulate(durations, initial=first_dts)),
        keys=bytes(letter == "K" for letter in keys),
    )


def wall(made: FragmentColumns, start_ms: int = NOON_MS, end_ms: int | None = None) -> WallClock:
    """Without `end_ms` a file that is still being written."""
    times = made.decode_times
    return WallClock(made.timescale, times[0], times[-1], start_ms, end_ms)


def entries(
    keys: str,
    durations_ms: list[int] | int = 1000,
    *,
    uri: str = "/media/a.mp4",
    start_ms: int = NOON_MS,
    is_open: bool = False,
) -> FileEntries:
    made = columns(keys, durations_ms)
    return file_entries(uri, made, wall(made, start_ms), is_open=is_open)
