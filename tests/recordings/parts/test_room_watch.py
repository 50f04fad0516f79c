"""What the recorder does by itself about the room on its disks."""

import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from recordings.clock import SystemClock
from recordings.processes import RecorderProcess
from recordings.supervisor.media_watch import MediaWatch
from recordings.supervisor.room_watch import MOVE_AGAIN_SECONDS, RoomWatch, with_runs
from recordings.supervisor.run import LONG_AGO, Run
from recordings.supervisor.volume_watch import LOOK_SECONDS
from recordings.supervisor.watch import CameraWatch
from recordings.volumes import VOLUME_IDENTITY, VolumeRef, usable_volumes, write_identity
from tests.faults.installation.conftest import disks, mounts_impossible
from tests.faults.installation.disks import MIB, Disks
from tests.recordings.parts.turned_clock import TurnedClock

__all__ = ["disks", "mounts_impossible"]

RESERVE_BYTES = 2 * MIB
ROOM_BYTES = 16 * MIB
SHORT_BYTES = RESERVE_BYTES + ROOM_BYTES * 3 // 100  # while the rate is unknown


@dataclass
class Looks:
    """A room watch over two small disks, and what it asked for."""

    volumes: list[VolumeRef]
    runs: Callable[[VolumeRef, int], list[CameraWatch]]
    clock: TurnedClock = field(default_factory=TurnedClock)
    asked: int = 0
    watches: list[CameraWatch] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.watch = RoomWatch(self.clock, self._ask)

    def _ask(self) -> None:
        self.asked += 1

    def record_to(self, volume: VolumeRef, count: int) -> list[CameraWatch]:
        self.watches += self.runs(volume, count)
        return self.watches[-count:]

    def look(self, count: int = 1) -> None:
        for _ in range(count):
            self.watch.look(self.watches, self.volumes)
            self.clock.at += LOOK_SECONDS


@pytest.fixture
def runs() -> Iterator[Callable[[VolumeRef, int], list[CameraWatch]]]:
    """Runs of which nothing but the volume is looked at; their process is the test's own."""
    made: list[Run] = []

    def make(volume: VolumeRef, count: int) -> list[CameraWatch]:
        watches = []
        for _ in range(count):
            number = len(made) + 1
            descriptors = os.pidfd_open(os.getpid()), os.memfd_create("said")
            process = RecorderProcess(os.getpid(), *descriptors)
            media = MediaWatch(SystemClock())
            folder = f"city_1/cam_{number}"
            run = Run("0a1b2c3d", number, volume, folder, process, LONG_AGO, 3600, media)
            made.append(run)
            watches.append(CameraWatch(number, SystemClock(), "node", run=run))
        return watches

    yield make
    for run in made:
        run.process.close()


@pytest.fixture
def looks(disks: Disks, runs: Callable[[VolumeRef, int], list[CameraWatch]]) -> Looks:
    volumes = []
    for number, name in enumerate(("first", "second"), 1):
        root = disks.tmpfs(name, 16).root
        volume = VolumeRef(number, uuid.uuid4(), root, RESERVE_BYTES)
        write_identity(root / VOLUME_IDENTITY, {"volume": str(volume.uuid)})
        volumes.append(volume)
    return Looks(volumes, runs)


def leave(volume: VolumeRef, free_bytes: int) -> Path:
    """Fill the disk, whose identity takes a page, but for so much."""
    filler = volume.root / "filler"
    filler.write_bytes(bytes(ROOM_BYTES - 4096 - free_bytes))
    return filler


def marked(watches: list[CameraWatch]) -> tuple[int, int]:
    """How many are to end now, and how many in turn."""
    return sum(w.renew for w in watches), sum(w.renew_in_turn for w in watches)


def test_with_room_enough_nothing_is_asked_or_moved(looks: Looks) -> None:
    runs = looks.record_to(looks.volumes[0], 3)
    leave(looks.volumes[0], SHORT_BYTES + 4096)
    looks.look(3)
    assert (looks.asked, marked(runs)) == (0, (0, 0))


def test_relief_is_asked_for_at_once_and_not_more_often_than_each_ten_seconds(
    looks: Looks,
) -> None:
    looks.volumes.pop()
    looks.record_to(looks.volumes[0], 3)
    leave(looks.volumes[0], SHORT_BYTES - MIB // 8)
    looks.look()
    first = looks.asked
    looks.look(3)
    again = looks.asked
    looks.look()
    assert (first, again, looks.asked) == (1, 1, 2)
    assert marked(looks.watches) == (0, 0)


def test_a_known_rate_asks_later(looks: Looks) -> None:
    """An hour's recording fits above the reserve."""
    looks.volumes[:] = [replace(looks.volumes[0], bytes_per_hour=MIB // 4)]
    looks.record_to(looks.volumes[0], 3)
    filler = leave(looks.volumes[0], RESERVE_BYTES + MIB // 4)
    looks.look()
    assert looks.asked == 0
    filler.unlink()
    leave(looks.volumes[0], RESERVE_BYTES + MIB // 8)
    looks.look()
    assert looks.asked == 1


def test_runs_of_a_short_volume_move_some_at_a_time(looks: Looks) -> None:
    runs = looks.record_to(looks.volumes[0], 20)
    staying = looks.record_to(looks.volumes[1], 5)
    leave(looks.volumes[0], SHORT_BYTES - MIB // 8)
    moved = []
    for _ in range(4):
        looks.look()
        moved.append(marked(runs)[1])
    assert moved == [2, 4, 6, 8]
    assert marked(staying) == (0, 0)


def test_a_volume_that_its_row_calls_short_is_left_too(looks: Looks) -> None:
    """Until the upper mark is reached, of which the recorder knows by the row alone."""
    runs = looks.record_to(looks.volumes[0], 2)
    looks.volumes[0] = replace(looks.volumes[0], is_short=True)
    looks.look()
    assert (looks.asked, marked(runs)) == (0, (0, 1))


def test_one_camera_is_moved_once_in_ten_minutes(looks: Looks) -> None:
    """What comes back was refused over there: its footage must not be shredded."""
    (run,) = looks.record_to(looks.volumes[0], 1)
    leave(looks.volumes[0], SHORT_BYTES - MIB // 8)
    looks.look()
    run.renew_in_turn = False
    looks.look(5)
    assert not run.renew_in_turn
    looks.clock.at += MOVE_AGAIN_SECONDS
    looks.look()
    assert run.renew_in_turn


@pytest.mark.parametrize("other", ["gone", "short", "nearly full", "switched off"])
def test_nothing_moves_where_no_move_helps(looks: Looks, other: str) -> None:
    first, second = looks.volumes
    runs = looks.record_to(first, 10)
    leave(first, SHORT_BYTES - MIB // 8)
    if other == "gone":
        (second.root / VOLUME_IDENTITY).unlink()
    elif other == "short":
        looks.volumes[1] = replace(second, is_short=True)
    elif other == "nearly full":
        leave(second, SHORT_BYTES + MIB)
    else:
        looks.volumes.pop()
    looks.look(3)
    assert (looks.asked, marked(runs)) == (1, (0, 0))


def test_runs_on_a_volume_that_was_switched_off_move_as_well(looks: Looks) -> None:
    runs = looks.record_to(looks.volumes[0], 10)
    leave(looks.volumes.pop(0), SHORT_BYTES - MIB // 8)
    looks.look()
    assert marked(runs) == (0, 1)


def test_when_half_the_reserve_is_gone_all_its_runs_end(looks: Looks) -> None:
    runs = looks.record_to(looks.volumes[0], 10)
    others = looks.record_to(looks.volumes[1], 2)
    leave(looks.volumes[0], RESERVE_BYTES // 2)
    looks.look()
    assert marked(runs)[0] == 10
    assert marked(others) == (0, 0)


def test_a_disk_that_is_gone_is_another_watchs_concern(looks: Looks) -> None:
    volume = looks.volumes[0]
    runs = looks.record_to(replace(volume, root=volume.root / "gone"), 2)
    looks.volumes.clear()
    looks.look(2)
    assert (looks.asked, marked(runs)) == (0, (0, 0))


def test_nothing_is_looked_at_between_two_looks(looks: Looks) -> None:
    looks.record_to(looks.volumes[0], 1)
    looks.look()
    leave(looks.volumes[0], SHORT_BYTES - MIB)
    looks.clock.at -= 0.25
    looks.watch.look(looks.watches, looks.volumes)
    assert looks.asked == 0
    looks.clock.at += 0.25
    looks.look()
    assert looks.asked == 1


def test_starts_spread_over_volumes_by_the_room_that_is_left_to_each_run(looks: Looks) -> None:
    """Of two equal ones the emptier in runs; a short one only when it is the last."""
    first, second = looks.volumes
    looks.record_to(second, 1)
    counted = with_runs(looks.volumes, looks.watches)
    assert [volume.runs for volume in counted] == [0, 1]
    assert [v.id for v in usable_volumes(counted)] == [first.id, second.id]
    looks.record_to(first, 3)
    counted = with_runs(looks.volumes, looks.watches)
    assert [v.id for v in usable_volumes(counted)] == [second.id, first.id]
    counted[1] = replace(counted[1], is_short=True)
    assert [v.id for v in usable_volumes(counted)] == [first.id, second.id]
