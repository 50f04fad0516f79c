"""How long the steps from frame to frame are, in frames of the nominal rate."""

import random
from collections.abc import Sequence
from itertools import accumulate
from typing import Protocol

# A night camera exposes longer: the full rate, half of it, a third of it, for some frames each.
_STRETCHES = (1.0, 2.0, 3.0)
_STRETCH_FRAMES = (10, 60)
_JITTER = 0.3
_TABLE_FRAMES = 1000


class Cadence(Protocol):
    def at(self, frame: int) -> float:
        """When the frame is taken, in nominal frames from frame 0; below 0 for frames before."""


class Even:
    """A constant rate."""

    def at(self, frame: int) -> float:
        return float(frame)


class Varied:
    """A rate that changes with the light, each step up to 30 % too long or too short.

    The same for the same seed; it repeats itself after a thousand frames.
    """

    def __init__(self, seed: int) -> None:
        self._places = [0.0, *accumulate(_steps(random.Random(seed)))]  # noqa: S311

    def at(self, frame: int) -> float:
        rounds, place = divmod(frame, _TABLE_FRAMES)
        return rounds * self._places[-1] + self._places[place]


def _steps(chance: random.Random) -> Sequence[float]:
    steps: list[float] = []
    while len(steps) < _TABLE_FRAMES:
        # Never twice the same rate, so that even a few seconds show a change.
        for stretch in chance.sample(_STRETCHES, len(_STRETCHES)):
            frames = chance.randint(*_STRETCH_FRAMES)
            steps += [stretch * (1 + chance.uniform(-_JITTER, _JITTER)) for _ in range(frames)]
    return steps[:_TABLE_FRAMES]
