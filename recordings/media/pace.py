"""How fast a camera of varying rate sends: what can, and what cannot, be missing in a step."""

from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from operator import sub
from statistics import median

_NEAR = 8
_MARGIN = 0.25
_EVEN_SHARE = 0.15
_MAX_MULTIPLE_ROUNDED = 3.75
_WINDOWS = (8, 4, 2, 1)
_GUESSED_STEPS = 6
_MOST_STEPS = 1 << 20

Windows = dict[int, int]
"""Ticks by a number of steps."""


class Pace:
    """``steps[i]`` is the ticks from frame ``i`` to frame ``i + 1``, in decoding order.

    The first ``opening`` of them tell nothing about the camera: FFmpeg guesses the first times of a
    run, and stretches the first sample back to where the sound begins.
    """

    def __init__(self, steps: "array[int]") -> None:
        self.steps = steps
        self.opening = _GUESSED_STEPS if len(steps) > _GUESSED_STEPS + 2 * _NEAR else 1
        self._times = array("Q", accumulate(steps, initial=0))
        known = self._times[self.opening :]
        # The shortest time in which so many steps ever passed. Lost frames make a window longer,
        # so they spoil it only where a file has no nine frames in a row at the full rate.
        self._fastest = {size: min(map(sub, known[size:], known), default=0) for size in _WINDOWS}

    def fastest(self, steps: int) -> int:
        """Ticks that so many steps take at least, if the camera is never faster than here."""
        return _compose(self._fastest, steps)

    def has_room(self, step: int, missing: int) -> bool:
        """Whether so many frames may be missing in the step, at the camera's fastest."""
        return self.steps[step] >= (1 - _MARGIN) * self.fastest(missing + 1)

    def steps_with_room(self, missing: int) -> Iterator[int]:
        least = (1 - _MARGIN) * self.fastest(missing + 1)
        return (step for step, ticks in enumerate(self.steps) if ticks >= least)

    def have_room(self, steps: Iterable[int], missing: int) -> bool:
        """Whether so many frames may be missing in the steps together."""
        for step in steps:
            if missing <= 0:
                break
            if self.has_room(step, 1):
                missing -= self._most_missing(self.steps[step] / (1 - _MARGIN))
        return missing <= 0

    def _most_missing(self, ticks: float) -> int:
        return max(0, _most_steps(self._fastest, ticks) - 1)

    def is_usual(self, step: int) -> bool:
        """Whether the step is no longer than those around it make one expect."""
        near = self._near(step)
        return bool(near) and self.steps[step] <= (1 + 2 * _MARGIN) * median(near)

    def is_longest(self, step: int) -> bool:
        """Whether the step is clearly longer than each around it."""
        near = self._near(step)
        return not near or self.steps[step] > (1 + 2 * _MARGIN) * max(near)

    def missing_by_beat(self, step: int, near_steps: int = _NEAR) -> int | None:
        """How many frames the step lacks, where so many on either side are even; else None."""
        near = self._near(step, near_steps)
        if len(near) < near_steps:
            return None
        beat = median(near)
        if beat == 0 or any(abs(other - beat) > _EVEN_SHARE * beat for other in near):
            return None
        ratio = self.steps[step] / beat
        whole = max(1, round(ratio))
        if abs(ratio - whole) > _MARGIN and ratio < _MAX_MULTIPLE_ROUNDED:
            return None
        return whole - 1

    def missing_in(self, step: int, slowest: Windows) -> tuple[int, int]:
        """The fewest and the most frames that a long step can lack: exactly what a beat says that
        lasts before and after it, else from the camera's ``slowest`` to its fastest."""
        by_beat = self.missing_by_beat(step, 2 * _NEAR)
        if by_beat is not None:
            return by_beat, by_beat
        least = _most_steps(slowest, self.steps[step] - self._slack) if slowest[8] else 0
        return least, self.most_missing(step)

    def most_missing(self, step: int) -> int:
        return self._most_missing(self.steps[step] + self._slack)

    def slowest(self, without: Collection[int]) -> Windows:
        """The longest time in which so many steps passed, none of them one of ``without``."""
        longest = dict.fromkeys(_WINDOWS, 0)
        for before, after in pairwise([-1, *sorted(without), len(self.steps)]):
            times = self._times[before + 1 : after + 1]
            for size in _WINDOWS:
                found = max(map(sub, times[size:], times), default=0)
                longest[size] = max(longest[size], found)
        return longest

    def _near(self, step: int, near_steps: int = _NEAR) -> Sequence[int]:
        before = self.steps[max(self.opening, step - near_steps) : step]
        return before + self.steps[step + 1 : step + 1 + near_steps]

    @property
    def _slack(self) -> int:
        return self._fastest[2] // 4


def _compose(ticks_of: Windows, steps: int) -> int:
    total = 0
    for size in _WINDOWS:
        times, steps = divmod(steps, size)
        total += times * ticks_of[size]
    return total


def _most_steps(ticks_of: Windows, ticks: float) -> int:
    """The most steps for which ``_compose`` gives no more than ``ticks``."""
    left = int(ticks)
    longest = ticks_of[_WINDOWS[0]]
    if longest == 0:
        return _MOST_STEPS
    steps, left = divmod(left, longest)
    steps *= _WINDOWS[0]
    for size in _WINDOWS[1:]:
        if ticks_of[size] <= left:
            steps += size
            left -= ticks_of[size]
    return min(steps, _MOST_STEPS)
