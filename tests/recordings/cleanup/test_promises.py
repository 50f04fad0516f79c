"""What was promised is kept, whatever happens in whatever order (FAULTS: invariants 1 to 4, 8).

Hypothesis makes up histories: footage comes, holds are set and released, plans change, clocks
step, disks fill and are taken away, files are removed by hand, and the power fails at any moment
of a cleanup. A model beside the code says after each cleanup what may be gone and what has to be.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from pytest_django import Settings

from recordings.cleanup.expiry import last_due, next_due
from recordings.cleanup.nightly import retention_run
from recordings.cleanup.pressure import relieve
from recordings.models import CleanupRun, Hold
from tests.recordings.cleanup.cuts import PowerCut
from tests.recordings.cleanup.promises_checks import (
    compare_disks,
    nothing_is_over,
    quotas_are_kept,
    settle_accounts,
    snapshot,
)
from tests.recordings.cleanup.promises_model import Footage
from tests.recordings.cleanup.promises_world import (
    ALMOST_AN_HOUR,
    HOUR,
    PLANS,
    World,
    make_world,
)
from tests.recordings.cleanup.scene import TurnedClock

EXAMPLES, STEPS = 500, 10
DAY = timedelta(days=1)
ZONE = "America/New_York"
BEGINNINGS = [
    datetime(2026, 3, 6, 15, tzinfo=UTC),  # clocks go forward on the 8th
    datetime(2026, 10, 30, 15, tzinfo=UTC),  # and back on the 1st of November
    datetime(2026, 5, 20, 15, tzinfo=UTC),
]
AGES = [HOUR, 20 * HOUR, 2 * DAY, 3 * DAY, 6 * DAY + 20 * HOUR, 8 * DAY, 14 * DAY, 40 * DAY]
PASSING = [timedelta(minutes=30), 5 * HOUR, DAY, 2 * DAY, 5 * DAY, 16 * DAY]
Cleanup = Callable[[TurnedClock], None]

ages, passing = st.sampled_from(AGES), st.sampled_from(PASSING)
cameras, disks, pages = st.integers(0, 2), st.integers(0, 1), st.integers(1, 3)
picks = st.integers(0, 11)
moments = st.integers(1, 24)  # at which the power fails


class Histories(RuleBasedStateMachine):
    """`is_relieved`: nothing has happened since a relief that would make another one differ."""

    world: ClassVar[World]
    is_relieved = False
    has_leapt = False

    @initialize(
        at=st.sampled_from(BEGINNINGS),
        step=st.sampled_from([ALMOST_AN_HOUR, -ALMOST_AN_HOUR]),
        free=st.sampled_from([4, 7, 12, 60]),
        shares=st.lists(st.tuples(cameras, disks, ages), min_size=2, max_size=10),
    )
    def begin(
        self,
        at: datetime,
        step: timedelta,
        free: int,
        shares: list[tuple[int, int, timedelta]],
    ) -> None:
        self.world.begin(at)
        self.step = step
        self.world.record(((c, d, at - age) for c, d, age in shares), 1)
        for small in self.world.disks:
            small.fill(free)

    def teardown(self) -> None:
        self.world.end()

    # --- What people, cameras and machines do ---------------------------------------------------

    @rule(camera=cameras, disk=disks, age=ages, size=pages, hours=st.integers(1, 4))
    def footage_comes(self, camera: int, disk: int, age: timedelta, size: int, hours: int) -> None:
        self.is_relieved = False
        first = self.world.wall - age
        self.world.record(((camera, disk, first - n * HOUR) for n in range(hours)), size)

    @rule(camera=cameras, disk=disks)
    def a_file_is_opened(self, camera: int, disk: int) -> None:
        self.is_relieved = False
        if not any(f.camera == camera and f.end is None for f in self.all()):
            self.world.record([(camera, disk, self.world.wall)], 1, is_open=True)

    @precondition(lambda self: any(f.end is None for f in self.all()))
    @rule()
    def files_are_finished(self) -> None:
        self.is_relieved = False
        for footage in self.all():
            if footage.end is None and not self.world.disks[footage.disk].away:
                end = max(self.world.wall, footage.start + timedelta(seconds=1))
                self.world.finish(footage, end)

    @rule(by=passing)
    def time_passes(self, by: timedelta) -> None:
        self.is_relieved = False
        self.world.clock.turn(by)

    @precondition(lambda self: self.world.model.finished())
    @rule(pick=picks, lasts=st.sampled_from([DAY, 10 * DAY, 60 * DAY]), clip=st.booleans())
    def a_range_is_held(self, pick: int, lasts: timedelta, clip: bool) -> None:
        footage = self.pick(self.world.model.finished(), pick)
        assert footage.end is not None
        start = footage.start + timedelta(minutes=50)
        source = Hold.Source.CLIP if clip else Hold.Source.PERSON
        end, until = start + 2 * HOUR, self.world.wall + lasts
        self.world.hold(footage.camera, start, end, until, source)

    @precondition(lambda self: self.world.model.holds)
    @rule(pick=picks)
    def a_hold_is_released(self, pick: int) -> None:
        self.is_relieved = False
        holds = self.world.model.holds
        self.world.release(holds[pick % len(holds)])

    @rule(city=st.integers(0, 1), plan=st.sampled_from(PLANS))
    def a_plan_changes(self, city: int, plan: str) -> None:
        self.is_relieved = False
        self.world.put_on(city, plan)

    @rule(camera=cameras, days=st.sampled_from([None, 1, 3]), size=st.sampled_from([None, 1, 3, 8]))
    def a_cameras_limits_change(self, camera: int, days: int | None, size: int | None) -> None:
        self.is_relieved = False
        self.world.limit(camera, days, size)

    @rule()
    def the_clock_steps(self) -> None:
        """To and fro by an hour: what a promise has to bear."""
        self.world.step_clock(timedelta(0) if self.world.offset else self.step)

    @precondition(lambda self: any(f.is_on_disk for f in self.world.model.alive()))
    @rule(pick=picks)
    def a_file_is_removed_by_hand(self, pick: int) -> None:
        there = [f for f in self.world.model.alive() if f.is_on_disk]
        self.world.remove_by_hand(self.pick(there, pick))

    @precondition(lambda self: self.all())
    @rule(pick=picks, name=st.sampled_from(["note.mp4", "01-02-03_0000abcd.mp4"]))
    def a_foreign_file_is_dropped_in(self, pick: int, name: str) -> None:
        beside = self.pick(self.all(), pick)
        self.world.drop_foreign(beside.disk, beside, name)

    @rule(disk=disks, swapped=st.booleans())
    def a_disk_goes_or_comes_back(self, disk: int, swapped: bool) -> None:
        self.is_relieved = False
        small = self.world.disks[disk]
        if small.away:
            small.bring_back()
        else:
            paths = {f.path for f in self.all() if f.disk == disk}
            small.take_away(paths if swapped else None)

    @rule(free=st.integers(2, 6), both=st.sampled_from([True, True, False]), disk=disks)
    def disks_fill_up(self, free: int, both: bool, disk: int) -> None:
        self.is_relieved = False
        for number, small in enumerate(self.world.disks):
            if both or number == disk:
                small.fill(free)

    # --- What the recorder does about it --------------------------------------------------------

    @precondition(lambda self: self.all())
    @rule(missed=st.sampled_from([0, 0, 1, 4, 15]), twice=st.booleans())
    def a_night_passes(self, missed: int, twice: bool) -> None:
        """Whole; some nights before it may have been missed."""
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
    @rule(twice=st.booleans())
    def a_minute_passes(self, twice: bool) -> None:
        self.world.clock.turn(timedelta(minutes=1))
        self.clean(relieve)
        self.is_relieved = True
        quotas_are_kept(self.world)
        if twice:
            self.again(relieve)

    @precondition(lambda self: self.all() and not self.is_relieved)
    @rule(moment=moments)
    def the_power_fails_in_a_minute(self, moment: int) -> None:
        self.world.clock.turn(timedelta(minutes=1))
        self.clean(relieve, moment)

    @precondition(lambda self: not self.has_leapt)
    @rule(years=st.integers(1, 3))
    def the_clock_leaps_and_is_set_right(self, years: int) -> None:
        """A minute later it is seen, and nothing has gone meanwhile but what was going."""
        self.has_leapt, world = True, self.world
        self.clean(retention_run)
        going = {*world.model.pending}
        there = {f.pk for f in world.model.alive()}
        world.clock.step(years * 365 * DAY)
        world.offset += years * 365 * DAY
        self.clean(retention_run)
        assert there == {f.pk for f in world.model.alive()} - going, "a leap cost footage"
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

    def again(self, cleanup: Cleanup) -> None:
        done = snapshot(self.world)
        self.clean(cleanup)
        assert snapshot(self.world) == done, "twice is not once"

    def night_falls(self, missed: int) -> None:
        """A minute after 03:00, so many nights later."""
        self.is_relieved, world = False, self.world
        world.clock.turn(missed * DAY)
        world.clock.turn(next_due(world.wall) - world.wall + timedelta(minutes=1))

    def all(self) -> list[Footage]:
        return list(self.world.model.footage.values())

    def pick(self, among: list[Footage], number: int) -> Footage:
        return among[number % len(among)]


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
