"""Lost frames where GOPs vary in length, and numbers that tell less than they seem to."""

from array import array
from collections.abc import Sequence
from itertools import pairwise

import pytest

from recordings.media.numbering import missing_frames
from recordings.media.numbers import PictureNumber, PictureNumbers, Ranges
from recordings.media.pace import Pace

RANGES = Ranges(frame_num=16, order=0, gaps_allowed=False)
SLOW_AFTER = 100


def numbered(
    lengths: Sequence[int], lost: Sequence[int] = (), ranges: Ranges = RANGES
) -> PictureNumbers:
    """H.264 frames in GOPs of these lengths, all references, without the lost ones."""
    numbers = PictureNumbers(ranges)
    at = 0
    for length in lengths:
        for place in range(length):
            if at not in lost:
                numbers.add(PictureNumber(place == 0, True, place % ranges.frame_num, 0, ranges))
            at += 1
    return numbers


def steps(count: int, lost: Sequence[int] = ()) -> "array[int]":
    """40 ms from frame to frame, then 80."""
    times = [0]
    for at in range(count - 1):
        times.append(times[-1] + (40 if at < SLOW_AFTER else 80))
    kept = [time for at, time in enumerate(times) if at not in lost]
    return array("I", [after - before for before, after in pairwise(kept)])


def counted(
    lengths: Sequence[int], lost: Sequence[int] = (), ranges: Ranges = RANGES
) -> int | None:
    places = numbered(lengths, lost, ranges).places()
    return None if places is None else missing_frames(places, Pace(steps(sum(lengths), lost)))


UNEVEN = [30, 45, 50, 31, 33]  # the rate is halved inside the third


def test_uneven_gops_lose_nothing_by_being_uneven() -> None:
    assert counted(UNEVEN) == 0


@pytest.mark.parametrize("lost", [[10], [29], [74], [155], [60, 140, 141], [140, 167, 178]])
def test_frames_lost_from_uneven_gops_are_seen_by_the_beat(lost: list[int]) -> None:
    assert counted(UNEVEN, lost) == len(lost)


@pytest.mark.parametrize("lost", [[30], [101], [150, 154], [124, 126]])
def test_losses_in_an_uneven_beat_or_of_a_key_frame_are_not_guessed(lost: list[int]) -> None:
    """A lost IDR joins two GOPs whose lengths nobody knows."""
    assert counted(UNEVEN, lost) is None


def test_a_loss_before_a_key_frame_is_not_guessed_where_the_rate_changes_there() -> None:
    even_until_then = [SLOW_AFTER, 60, 41]
    assert counted(even_until_then) is None


def test_even_gops_do_tell_where_the_rate_changes() -> None:
    assert counted([25] * 8) == 0
    assert counted([25] * 8, [SLOW_AFTER - 1]) == 1


def test_a_key_frame_out_of_turn_is_no_loss() -> None:
    assert counted([25, 25, 25, 11, 25, 25, 25]) == 0


def test_a_key_frame_out_of_turn_hides_no_loss() -> None:
    assert counted([25, 25, 25, 11, 25, 25, 25], [60, 130]) == 2


def test_one_long_gop_is_counted_by_its_numbers() -> None:
    assert counted([180]) == 0
    assert counted([180], [20, 50, 51, 150]) == 4


def test_a_loss_as_long_as_the_numbers_reach_is_not_guessed() -> None:
    assert counted([180], range(20, 20 + RANGES.frame_num)) is None


def test_a_camera_that_may_leave_numbers_out_is_not_judged_by_them() -> None:
    loose = RANGES._replace(gaps_allowed=True)
    assert counted([25] * 8, ranges=loose) == 0
    assert counted([25] * 8, [40], loose) is None


def test_key_frames_alone_have_no_numbers_to_tell_by() -> None:
    assert counted([1] * 180) == 0
    assert counted([1] * 180, [40]) is None


def test_numbers_that_leap_without_a_hole_in_time_are_not_believed() -> None:
    numbers = numbered([25] * 8)
    for at in range(60, 75):
        numbers.frame_nums[at] = (numbers.frame_nums[at] + 1) % RANGES.frame_num
    places = numbers.places()
    assert places is not None
    assert missing_frames(places, Pace(steps(200))) in (0, None)


def test_frames_that_nobody_refers_to_are_not_numbered_without_a_display_order() -> None:
    numbers = numbered([25] * 8)
    numbers.references[10] = 0
    assert numbers.places() is None
