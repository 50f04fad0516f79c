"""The meter checked: take frames away, move them, and it must say so, or say that it cannot."""

import random
from itertools import pairwise
from pathlib import Path

import pytest

from recordings.media.fragments import scan
from recordings.media.frames import MAX_DISTINCT_STEPS, FrameMeter, Rhythm
from tests.unit.media.ffmpeg_samples import record
from tests.unit.media.synthetic import (
    FRAME_TICKS,
    INIT,
    TIMESCALE,
    file_of_steps,
    fragment,
    scan_bytes,
)

MINUTE = [FRAME_TICKS] * (25 * 60)
MS = TIMESCALE // 1_000


def meter_of(steps: list[int], *, per_fragment: int = 25) -> FrameMeter:
    return scan_bytes(file_of_steps(steps, per_fragment=per_fragment)).meter


def steps_of(times: list[int]) -> list[int]:
    return [after - at for at, after in pairwise(times)]


def jittered(frames: int, period: float, jitter_ms: float, seed: int) -> list[int]:
    """Times of a camera whose every stamp is off by up to ``jitter_ms`` either way."""
    chance = random.Random(seed)
    spread = jitter_ms * MS
    return [round(n * period + chance.uniform(-spread, spread) + spread) for n in range(frames)]


def test_a_steady_camera_loses_nothing() -> None:
    meter = meter_of(MINUTE)
    assert (meter.frames, meter.lost, meter.frame_rate) == (1_501, 0, 25.0)


@pytest.mark.parametrize("per_fragment", [1, 7, 25, 1_501])
@pytest.mark.parametrize("position", [1, 24, 25, 700, 1_499])
def test_one_frame_taken_away_is_one_lost(position: int, per_fragment: int) -> None:
    steps = MINUTE.copy()
    steps[position] = 2 * FRAME_TICKS
    assert meter_of(steps, per_fragment=per_fragment).rhythm() == Rhythm(1, 25.0)


def test_two_seconds_missing_are_fifty_frames_lost() -> None:
    steps = MINUTE.copy()
    steps[700] += 2 * TIMESCALE
    assert meter_of(steps).rhythm() == Rhythm(50, 25.0)


def test_a_gap_shows_in_decode_times_whatever_the_last_sample_claims() -> None:
    before, after = fragment(0, [FRAME_TICKS] * 25), fragment(28 * FRAME_TICKS, [FRAME_TICKS] * 25)
    assert scan_bytes(INIT + before + after).meter.rhythm() == Rhythm(3, 25.0)


def test_losses_add_up() -> None:
    steps = MINUTE.copy()
    for position, missing in ((100, 1), (200, 2), (300, 7), (301, 1), (1_000, 749)):
        steps[position] += missing * FRAME_TICKS
    assert meter_of(steps).lost == 760


def test_a_long_outage_counts_even_off_the_beat() -> None:
    steps = MINUTE.copy()
    steps[700] = round(750.4 * FRAME_TICKS)
    assert meter_of(steps).lost == 749


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("fps", "jitter_ms"), [(12, 10), (25, 4), (30, 3), (60, 2)])
def test_jitter_of_some_milliseconds_is_no_loss(fps: int, jitter_ms: float, seed: int) -> None:
    times = jittered(60 * fps, TIMESCALE / fps, jitter_ms, seed)
    meter = meter_of(steps_of(times))
    assert meter.lost == 0
    assert meter.frame_rate == pytest.approx(fps, rel=0.01)


@pytest.mark.parametrize("seed", range(5))
def test_frames_missing_from_a_jittered_stream_are_counted(seed: int) -> None:
    times = jittered(25 * 60, FRAME_TICKS, 4, seed)
    # Two short losses and two seconds.
    kept = [at for n, at in enumerate(times) if n not in (300, 800, 801) and not 900 <= n < 950]
    assert meter_of(steps_of(kept)).lost == 53


def test_stamps_rounded_to_milliseconds_are_a_constant_rate() -> None:
    times = [round(n * 1_000 / 30) * MS for n in range(1_800)]
    meter = meter_of(steps_of(times))
    assert meter.lost == 0
    assert meter.frame_rate == pytest.approx(30, rel=1e-3)


def test_a_frame_that_came_late_is_not_lost() -> None:
    steps = MINUTE.copy()
    steps[500:502] = [round(1.9 * FRAME_TICKS), round(0.1 * FRAME_TICKS)]
    assert meter_of(steps).lost == 0


def test_a_variable_rate_is_not_guessed() -> None:
    chance = random.Random(1)
    wild = [chance.randint(1_000, 12_000) for _ in range(1_500)]
    assert (meter_of(wild).lost, meter_of(wild).frame_rate) == (None, None)


def test_a_rate_that_is_halved_to_save_bits_is_not_guessed() -> None:
    slow_half = [FRAME_TICKS] * 750 + [2 * FRAME_TICKS] * 500
    assert meter_of(slow_half).rhythm() is None


@pytest.mark.parametrize("frames", range(10))
def test_a_handful_of_frames_is_no_rate(frames: int) -> None:
    meter = meter_of([FRAME_TICKS] * (frames - 1)) if frames else scan_bytes(INIT).meter
    # The first step is left out, so eight steps take ten frames.
    assert (meter.frames, meter.rhythm()) == (frames, None)


def test_the_stretched_first_frame_is_left_out() -> None:
    for per_fragment in (1, 2, 25):
        steps = [FRAME_TICKS + 11_520, *MINUTE]
        assert meter_of(steps, per_fragment=per_fragment).rhythm() == Rhythm(0, 25.0)


def test_samples_all_at_one_time_have_no_rate() -> None:
    stuck = INIT + fragment(0, [0] * 100) + fragment(1, [0] * 100)
    assert scan_bytes(stuck).meter.rhythm() is None


def test_the_histogram_has_a_bound_and_then_says_nothing() -> None:
    steps = [FRAME_TICKS + n for n in range(MAX_DISTINCT_STEPS + 30_000)]
    meter = meter_of(steps)
    assert len(meter.steps) <= MAX_DISTINCT_STEPS + 1_024 + 25
    assert meter.uncounted > 0
    assert meter.rhythm() is None


@pytest.mark.parametrize(
    ("drop", "frames", "lost"),
    [("0", 100, 0), ("eq(n,37)", 99, 1), ("between(n,40,47)+eq(n,70)", 91, 9)],
)
def test_frames_dropped_from_a_real_recording_are_counted(
    tmp_path: Path, drop: str, frames: int, lost: int
) -> None:
    path = record(tmp_path, "h264", drop=drop)
    with path.open("rb") as file:
        meter = scan(file.fileno()).meter
    assert (meter.frames, meter.lost, meter.frame_rate) == (frames, lost, 25.0)
