"""The meter of lost and doubled frames says so when there are any."""

from recordings.simulator.stamp import Stamp
from tests.bench.installation import Continuity, continuity


def stamps(*frames: int) -> list[Stamp]:
    return [Stamp(frame, frame * 40_000_000) for frame in frames]


def test_files_that_go_on_are_whole() -> None:
    assert continuity([stamps(4, 5), stamps(6, 7), stamps(8)]) == Continuity(3, 5, 0, 0, 0)


def test_a_frame_lost_at_a_boundary_is_counted_with_the_break() -> None:
    assert continuity([stamps(4, 5), stamps(7, 8)]) == Continuity(2, 4, 1, 0, 1)


def test_a_frame_in_both_files_is_doubled() -> None:
    assert continuity([stamps(4, 5, 6), stamps(6, 7)]) == Continuity(2, 5, 0, 1, 1)


def test_frames_lost_inside_a_file_break_no_boundary() -> None:
    assert continuity([stamps(4, 7), stamps(8)]) == Continuity(2, 3, 2, 0, 0)


def test_a_file_without_frames_breaks_both_its_boundaries() -> None:
    assert continuity([stamps(4), [], stamps(5)]) == Continuity(3, 2, 0, 0, 2)
