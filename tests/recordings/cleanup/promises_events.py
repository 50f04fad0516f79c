"""What people, cameras and machines do between cleanups."""

from datetime import UTC, datetime, timedelta
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from recordings.cleanup.expiry import next_due
from recordings.models import Hold
from tests.recordings.cleanup.promises_model import Footage
from tests.recordings.cleanup.promises_world import ALMOST_AN_HOUR, HOUR, PLANS, World

DAY = timedelta(days=1)
BEGINNINGS = [
    datetime(2026, 3, 6, 15, tzinfo=UTC),  # clocks go forward on the 8th
    datetime(2026, 10, 30, 15, tzinfo=UTC),  # and back on the 1st of November
    datetime(2026, 5, 20, 15, tzinfo=UTC),
]
AGES = [timedelta(days=days) for days in (1, 2, 3, 7, 8, 14, 15, 40)]
PASSING = [timedelta(minutes=30), 5 * HOUR, DAY, 2 * DAY, 5 * DAY, 16 * DAY]

ages, passing = st.sampled_from(AGES), st.sampled_from(PASSING)
cameras, disks, pages = st.integers(0, 2), st.integers(0, 1), st.integers(1, 3)
picks = st.integers(0, 11)


class Events(RuleBasedStateMachine):
    """`is_relieved`: nothing has happened since a relief that would make another one differ."""

    world: ClassVar[World]
    is_relieved = False

    @initialize(
        at=st.sampled_from(BEGINNINGS),
        step=st.sampled_from([ALMOST_AN_HOUR, -ALMOST_AN_HOUR]),
        free=st.sampled_from([2, 60]),
        shares=st.lists(st.tuples(cameras, disks, ages), min_size=4, max_size=10),
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
        self.world.record(((c, d, self.so_old(age)) for c, d, age in shares), 1)
        for small in self.world.disks:
            small.fill(free)

    def teardown(self) -> None:
        self.world.end()

    @rule(camera=cameras, disk=disks, age=ages, size=pages, hours=st.integers(1, 4))
    def footage_comes(self, camera: int, disk: int, age: timedelta, size: int, hours: int) -> None:
        self.is_relieved = False
        first = self.so_old(age)
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

    def so_old(self, age: timedelta) -> datetime:
        """When an hour begins that ends half an hour older than that by the next night: what is
        kept for so many days is within its hour of grace then."""
        return next_due(self.world.wall) - age - timedelta(minutes=90)

    def all(self) -> list[Footage]:
        return list(self.world.model.footage.values())

    def pick(self, among: list[Footage], number: int) -> Footage:
        return among[number % len(among)]
