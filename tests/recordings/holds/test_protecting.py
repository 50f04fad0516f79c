"""What a hold in force covers a moment of is not cleanup's."""

from datetime import timedelta

import pytest

from recordings.holds import unheld
from recordings.models import Camera, Recording
from tests.playback.timeline.scene import StandingClock
from tests.recordings.coverage.story import Clock
from tests.recordings.holds.asking import Asker, make_hold

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


def free(clock: StandingClock, day: Clock) -> list[float]:
    """The hours of the day at which recordings begin that nothing holds."""
    rows = unheld(Recording.objects.order_by("start_time"), clock.now)
    return [(row.start_time - day.start) / timedelta(hours=1) for row in rows]


def test_whole_files_are_held_by_a_moment_of_them(
    operator: Asker, clock: StandingClock, day: Clock
) -> None:
    assert free(clock, day) == [1, 2, 10, 11]
    hold = operator.set(2.5, 10.001).json()["id"]
    assert free(clock, day) == [1, 11]
    operator.release(hold)
    assert free(clock, day) == [1, 2, 10, 11]


def test_a_file_that_only_touches_the_range_is_free(
    operator: Asker, clock: StandingClock, day: Clock
) -> None:
    operator.set(2, 10)
    assert free(clock, day) == [1, 10, 11]


def test_a_hold_ends_by_itself(operator: Asker, clock: StandingClock, day: Clock) -> None:
    operator.set(1, 3)
    clock.now += timedelta(days=90) - timedelta(microseconds=1)
    assert free(clock, day) == [10, 11]
    clock.now += timedelta(microseconds=1)
    assert free(clock, day) == [1, 2, 10, 11]


def test_another_cameras_hold_protects_nothing_here(
    camera: Camera, clock: StandingClock, day: Clock
) -> None:
    other = Camera.objects.create(city=camera.city, name="Beside it")
    make_hold(other, day.at(0), 24)
    assert free(clock, day) == [1, 2, 10, 11]
