"""Where a moment of the wall clock lies in a file's media, and back.

A file's `start_time` is the moment of media time ``first_dts + lead``, its `end_time` that of the
end of its last sample; in between both run evenly, so that a camera whose clock is fast or slow is
right at both ends (docs/design/time.md). Of a file that is still being written only the start is
known, and its media is taken for true.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WallClock:
    """``begin`` and ``end`` in ticks of the video track, wall times in milliseconds since the
    epoch; ``end_ms`` None while the file grows."""

    timescale: int
    begin: int
    end: int
    start_ms: int
    end_ms: int | None = None

    def wall_ms(self, dts: int) -> int:
        """Never before the file's start: the lead belongs to its first moment."""
        ticks = max(0, dts - self.begin)
        if self.end_ms is None or self.end_ms <= self.start_ms or self.end <= self.begin:
            return self.start_ms + round(ticks * 1000 / self.timescale)
        return self.start_ms + round(
            ticks * (self.end_ms - self.start_ms) / (self.end - self.begin)
        )

    def dts_at(self, wall_ms: int) -> int:
        """Also outside the file, as far away as the moment is."""
        ms = wall_ms - self.start_ms
        if self.end_ms is None or self.end_ms <= self.start_ms:
            return self.begin + round(ms * self.timescale / 1000)
        lasts_ms = self.end_ms - self.start_ms
        return self.begin + round(ms * (self.end - self.begin) / lasts_ms)
