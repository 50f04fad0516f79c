"""HLS playlists whose entries are byte ranges of recorded files (RFC 8216, version 7, fMP4).

An entry is a key fragment and what follows it up to the next one. An entry, its length and its
place never change once it is published: a growing file only adds more, and each entry says the
same in every playlist that shows it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import compress, pairwise
from operator import sub

from recordings.media.index import FragmentColumns
from recordings.media.wall import WallClock

SHORTEST_MS = 900
"""Key fragments closer than this share an entry: a second, less what a camera's clock wavers. A
camera that sends key frames only would fill a playlist with 216,000 entries an hour."""

PROGRAM_TIME_EVERY_MS = 300_000
"""A camera's clock that is 500 ppm fast leaves the wall clock by 150 ms in this time."""


@dataclass(frozen=True, slots=True)
class FileEntries:
    """The published entries of one file.

    Entry ``i`` is the bytes ``offsets[i]`` to ``offsets[i + 1]``, decoded at ``times[i]`` to
    ``times[i + 1]`` (ticks), ``media_ms[i]`` to ``media_ms[i + 1]`` after the file's first frame:
    each list has one element more than there are entries.
    """

    uri: str
    init_size: int
    wall: WallClock
    offsets: Sequence[int]
    times: Sequence[int]
    media_ms: Sequence[int]

    @property
    def count(self) -> int:
        return len(self.offsets) - 1

    @property
    def end_ms(self) -> int:
        """Wall time at the end of the last entry; the file's start when there is none."""
        return self.wall.wall_ms(self.times[-1])

    def overlapping(self, start_ms: int, end_ms: int) -> range:
        """The entries with a moment of wall time in [start, end)."""
        wall_ms = self.wall.wall_ms
        first = bisect_right(self.times, start_ms, 1, key=wall_ms) - 1
        last = bisect_left(self.times, end_ms, 0, self.count, key=wall_ms)
        return range(first, max(first, last))


@dataclass(frozen=True, slots=True)
class Part:
    """Some entries of a file, one after the other, at least one."""

    file: FileEntries
    shown: range


def file_entries(
    uri: str, columns: FragmentColumns, wall: WallClock, *, is_open: bool
) -> FileEntries:
    """Of a file that is open the last entry is left out: the next key fragment ends it."""
    bounds = _bounds(columns)
    if not is_open:
        bounds.append(columns.count)
    times = [columns.decode_times[bound] for bound in bounds]
    first, ticks, half = times[0], columns.timescale, columns.timescale // 2
    return FileEntries(
        uri=uri,
        init_size=columns.init_size,
        wall=wall,
        offsets=[columns.offsets[bound] for bound in bounds],
        times=times,
        # Rounded as sums: the lengths add up to the file's, whatever part of it is shown.
        media_ms=[((time - first) * 1000 + half) // ticks for time in times],
    )


def _bounds(columns: FragmentColumns) -> list[int]:
    """The fragments that begin an entry.

    The first does, and what comes before the first key frame belongs to its entry.
    """
    shortest = SHORTEST_MS * columns.timescale // 1000
    bounds = list(compress(range(columns.count), columns.keys))
    bounds[:1] = [0]
    times = [columns.decode_times[bound] for bound in bounds]
    if all(map(shortest.__le__, map(sub, times[1:], times))):
        return bounds
    return _far_apart(bounds, times, shortest)


def _far_apart(bounds: Sequence[int], times: Sequence[int], shortest: int) -> list[int]:
    """Those of them that come at least so many ticks after the one before."""
    kept = [0]
    while (after := bisect_left(times, times[kept[-1]] + shortest, kept[-1] + 1)) < len(bounds):
        kept.append(after)
    return [bounds[number] for number in kept]


def parts_between(files: Iterable[FileEntries], start_ms: int, end_ms: int) -> list[Part]:
    """What of the files overlaps [start, end) of wall time."""
    parts = (Part(file, file.overlapping(start_ms, end_ms)) for file in files)
    return [part for part in parts if part.shown]


def last_parts(files: Sequence[FileEntries], length_ms: int) -> list[Part]:
    """The last entries that are together at least so long, or all.

    By media time alone, so that the first of them never moves back, whatever becomes known of the
    wall clock.
    """
    parts: list[Part] = []
    for file in reversed(files):
        if length_ms <= 0:
            break
        if file.count:
            last_ms = file.media_ms[-1]
            first = max(0, bisect_right(file.media_ms, last_ms - length_ms, 0, file.count) - 1)
            parts.append(Part(file, range(first, file.count)))
            length_ms -= last_ms - file.media_ms[first]
    return parts[::-1]


def target_seconds(files: Iterable[FileEntries]) -> int:
    """What no entry of these files is longer than, when rounded (RFC 8216 §4.3.3.1)."""
    longest_ms = max((_longest_ms(file.media_ms) for file in files), default=0)
    return max(1, (longest_ms + 500) // 1000)


def _longest_ms(media_ms: Sequence[int]) -> int:
    return max(map(sub, media_ms[1:], media_ms), default=0)


def window_playlist(parts: Sequence[Part], *, target_seconds: int, is_final: bool) -> str:
    """A list that is complete, or one that grows at its end (RFC 8216 §4.3.3.5).

    Its first entry has its own number in its file: should the file's times become better known
    and the window begin at another of its entries, a player still sees which is which.
    """
    lines = [
        *_head(target_seconds, parts[0].shown.start),
        f"#EXT-X-PLAYLIST-TYPE:{'VOD' if is_final else 'EVENT'}\n",
    ]
    _add_parts(lines, parts, repeat_times=is_final)
    if is_final:
        lines.append("#EXT-X-ENDLIST\n")
    return "".join(lines)


def live_playlist(
    parts: Sequence[Part], *, target_seconds: int, media_sequence: int, discontinuity_sequence: int
) -> str:
    """A list whose beginning slides; the numbers are those of its first entry."""
    lines = [
        *_head(target_seconds, media_sequence),
        f"#EXT-X-DISCONTINUITY-SEQUENCE:{discontinuity_sequence}\n",
    ]
    _add_parts(lines, parts, repeat_times=False)
    return "".join(lines)


def _head(target_seconds: int, media_sequence: int) -> list[str]:
    return [
        "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n",
        f"#EXT-X-TARGETDURATION:{target_seconds}\n#EXT-X-MEDIA-SEQUENCE:{media_sequence}\n",
    ]


def _add_parts(lines: list[str], parts: Iterable[Part], *, repeat_times: bool) -> None:
    """In the order of tags that Apple's players accept."""
    for number, part in enumerate(parts):
        if number:
            lines.append("#EXT-X-DISCONTINUITY\n")
        file = part.file
        lines.append(f'#EXT-X-MAP:URI="{file.uri}",BYTERANGE="{file.init_size}@0"\n')
        for run in _runs(part, repeat_times=repeat_times):
            at = iso_utc(file.wall.wall_ms(file.times[run.start]))
            lines.append(f"#EXT-X-PROGRAM-DATE-TIME:{at}\n")
            lines += _entries(file, run)


def _runs(part: Part, *, repeat_times: bool) -> list[range]:
    """The part, cut where the wall time is told anew."""
    starts = [part.shown.start]
    media_ms = part.file.media_ms
    while repeat_times:
        due_ms = media_ms[starts[-1]] + PROGRAM_TIME_EVERY_MS
        due = bisect_left(media_ms, due_ms, starts[-1] + 1, part.shown.stop)
        if due == part.shown.stop:
            break
        starts.append(due)
    return [range(start, stop) for start, stop in pairwise([*starts, part.shown.stop])]


def _entries(file: FileEntries, shown: range) -> list[str]:
    uri, to = file.uri, shown.stop + 1
    media_ms, offsets = file.media_ms[shown.start : to], file.offsets[shown.start : to]
    lengths_ms = list(map(sub, media_ms[1:], media_ms))
    seconds = {ms: f"{ms / 1000:.3f}" for ms in set(lengths_ms)}
    return [
        f"#EXTINF:{seconds[ms]},\n#EXT-X-BYTERANGE:{end - at}@{at}\n{uri}\n"
        for ms, at, end in zip(lengths_ms, offsets, offsets[1:], strict=False)
    ]


def iso_utc(at_ms: int) -> str:
    """To the millisecond, with the Z that every player reads."""
    seconds, ms = divmod(at_ms, 1000)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{ms:03}Z"
