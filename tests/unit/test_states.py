"""One test for each edge of the recorder's state machine."""

from dataclasses import replace

import pytest

from recordings.faults import Fault
from recordings.states import Action, Memory, State, Step, step
from tests.unit.state_samples import (
    FAULT_STATES,
    NOW,
    OUR_FAULTS,
    PASSING_FAULTS,
    RECORDING,
    STALLED,
    STARTING,
    STATE_OF_SLOW_FAULT,
    STOPPED,
    STOPPING,
    ended,
    seen,
    started,
    waiting,
)

# From stopped


def test_a_stopped_camera_stays_stopped_while_recording_is_not_wanted() -> None:
    assert step(STOPPED, seen(wanted=False, alive=False), 0) == Step(STOPPED)


def test_a_stopped_camera_starts_when_recording_is_wanted() -> None:
    assert step(STOPPED, seen(alive=False, config=4), 0) == started(STOPPED, since=NOW, config=4)


# From starting


def test_a_start_without_growth_waits() -> None:
    assert step(STARTING, seen(), 0) == Step(STARTING)


def test_a_start_that_grows_is_recording() -> None:
    grown = replace(STARTING, state=State.RECORDING, since=NOW, first_growth=NOW, last_growth=NOW)
    assert step(STARTING, seen(grew=True), 0) == Step(grown)


def test_a_retry_that_grows_forgets_the_fault_that_was_shown() -> None:
    retry = replace(STARTING, fault_state=State.AUTH_FAILED)
    assert step(retry, seen(grew=True), 0).memory.fault_state is None


def test_a_start_that_is_not_wanted_any_more_is_stopped() -> None:
    stopping = replace(STARTING, state=State.STOPPING, since=NOW, signalled=NOW)
    assert step(STARTING, seen(wanted=False), 0) == Step(stopping, Action.TERMINATE)


def test_a_start_with_an_edited_configuration_is_stopped() -> None:
    stopping = replace(STARTING, state=State.STOPPING, since=NOW, signalled=NOW)
    assert step(STARTING, seen(config=2), 0) == Step(stopping, Action.TERMINATE)


def test_a_start_waits_twenty_seconds_for_media() -> None:
    assert step(STARTING, seen(now=1010.0), 0) == Step(STARTING)


def test_a_start_without_media_after_twenty_seconds_is_killed_and_retried() -> None:
    late = 1010.1
    failed = replace(
        STARTING,
        state=State.BACKOFF,
        since=late,
        fault_state=State.BACKOFF,
        failures=1,
        retry_at=late + 0.5,
    )
    assert step(STARTING, seen(now=late), 0) == Step(failed, Action.KILL)


def test_a_start_that_waits_for_its_turn_has_its_time_to_answer_still_before_it() -> None:
    late = 1500.0
    assert step(STARTING, seen(now=late, queued=True), 0) == Step(replace(STARTING, began=late))


def test_a_start_that_ends_unwanted_is_stopped() -> None:
    assert step(STARTING, ended(Fault.REFUSED, wanted=False), 0) == Step(
        Memory(State.STOPPED, since=NOW, config=1)
    )


@pytest.mark.parametrize("fault", PASSING_FAULTS)
def test_a_start_that_fails_for_now_goes_into_backoff(fault: Fault) -> None:
    failed = replace(
        STARTING,
        state=State.BACKOFF,
        since=NOW,
        fault_state=State.BACKOFF,
        failures=1,
        retry_at=NOW + 0.5,
    )
    assert step(STARTING, ended(fault), 0) == Step(failed)


@pytest.mark.parametrize(("fault", "state"), STATE_OF_SLOW_FAULT.items())
def test_a_start_that_only_an_edit_can_mend_is_retried_after_five_minutes(
    fault: Fault, state: State
) -> None:
    failed = replace(STARTING, state=state, since=NOW, fault_state=state, retry_at=NOW + 300)
    assert step(STARTING, ended(fault), 0) == Step(failed)


@pytest.mark.parametrize("fault", OUR_FAULTS)
def test_a_start_that_fails_on_our_side_is_retried_after_ten_seconds(fault: Fault) -> None:
    failed = replace(
        STARTING, state=State.FAILED, since=NOW, fault_state=State.FAILED, retry_at=NOW + 10
    )
    assert step(STARTING, ended(fault), 0) == Step(failed)


# From recording


def test_a_recording_without_growth_waits() -> None:
    assert step(RECORDING, seen(), 0) == Step(RECORDING)


def test_growth_is_remembered() -> None:
    assert step(RECORDING, seen(grew=True), 0) == Step(replace(RECORDING, last_growth=NOW))


def test_a_recording_that_is_not_wanted_any_more_is_stopped() -> None:
    stopping = replace(RECORDING, state=State.STOPPING, since=NOW, signalled=NOW)
    assert step(RECORDING, seen(wanted=False), 0) == Step(stopping, Action.TERMINATE)


def test_a_recording_with_an_edited_configuration_is_stopped() -> None:
    stopping = replace(RECORDING, state=State.STOPPING, since=NOW, signalled=NOW)
    assert step(RECORDING, seen(config=2, grew=True), 0) == Step(stopping, Action.TERMINATE)


def test_a_recording_that_must_be_renewed_is_stopped() -> None:
    stopping = replace(RECORDING, state=State.STOPPING, since=NOW, signalled=NOW)
    assert step(RECORDING, seen(renew=True), 0) == Step(stopping, Action.TERMINATE)


def test_a_recording_may_pause_for_ten_seconds() -> None:
    assert step(RECORDING, seen(now=1009.0), 0) == Step(RECORDING)


def test_a_recording_without_growth_for_more_than_ten_seconds_is_stalled() -> None:
    late = 1009.1
    stalled = replace(RECORDING, state=State.STALLED, since=late, signalled=late)
    assert step(RECORDING, seen(now=late), 0) == Step(stalled, Action.TERMINATE)


def test_a_recording_that_ends_after_five_seconds_of_media_restarts_quickly() -> None:
    failed = replace(
        RECORDING,
        state=State.BACKOFF,
        since=NOW,
        fault_state=State.BACKOFF,
        quick_restarts=(NOW,),
        retry_at=NOW + 0.5,
    )
    assert step(RECORDING, ended(Fault.ENDED), 0) == Step(failed)


def test_a_recording_that_ends_after_less_counts_as_a_failure() -> None:
    short = replace(RECORDING, last_growth=996.9)
    failed = replace(
        short,
        state=State.BACKOFF,
        since=NOW,
        fault_state=State.BACKOFF,
        failures=1,
        retry_at=NOW + 0.5,
    )
    assert step(short, ended(Fault.ENDED), 0) == Step(failed)


def test_a_recording_that_ends_unwanted_is_stopped() -> None:
    assert step(RECORDING, ended(Fault.ENDED, wanted=False), 0) == Step(
        Memory(State.STOPPED, since=NOW, config=1)
    )


def test_sixty_seconds_of_growth_clear_the_backoff() -> None:
    flapping = replace(RECORDING, began=900.0, first_growth=940.0, failures=5)
    assert step(flapping, seen(grew=True), 0) == Step(
        replace(flapping, failures=0, last_growth=NOW)
    )


def test_less_growth_does_not_clear_it_however_long_the_start_took() -> None:
    flapping = replace(RECORDING, began=900.0, first_growth=940.1, failures=5)
    assert step(flapping, seen(grew=True), 0).memory.failures == 5


# From stalled


def test_a_stalled_run_is_given_five_seconds_to_end() -> None:
    assert step(STALLED, seen(now=1003.0), 0) == Step(STALLED)


def test_a_stalled_run_that_does_not_end_is_killed() -> None:
    assert step(STALLED, seen(now=1003.1), 0) == Step(STALLED, Action.KILL)


def test_a_stalled_run_that_ended_is_started_again_quickly() -> None:
    failed = replace(
        STALLED,
        state=State.BACKOFF,
        since=NOW,
        fault_state=State.BACKOFF,
        quick_restarts=(NOW,),
        retry_at=NOW + 0.5,
    )
    assert step(STALLED, ended(Fault.ENDED), 0) == Step(failed)


def test_a_stalled_run_that_is_gone_is_started_again() -> None:
    assert step(STALLED, seen(alive=False), 0).memory.state is State.BACKOFF


def test_a_stalled_run_that_ended_unwanted_is_stopped() -> None:
    assert step(STALLED, ended(Fault.ENDED, wanted=False), 0) == Step(
        Memory(State.STOPPED, since=NOW, config=1)
    )


# From stopping


@pytest.mark.parametrize("wanted", [True, False])
def test_a_run_that_was_told_to_end_is_given_five_seconds(wanted: bool) -> None:
    assert step(STOPPING, seen(now=1003.0, wanted=wanted), 0) == Step(STOPPING)


@pytest.mark.parametrize("wanted", [True, False])
def test_a_run_that_does_not_end_in_five_seconds_is_killed(wanted: bool) -> None:
    assert step(STOPPING, seen(now=1003.1, wanted=wanted), 0) == Step(STOPPING, Action.KILL)


def test_a_run_that_ended_as_told_is_stopped() -> None:
    assert step(STOPPING, ended(Fault.ENDED, wanted=False), 0) == Step(
        Memory(State.STOPPED, since=NOW, config=1)
    )


def test_an_attempt_that_was_dropped_is_stopped() -> None:
    assert step(STOPPING, seen(alive=False, wanted=False), 0) == Step(
        Memory(State.STOPPED, since=NOW, config=1)
    )


def test_a_run_that_ended_while_recording_is_wanted_again_is_started_at_once() -> None:
    retry = replace(STOPPING, fault_state=State.BACKOFF)
    again = started(STOPPING, since=NOW, config=2, fault_state=None)
    assert step(retry, ended(Fault.ENDED, config=2), 0) == again


# From each fault


@pytest.mark.parametrize("state", FAULT_STATES)
def test_a_failed_camera_waits_for_its_retry(state: State) -> None:
    assert step(waiting(state), seen(alive=False), 0) == Step(waiting(state))


@pytest.mark.parametrize("state", FAULT_STATES)
def test_a_failed_camera_is_tried_again_when_its_time_has_come(state: State) -> None:
    retried = step(waiting(state), seen(alive=False, now=1010.0), 0)
    expected = replace(waiting(state), state=State.STARTING, began=1010.0, last_growth=1010.0)
    assert retried == Step(expected, Action.START)


@pytest.mark.parametrize("state", FAULT_STATES)
def test_a_failed_camera_is_tried_at_once_when_it_is_edited(state: State) -> None:
    edited = started(waiting(state), since=NOW, config=2, fault_state=None, failures=0)
    assert step(waiting(state), seen(alive=False, config=2), 0) == edited


@pytest.mark.parametrize("state", FAULT_STATES)
def test_a_failed_camera_that_is_not_wanted_any_more_is_stopped(state: State) -> None:
    assert step(waiting(state), seen(alive=False, wanted=False), 0) == Step(
        Memory(State.STOPPED, since=NOW, config=1)
    )


@pytest.mark.parametrize("state", FAULT_STATES)
@pytest.mark.parametrize("wanted", [True, False])
def test_a_failed_run_that_is_still_alive_is_killed_before_anything_else(
    state: State, wanted: bool
) -> None:
    late = seen(now=2000.0, wanted=wanted, config=9)
    assert step(waiting(state), late, 0) == Step(waiting(state), Action.KILL)
