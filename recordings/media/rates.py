"""Live statistics of a file that is being written."""

from typing import NamedTuple

from recordings.media.fragments import FragmentScan


class Rates(NamedTuple):
    """Video frames a second, and kilobits (1,000) a second of all that is written."""

    fps: float
    kbps: float


def recent_rates(scan: FragmentScan, seconds: float = 5) -> Rates:
    """Over the newest fragments that together last ``seconds`` of media time, or over all of a
    shorter file. A gap in the video counts as time without frames. Zeros before the first
    fragment.
    """
    if scan.count == 0:
        return Rates(0.0, 0.0)
    end = scan.decode_times[-1] + scan.last_duration
    first = scan.count - 1
    while first > 0 and end - scan.decode_times[first] < seconds * scan.timescale:
        first -= 1
    ticks = end - scan.decode_times[first]
    if ticks == 0:
        return Rates(0.0, 0.0)
    duration_seconds = ticks / scan.timescale
    size_bytes = scan.end_offset - scan.offsets[first]
    return Rates(
        fps=sum(scan.frame_counts[first:]) / duration_seconds,
        kbps=size_bytes * 8 / 1000 / duration_seconds,
    )
