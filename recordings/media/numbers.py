"""The numbers that pictures carry, and the places in their GOP that follow from them.

H.264 counts reference frames (frame_num, §7.4.3) and, if pictures are shown in another order than
they are sent, gives each its place in that order (pic_order_cnt_lsb, §8.2.1.1). H.265 gives each
its place (slice_pic_order_cnt_lsb, §8.3.1). Both start anew at each IDR, and wrap.
"""

from array import array
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median_high
from typing import NamedTuple

_USUAL_SHARE = 0.75


class Ranges(NamedTuple):
    """After how many each number wraps; 0 where the stream has no such number. ``gaps_allowed``:
    the camera may leave frame numbers out on purpose."""

    frame_num: int
    order: int
    gaps_allowed: bool


class PictureNumber(NamedTuple):
    """``is_reset`` is true for IDR pictures."""

    is_reset: bool
    is_reference: bool
    frame_num: int
    order: int
    ranges: Ranges


@dataclass(frozen=True, slots=True)
class Group:
    """Pictures ``first`` to ``end`` (exclusive): from one reset to the next that was seen.

    ``span`` is how many there were by their numbers, from the first to the last place (that is
    settled, in the last group); None when the numbers contradict one another.
    """

    first: int
    end: int
    span: int | None

    @property
    def count(self) -> int:
        return self.end - self.first


class Places(NamedTuple):
    """``reach`` is how many pictures in a row can be missing before the numbers hide it, ``back``
    how many places a picture may be shown before one that was sent earlier."""

    groups: list[Group]
    reach: int
    back: int


@dataclass(slots=True)
class PictureNumbers:
    """One element a picture, in decoding order."""

    ranges: Ranges
    resets: bytearray = field(default_factory=bytearray)
    references: bytearray = field(default_factory=bytearray)
    frame_nums: "array[int]" = field(default_factory=lambda: array("I"))
    orders: "array[int]" = field(default_factory=lambda: array("I"))

    def add(self, picture: PictureNumber) -> None:
        self.resets.append(picture.is_reset)
        self.references.append(picture.is_reference)
        self.frame_nums.append(picture.frame_num)
        self.orders.append(picture.order)

    def places(self) -> Places | None:
        """None when the stream's numbers do not tell every picture from the next."""
        if self.ranges.frame_num and all(self.references):
            return self._by_frame_num()
        return self._by_order() if self.ranges.order else None

    def _bounds(self) -> list[tuple[int, int]]:
        starts = [at for at, reset in enumerate(self.resets) if reset and at]
        return list(pairwise([0, *starts, len(self.resets)]))

    def _by_frame_num(self) -> Places | None:
        """Each frame's number is the one before plus one; the same number twice is a field, or
        a lost IDR."""
        wrap = self.ranges.frame_num
        groups = []
        for first, end in self._bounds():
            numbers = self.frame_nums[first:end]
            steps = [(after - at) % wrap for at, after in pairwise(numbers)]
            starts_right = numbers[0] == 0 or not self.resets[first]
            span = 1 + sum(steps) if starts_right and 0 not in steps else None
            groups.append(Group(first, end, span))
        if self.ranges.gaps_allowed and any(group.span != group.count for group in groups):
            return None
        return Places(groups, wrap, back=0)

    def _by_order(self) -> Places | None:
        """The unit of places is the usual distance between neighbours: 2 in H.264, where a place
        is a field's, and 1 in H.265, with exceptions in both."""
        bounds = self._bounds()
        placed = [self._unwrapped(first, end) for first, end in bounds]
        distances = [_distances(places) for places in placed]
        usual: Counter[int] = Counter()
        for found in distances:
            usual.update(found)
        unit, times = usual.most_common(1)[0] if usual else (1, 0)
        if times < _USUAL_SHARE * usual.total() or unit == 0:
            return None
        spans = [_span(found, unit) for found in distances]
        # A group whose IDR is lost seems to leap back; the usual one tells the real reordering.
        back = median_high(map(_most_back, placed)) // unit
        if spans[-1] is not None:
            spans[-1] = _span_so_far(placed[-1], unit, back)
        groups = [Group(*bound, span) for bound, span in zip(bounds, spans, strict=True)]
        reach = self.ranges.order // (2 * unit) - back - 1
        return Places(groups, reach, back) if reach > 0 else None

    def _unwrapped(self, first: int, end: int) -> "array[int]":
        """Places from their low bits: each is within half the range of the last reference's."""
        wrap = self.ranges.order
        anchor = self.orders[first]
        places = array("q")
        for at in range(first, end):
            ahead = (self.orders[at] - anchor + wrap // 2) % wrap - wrap // 2
            places.append(anchor + ahead)
            if self.references[at]:
                anchor += ahead
        return places


def _distances(places: "array[int]") -> Counter[int]:
    """Between neighbours in showing order."""
    return Counter(after - at for at, after in pairwise(sorted(places)))


def _span(distances: Counter[int], unit: int) -> int | None:
    if any(distance == 0 or distance % unit for distance in distances):
        return None
    return 1 + sum(distance // unit * times for distance, times in distances.items())


def _span_so_far(places: "array[int]", unit: int, back: int) -> int:
    """Of a group that the file's end cuts short: pictures shown just before the newest may have
    been on their way, and are not missed."""
    settled = max(places) - back * unit
    missing = sum(
        max(0, -(-(min(after, settled) - at) // unit) - 1) for at, after in pairwise(sorted(places))
    )
    return len(places) + missing


def _most_back(places: "array[int]") -> int:
    """How far a picture is shown before one that was sent earlier."""
    most = 0
    highest = places[0]
    for place in places:
        highest = max(highest, place)
        most = max(most, highest - place)
    return most
