from dataclasses import dataclass

import pytest

from recordings.simulator.pace import Clock, Pace

MINUTE_FRAMES = 1500
KEYS = range(0, MINUTE_FRAMES, 50)


@dataclass
class Hands:
    """Both clocks; the one on the wall can be set."""

    monotonic: float = 1000.0
    wall: float = 1_800_000_000.0  # a whole minute

    def clock(self) -> Clock:
        return Clock(lambda: self.monotonic, lambda: self.wall)

    def go_to(self, monotonic: float) -> None:
        self.wall += monotonic - self.monotonic
        self.monotonic = monotonic


def pace(hands: Hands, *, align: bool = True, clock_ppm: float = 0.0) -> Pace:
    return Pace(
        hands.clock(),
        fps=25,
        key_places=KEYS,
        clip_frames=MINUTE_FRAMES,
        clock_ppm=clock_ppm,
        align=align,
    )


def test_frames_are_due_at_the_frame_rate_from_the_start() -> None:
    even = pace(Hands(), align=False)
    assert [even.due_seconds(frame) for frame in (0, 1, 25)] == pytest.approx([1000, 1000.04, 1001])
    assert [even.place(frame) for frame in (0, 1499, 1500)] == [0, 1499, 0]


def test_a_fast_clock_sends_earlier_and_counts_the_same_media_time() -> None:
    fast = pace(Hands(), align=False, clock_ppm=500)
    assert fast.due_seconds(90_000) == pytest.approx(1000 + 3600 - 1.7991, abs=1e-3)
    assert fast.media_seconds(90_000) == 3600


def test_the_second_shown_is_the_second_on_the_wall() -> None:
    hands = Hands(wall=1_800_000_012.33)
    aligned = pace(hands)
    assert aligned.place(0) == 309  # 12.36 s: the first frame that is not yet past
    assert aligned.due_seconds(0) == pytest.approx(1000.03)
    assert aligned.place(1191) == 0
    assert aligned.due_seconds(1191) == pytest.approx(1000 + 60 - 12.33)


@pytest.mark.parametrize("drift_seconds", [0.3, -0.3])
def test_a_clock_that_drifted_is_followed_at_the_next_minute(drift_seconds: float) -> None:
    hands = Hands()
    aligned = pace(hands)
    hands.go_to(1060.0)
    hands.wall += drift_seconds
    aligned.realign(1500)
    assert aligned.place(1500) == 0
    assert aligned.due_seconds(1500) == pytest.approx(1060.0 - drift_seconds)


def test_a_clock_that_was_set_goes_on_from_the_nearest_key_frame() -> None:
    hands = Hands()
    aligned = pace(hands)
    hands.go_to(1060.0)
    hands.wall += 20.5
    aligned.realign(1500)
    assert aligned.place(1500) == 500
    assert aligned.due_seconds(1500) == pytest.approx(1060.0)
    hands.go_to(aligned.due_seconds(2500))
    aligned.realign(2500)
    assert aligned.place(2500) == 0
    assert aligned.due_seconds(2500) == pytest.approx(1099.5)


def test_time_slept_through_is_missing_from_the_stream_and_not_made_up_for() -> None:
    hands = Hands()
    slept = pace(hands, align=False)
    slept.skip(30)
    assert slept.due_seconds(25) == pytest.approx(1031)
    assert slept.media_seconds(25) == pytest.approx(31)
    assert slept.place(25) == 25
