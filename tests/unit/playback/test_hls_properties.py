"""What holds for every playlist of every camera."""

import re
from array import array
from dataclasses import dataclass
from itertools import accumulate, pairwise

from hypothesis import given
from hypothesis import strategies as st

from playback.hls import FileEntries, file_entries, parts_between, window_playlist
from recordings.media.index import FragmentColumns
from recordings.media.wall import WallClock
from tests.unit.playback.hls_files import NOON_MS

TICKS = 90_000
FRAGMENT = re.compile(
    r"#EXTINF:(\d+\.\d{3}),\n#EXT-X-BYTERANGE:(\d+)@(\d+)\n/media/(\d+)\.mp4\n", re.ASCII
)


@dataclass(frozen=True)
class Shown:
    """An entry as the text has it."""

    file: int
    ms: int
    offset: int
    end: int


def entries_in(text: str) -> list[Shown]:
    return [
        Shown(int(file), round(float(seconds) * 1000), int(at), int(at) + int(size))
        for seconds, size, at, file in FRAGMENT.findall(text)
    ]


@st.composite
def recorded(draw: st.DrawFn) -> tuple[FragmentColumns, int]:
    """Fragments with jitter, and how many milliseconds their camera's clock is ahead of them."""
    steps = draw(
        st.lists(
            st.tuples(st.integers(600, 400_000), st.integers(16, 10**6), st.booleans()),
            min_size=1,
            max_size=40,
        )
    )
    durations, sizes, keys = zip(*steps, strict=True)
    init_size = draw(st.integers(500, 2000))
    first_dts = draw(st.integers(0, 10**9))
    made = FragmentColumns(
        init_size=init_size,
        timescale=TICKS,
        offsets=array("Q", accumulate(sizes, initial=init_size)),
        decode_times=array("Q", accumulate(durations, initial=first_dts)),
        keys=bytes(keys),
    )
    return made, draw(st.integers(-500, 500))


@st.composite
def recordings(draw: st.DrawFn) -> list[tuple[FragmentColumns, FileEntries]]:
    """Files one after the other, with gaps between them, and the last perhaps growing."""
    found: list[tuple[FragmentColumns, FileEntries]] = []
    start_ms = NOON_MS
    given_files = draw(st.lists(recorded(), min_size=1, max_size=4))
    for number, (made, ahead_ms) in enumerate(given_files):
        is_open = number == len(given_files) - 1 and draw(st.booleans())
        end_ms = start_ms + max(1, made.duration * 1000 // TICKS - ahead_ms)
        times = made.decode_times
        wall = WallClock(TICKS, times[0], times[-1], start_ms, None if is_open else end_ms)
        found.append((made, file_entries(f"/media/{number}.mp4", made, wall, is_open=is_open)))
        start_ms = end_ms + draw(st.sampled_from([0, 40, 5_000, 600_000]))
    return found


windows = st.tuples(st.integers(-60_000, 200_000), st.integers(1, 300_000)).map(
    lambda pair: (NOON_MS + pair[0], NOON_MS + pair[0] + pair[1])
)


def text_between(files: list[FileEntries], window: tuple[int, int]) -> str:
    parts = parts_between(files, *window)
    return window_playlist(parts, target_seconds=9, is_final=True) if parts else ""


@given(recordings(), windows)
def test_a_playlist_is_exactly_the_fragments_of_its_window(
    files: list[tuple[FragmentColumns, FileEntries]], window: tuple[int, int]
) -> None:
    shown = entries_in(text_between([file for _, file in files], window))
    for number, (made, file) in enumerate(files):
        mine = [entry for entry in shown if entry.file == number]
        expected = [
            (file.offsets[i], file.offsets[i + 1])
            for i in range(file.count)
            if file.wall.wall_ms(file.times[i]) < window[1]
            and file.wall.wall_ms(file.times[i + 1]) > window[0]
        ]
        assert [(entry.offset, entry.end) for entry in mine] == expected
        # Whatever fragment has a moment in the window is in one of them, if it is published.
        for i in range(made.count):
            overlaps = (
                file.wall.wall_ms(made.decode_times[i]) < window[1]
                and file.wall.wall_ms(made.decode_times[i + 1]) > window[0]
            )
            if overlaps and made.offsets[i] < file.offsets[-1]:
                assert any(e.offset <= made.offsets[i] < e.end for e in mine)


@given(recordings())
def test_ranges_tile_their_files_from_fragment_to_fragment(
    files: list[tuple[FragmentColumns, FileEntries]],
) -> None:
    shown = entries_in(text_between([file for _, file in files], (0, NOON_MS * 2)))
    for number, (made, file) in enumerate(files):
        mine = [entry for entry in shown if entry.file == number]
        assert all(entry.offset in made.offsets[:-1] for entry in mine)
        assert all(entry.end in made.offsets for entry in mine)
        assert all(before.end == after.offset for before, after in pairwise(mine))
        if mine:
            assert mine[0].offset == made.offsets[0]
            assert mine[-1].end == file.offsets[-1] <= made.end_offset


@given(recordings())
def test_lengths_add_up_to_the_media_within_a_millisecond(
    files: list[tuple[FragmentColumns, FileEntries]],
) -> None:
    shown = entries_in(text_between([file for _, file in files], (0, NOON_MS * 2)))
    for number, (_, file) in enumerate(files):
        mine = [entry.ms for entry in shown if entry.file == number]
        media_ms = (file.times[-1] - file.times[0]) * 1000 / TICKS
        assert abs(sum(mine) - media_ms) <= 0.5
        for i, length_ms in enumerate(accumulate(mine)):
            assert abs(length_ms - (file.times[i + 1] - file.times[0]) * 1000 / TICKS) <= 0.5


@given(recordings(), windows)
def test_each_change_of_file_has_its_mark_and_its_beginning(
    files: list[tuple[FragmentColumns, FileEntries]], window: tuple[int, int]
) -> None:
    text = text_between([file for _, file in files], window)
    changes = sum(a.file != b.file for a, b in pairwise(entries_in(text)))
    assert text.count("#EXT-X-DISCONTINUITY\n") == changes
    assert text.count("#EXT-X-MAP:") == (changes + 1 if text else 0)
    assert text.count("#EXT-X-DISCONTINUITY\n#EXT-X-MAP:") == changes


@given(recorded(), st.data())
def test_a_file_that_grows_only_adds_entries(
    recording: tuple[FragmentColumns, int], data: st.DataObject
) -> None:
    made, _ = recording
    count = data.draw(st.integers(1, made.count))
    cut = FragmentColumns(
        init_size=made.init_size,
        timescale=TICKS,
        offsets=made.offsets[: count + 1],
        decode_times=made.decode_times[: count + 1],
        keys=made.keys[:count],
    )
    wall = WallClock(TICKS, made.decode_times[0], made.decode_times[-1], NOON_MS)
    earlier, later, closed = (
        file_entries("/media/0.mp4", some, wall, is_open=is_open)
        for some, is_open in ((cut, True), (made, True), (made, False))
    )
    texts = [
        text_between([file], (0, NOON_MS * 2)).removesuffix("#EXT-X-ENDLIST\n")
        for file in (earlier, later, closed)
    ]
    assert texts[1].startswith(texts[0])
    assert texts[2].startswith(texts[1])
    assert closed.count == later.count + 1


@given(recorded())
def test_entries_begin_with_a_key_frame_and_last_about_a_second(
    recording: tuple[FragmentColumns, int],
) -> None:
    made, _ = recording
    wall = WallClock(TICKS, made.decode_times[0], made.decode_times[-1], NOON_MS)
    file = file_entries("/media/0.mp4", made, wall, is_open=False)
    starts = [list(made.offsets).index(offset) for offset in file.offsets[1:-1]]
    assert all(made.is_key(start) for start in starts)
    lengths = [after - at for at, after in pairwise(file.times)]
    assert all(length >= TICKS * 9 // 10 for length in lengths[:-1])
