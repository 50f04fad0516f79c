"""How many frames are missing, from their numbers and their times together.

Numbers alone cannot tell: they wrap, and they begin anew at each IDR, so whatever is lost right
before one leaves no hole in them. Times alone cannot tell either when the rate varies. Together:

1. Pictures are grouped from IDR to IDR. Inside a group the numbers say what is missing, unless a
   step is so long that the camera, at its fastest, could have sent as many frames in it as the
   numbers can hide (their range, or a whole GOP). Times must have room for what numbers miss.
2. If the camera's groups have one length, a shorter group lacks its end, provided that there is
   time for it before the next IDR; without that time, somebody asked for a key frame.
3. A group of that kind that has such a long step, or is longer than the length (its IDR is among
   the lost), lacks what makes it a multiple of the length. Which multiple, its time must say
   leave no doubt about, from the camera's slowest to its fastest.
4. If groups vary in length, what is lost before an IDR can only be seen where the steps around are
   even; there each step is judged like the frame meter judges a file, and must agree with the
   numbers.

Whatever is not decided by this is not knowable: None, for the whole file.
"""

from collections import Counter
from collections.abc import Iterator

from recordings.media.numbers import Group, Places
from recordings.media.pace import Pace

_MIN_EVEN_GROUPS = 3
_EVEN_SHARE = 2 / 3
_MIN_LENGTH = 8
_UNSEEN_SHARE = 0.25


def missing_frames(places: Places, pace: Pace) -> int | None:
    """Frames missing between the first and the last that are there."""
    length = _even_length(places.groups)
    found: Iterator[int | None]
    if length is None:
        found = (_by_beat(group, pace) for group in places.groups)
    else:
        found = _Even(places, pace, length).missing()
    total = 0
    for missing in found:
        if missing is None:
            return None
        total += missing
    return total


def _even_length(groups: list[Group]) -> int | None:
    """Frames from IDR to IDR, where the camera keeps it the same; the last group is not whole."""
    whole = Counter(group.span for group in groups[:-1])
    if not whole:
        return None
    length, times = whole.most_common(1)[0]
    enough = times >= _MIN_EVEN_GROUPS and times >= _EVEN_SHARE * (len(groups) - 1)
    return length if enough else None


class _Even:
    """Groups of ``length`` frames."""

    def __init__(self, places: Places, pace: Pace, length: int) -> None:
        self._groups = places.groups
        self._back = places.back
        self._pace = pace
        self._length = length
        hidden = min(length, places.reach)
        # Steps in which so much may be missing that the numbers show nothing, or too little.
        self._long_steps = {
            step for step in pace.steps_with_room(hidden) if not pace.is_usual(step)
        }
        self._slowest = pace.slowest(self._long_steps)

    def missing(self) -> Iterator[int | None]:
        """Of each group, with what is lost before the next."""
        for group in self._groups:
            is_last = group is self._groups[-1]
            found = self._by_numbers(group, is_last=is_last)
            yield found if found is not None or is_last else self._by_multiple(group)

    def _by_numbers(self, group: Group, *, is_last: bool) -> int | None:
        steps = range(group.first, group.end)
        if group.span is None or group.span > self._length:
            return None
        if not self._long_steps.isdisjoint(steps):
            return None
        inside = group.span - group.count
        if not self._pace.have_room(steps[:-1], inside):
            return None
        at_end = 0 if is_last else self._at_end(group, self._length - group.span, inside)
        return None if at_end is None else inside + at_end

    def _at_end(self, group: Group, short: int, inside: int) -> int | None:
        """Of the ``short`` frames that a group has too few: those that are lost, rather than cut
        off by a key frame out of turn. Reordered ones may leave their hole before the last steps.
        """
        steps = range(max(group.first, group.end - 1 - self._back), group.end)
        if short == 0 or not self._pace.have_room(steps, short):
            return 0
        total = 0
        for step in steps:
            by_beat = self._pace.missing_by_beat(step)
            if by_beat is None:
                return short
            total += by_beat
        if total == 0:
            return 0
        return short if short <= total <= short + (inside if self._back else 0) else None

    def _by_multiple(self, group: Group) -> int | None:
        fewest = most = group.count
        for step in range(group.first, group.end):
            if step in self._long_steps:
                bounds = self._pace.missing_in(step, self._slowest)
                fewest += bounds[0]
                most += bounds[1]
            elif not self._pace.is_usual(step):
                most += self._pace.most_missing(step)
        whole = -(-fewest // self._length) * self._length
        most += round(_UNSEEN_SHARE * self._length)
        if self._length < _MIN_LENGTH or not whole <= most < whole + self._length:
            return None
        return whole - group.count


def _by_beat(group: Group, pace: Pace) -> int | None:
    if group.span is None:
        return None
    inside = 0
    for step in range(max(pace.opening, group.first), group.end - 1):
        missing = pace.missing_by_beat(step)
        if missing is None:
            if pace.is_longest(step):
                return None
            missing = 0
        inside += missing
    if inside != group.span - group.count:
        return None
    if group.end > len(pace.steps):
        return inside
    before_next = pace.missing_by_beat(group.end - 1)
    return None if before_next is None else inside + before_next
