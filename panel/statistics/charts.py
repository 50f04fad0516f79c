"""Where lines and marks of a chart stand: numbers in, coordinates as text out.

Coordinates are text with a point, whatever the reader's language writes: they are SVG's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import NamedTuple

WIDTH, HEIGHT = 960, 300
LEFT, RIGHT, TOP, BOTTOM = 84, 16, 16, 34
UNITS = 1024


class Tick(NamedTuple):
    """A line of the grid and its words."""

    at: str
    words: str


class Sample(NamedTuple):
    at: float
    value: float


@dataclass(frozen=True, slots=True)
class LineChart:
    """`paths` of what was, `area` below it, `dashed` of what is to come."""

    paths: Sequence[str]
    areas: Sequence[str]
    dashed: str
    limit: str
    columns: Sequence[Tick]
    rows: Sequence[Tick]
    now: str

    width = str(WIDTH)
    height = str(HEIGHT)
    left = str(LEFT)
    right = str(WIDTH - RIGHT)
    top = str(TOP)
    bottom = str(HEIGHT - BOTTOM)


@dataclass(frozen=True, slots=True)
class Scale:
    """From `first` to `last` along the chart, from 0 to `most` up it."""

    first: float
    last: float
    most: float

    def x(self, at: float) -> str:
        part = (at - self.first) / max(self.last - self.first, 1e-9)
        return f"{LEFT + part * (WIDTH - LEFT - RIGHT):.1f}"

    def y(self, value: float) -> str:
        part = value / self.most if self.most else 0.0
        return f"{HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM):.1f}"

    def path(self, samples: Iterable[Sample]) -> str:
        return " ".join(f"{self.x(s.at)},{self.y(s.value)}" for s in samples)

    def area(self, samples: Sequence[Sample]) -> str:
        floor_y = self.y(0)
        ends = f"{self.x(samples[-1].at)},{floor_y} {self.x(samples[0].at)},{floor_y}"
        return f"{self.path(samples)} {ends}"


def width_of(part: float, whole: float) -> str:
    """A share as SVG's width."""
    return f"{min(max(100 * part / whole, 0), 100):.2f}%" if whole > 0 else "0%"


def unbroken(samples: Sequence[Sample], step: float) -> list[list[Sample]]:
    """Stretches of samples that follow each other, cut where more than a step lies between."""
    pieces: list[list[Sample]] = []
    for sample in samples:
        if pieces and sample.at - pieces[-1][-1].at <= step * 1.5:
            pieces[-1].append(sample)
        else:
            pieces.append([sample])
    return pieces


def grid(most: float, lines: int = 4) -> list[float]:
    """Round numbers of bytes from 0 to the first that is not below `most`."""
    if most <= 0:
        return [0.0, 1.0]
    unit = UNITS ** max(floor(log10(most) / log10(UNITS)), 0)
    rough = most / unit / lines
    power = 10.0 ** floor(log10(rough))
    step = next(nice for nice in (1, 2, 2.5, 5, 10) if nice * power >= rough - 1e-9) * power * unit
    return [step * number for number in range(ceil(most / step - 1e-9) + 1)]
