"""Whatever happens in whatever order, a camera has one recorder at most."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from recordings.faults import Fault
from recordings.states import (
    KILL_AFTER_SECONDS,
    START_DEADLINE_SECONDS,
    Action,
    Memory,
    Observation,
    State,
    step,
)

FAULTS = st.sampled_from(list(Fault))
JITTER = st.floats(-1, 1)
SECONDS = st.floats(0.01, 400)


class Camera(RuleBasedStateMachine):
    """A process that lives from START to its end, under a clock that only goes forward."""

    def __init__(self) -> None:
        super().__init__()
        self.memory = Memory()
        self.now = 1.0
        self.wanted = False
        self.config = 1
        self.alive = False
        self.killed = False

    @rule(wanted=st.booleans())
    def wish(self, wanted: bool) -> None:
        self.wanted = wanted

    @rule()
    def edit(self) -> None:
        self.config += 1

    @rule(seconds=SECONDS, jitter=JITTER, grew=st.booleans(), renew=st.booleans())
    def go_on(self, seconds: float, jitter: float, grew: bool, renew: bool) -> None:
        self.now += seconds
        self._pass(jitter, grew=grew and self.alive, renew=renew and self.alive)

    @rule(fault=FAULTS, jitter=JITTER, seconds=SECONDS)
    def end(self, fault: Fault, jitter: float, seconds: float) -> None:
        self.now += seconds
        was_alive, self.alive = self.alive, False
        self._pass(jitter, ended=fault if was_alive else None)

    @rule(fault=FAULTS)
    def stop_for_good(self, fault: Fault) -> None:
        """A stop, a process that ignores SIGTERM, and what a SIGKILL leaves."""
        self.wanted = False
        self._pass(0)
        self.now += KILL_AFTER_SECONDS + 0.1
        self._pass(0)
        assert self.killed or not self.alive
        was_alive, self.alive = self.alive, False
        self._pass(0, ended=fault if was_alive else None)
        assert self.memory.state is State.STOPPED

    @rule(jitter=JITTER)
    def start_for_good(self, jitter: float) -> None:
        """While recording is wanted, no state waits longer than a slow retry."""
        self.wanted = True
        self.alive = False
        self._pass(jitter)
        if self.memory.state is not State.STARTING:
            self.now += 360 + START_DEADLINE_SECONDS
            self._pass(jitter)
        assert self.memory.state is State.STARTING

    def _pass(
        self, jitter: float, *, grew: bool = False, renew: bool = False, ended: Fault | None = None
    ) -> None:
        if self.memory.state is State.STARTING and not self.alive and ended is None:
            ended = Fault.INTERNAL  # an attempt always tells how it ended
        if self.memory.state is State.RECORDING and not self.alive and ended is None:
            ended = Fault.ENDED
        moved = step(
            self.memory,
            Observation(self.now, self.wanted, self.config, self.alive, grew, ended, renew),
            jitter,
        )
        self.memory = moved.memory
        self.killed = moved.action is Action.KILL
        if moved.action is Action.START:
            assert self.wanted
            assert not self.alive
            self.alive = True
        if moved.action in (Action.TERMINATE, Action.KILL):
            assert self.alive

    @invariant()
    def a_stopped_camera_has_no_process(self) -> None:
        assert self.memory.state is not State.STOPPED or not self.alive

    @invariant()
    def a_retry_is_within_the_longest_delay(self) -> None:
        assert self.memory.retry_at <= self.now + 360

    @invariant()
    def quick_restarts_are_few(self) -> None:
        assert len(self.memory.quick_restarts) <= 6


Camera.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestCamera = Camera.TestCase

MEMORIES = st.builds(
    Memory,
    state=st.sampled_from([state for state in State if state is not State.STOPPED]),
    since=st.floats(0, 100),
    config=st.integers(1, 2),
    fault_state=st.none() | st.sampled_from(list(State)),
    began=st.floats(0, 100),
    first_growth=st.none() | st.floats(0, 100),
    last_growth=st.floats(0, 100),
    signalled=st.floats(0, 100),
    retry_at=st.floats(0, 500),
    failures=st.integers(0, 10_000),
    quick_restarts=st.lists(st.floats(0, 100), max_size=6).map(tuple),
)
OBSERVATIONS = st.builds(
    Observation,
    now=st.floats(100, 1000),
    wanted=st.booleans(),
    config=st.integers(1, 3),
    alive=st.just(True),
    grew=st.booleans(),
    renew=st.booleans(),
)


@given(memory=MEMORIES, observations=st.lists(OBSERVATIONS, max_size=20), jitter=JITTER)
def test_from_any_state_nothing_starts_while_a_process_lives(
    memory: Memory, observations: list[Observation], jitter: float
) -> None:
    for seen in sorted(observations, key=lambda observation: observation.now):
        moved = step(memory, seen, jitter)
        memory = moved.memory
        assert moved.action is not Action.START
        assert memory.state is not State.STOPPED


@given(memory=MEMORIES, seen=OBSERVATIONS, fault=FAULTS, jitter=JITTER)
def test_from_any_state_an_unwanted_process_that_ends_leaves_the_camera_stopped(
    memory: Memory, seen: Observation, fault: Fault, jitter: float
) -> None:
    ended = replace(seen, wanted=False, alive=False, grew=False, ended=fault)
    assert step(memory, ended, jitter).memory == Memory(State.STOPPED, ended.now, memory.config)
