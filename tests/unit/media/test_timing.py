"""From media time to wall time: leads, delays, leaps and arrivals."""

from dataclasses import replace
from pathlib import Path

import pytest

from recordings.media.audio import AudioTrack
from recordings.media.fragments import FragmentScan, scan
from recordings.media.timing import (
    WINDOW_SECONDS,
    Arrival,
    Arrivals,
    Sound,
    arrival_delay,
    fragments_before_leap,
    lead_of,
    media_seconds,
)
from tests.unit.media.ffmpeg_samples import SECONDS
from tests.unit.media.synthetic import FRAME_TICKS, TIMESCALE, file_of_steps, scan_bytes

STEADY = [FRAME_TICKS] * 49  # with the last frame's own duration: two seconds
LEAP = 3_600 * TIMESCALE


SOUND = AudioTrack(track_id=2, timescale=8000, codec="mp4a.40.2", channels=1, sample_rate=8000)


def scan_steps(steps: list[int], *, per_fragment: int = 25) -> FragmentScan:
    """A file with sound beside the picture: without it nothing is stretched."""
    progress = scan_bytes(file_of_steps(steps, per_fragment=per_fragment))
    progress.movie = replace(progress.movie, audio=SOUND)
    return progress


def scan_path(path: Path) -> FragmentScan:
    with path.open("rb") as file:
        return scan(file.fileno())


# The lead


def test_a_steady_file_has_no_lead() -> None:
    assert lead_of(scan_steps(STEADY)) == 0


@pytest.mark.parametrize("per_fragment", [1, 3, 25])
def test_a_first_frame_stretched_back_to_the_sound_is_a_lead(per_fragment: int) -> None:
    progress = scan_steps([FRAME_TICKS + 11_520, *STEADY[1:]], per_fragment=per_fragment)
    assert (lead_of(progress), media_seconds(progress)) == (11_520, 2.0)


def test_without_sound_a_long_first_step_is_frames_missing_and_no_lead() -> None:
    progress = scan_bytes(file_of_steps([2 * FRAME_TICKS, *STEADY[1:]]))
    assert lead_of(progress) == 0


def test_first_steps_that_were_guessed_too_short_are_a_negative_lead() -> None:
    progress = scan_steps([FRAME_TICKS // 2] * 6 + STEADY[6:])
    assert (lead_of(progress), media_seconds(progress)) == (-10_800, 2.0)


@pytest.mark.parametrize(
    ("moved", "lead"), [(900, 0), (901, 901), (-900, 0), (-901, -901), (45_000, 45_000)]
)
def test_a_quarter_of_a_period_is_no_lead_and_more_is(moved: int, lead: int) -> None:
    assert lead_of(scan_steps([FRAME_TICKS * 2 + moved, *STEADY[1:5], 0, *STEADY[6:]])) == lead


def test_more_than_half_a_second_is_frames_missing_and_no_lead() -> None:
    assert lead_of(scan_steps([FRAME_TICKS + 45_001, *STEADY[1:]])) == 0


@pytest.mark.parametrize(("steady", "lead"), [(3, 0), (4, 11_520)])
def test_a_lead_is_told_from_four_steps_after_the_first_six(steady: int, lead: int) -> None:
    steps = [FRAME_TICKS + 11_520, *STEADY[: 5 + steady]]
    assert lead_of(scan_steps(steps)) == lead


@pytest.mark.parametrize(("off_beat", "lead"), [(4, 11_520), (5, 0)])
def test_steps_without_a_beat_tell_no_lead(off_beat: int, lead: int) -> None:
    steady = [FRAME_TICKS] * (18 - off_beat) + [2 * FRAME_TICKS] * off_beat
    assert lead_of(scan_steps([FRAME_TICKS + 11_520, *STEADY[:5], *steady])) == lead


@pytest.mark.parametrize("frames", [1, 2])
def test_a_file_of_one_or_two_frames_has_no_lead(frames: int) -> None:
    progress = scan_steps(STEADY[: frames - 1])
    assert (lead_of(progress), media_seconds(progress)) == (0, frames * 0.04)


def test_steps_of_nothing_tell_no_lead() -> None:
    assert lead_of(scan_steps([0] * 20, per_fragment=30)) == 0


def test_a_leap_before_the_file_began_is_all_lead_when_it_is_known_how_long_it_took() -> None:
    progress = scan_steps([FRAME_TICKS + LEAP, *STEADY[1:]])
    assert (lead_of(progress), lead_of(progress, 2.0)) == (0, LEAP)


def test_a_first_sample_as_long_as_the_file_took_is_no_leap() -> None:
    progress = scan_steps([3 * TIMESCALE, *STEADY[1:]])
    assert lead_of(progress, 4.96) == 0


def test_a_real_file_without_sound_has_no_lead(h264: Path) -> None:
    progress = scan_path(h264)
    assert (lead_of(progress), media_seconds(progress)) == (0, SECONDS)


def test_a_real_file_with_telephone_sound_leads_by_one_frame_of_it(h264_with_g711: Path) -> None:
    progress = scan_path(h264_with_g711)
    assert lead_of(progress) / progress.timescale == pytest.approx(1024 / 8000, abs=0.001)
    assert media_seconds(progress) == pytest.approx(SECONDS, abs=0.001)


# The delay of an arrival


@pytest.mark.parametrize(
    ("sound", "delay"), [("none", 0.04), ("copied", 0.08), ("transcoded", 0.37)]
)
def test_a_write_comes_one_frame_and_the_sounds_delay_late(sound: Sound, delay: float) -> None:
    assert arrival_delay(scan_steps(STEADY), sound) == pytest.approx(delay)


@pytest.mark.parametrize(("frames_a_second", "delay"), [(5, 0.2), (1, 1.0), (0.2, 1.0)])
def test_a_frame_is_one_second_late_at_most(frames_a_second: float, delay: float) -> None:
    steps = [round(TIMESCALE / frames_a_second)] * 12
    assert arrival_delay(scan_steps(steps), "none") == pytest.approx(delay)


def test_a_file_of_one_frame_has_the_usual_delay() -> None:
    assert arrival_delay(scan_steps([]), "none") == 0.04


def test_the_delay_is_that_of_most_frames() -> None:
    assert arrival_delay(scan_steps([45_000, *STEADY[1:]]), "none") == 0.04


# A leap of the camera's clock


def leaping(frame: int, ticks: int = LEAP) -> FragmentScan:
    """Four seconds; after the frame of that number the camera's clock is set forward."""
    steps = [FRAME_TICKS] * 99
    steps[frame] += ticks
    return scan_steps(steps)


@pytest.mark.parametrize(("frame", "whole"), [(25, 1), (49, 1), (50, 2), (75, 3), (98, 3)])
def test_the_fragments_before_a_leap_are_kept(frame: int, whole: int) -> None:
    assert fragments_before_leap(leaping(frame), 4.0) == whole


def test_nothing_is_before_a_leap_in_the_first_fragment() -> None:
    assert fragments_before_leap(leaping(10), 4.0) is None


def test_media_as_long_as_the_time_that_passed_did_not_leap() -> None:
    assert fragments_before_leap(leaping(60), 3_604.0) is None


def test_a_clock_set_forward_by_less_than_a_second_and_a_half_did_not_leap() -> None:
    leap = round(1.5 * TIMESCALE)
    assert fragments_before_leap(leaping(60, leap - 1), 4.0) is None
    assert fragments_before_leap(leaping(60, leap), 4.0) == 2


def test_a_clock_that_runs_fast_did_not_leap() -> None:
    assert fragments_before_leap(scan_steps([2 * FRAME_TICKS] * 99), 4.0) is None


# Arrivals


def test_before_the_first_arrival_no_wall_time_is_known() -> None:
    arrivals = Arrivals()
    assert (arrivals.wall_of(0.0), arrivals.span) == (None, 0.0)


def test_the_arrival_that_was_held_up_least_tells_the_time() -> None:
    arrivals = Arrivals()
    for wall, media in [(1_001.5, 1.0), (1_002.25, 2.0), (1_003.75, 3.0)]:
        arrivals.add(Arrival(wall, media))
    assert (arrivals.wall_of(0.0), arrivals.wall_of(3.5), arrivals.span) == (
        1_000.25,
        1_003.75,
        2.25,
    )


def test_arrivals_older_than_the_window_are_forgotten() -> None:
    prompt, late = Arrival(1_000.0, 0.0), Arrival(1_000.5, 0.0)
    newest = Arrival(prompt.wall + WINDOW_SECONDS, 9.0)
    arrivals = Arrivals()
    for arrival in (prompt, late, newest):
        arrivals.add(arrival)
    assert (list(arrivals.latest), arrivals.wall_of(0.0)) == ([prompt, late, newest], 1_000.0)
    beyond = Arrival(newest.wall + 0.25, 9.25)
    arrivals.add(beyond)
    assert (list(arrivals.latest), arrivals.wall_of(0.0)) == ([late, newest, beyond], 1_000.5)
    assert arrivals.span == WINDOW_SECONDS - 0.25
