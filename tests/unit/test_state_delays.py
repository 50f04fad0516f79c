"""When a camera that failed is tried again, and what people see meanwhile."""

from dataclasses import replace

import pytest

from recordings.faults import Fault
from recordings.states import Memory, State, adopted, step
from tests.unit.state_samples import NOW, RECORDING, STARTING, ended, seen, waiting


def backoff_delays(fault: Fault, count: int, jitter: float = 0.0) -> list[float]:
    """Delays of a camera that never answers."""
    memory, delays = STARTING, []
    for _ in range(count):
        memory = step(replace(memory, state=State.STARTING), ended(fault), jitter).memory
        delays.append(round(memory.retry_at - NOW, 6))
    return delays


def test_the_delay_doubles_up_to_thirty_seconds() -> None:
    assert backoff_delays(Fault.ENDED, 9) == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]


@pytest.mark.parametrize("fault", [Fault.REFUSED, Fault.UNREACHABLE, Fault.TIMEOUT])
def test_an_address_that_does_not_answer_is_tried_every_three_seconds(fault: Fault) -> None:
    assert backoff_delays(fault, 6) == [0.5, 1, 2, 3, 3, 3]


def test_the_delay_stays_at_its_limit_for_ever() -> None:
    assert backoff_delays(Fault.ENDED, 2000)[-1] == 30


@pytest.mark.parametrize(
    ("jitter", "delays"), [(-1, [0.4, 0.8, 1.6]), (1, [0.6, 1.2, 2.4]), (0.5, [0.55, 1.1, 2.2])]
)
def test_retries_are_spread_by_a_fifth(jitter: float, delays: list[float]) -> None:
    assert backoff_delays(Fault.ENDED, 3, jitter) == delays


@pytest.mark.parametrize(("jitter", "delay"), [(-1, 240), (1, 360)])
def test_slow_retries_are_spread_too(jitter: float, delay: float) -> None:
    assert backoff_delays(Fault.AUTH_FAILED, 1, jitter) == [delay]


def test_good_runs_restart_quickly_six_times_a_minute_and_then_back_off() -> None:
    memory, delays = RECORDING, []
    for at in [1000, 1005, 1010, 1015, 1020, 1025, 1030, 1035, 1060.5]:
        good = replace(memory, state=State.RECORDING, first_growth=at - 5.0, last_growth=float(at))
        memory = step(good, ended(Fault.ENDED, now=float(at)), 0).memory
        delays.append((memory.retry_at - at, memory.failures))
    assert delays == [*[(0.5, 0)] * 6, (0.5, 1), (1.0, 2), (0.5, 2)]
    assert memory.quick_restarts == (1005, 1010, 1015, 1020, 1025, 1060.5)


def test_a_run_whose_clock_began_at_zero_has_written_as_well() -> None:
    run = replace(RECORDING, first_growth=0.0, last_growth=6.0)
    assert step(run, ended(Fault.ENDED, now=6.0), 0).memory.quick_restarts == (6.0,)


# What people see


def test_a_retry_shows_its_fault_and_not_a_start() -> None:
    retry = step(waiting(State.AUTH_FAILED), seen(alive=False, now=1010.0), 0).memory
    assert (retry.state, retry.visible) == (State.STARTING, State.AUTH_FAILED)


def test_a_first_start_is_seen() -> None:
    assert STARTING.visible is State.STARTING


def test_a_retry_that_fails_in_the_same_way_goes_on_since_the_first_time() -> None:
    retry = step(waiting(State.AUTH_FAILED), seen(alive=False, now=1010.0), 0).memory
    failed = step(retry, ended(Fault.AUTH_FAILED, now=1011.0), 0).memory
    assert (failed.state, failed.since) == (State.AUTH_FAILED, 990.0)


def test_a_retry_that_fails_in_another_way_is_new() -> None:
    retry = step(waiting(State.AUTH_FAILED), seen(alive=False, now=1010.0), 0).memory
    failed = step(retry, ended(Fault.REFUSED, now=1011.0), 0).memory
    assert (failed.state, failed.since) == (State.BACKOFF, 1011.0)


def test_an_adopted_run_must_show_growth_before_it_is_recording() -> None:
    memory = adopted(NOW, 3, State.RECORDING)
    assert memory == Memory(
        State.STARTING,
        since=NOW,
        config=3,
        fault_state=State.RECORDING,
        began=NOW,
        last_growth=NOW,
    )
    assert memory.visible is State.RECORDING
