"""The frame meter: how many frames a file holds, and how many the camera sent but it lacks.

It sees only decode times, so it answers only for a camera with a constant frame rate:

1. Collect the step from each sample's decode time to the next, over the whole file, the steps
   between fragments included (next tfdt minus the last sample's time, whatever duration that
   sample claims). The file's very first step is left out: FFmpeg stretches the first sample back
   to the start of an audio track that begins earlier, by 128 ms with 8 kHz AAC.
2. The beat is the median step; steps within a quarter of it (or 5 ms, if that is more) are on the
   beat, and their mean is the frame period: exact where stamps were rounded or jittered.
3. A step of about k periods stands for k - 1 missing frames. k may be 0: a late frame makes one
   step long and the next about nothing, and the second takes back what the first one said. From
   four periods on, every step is about some k.
4. When more than a tenth of the steps are about no k (60 % late, say), or more than a quarter are
   about another k than 1 (a camera that saves bits by halving its rate), or there are fewer than
   8 steps, the rate is not constant and nothing is said: None, never a guess.
"""

from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

MAX_DISTINCT_STEPS = 8192
"""Bounds the histogram, together with the samples of one more fragment; jitter of +-10 ms at
90 kHz has 3,600 different steps at most."""

OPENING_STEPS = 24
"""How many of a file's first steps are kept as they come (`recordings.media.timing.lead_of`)."""

_COUNTED_AT_ONCE = 1024
_MIN_STEPS = 8
FRAMES_TO_JUDGE = _MIN_STEPS + 2  # fewer have too few steps; the first step is not metered
_ON_BEAT_SHARE = 0.25
_ON_BEAT_SECONDS = 0.005
_ON_BEAT_MAX_SHARE = 0.4
_ALWAYS_A_MULTIPLE = 3.75
_MAX_OFF_BEAT_SHARE = 0.1
_MAX_MULTIPLE_SHARE = 0.25


class Rhythm(NamedTuple):
    lost: int
    frame_rate: float


@dataclass(slots=True)
class FrameMeter:
    """``steps`` is the histogram of decode-time steps in ticks, ``pending`` the newest steps, not
    yet in it, ``uncounted`` those beyond its bound; ``last_dts`` is the decode time of the newest
    sample. ``opening`` holds the file's first steps in their order."""

    timescale: int
    frames: int = 0
    last_dts: int = 0
    steps: Counter[int] = field(default_factory=Counter)
    pending: "array[int]" = field(default_factory=lambda: array("I"))
    uncounted: int = 0
    opening: "array[int]" = field(default_factory=lambda: array("I"))

    def add(self, dts: int, durations: "array[int]", duration: int) -> None:
        """Takes the next fragment: its first decode time, the durations of its samples (at least
        one) and their sum. The last sample's own duration is not a step; the next fragment's
        decode time tells it."""
        if len(self.opening) < OPENING_STEPS:
            self._open(dts, durations)
        if self.frames > 1:
            self.pending.append(max(0, dts - self.last_dts))
        first = 0 if self.frames else 1
        self.pending.extend(durations[first:-1])
        self.frames += len(durations)
        self.last_dts = dts + duration - durations[-1]
        if len(self.pending) >= _COUNTED_AT_ONCE:
            self._count_pending()

    def _open(self, dts: int, durations: "array[int]") -> None:
        if self.frames:
            self.opening.append(max(0, dts - self.last_dts))
        self.opening.extend(durations[:-1])
        del self.opening[OPENING_STEPS:]

    def copy(self) -> "FrameMeter":
        return FrameMeter(
            timescale=self.timescale,
            frames=self.frames,
            last_dts=self.last_dts,
            steps=self.steps.copy(),
            pending=self.pending[:],
            uncounted=self.uncounted,
            opening=self.opening[:],
        )

    @property
    def lost(self) -> int | None:
        """Frames missing inside the file; None when the frame rate is not constant."""
        rhythm = self.rhythm()
        return None if rhythm is None else rhythm.lost

    @property
    def frame_rate(self) -> float | None:
        """Frames a second while none is lost; None when the frame rate is not constant."""
        rhythm = self.rhythm()
        return None if rhythm is None else rhythm.frame_rate

    def rhythm(self) -> Rhythm | None:
        """Both answers at once; None when the rate is not constant."""
        if self.pending:
            whole = self.copy()
            whole._count_pending()
            return whole.rhythm()
        total = sum(self.steps.values()) + self.uncounted
        beat = self._median()
        if total < _MIN_STEPS or beat == 0:
            return None
        tolerance = min(_ON_BEAT_MAX_SHARE, _ON_BEAT_SECONDS * self.timescale / beat)
        tolerance = max(_ON_BEAT_SHARE, tolerance)
        period = self._mean_on_beat(beat, tolerance)
        lost = multiples = 0
        off_beat = self.uncounted
        for periods, times in self._in_periods(period, tolerance):
            if periods is None:
                off_beat += times
            elif periods != 1:
                multiples += times
                lost += (periods - 1) * times
        if off_beat > _MAX_OFF_BEAT_SHARE * total or multiples > _MAX_MULTIPLE_SHARE * total:
            return None
        return Rhythm(max(0, lost), self.timescale / period)

    def _count_pending(self) -> None:
        if len(self.steps) < MAX_DISTINCT_STEPS:
            self.steps.update(self.pending)
        else:
            self.uncounted += len(self.pending)
        self.pending = array("I")

    def _median(self) -> int:
        middle = sum(self.steps.values()) / 2
        seen = 0
        for step in sorted(self.steps):
            seen += self.steps[step]
            if seen >= middle:
                return step
        return 0

    def _mean_on_beat(self, beat: int, tolerance: float) -> float:
        ticks = times_on_beat = 0
        for step, times in self.steps.items():
            if abs(step - beat) <= tolerance * beat:
                ticks += step * times
                times_on_beat += times
        return ticks / times_on_beat

    def _in_periods(self, period: float, tolerance: float) -> Iterator[tuple[int | None, int]]:
        """``(k, times)`` of each step; k is None where the step is about no whole number."""
        for step, times in self.steps.items():
            ratio = step / period
            periods = round(ratio)
            near = ratio >= _ALWAYS_A_MULTIPLE or abs(ratio - periods) <= tolerance
            yield periods if near else None, times
