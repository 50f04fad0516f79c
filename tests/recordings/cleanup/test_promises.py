"""What was promised is kept, whatever happens in whatever order (FAULTS: invariants 1 to 4, 8).

Hypothesis makes up histories: footage comes, holds are set and released, plans change, clocks
step, disks fill and are taken away, files are removed by hand, and the power fails at any moment
of a cleanup. A model beside the code says after each cleanup what may be gone and what has to be.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from pytest_django import Settings

from recordings.cleanup.clock_witness import has_leapt
from recordings.cleanup.expiry import last_due, next_due
from recordings.cleanup.nightly import retention_run
from recordings.cleanup.pressure import relieve
from recordings.models import CleanupRun
from tests.bench.form import LONG
from tests.recordings.cleanup.cuts import PowerCut
from tests.recordings.cleanup.promises_checks import (
    compare_disks,
    nothing_is_over,
    quotas_are_kept,
    settle_accounts,
    snapshot,
)
from tests.recordings.cleanup.promises_events import DAY, Events, disks
from tests.recordings.cleanup.promises_world import (
    World,
    make_world,
)
from tests.recordings.cleanup.scene import TurnedClock

EXAMPLES, STEPS = 500 if LONG else 60, 7  # `make faults` asks for the long form
ZONE = "America/New_York"
Cleanup = Callable[[TurnedClock], None]

seldom = st.sampled_from([False, False, True])
moments = st.integers(1, 24)  # at which the power fails


class Histories(Events):
    has_leapt = False

    @rule(disk=disks, swapped=st.booleans())
    def a_disk_goes_or_comes_back(self, disk: int, swapped: bool) -> None:
        self.is_relieved = False
        small = self.world.disks[disk]
        if small.away:
            small.bring_back()
        else:
            paths = {f.path for f in self.all() if f.disk == disk}
            small.take_away(paths if swapped else None)
        self.minute(None)

    @rule(free=st.integers(0, 2), both=st.booleans(), disk=disks)
    def disks_fill_up(self, free: int, both: bool, disk: int) -> None:
        self.is_relieved = False
        for number, small in enumerate(self.world.disks):
            if both or number == disk:
                small.fill(free)
        self.minute(None)

    @precondition(lambda self: self.all())
    @rule(missed=st.sampled_from([0, 0, 1, 4, 15]), steps=st.booleans(), twice=seldom)
    def a_night_passes(self, missed: int, steps: bool, twice: bool) -> None:
        """Whole; some nights before it may have been missed, and the clock may step before it."""
        if steps:
            self.the_clock_steps()
        self.night_falls(missed)
        world = self.world
        due = CleanupRun.objects.filter(due_at=last_due(world.wall))
        is_new = not due.exclude(finished_at=None).exists()
        self.clean(retention_run)
        assert due.get().finished_at is not None
        if is_new and not due.get().stopped_by:
            nothing_is_over(world)
        if twice:
            self.again(retention_run)

    @precondition(lambda self: self.all())
    @rule(moment=moments)
    def the_power_fails_at_night(self, moment: int) -> None:
        self.night_falls(0)
        self.clean(retention_run, moment)

    @precondition(lambda self: self.all() and not self.is_relieved)
    @rule(twice=seldom)
    def a_minute_passes(self, twice: bool) -> None:
        self.minute(None)
        if twice:
            self.again(relieve)

    @precondition(lambda self: self.all() and not self.is_relieved)
    @rule(moment=moments)
    def the_power_fails_in_a_minute(self, moment: int) -> None:
        self.minute(moment)

    @precondition(lambda self: not self.has_leapt)
    @rule(years=st.integers(1, 3))
    def the_clock_leaps_and_is_set_right(self, years: int) -> None:
        """A minute later it is seen, and nothing has gone meanwhile but what was going."""
        self.has_leapt, world = True, self.world
        has_leapt(world.clock)  # as each minute's pass looks, before it happens too
        there = {f.pk for f in world.model.alive()}
        world.clock.step(years * 365 * DAY)
        world.offset += years * 365 * DAY
        self.clean(retention_run)
        assert there == {f.pk for f in world.model.alive()}, "a leap cost footage"
        world.step_clock(world.offset - years * 365 * DAY)

    @invariant()
    def every_file_is_where_it_belongs(self) -> None:
        """After anything; the rest is compared after each cleanup."""
        compare_disks(self.world)

    def clean(self, cleanup: Cleanup, moment: int | None = None) -> None:
        """Let it run, until the power fails at that moment of it, and compare everything."""
        before = self.world.before()
        with suppress(PowerCut), self.world.watch.watching(moment):
            cleanup(self.world.clock)
        settle_accounts(self.world, before)

    def minute(self, moment: int | None) -> None:
        self.world.clock.turn(timedelta(minutes=1))
        self.clean(relieve, moment)
        self.is_relieved = moment is None
        if moment is None:
            quotas_are_kept(self.world)

    def again(self, cleanup: Cleanup) -> None:
        done = snapshot(self.world)
        self.clean(cleanup)
        assert snapshot(self.world) == done, "twice is not once"

    def night_falls(self, missed: int) -> None:
        """A minute after 03:00, so many nights later."""
        self.is_relieved, world = False, self.world
        world.clock.turn(missed * DAY)
        world.clock.turn(next_due(world.wall) - world.wall + timedelta(minutes=1))


@pytest.fixture
def folder() -> Iterator[Path]:
    """In memory where the machine has such a place: a thousand histories are a million files."""
    memory = Path("/dev/shm")
    made = tempfile.mkdtemp(prefix="vms-promises-", dir=memory if memory.is_dir() else None)
    yield Path(made)
    shutil.rmtree(made)


@pytest.fixture
def world(db: None, folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> World:
    settings.TIME_ZONE = ZONE
    settings.VMS_RUN_DIR = folder / "run"
    world = make_world(folder)
    world.install(monkeypatch)
    return world


def test_promises_are_kept_in_any_history(world: World) -> None:
    machine = type("Machine", (Histories,), {"world": world})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert world.examples >= EXAMPLES
