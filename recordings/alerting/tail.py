"""The last minutes of a recording, without reading what comes before them."""

from bisect import bisect_left

from recordings.media.boxes import MAX_MOOF_BYTES
from recordings.media.errors import MediaError
from recordings.media.fragments import MAX_FRAGMENTS, FragmentScan, scan_on
from recordings.media.frames import FrameMeter
from recordings.media.window import FileWindow

FIRST_GUESS_BYTES = 1 << 20
_SEARCHED_BYTES = 16 << 20  # a key frame of 4K has half a MB; more than this is no fragment
_ANY_MOST = 8  # a moof with audio only may come first
_MFHD = (16).to_bytes(4, "big") + b"mfhd"  # ISO 14496-12 §8.8.5: a full box and one number


def scan_tail(fd: int, seconds: float, guess_bytes: int = FIRST_GUESS_BYTES) -> FragmentScan:
    """The fragments of the last so many seconds, or all of a shorter file. Raises as `scan` does.

    1. From `guess_bytes` before the end, the next moof is looked for by its signature, and believed
       when a whole fragment begins there.
    2. What follows is scanned. While it is too short, four times as much is tried.
    3. What is too much is left out by a second scan from the right fragment on.
    """
    head = scan_on(fd, None, _ANY_MOST)
    size = FileWindow(fd).size
    back = guess_bytes
    while head.count and size - back > head.end_offset:
        start = _next_fragment(fd, head, size - back)
        if start is None:
            break
        found = _scan_from(fd, head, start, MAX_FRAGMENTS)
        if found.duration >= seconds * found.timescale:
            return _last(fd, found, seconds)
        back *= 4
    return _last(fd, scan_on(fd, head, MAX_FRAGMENTS + 1), seconds)


def _last(fd: int, found: FragmentScan, seconds: float) -> FragmentScan:
    surplus = found.duration - round(seconds * found.timescale)
    if surplus <= 0 or not found.count:
        return found
    first = bisect_left(found.decode_times, found.decode_times[0] + surplus)
    if first == 0 or first >= found.count:
        return found
    return _scan_from(fd, found, found.offsets[first], MAX_FRAGMENTS)


def _scan_from(fd: int, like: FragmentScan, start: int, most: int) -> FragmentScan:
    meter = FrameMeter(timescale=like.timescale)
    blank = FragmentScan(movie=like.movie, init_size=like.init_size, end_offset=start, meter=meter)
    return scan_on(fd, blank, most)


def _next_fragment(fd: int, head: FragmentScan, at: int) -> int | None:
    """Offset of the first moof at or after `at` that begins a whole fragment."""
    window = FileWindow(fd)
    length = min(_SEARCHED_BYTES, window.size - at)
    index = window.locate(at, length)
    if index is None:
        return None
    data = window.data[index : index + length]
    found = data.find(b"moof", 4)
    while found >= 0:
        moof_bytes = int.from_bytes(data[found - 4 : found], "big")
        if 8 < moof_bytes <= MAX_MOOF_BYTES and data[found + 4 : found + 12] == _MFHD:
            start = at + found - 4
            try:
                if _scan_from(fd, head, start, _ANY_MOST).count:
                    return start
            except MediaError:
                pass
        found = data.find(b"moof", found + 1)
    return None
