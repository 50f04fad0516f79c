"""From media time to wall time: when the frames of a file that is being written arrived.

A fragment reaches the disk when the frame after it arrives, so the time of the file's last write
and the media time at its end belong together, whatever the camera's own clock says. Of several
such arrivals the earliest, measured against its media time, was held up least. What FFmpeg itself
holds back is known (docs/design/time.md). Times are seconds; wall times since the epoch.
"""

from collections import deque
from dataclasses import dataclass, field
from statistics import median
from typing import Literal

from recordings.media.fragments import FragmentScan

Sound = Literal["none", "copied", "transcoded"]

SOUND_DELAY_SECONDS: dict[Sound, float] = {"none": 0.0, "copied": 0.04, "transcoded": 0.33}
"""How long the muxer holds a frame back until the sound beside it has come (measured)."""

USUAL_PERIOD_SECONDS = 0.04
WINDOW_SECONDS = 10.0

LEAP_SECONDS = 1.5

_GUESSED_STEPS = 6
_MIN_STEADY_STEPS = 4
_STEADY_SHARE = 0.75
_ON_BEAT_SHARE = 0.25
_MAX_LEAD_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Arrival:
    """`media` seconds of the file were on the disk at `wall`."""

    wall: float
    media: float

    @property
    def offset(self) -> float:
        """When media time zero would have arrived, had it been held up like this."""
        return self.wall - self.media


@dataclass(slots=True)
class Arrivals:
    """The arrivals of the last `WINDOW_SECONDS`."""

    latest: deque[Arrival] = field(default_factory=deque)

    def add(self, arrival: Arrival) -> None:
        self.latest.append(arrival)
        while self.latest[0].wall < arrival.wall - WINDOW_SECONDS:
            self.latest.popleft()

    @property
    def span(self) -> float:
        return self.latest[-1].wall - self.latest[0].wall if self.latest else 0.0

    def wall_of(self, media: float) -> float | None:
        """The wall time of a media time near the window; None before the first arrival."""
        return min(a.offset for a in self.latest) + media if self.latest else None


def lead_of(progress: FragmentScan, wall_seconds: float | None = None) -> int:
    """Ticks by which the first steps of a file differ from the beat that follows them.

    FFmpeg stretches the first sample back to where the sound begins (more: positive), and guesses
    the first times of a run, before anything told them (less: negative). Zero where the steps
    after them have no beat, or where frames are missing rather than moved. When it is known how
    long the file took (`wall_seconds`), a first sample that lasts longer than that is all lead:
    the camera's clock leapt before the file began.
    """
    steps = progress.meter.opening
    if wall_seconds is not None and steps:
        wall = round(wall_seconds * progress.timescale)
        if steps[0] > wall + LEAP_SECONDS * progress.timescale:
            return progress.duration - wall
    steady = steps[_GUESSED_STEPS:]
    if len(steady) < _MIN_STEADY_STEPS:
        return 0
    beat = median(steady)
    on_beat = sum(abs(step - beat) <= _ON_BEAT_SHARE * beat for step in steady)
    lead = round(sum(steps[:_GUESSED_STEPS]) - _GUESSED_STEPS * beat)
    plausible = abs(lead) <= _MAX_LEAD_SECONDS * progress.timescale
    moved = abs(lead) > _ON_BEAT_SHARE * beat
    if lead > 0 and progress.movie.audio is None:
        return 0  # nothing to be stretched back to: frames are missing
    return lead if plausible and moved and on_beat >= _STEADY_SHARE * len(steady) else 0


def media_seconds(progress: FragmentScan) -> float:
    """From the first frame to the end of the last whole fragment, without the lead."""
    return (progress.duration - lead_of(progress)) / progress.timescale


def arrival_delay(progress: FragmentScan, sound: Sound) -> float:
    """From a frame's arrival to the write that its own arrival would have made.

    One frame, as a picture is whole only when the next one begins, and the sound's delay.
    """
    steps = progress.meter.opening
    period = median(steps) / progress.timescale if steps else USUAL_PERIOD_SECONDS
    return min(period, 1.0) + SOUND_DELAY_SECONDS[sound]


def fragments_before_leap(progress: FragmentScan, wall_seconds: float) -> int | None:
    """How many fragments come before media time leapt ahead of `wall_seconds`; None: it didn't.

    A camera whose clock is set forward, by an hour say, makes one frame last that long.
    """
    excess = progress.duration / progress.timescale - wall_seconds
    durations = list(progress.durations())
    longest = max(range(len(durations)), key=durations.__getitem__, default=0)
    if excess < LEAP_SECONDS or longest == 0:
        return None
    leapt = durations[longest] / progress.timescale >= 0.75 * excess
    return longest if leapt else None
