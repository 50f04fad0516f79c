"""Which time is burnt into which pictures of a marked copy. Pure.

Media runs a little faster or slower than the wall clock, and a zone's clocks are set twice a year:
a stretch ends before the time in it would be wrong by half a second.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from clips.ffmpeg import Stretch

TOLERATED_SECONDS = 0.5
_AFTER_THE_END = 60.0  # seconds: the last picture has the last time, however long it is shown


def stretches_of(manifest: Mapping[str, Any], zone: ZoneInfo) -> list[Stretch]:
    """Where in the clip each of its sources is shown, and at what time of the zone's clocks."""
    sources: Sequence[Mapping[str, Any]] = manifest["sources"]
    ends = [source["begins_at_us"] / 1_000_000 for source in sources[1:]]
    ends.append(manifest["file"]["duration_us"] / 1_000_000 + _AFTER_THE_END)
    return [
        stretch
        for source, end in zip(sources, ends, strict=True)
        for stretch in _of_source(source, end, zone)
    ]


def _of_source(source: Mapping[str, Any], end: float, zone: ZoneInfo) -> Iterator[Stretch]:
    """Seconds of the clip to moments, evenly from where the source begins."""
    begins = source["begins_at_us"] / 1_000_000
    first_moment = datetime.fromisoformat(source["start_time"]).timestamp()
    pace = _pace(source["clock"])
    start = max(0.0, begins)
    steps = 1 + int(abs(end - start) * abs(pace - 1) / TOLERATED_SECONDS)
    cuts = {start + (end - start) * step / steps for step in range(steps + 1)}
    first, last = (first_moment + (at - begins) * pace for at in (start, end))
    cuts |= {begins + (moment - first_moment) / pace for moment in _settings(first, last, zone)}
    for at, until in pairwise(sorted(cuts)):
        moment = first_moment + (at - begins) * pace
        yield Stretch(at, until, moment + _offset(moment, zone))


def _pace(clock: Mapping[str, Any]) -> float:
    """Seconds of the wall clock in one of media."""
    lasts_ms = (clock["last_ms"] or 0) - clock["first_ms"]
    ticks = clock["last_tick"] - clock["first_tick"]
    return lasts_ms * clock["timescale"] / (ticks * 1000) if lasts_ms > 0 and ticks > 0 else 1.0


def _settings(first: float, last: float, zone: ZoneInfo) -> Iterator[float]:
    """The moment at which the zone's clocks are set; no recording is so long that it has two."""
    offset = _offset(first, zone)
    if first < last and offset != _offset(last, zone):
        before, after = int(first), int(last) + 1
        while after - before > 1:
            middle = (before + after) // 2
            before, after = (middle, after) if _offset(middle, zone) == offset else (before, middle)
        if first < after < last:
            yield float(after)


def _offset(moment: float, zone: ZoneInfo) -> float:
    """Seconds that the zone's clocks are ahead of UTC."""
    offset = datetime.fromtimestamp(moment, UTC).astimezone(zone).utcoffset()
    return offset.total_seconds() if offset else 0.0
