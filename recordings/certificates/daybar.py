"""A day as a bar: what was wanted and recorded, what is missing, what was not wanted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reportlab.lib.colors import Color, HexColor
from reportlab.platypus import Flowable

from recordings.spans import Span, clip, union

RECORDED, MISSING, NOT_WANTED = HexColor("#2f7d4f"), HexColor("#c62828"), HexColor("#e3e6ea")
HEIGHT = 7.0
_THINNEST = 0.35
"""Points (two minutes of a day): a gap of a second is drawn as wide as can still be seen."""
_TICK = HexColor("#8a929c")


@dataclass(frozen=True, slots=True)
class DayPicture:
    """Milliseconds since the epoch; the spans may reach beyond the day."""

    day: Span
    wanted: Sequence[Span]
    gaps: Sequence[Span]


class DayBar(Flowable):
    """As wide as the day; every sixth hour has a tick below it."""

    def __init__(self, picture: DayPicture, width: float) -> None:
        super().__init__()
        self.picture = picture
        self.width, self.height = width, HEIGHT

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        start, end = self.picture.day
        self._fill([self.picture.day], NOT_WANTED)
        self._fill(clip(self.picture.wanted, start, end), RECORDED)
        self._fill(clip(self.picture.gaps, start, end), MISSING)
        self.canv.setStrokeColor(_TICK)
        self.canv.setLineWidth(0.3)
        for quarter in (1, 2, 3):
            x = self.width * quarter / 4
            self.canv.line(x, -1.2, x, 0)

    def _fill(self, spans: Iterable[Span], color: Color) -> None:
        start, end = self.picture.day
        scale = self.width / max(1, end - start)
        self.canv.setFillColor(color)
        for first, last in _on_paper(spans, scale):
            x = min((first - start) * scale, self.width - _THINNEST)
            width = max((last - first) * scale, _THINNEST)
            self.canv.rect(x, 0, width, self.height, stroke=0, fill=1)


def _on_paper(spans: Iterable[Span], scale: float) -> list[Span]:
    """Joined where the paper cannot show what lies between: a bad day has thousands of gaps."""
    blur = int(_THINNEST / scale)
    return [(first, last - blur) for first, last in union((a, b + blur) for a, b in spans)]
