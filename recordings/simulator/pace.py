"""When each frame of an endless stream is due, and which frame of the clip it shows."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from recordings.simulator.cadence import Cadence, Even


@dataclass(frozen=True, slots=True)
class Clock:
    """Seconds of a clock that never steps, and of the one on the wall (since the epoch)."""

    monotonic: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a pace takes over: its clip's first frame, when it is due, and its media time."""

    frame: int
    due_seconds: float
    media_seconds: float


class Pace:
    """Frames count from the origin's and never skip; places are within the clip.

    A camera whose clock is `clock_ppm` fast sends each frame that much earlier, while its media
    time goes on by whole nominal frames. With `align` the clip begins whenever the wall clock is at
    a multiple of the clip's length: for a clip of 60 s, at each whole minute. One that takes over
    from another (`origin`) gets there after its first round.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        fps: int,
        key_places: Sequence[int],
        clip_frames: int,
        clock_ppm: float = 0.0,
        align: bool = False,
        cadence: Cadence | None = None,
        origin: Origin | None = None,
    ) -> None:
        self._clock = clock
        self._fps = fps
        self._key_places = key_places
        self._clip_frames = clip_frames
        self._period_seconds = 1 / fps / (1 + clock_ppm / 1e6)
        self._align = align
        self._cadence = cadence or Even()
        begun = origin or Origin(0, clock.monotonic(), 0.0)
        self._first_frame = begun.frame
        self._start_seconds = begun.due_seconds
        self._start_media_seconds = begun.media_seconds
        self._shift_frames = 0
        if align and origin is None:
            self._begin_on_the_clock()

    def due_seconds(self, frame: int) -> float:
        """On the monotonic clock."""
        return self._start_seconds + self._frames_in(frame) * self._period_seconds

    def place(self, frame: int) -> int:
        """The frame's place in the clip."""
        return (frame - self._first_frame + self._shift_frames) % self._clip_frames

    def is_key(self, frame: int) -> bool:
        return self.place(frame) in self._key_places

    def media_seconds(self, frame: int) -> float:
        """The camera's media time, from 0 at frame 0."""
        return self._start_media_seconds + self._frames_in(frame) / self._fps

    def origin_at(self, frame: int) -> Origin:
        """For the pace that takes over with this frame."""
        return Origin(frame, self.due_seconds(frame), self.media_seconds(frame))

    def skip(self, seconds: float) -> None:
        """The process slept: what was due in the meantime is never sent, media time says so."""
        self._start_seconds += seconds
        self._start_media_seconds += seconds

    def realign(self, frame: int) -> None:
        """At the clip's first frame, brings it back to the wall clock.

        Less than a second (the clocks drift apart) moves the due times. More (the clock was set, or
        the process slept) goes on from another key frame, and the next round does the rest.
        """
        if not self._align or self.place(frame) != 0:
            return
        late_frames = self._clock_place(frame)
        if late_frames > self._clip_frames / 2:
            late_frames -= self._clip_frames
        if abs(late_frames) <= self._fps:
            self._start_seconds -= late_frames * self._period_seconds
        else:
            wanted = late_frames % self._clip_frames
            self._shift_frames += min(self._key_places, key=lambda place: abs(place - wanted))

    def _begin_on_the_clock(self) -> None:
        place = self._clock_place(self._first_frame)
        self._shift_frames = math.ceil(place)
        self._start_seconds += (self._shift_frames - place) * self._period_seconds

    def _frames_in(self, frame: int) -> float:
        return self._cadence.at(frame - self._first_frame)

    def _clock_place(self, frame: int) -> float:
        """The place that the wall clock wants when the frame is due."""
        wall_seconds = self._clock.wall() + self.due_seconds(frame) - self._clock.monotonic()
        return wall_seconds % (self._clip_frames / self._fps) * self._fps
