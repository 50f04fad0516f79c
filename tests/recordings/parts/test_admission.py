"""Starts that come together take turns."""

import os
from dataclasses import replace

import pytest

from recordings.states import Memory, State
from recordings.supervisor.admission import (
    BATCH_SECONDS,
    STARTS_A_SECOND_PER_CORE,
    Admission,
)
from recordings.supervisor.watch import CameraWatch
from tests.recordings.parts.turned_clock import TurnedClock

RATE, ROOM = 10.0, 128
FULL = int(RATE)  # as many as a second of it


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


def queue(
    clock: TurnedClock, count: int, *, failures: int = 0, first: int = 1
) -> list[CameraWatch]:
    memory = Memory(State.STARTING, failures=failures)
    return [CameraWatch(first + n, clock, "node", memory=memory, queued=True) for n in range(count)]


def admit(admission: Admission, watches: list[CameraWatch]) -> int:
    """How many may start; they leave the queue, as the supervisor takes them out."""
    admitted = admission.admit(watches, ROOM)
    for watch in admitted:
        watch.queued = False
    return len(admitted)


def test_a_few_starts_wait_for_nothing(clock: TurnedClock) -> None:
    admission = Admission(clock, 10.0)
    watches = queue(clock, FULL)
    assert sorted(w.camera_id for w in admission.admit(watches, ROOM)) == list(range(1, FULL + 1))
    assert admission.seconds_to_next is None


def test_nobody_who_did_not_ask_is_admitted(clock: TurnedClock) -> None:
    admission = Admission(clock, 10.0)
    watches = queue(clock, 3)
    watches[1].queued = False
    assert {w.camera_id for w in admission.admit(watches, ROOM)} == {1, 3}
    assert (admission.admit([], ROOM), admission.seconds_to_next) == ([], None)


def test_a_crowd_starts_with_a_burst_and_goes_on_at_the_rate(clock: TurnedClock) -> None:
    admission = Admission(clock, 10.0)
    watches = queue(clock, 50)
    admitted = []
    for _ in range(20):
        admitted.append(admit(admission, watches))
        clock.at += 0.25
    assert admitted == [FULL, *([2, 3] * 8), 0, 0, 0]


def test_while_somebody_waits_it_says_when_to_look_again(clock: TurnedClock) -> None:
    admission = Admission(clock, 10.0)
    watches = queue(clock, FULL + 1)
    admit(admission, watches)
    assert admission.seconds_to_next == BATCH_SECONDS
    clock.at += BATCH_SECONDS
    admit(admission, watches)
    assert admission.seconds_to_next is None


def test_no_time_passes_and_nobody_starts(clock: TurnedClock) -> None:
    admission = Admission(clock, 10.0)
    watches = queue(clock, 20)
    assert [admit(admission, watches) for _ in range(3)] == [FULL, 0, 0]
    clock.at += 0.0625
    assert admit(admission, watches) == 0  # five eighths of a start
    clock.at += 0.0625
    assert admit(admission, watches) == 1


def test_no_more_start_than_there_is_room_for(clock: TurnedClock) -> None:
    admission = Admission(clock, 10.0)
    watches = queue(clock, 20)
    assert [len(admission.admit(watches, room)) for room in (3, 0, -1)] == [3, 0, 0]
    assert admission.seconds_to_next == BATCH_SECONDS


def test_runs_to_be_renewed_take_turns_with_starts(clock: TurnedClock) -> None:
    admission = Admission(clock, 10.0)
    watches = [CameraWatch(n, clock, "node", renew_in_turn=True) for n in range(20)]
    renewed = []
    for _ in range(3):
        admission.admit(watches, ROOM)
        renewed.append(sum(watch.renew for watch in watches))
        clock.at += 1.0
    assert renewed == [5, 10, 15]
    assert admission.seconds_to_next == BATCH_SECONDS


def test_a_long_rest_saves_up_no_more_than_a_burst(clock: TurnedClock) -> None:
    admission = Admission(clock, 10.0)
    clock.at += 3600
    assert admit(admission, queue(clock, 50)) == FULL


def test_who_was_just_recording_goes_before_who_has_been_away(clock: TurnedClock) -> None:
    admission = Admission(clock, 10.0)
    away = queue(clock, 20, failures=3)
    once = queue(clock, 3, failures=1, first=101)
    fresh = queue(clock, 3, first=201)
    order = [watch.camera_id for watch in admission.admit([*away, *once, *fresh], ROOM)]
    assert (set(order[:3]), set(order[3:6])) == ({201, 202, 203}, {101, 102, 103})
    assert set(order[6:]) < set(range(1, 21))


def test_equals_go_in_no_order_of_their_numbers(clock: TurnedClock) -> None:
    orders = {
        tuple(watch.camera_id for watch in Admission(clock, 10.0).admit(queue(clock, FULL), ROOM))
        for _ in range(50)
    }
    assert len(orders) > 1


def test_a_failure_more_is_a_later_turn(clock: TurnedClock) -> None:
    admission = Admission(clock, 10.0)
    watches = queue(clock, FULL)
    for failures, watch in enumerate(reversed(watches)):
        watch.memory = replace(watch.memory, failures=failures)
    expected = list(range(FULL, 0, -1))
    assert [watch.camera_id for watch in admission.admit(watches, ROOM)] == expected


def test_the_rate_is_that_of_the_machines_cores(clock: TurnedClock) -> None:
    admission = Admission(clock)
    watches = queue(clock, 500)
    admit(admission, watches)
    clock.at += 0.25
    each = STARTS_A_SECOND_PER_CORE * (os.cpu_count() or 1)
    assert admit(admission, watches) == min(FULL, int(each / 4))
