"""Two cities, three cameras and two small disks, in the database and in a model beside it.

One world serves all examples: each begins on empty disks and ends with the database as it was.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from plans.models import City, Plan
from plans.promises import city_put_on
from recordings.models import Camera, Hold, Recording, StorageVolume, Usage
from recordings.services.recording import promise_kept
from recordings.usage.counters import Weight, usage_add
from tests.people import make_city, make_plan
from tests.recordings.cleanup.promises_disks import PAGE, RESERVE_PAGES, SmallDisk
from tests.recordings.cleanup.promises_model import Before, Footage, HoldOf, Model, Promises
from tests.recordings.cleanup.promises_watch import Watch
from tests.recordings.cleanup.scene import TurnedClock, place

HOUR = timedelta(hours=1)
PLANS = ("basic", "pro", "premium")
ALMOST_AN_HOUR = HOUR - timedelta(seconds=1)  # an hour is what is taken for a leap
Status = Recording.Status


@dataclass
class World:
    """`begin` and `end` enclose an example; `verified` files stand in the ledger that was
    verified last."""

    folder: Path
    cities: list[City]
    cameras: list[Camera]
    disks: list[SmallDisk]
    clock: TurnedClock = field(default_factory=TurnedClock)
    offset: timedelta = timedelta(0)
    examples: int = 0
    verified: int = 0

    def __post_init__(self) -> None:
        self.watch = Watch(self._before_unlink, self._after_unlink)
        self.model = Model(self.disks, [])
        self.unlinked_now: list[UUID] = []

    @property
    def wall(self) -> datetime:
        """What the machine's clock says."""
        return self.clock.now()

    @property
    def now(self) -> datetime:
        return self.wall - self.offset

    def install(self, patch: pytest.MonkeyPatch) -> None:
        """For the whole test: the watch, what the disks say, and files of a page for GBs."""
        self.watch.install(patch)
        real = os.statvfs

        def statvfs(path: Any) -> os.statvfs_result:
            mine = (disk for disk in self.disks if Path(path) == disk.root)
            disk = next(mine, None)
            return real(path) if disk is None else disk.told()

        patch.setattr(os, "statvfs", statvfs)
        for module in ("plans.entitlements", "recordings.services.recording"):
            patch.setattr(f"{module}.GB", PAGE)
        patch.setattr("recordings.cleanup.emergency.GIVES_BACK_SECONDS", 0.0)
        # A rate that changes as old footage goes would make a second relief differ from the first.
        patch.setattr("recordings.usage.measuring.bytes_per_hour", lambda volume, now: 0)

    def camera(self, number: int) -> Camera:
        """As it is now, with its plan."""
        cameras = Camera.objects.select_related("city__plan")
        return cameras.get(pk=self.cameras[number].pk)

    def begin(self, at: datetime) -> None:
        self.examples += 1
        self._savepoint = transaction.savepoint()
        self.clock.at, self.offset = at, timedelta(0)
        for disk in self.disks:
            disk.begin()
        for witness in (self.folder / "run").iterdir():
            witness.unlink()
        city_of = [self.cities.index(camera.city) for camera in self.cameras]
        self.model = Model(self.disks, city_of, foreign=[set() for _ in self.disks])
        for camera in self.cameras:
            promises = Promises()
            promises.make(self.now - timedelta(days=99), *self._promised(camera))
            self.model.promises.append(promises)
        self.unlinked_now = []
        self.verified = 0
        self._numbers = count(1)

    def end(self) -> None:
        transaction.savepoint_rollback(self._savepoint)

    def before(self) -> Before:
        return Before(
            now=self.now,
            wall=self.wall,
            alive=self.model.alive(),
            free_pages=[disk.free_pages() for disk in self.disks],
            away=[disk.away for disk in self.disks],
        )

    def record(
        self, starts: Iterable[tuple[int, int, datetime]], pages: int, *, is_open: bool = False
    ) -> None:
        """Hours that began at those times by the machine's clock, of (camera, disk); nothing
        where the disk is away."""
        there = [found for found in starts if not self.disks[found[1]].away]
        made = [self._footage(*found, pages, is_open=is_open) for found in there]
        Recording.objects.bulk_create(self._row(footage) for footage in made)
        weights = [self._weight(footage) for footage in made if footage.end is not None]
        if Usage.objects.exists():
            usage_add(weights)
        else:
            Usage.objects.bulk_create(_added_up(weights))

    def finish(self, footage: Footage, end: datetime) -> None:
        """As `recordings.indexing` does once it has read and synced the file."""
        footage.end, footage.ended = end, end - self.offset
        self._place(footage)
        Recording.objects.filter(pk=footage.pk).update(
            status=Status.COMPLETE, end_time=end, file_size=footage.bytes
        )
        usage_add([self._weight(footage)])

    def hold(
        self, camera: int, start: datetime, end: datetime, until: datetime, source: Hold.Source
    ) -> None:
        row = Hold.objects.create(
            camera=self.cameras[camera],
            start_time=start,
            end_time=end,
            reason="evidence",
            until=until,
            source=source,
            created_at=self.wall,
        )
        self.model.holds.append(HoldOf(row.pk, camera, start, end, until))

    def release(self, hold: HoldOf) -> None:
        Hold.objects.filter(pk=hold.pk).update(released_at=self.wall)
        hold.released = True

    def put_on(self, city: int, plan: str) -> None:
        """As `plans.services.city_update` does."""
        row = City.objects.get(pk=self.cities[city].pk)
        city_put_on(row, Plan.objects.get(code=plan), self.wall)
        row.save()
        self._promise_anew()

    def limit(self, camera: int, days: int | None, pages: int | None) -> None:
        """The camera's own limits, as its services change them."""
        row = self.camera(camera)
        with promise_kept(row, self.wall):
            row.retention_days, row.max_size_gb = days, pages
        row.save()
        self._promise_anew()

    def step_clock(self, offset: timedelta) -> None:
        """Wall time alone moves."""
        self.clock.step(offset - self.offset)
        self.offset = offset

    def remove_by_hand(self, footage: Footage) -> None:
        (self.disks[footage.disk].location / footage.path).unlink()
        footage.removed_by_hand = True

    def drop_foreign(self, disk: int, beside: Footage, name: str) -> None:
        """A file that no row knows, in a day folder of ours."""
        path = f"{beside.path.rpartition('/')[0]}/{name}"
        file = self.disks[disk].location / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"foreign")
        self.model.foreign[disk].add(path)

    def _footage(
        self, camera: int, disk: int, start: datetime, pages: int, *, is_open: bool
    ) -> Footage:
        number = next(self._numbers)
        folder = self.cameras[camera].folder
        path = f"{folder}/{start:%Y-%m-%d/%H-%M-%S}_{number:08x}.mp4"
        end = None if is_open else start + HOUR
        ended = None if end is None else end - self.offset
        footage = Footage(UUID(int=number), camera, disk, path, start, end, ended, pages)
        self.model.footage[footage.pk] = footage
        self._place(footage)
        return footage

    def _place(self, footage: Footage) -> None:
        volume = self.disks[footage.disk].volume
        place(volume, footage.path, footage.pages * PAGE, footage.end or footage.start)

    def _row(self, footage: Footage) -> Recording:
        return Recording(
            pk=footage.pk,
            camera=self.cameras[footage.camera],
            volume=self.disks[footage.disk].volume,
            run_id=f"{footage.pk.int:08x}",
            file_path=footage.path,
            status=Status.RECORDING if footage.end is None else Status.COMPLETE,
            start_time=footage.start,
            end_time=footage.end,
            file_size=footage.bytes,
        )

    def _weight(self, footage: Footage) -> Weight:
        camera, volume = self.cameras[footage.camera], self.disks[footage.disk].volume
        return Weight(camera.pk, volume.pk, footage.start, footage.bytes)

    def _promise_anew(self) -> None:
        for number, promises in enumerate(self.model.promises):
            promises.make(self.now, *self._promised(self.camera(number)))

    def _promised(self, camera: Camera) -> tuple[int, int]:
        """For good, whatever is kept besides."""
        plan = camera.city.plan
        days = min(plan.retention_days, camera.retention_days or plan.retention_days)
        pages = min(plan.max_gb_per_camera, camera.max_size_gb or plan.max_gb_per_camera)
        return days, pages

    def _before_unlink(self, file: Path) -> None:
        footage = self._footage_at(file)
        if footage is None:
            return
        assert not self.watch.is_in_transaction, "a transaction is open while a file goes"
        row = Recording.objects.filter(pk=footage.pk).select_related("pending_deletion").get()
        assert row.status == Status.DOOMED, f"{footage} goes before its row is doomed"
        assert row.pending_deletion.state == "doomed", f"{footage} goes twice"

    def _after_unlink(self, file: Path) -> None:
        footage = self._footage_at(file)
        if footage is not None:
            footage.unlinked = True
            self.unlinked_now.append(footage.pk)

    def _footage_at(self, file: Path) -> Footage | None:
        """None for what is no media file; any other that is not ours to delete is an error."""
        if file.suffix != ".mp4":
            return None
        for number, disk in enumerate(self.disks):
            if file.is_relative_to(disk.root):
                assert not disk.away, f"{file} is another disk's"
                footage = self.model.at(number, str(file.relative_to(disk.root)))
                assert footage is not None, f"{file} is foreign"
                return footage
        raise AssertionError(f"{file} lies outside of every volume")


def _added_up(weights: Iterable[Weight]) -> list[Usage]:
    """What `usage_add` makes of them in an empty table, in one statement."""
    rows: dict[tuple[int, int, date], Usage] = {}
    for weight in weights:
        key = weight.camera_id, weight.volume_id, weight.began.date()
        empty = Usage(camera_id=key[0], volume_id=key[1], date=key[2])
        row = rows.setdefault(key, empty)
        row.bytes += weight.bytes
        row.files += weight.files
    return list(rows.values())


def make_world(folder: Path) -> World:
    """In an empty folder."""
    (folder / "run").mkdir()
    for plan in PLANS:
        make_plan(plan)
    cities = [make_city("Aurora"), make_city("Boreal")]
    disks = []
    for name in ("volume-1", "volume-2"):
        root = folder / name
        volume = StorageVolume.objects.create(
            name=name, root=str(root), reserve_bytes=RESERVE_PAGES * PAGE
        )
        disks.append(SmallDisk(volume))
    cameras = [
        Camera.objects.create(city=cities[0], name="Gate", max_size_gb=5, recording_enabled=True),
        Camera.objects.create(city=cities[0], name="Yard", retention_days=2),
        Camera.objects.create(city=cities[1], name="Quay", max_size_gb=2),
    ]
    return World(folder, cities, cameras, disks)
