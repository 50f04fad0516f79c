"""From what is recorded to a cut: which bytes of which files, and where each moves to in time.

Pure: values in, values out (docs/design/clips.md). Wall times are milliseconds since the epoch,
media times ticks of the video track.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from recordings.media.codecs import Movie
from recordings.media.index import FragmentColumns
from recordings.media.wall import WallClock
from recordings.spans import Span, clip, length_ms, subtract, union

JOINT_MS = 500
"""Files of one run lose nothing where they meet: a smaller distance is how well it is measured."""
LONGEST_GOP_MS = 10_000
"""Two runs share no more than this; what overlaps for longer was recorded while a clock was set
back, and is two different pasts."""


class Mode(StrEnum):
    """`EXACT` hides what precedes the first moment back to its key frame; `FRAGMENT` hides
    nothing, and begins and ends where fragments do."""

    EXACT = "exact"
    FRAGMENT = "fragment"


@dataclass(frozen=True, slots=True)
class Source:
    """A recorded file. `key` names it to the caller; files of one `run_id` are unbroken."""

    key: str
    run_id: str
    columns: FragmentColumns
    wall: WallClock
    movie: Movie

    @property
    def start_ms(self) -> int:
        return self.wall.start_ms

    @property
    def end_ms(self) -> int:
        return self.wall.wall_ms(self.columns.decode_times[-1])

    def joins(self, other: "Source") -> bool:
        """Whether one pair of tracks can hold both: what tells a decoder how to read is equal."""
        ours, theirs = self.movie, other.movie
        return (ours.video, ours.audio) == (theirs.video, theirs.audio)


@dataclass(frozen=True, slots=True)
class Part:
    """Fragments [`first`, `stop`) of a source, decoded in the clip from `begins` on (ticks)."""

    source: Source
    first: int
    stop: int
    begins: int

    @property
    def byte_range(self) -> tuple[int, int]:
        """[start, end) in the source's file: whole fragments."""
        offsets = self.source.columns.offsets
        return offsets[self.first], offsets[self.stop]

    @property
    def ticks(self) -> int:
        times = self.source.columns.decode_times
        return times[self.stop] - times[self.first]

    @property
    def shift(self) -> int:
        """Ticks by which its decode times move."""
        return self.begins - self.source.columns.decode_times[self.first]

    @property
    def span(self) -> Span:
        """The wall time of its fragments."""
        wall, times = self.source.wall, self.source.columns.decode_times
        return wall.wall_ms(times[self.first]), wall.wall_ms(times[self.stop])


@dataclass(frozen=True, slots=True)
class CutPlan:
    """A clip: its parts follow one another without a pause, whatever lay between them.

    The first `hidden_ticks` of the first part are there for the decoder and are not shown;
    `shown_ticks` come after them. `start_ms` to `end_ms` is what is shown of the wall clock, and
    `gaps` what is missing in it.
    """

    parts: tuple[Part, ...]
    hidden_ticks: int
    shown_ticks: int
    start_ms: int
    end_ms: int
    gaps: tuple[Span, ...]

    @property
    def movie(self) -> Movie:
        return self.parts[0].source.movie

    @property
    def timescale(self) -> int:
        return self.movie.video.timescale

    @property
    def shown_seconds(self) -> float:
        return self.shown_ticks / self.timescale

    @property
    def bytes(self) -> int:
        return sum(end - start for start, end in (part.byte_range for part in self.parts))


def plan_cuts(
    sources: Iterable[Source], start_ms: int, end_ms: int, mode: Mode
) -> tuple[CutPlan, ...]:
    """The clips that [start_ms, end_ms) comes to: none where nothing is recorded, one where all of
    it can be joined, else one for each stretch that can."""
    shares = _shares(sources, start_ms, end_ms)
    stretches: list[list[_Share]] = []
    for share in shares:
        if stretches and stretches[-1][-1].source.joins(share.source):
            stretches[-1].append(share)
        else:
            stretches.append([share])
    if not stretches:
        return ()
    bounds = [start_ms, *(stretch[0].source.start_ms for stretch in stretches[1:]), end_ms]
    return tuple(
        _plan(stretch, max(first, start_ms), min(max(last, stretch[-1].end_ms), end_ms), mode)
        for stretch, (first, last) in zip(stretches, pairwise(bounds), strict=True)
    )


@dataclass(frozen=True, slots=True)
class _Share:
    """What of a source is wanted: the ticks [begin, end), inside its media."""

    source: Source
    begin: int
    end: int

    @property
    def end_ms(self) -> int:
        return self.source.wall.wall_ms(self.end)


def _shares(sources: Iterable[Source], start_ms: int, end_ms: int) -> list[_Share]:
    ordered = _in_order(sources)
    found = []
    for number, source in enumerate(ordered):
        until_ms = min(end_ms, _next_start_ms(ordered, number))
        share = _share(source, start_ms, until_ms)
        if share is not None:
            found.append(share)
    return found


def _in_order(sources: Iterable[Source]) -> list[Source]:
    """Without a short run that began and ended near the end of another: the other has all of it,
    and what the other recorded afterwards would be lost by going over to it."""
    found: list[Source] = []
    for source in sorted(sources, key=lambda source: (source.start_ms, source.end_ms)):
        until_ms = found[-1].end_ms if found else source.start_ms
        if not source.end_ms <= until_ms <= source.start_ms + LONGEST_GOP_MS:
            found.append(source)
    return found


def _next_start_ms(ordered: Sequence[Source], number: int) -> int:
    """Where the next source takes over: two runs that meet both recorded the moment between."""
    source = ordered[number]
    following = ordered[number + 1 : number + 2]
    if not following or source.end_ms - following[0].start_ms > LONGEST_GOP_MS:
        return source.end_ms
    return min(source.end_ms, following[0].start_ms)


def _share(source: Source, start_ms: int, end_ms: int) -> _Share | None:
    first, last = source.columns.decode_times[0], source.columns.decode_times[-1]
    if start_ms >= end_ms:
        return None
    begin = first if start_ms <= source.start_ms else max(first, source.wall.dts_at(start_ms))
    end = last if end_ms >= source.end_ms else min(last, source.wall.dts_at(end_ms))
    return _Share(source, begin, end) if begin < end else None


def _plan(stretch: Sequence[_Share], start_ms: int, end_ms: int, mode: Mode) -> CutPlan:
    parts: list[Part] = []
    begins = 0
    for number, share in enumerate(stretch):
        parts.append(_part(share, begins, is_first=number == 0))
        begins += parts[-1].ticks
    first, last = stretch[0], stretch[-1]
    hidden = first.begin - parts[0].source.columns.decode_times[parts[0].first]
    rest = parts[-1].source.columns.decode_times[parts[-1].stop] - last.end
    last_ms = max(part.span[1] for part in parts)  # the last one's, unless a clock was set back
    if mode == Mode.FRAGMENT:
        hidden = rest = 0
        start_ms, end_ms = min(start_ms, parts[0].span[0]), max(end_ms, last_ms)
    return CutPlan(
        parts=tuple(parts),
        hidden_ticks=hidden,
        shown_ticks=begins - hidden - rest,
        start_ms=max(start_ms, parts[0].span[0]),
        end_ms=min(end_ms, last_ms),
        gaps=tuple(_gaps(parts, start_ms, end_ms)),
    )


def _part(share: _Share, begins: int, *, is_first: bool) -> Part:
    """Whole fragments; the first of a clip from the key frame on that its beginning needs."""
    columns = share.source.columns
    first = columns.fragment_at(share.begin)
    if is_first or not columns.is_key(first):
        first = columns.key_at_or_before(first) or 0
    return Part(share.source, first, columns.fragment_at(share.end - 1) + 1, begins)


def _gaps(parts: Sequence[Part], start_ms: int, end_ms: int) -> list[Span]:
    recorded = [part.span for part in parts]
    joints = [
        (before.span[1], after.span[0])
        for before, after in pairwise(parts)
        if before.source.run_id == after.source.run_id
        and 0 < after.span[0] - before.span[1] < JOINT_MS
    ]
    return subtract([(start_ms, end_ms)], [*recorded, *joints])


def recorded_spans(sources: Iterable[Source], start_ms: int, end_ms: int) -> list[Span]:
    """What of [start_ms, end_ms) there is."""
    return clip(union((source.start_ms, source.end_ms) for source in sources), start_ms, end_ms)


def recorded_ms(sources: Iterable[Source], start_ms: int, end_ms: int) -> int:
    return length_ms(recorded_spans(sources, start_ms, end_ms))
