"""Recorded files as values: what a cut is planned from, without a byte of media."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from hypothesis import strategies as st

from clips.cutting import Source
from recordings.media.codecs import Movie, SampleDefaults, VideoTrack
from recordings.media.index import FragmentColumns
from recordings.media.wall import WallClock

TICKS_A_MS = 90
TIMESCALE = 90_000
INIT_BYTES = 700
FRAGMENT_BYTES = 1_000
MOVIE = Movie(
    1000,
    VideoTrack(1, TIMESCALE, 1920, 1080, "avc1", "avc1.4d401f", b"sets", SampleDefaults(0, 0)),
    None,
)
OTHER_MOVIE = replace(MOVIE, video=replace(MOVIE.video, width=1280, height=720))


@dataclass(frozen=True)
class Made:
    """A file that begins at `start_ms`; `fragments` are lengths in ms of media, key frames begin
    every `key_each` of them. `pace`: milliseconds of the wall clock in one of media."""

    start_ms: int
    fragments: Sequence[int]
    key_each: int = 2
    run: str = "1a2b3c4d"
    movie: Movie = MOVIE
    pace: float = 1.0
    first_tick: int = 0

    @property
    def media_ms(self) -> int:
        return sum(self.fragments)

    @property
    def end_ms(self) -> int:
        return self.start_ms + round(self.media_ms * self.pace)

    @property
    def span(self) -> tuple[int, int]:
        return self.start_ms, self.end_ms

    def source(self, key: str = "") -> Source:
        count = len(self.fragments)
        ticks = [length * TICKS_A_MS for length in self.fragments]
        times = array("Q", accumulate(ticks, initial=self.first_tick))
        offsets = accumulate([FRAGMENT_BYTES] * count, initial=INIT_BYTES)
        keys = bytes(number % self.key_each == 0 for number in range(count))
        columns = FragmentColumns(INIT_BYTES, TIMESCALE, array("Q", offsets), times, keys)
        wall = WallClock(TIMESCALE, times[0], times[-1], self.start_ms, self.end_ms)
        return Source(key or f"{self.run}-{self.start_ms}", self.run, columns, wall, self.movie)


def sources_of(made: Sequence[Made]) -> list[Source]:
    return [each.source(str(number)) for number, each in enumerate(made)]


fragment_lengths = st.lists(st.integers(200, 1_000), min_size=1, max_size=12)


@st.composite
def apart(draw: st.DrawFn) -> list[Made]:
    """Files that do not overlap: of one run, or with gaps between them; clocks that drift."""
    made: list[Made] = []
    at = 1_000_000
    for number in range(draw(st.integers(1, 5))):
        gap = draw(st.sampled_from([0, 0, 20, 400, 3_000, 60_000]))
        is_same_run = bool(made) and gap < 500 and draw(st.booleans())
        each = Made(
            start_ms=at + gap,
            fragments=draw(fragment_lengths),
            key_each=draw(st.integers(1, 4)),
            run=made[-1].run if is_same_run else f"run{number}",
            pace=draw(st.sampled_from([1.0, 1.0, 0.98, 1.02])),
            first_tick=draw(st.sampled_from([0, 3_600, 1 << 33])),
        )
        made.append(each)
        at = each.end_ms
    return made


@st.composite
def in_any_way(draw: st.DrawFn) -> list[Made]:
    """Files that overlap as they like, two kinds of stream among them."""
    return [
        Made(
            start_ms=1_000_000 + draw(st.integers(0, 30_000)),
            fragments=draw(fragment_lengths) * draw(st.sampled_from([1, 1, 5])),
            key_each=draw(st.integers(1, 4)),
            run=f"run{number}",
            movie=draw(st.sampled_from([MOVIE, MOVIE, MOVIE, OTHER_MOVIE])),
        )
        for number in range(draw(st.integers(1, 5)))
    ]


@st.composite
def ranges(draw: st.DrawFn, made: Sequence[Made]) -> tuple[int, int]:
    first = min(each.start_ms for each in made) - 3_000
    last = max(each.end_ms for each in made) + 3_000
    start = draw(st.integers(first, last - 1))
    return start, draw(st.integers(start + 1, last))
