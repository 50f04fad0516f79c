"""The recorder's state machine: pure, one move a pass.

`step` takes what is remembered of a camera's recorder and what was just observed, and answers
with the new memory and one action for the supervisor. Times are monotonic seconds. States and
delays are those of docs/design/recorder.md; there is one test for each edge.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, StrEnum, auto

from recordings.faults import Fault

START_DEADLINE_SECONDS = 20.0  # from spawn to the first media on disk
STALL_SECONDS = 10.0  # without growth
KILL_AFTER_SECONDS = 5.0  # from SIGTERM to SIGKILL
GOOD_RUN_SECONDS = 5.0  # a run that wrote this much restarts quickly
QUICK_DELAY_SECONDS = 0.5
QUICK_RESTARTS_A_MINUTE = 6
STEADY_SECONDS = 60.0  # growth that clears the back-off
BACKOFF_LIMIT_SECONDS = 30.0
# An attempt on an address that does not answer costs one connection and no process, so it is
# repeated often enough that a camera is recorded within 5 s of coming back.
KNOCK_LIMIT_SECONDS = 3.0
SLOW_RETRY_SECONDS = 300.0
FAILED_RETRY_SECONDS = 10.0
JITTER = 0.2


class State(StrEnum):
    """The states of the API contract."""

    STOPPED = "stopped"
    STARTING = "starting"
    RECORDING = "recording"
    BACKOFF = "backoff"
    STALLED = "stalled"
    STOPPING = "stopping"
    AUTH_FAILED = "auth_failed"
    BAD_ADDRESS = "bad_address"
    UNSUPPORTED = "unsupported"
    FAILED = "failed"


class Action(Enum):
    """What the supervisor does next for a camera."""

    NONE = auto()
    START = auto()
    TERMINATE = auto()
    KILL = auto()


STATE_OF_FAULT = {
    Fault.AUTH_FAILED: State.AUTH_FAILED,
    Fault.NOT_FOUND: State.BAD_ADDRESS,
    Fault.FORBIDDEN_ADDRESS: State.BAD_ADDRESS,
    Fault.INVALID: State.BAD_ADDRESS,
    Fault.UNSUPPORTED: State.UNSUPPORTED,
    Fault.DISK_FULL: State.FAILED,
    Fault.FOLDER: State.FAILED,
    Fault.VOLUME: State.FAILED,
    Fault.PROGRAM: State.FAILED,
    Fault.INTERNAL: State.FAILED,
}
RETRIED = frozenset({State.BACKOFF, *STATE_OF_FAULT.values()})
UNANSWERED = frozenset({Fault.REFUSED, Fault.UNREACHABLE, Fault.TIMEOUT})


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered of one camera's recorder between two passes."""

    state: State = State.STOPPED
    since: float = 0.0
    config: int = 0  # version of the configuration of the last start
    fault_state: State | None = None  # shown while a start that follows another is under way
    began: float = 0.0  # the last start
    first_growth: float | None = None
    last_growth: float = 0.0
    signalled: float = 0.0
    retry_at: float = 0.0
    failures: int = 0
    quick_restarts: tuple[float, ...] = ()

    @property
    def visible(self) -> State:
        """The state that people see: a retry doesn't flicker through `starting`."""
        if self.state is State.STARTING and self.fault_state is not None:
            return self.fault_state
        return self.state


@dataclass(frozen=True, slots=True)
class Observation:
    """What a pass saw. `ended` is set once, on the pass that notices the end of a start or run.

    `queued`: the start waits for its turn, and its time to answer does not run yet.
    """

    now: float
    wanted: bool
    config: int
    alive: bool = False
    grew: bool = False
    ended: Fault | None = None
    renew: bool = False
    queued: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    memory: Memory
    action: Action = Action.NONE


def step(memory: Memory, seen: Observation, jitter: float) -> Step:
    """One move. `jitter` is a random number in [-1, 1] that spreads retries."""
    return _MOVES[memory.state](memory, seen, jitter)


def adopted(now: float, config: int, shown: State) -> Memory:
    """The memory of a run found alive after a restart of the supervisor.

    It must grow once more to count as recording; until then it is shown as it was.
    """
    return Memory(State.STARTING, now, config, fault_state=shown, began=now, last_growth=now)


def _enter(memory: Memory, state: State, seen: Observation) -> Memory:
    return replace(memory, state=state, since=seen.now)


def _start(memory: Memory, seen: Observation) -> Step:
    started = replace(
        _enter(memory, State.STARTING, seen),
        since=seen.now if memory.fault_state is None else memory.since,
        config=seen.config,
        began=seen.now,
        first_growth=None,
        last_growth=seen.now,
    )
    return Step(started, Action.START)


def _signal(memory: Memory, state: State, seen: Observation) -> Step:
    return Step(replace(_enter(memory, state, seen), signalled=seen.now), Action.TERMINATE)


def _stopped(memory: Memory, seen: Observation) -> Step:
    return Step(Memory(State.STOPPED, seen.now, memory.config))


def _fail(memory: Memory, seen: Observation, fault: Fault, jitter: float) -> Step:
    if not seen.wanted:
        return _stopped(memory, seen)
    state = STATE_OF_FAULT.get(fault, State.BACKOFF)
    failures, quick = memory.failures, memory.quick_restarts
    quick = tuple(t for t in quick if seen.now - t < 60.0)
    if state is State.BACKOFF:
        if _was_good(memory) and len(quick) < QUICK_RESTARTS_A_MINUTE:
            delay, quick = QUICK_DELAY_SECONDS, (*quick, seen.now)
        else:
            limit = KNOCK_LIMIT_SECONDS if fault in UNANSWERED else BACKOFF_LIMIT_SECONDS
            delay, failures = min(limit, 0.5 * 2.0 ** min(failures, 10)), failures + 1
    else:
        delay = FAILED_RETRY_SECONDS if state is State.FAILED else SLOW_RETRY_SECONDS
        if state is State.FAILED and _was_good(memory) and len(quick) < QUICK_RESTARTS_A_MINUTE:
            # The disk failed a good run: another one may be there.
            delay, quick = QUICK_DELAY_SECONDS, (*quick, seen.now)
    failed = replace(
        _enter(memory, state, seen),
        since=memory.since if memory.visible is state else seen.now,
        fault_state=state,
        failures=failures,
        quick_restarts=quick,
        retry_at=seen.now + delay * (1 + JITTER * jitter),
    )
    return Step(failed, Action.KILL if seen.alive else Action.NONE)


def _was_good(memory: Memory) -> bool:
    wrote = 0.0 if memory.first_growth is None else memory.last_growth - memory.first_growth
    return wrote >= GOOD_RUN_SECONDS


def _from_stopped(memory: Memory, seen: Observation, jitter: float) -> Step:
    return _start(memory, seen) if seen.wanted else Step(memory)


def _from_starting(memory: Memory, seen: Observation, jitter: float) -> Step:
    if seen.ended is not None:
        return _fail(memory, seen, seen.ended, jitter)
    if not seen.wanted or seen.config != memory.config:
        return _signal(memory, State.STOPPING, seen)
    if seen.queued:
        return Step(replace(memory, began=seen.now))
    if seen.grew:
        return Step(
            replace(
                _enter(memory, State.RECORDING, seen),
                fault_state=None,
                first_growth=seen.now,
                last_growth=seen.now,
            )
        )
    if seen.now - memory.began > START_DEADLINE_SECONDS:
        return _fail(memory, seen, Fault.TIMEOUT, jitter)
    return Step(memory)


def _from_recording(memory: Memory, seen: Observation, jitter: float) -> Step:
    if seen.ended is not None:
        return _fail(memory, seen, seen.ended, jitter)
    if not seen.wanted or seen.config != memory.config or seen.renew:
        return _signal(memory, State.STOPPING, seen)
    if seen.grew:
        begun = seen.now if memory.first_growth is None else memory.first_growth
        steady = seen.now - begun >= STEADY_SECONDS
        return Step(
            replace(memory, last_growth=seen.now, failures=0 if steady else memory.failures)
        )
    if seen.now - memory.last_growth > STALL_SECONDS:
        return _signal(memory, State.STALLED, seen)
    return Step(memory)


def _from_stalled(memory: Memory, seen: Observation, jitter: float) -> Step:
    if seen.ended is not None or not seen.alive:
        return _fail(memory, seen, Fault.STALLED, jitter)
    return _press(memory, seen)


def _from_stopping(memory: Memory, seen: Observation, jitter: float) -> Step:
    if seen.ended is not None or not seen.alive:
        rested = replace(memory, fault_state=None)
        return _start(rested, seen) if seen.wanted else _stopped(memory, seen)
    return _press(memory, seen)


def _press(memory: Memory, seen: Observation) -> Step:
    """A second SIGTERM would make FFmpeg skip the trailer, so the next signal is the last."""
    late = seen.now - memory.signalled > KILL_AFTER_SECONDS
    return Step(memory, Action.KILL if late else Action.NONE)


def _from_fault(memory: Memory, seen: Observation, jitter: float) -> Step:
    if seen.alive:
        return Step(memory, Action.KILL)
    if not seen.wanted:
        return _stopped(memory, seen)
    if seen.config != memory.config:
        return _start(replace(memory, fault_state=None, failures=0), seen)
    return _start(memory, seen) if seen.now >= memory.retry_at else Step(memory)


_MOVES: dict[State, Callable[[Memory, Observation, float], Step]] = {
    State.STOPPED: _from_stopped,
    State.STARTING: _from_starting,
    State.RECORDING: _from_recording,
    State.STALLED: _from_stalled,
    State.STOPPING: _from_stopping,
    State.BACKOFF: _from_fault,
    State.AUTH_FAILED: _from_fault,
    State.BAD_ADDRESS: _from_fault,
    State.UNSUPPORTED: _from_fault,
    State.FAILED: _from_fault,
}
