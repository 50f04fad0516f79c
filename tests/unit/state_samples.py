"""Memories and observations of one camera at one moment, for tests of the state machine."""

from dataclasses import replace
from typing import Any

from recordings.faults import Fault
from recordings.states import Action, Memory, Observation, State, Step

NOW = 1000.0
SLOW_STATES = [State.AUTH_FAILED, State.BAD_ADDRESS, State.UNSUPPORTED]
FAULT_STATES = [State.BACKOFF, *SLOW_STATES, State.FAILED]
STATE_OF_SLOW_FAULT = {
    Fault.AUTH_FAILED: State.AUTH_FAILED,
    Fault.NOT_FOUND: State.BAD_ADDRESS,
    Fault.FORBIDDEN_ADDRESS: State.BAD_ADDRESS,
    Fault.INVALID: State.BAD_ADDRESS,
    Fault.UNSUPPORTED: State.UNSUPPORTED,
}
OUR_FAULTS = [Fault.DISK_FULL, Fault.FOLDER, Fault.VOLUME, Fault.PROGRAM, Fault.INTERNAL]
PASSING_FAULTS = [Fault.REFUSED, Fault.UNREACHABLE, Fault.TIMEOUT, Fault.ENDED, Fault.STALLED]

STOPPED = Memory(State.STOPPED, since=900.0, config=1)
STARTING = Memory(State.STARTING, since=990.0, config=1, began=990.0, last_growth=990.0)
RECORDING = Memory(
    State.RECORDING, since=992.0, config=1, began=990.0, first_growth=992.0, last_growth=999.0
)
STALLED = replace(RECORDING, state=State.STALLED, since=998.0, signalled=998.0)
STOPPING = replace(RECORDING, state=State.STOPPING, since=998.0, signalled=998.0)


def seen(**changes: Any) -> Observation:
    return replace(Observation(now=NOW, wanted=True, config=1, alive=True), **changes)


def ended(fault: Fault, **changes: Any) -> Observation:
    return seen(ended=fault, alive=False, **changes)


def waiting(state: State) -> Memory:
    """A camera that failed at 990 and is tried again at 1010."""
    return Memory(
        state, since=990.0, config=1, fault_state=state, began=980.0, retry_at=1010.0, failures=3
    )


def started(memory: Memory, **changes: Any) -> Step:
    fresh = replace(memory, state=State.STARTING, began=NOW, first_growth=None, last_growth=NOW)
    return Step(replace(fresh, **changes), Action.START)
