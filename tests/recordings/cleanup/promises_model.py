"""What must be there, kept beside the code under test and by none of its rules."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from tests.recordings.cleanup.promises_disks import (
    EASED_PAGES,
    PAGE,
    ROOMY_PAGES,
    SHORT_PAGES,
    SmallDisk,
)

KEPT_FOR = timedelta(hours=23)
"""So long at least a smaller promise is not in force: a day, by a clock that may be set forward."""


@dataclass
class Footage:
    """A recording. `start` and `end` are what its row says; `ended` is when that truly was, None
    while it is being written."""

    pk: UUID
    camera: int
    disk: int
    path: str
    start: datetime
    end: datetime | None
    ended: datetime | None
    pages: int
    removed_by_hand: bool = False
    unlinked: bool = False

    @property
    def is_on_disk(self) -> bool:
        return not (self.removed_by_hand or self.unlinked)

    @property
    def bytes(self) -> int:
        return self.pages * PAGE if self.end is not None else 0

    def is_fresh(self, wall: datetime) -> bool:
        """Written this minute: it is not looked at yet."""
        assert self.end is not None
        return timedelta(0) <= wall - self.end < timedelta(seconds=60)


@dataclass
class HoldOf:
    pk: int
    camera: int
    start: datetime
    end: datetime
    until: datetime
    released: bool = False

    def covers(self, footage: Footage, wall: datetime) -> bool:
        if self.released or self.until <= wall or self.camera != footage.camera:
            return False
        assert footage.end is not None
        return self.start < footage.end and self.end > footage.start


@dataclass
class Promises:
    """What a camera was promised, and from when on: days, and files of a page each."""

    made: list[tuple[datetime, int, int]] = field(default_factory=list)

    def make(self, now: datetime, days: int, pages: int) -> None:
        self.made.append((now, days, pages))

    def kept_at(self, now: datetime) -> tuple[int, int]:
        """The most that was promised at any moment of the last day."""
        before = [i for i, (at, _, _) in enumerate(self.made) if at <= now - KEPT_FOR]
        lately = self.made[before[-1] if before else 0 :]
        return max(days for _, days, _ in lately), max(pages for _, _, pages in lately)


@dataclass
class Model:
    disks: list[SmallDisk]
    city_of: list[int]
    footage: dict[UUID, Footage] = field(default_factory=dict)
    holds: list[HoldOf] = field(default_factory=list)
    promises: list[Promises] = field(default_factory=list)
    foreign: list[set[str]] = field(default_factory=list)
    pending: set[UUID] = field(default_factory=set)
    gone: dict[UUID, Footage] = field(default_factory=dict)

    def finished(self) -> list[Footage]:
        return [f for f in self.footage.values() if f.end is not None]

    def alive(self) -> list[Footage]:
        """Finished, and nothing has been decided about it."""
        return [f for f in self.finished() if f.pk not in self.pending]

    def is_held(self, footage: Footage, wall: datetime) -> bool:
        return any(hold.covers(footage, wall) for hold in self.holds)

    def on_disk(self, disk: int) -> set[str]:
        mine = (f for f in self.footage.values() if f.disk == disk and f.is_on_disk)
        return {f.path for f in mine} | self.foreign[disk]

    def at(self, disk: int, path: str) -> Footage | None:
        """The footage of that file, if it is one."""
        found = (f for f in self.footage.values() if f.disk == disk and f.path == path)
        return next(found, None)


@dataclass(frozen=True)
class Before:
    """How things stood as a cleanup began: what it takes is judged by this."""

    now: datetime
    wall: datetime
    alive: list[Footage]
    free_pages: list[int]
    away: list[bool]


def judge(
    model: Model, before: Before, taken: dict[str, list[Footage]], missing: dict[int, int]
) -> None:
    """Assert that each of the footage that was doomed for a reason might be; `missing` bytes of a
    disk are what an emergency said that it was to free."""
    for footage in (f for group in taken.values() for f in group):
        assert footage.end is not None, f"open file {footage} was taken"
        assert not model.is_held(footage, before.wall), f"held {footage} was taken"
        assert not before.away[footage.disk], f"{footage} was taken from a disk that is away"
    for footage in taken.get("expired", []):
        assert footage.ended is not None
        days, _ = model.promises[footage.camera].kept_at(before.now)
        age = before.now - footage.ended
        assert age >= timedelta(days=days), f"{footage} was promised for {days} days: {age}"
    _judge_quota(model, before, taken.get("quota", []))
    _judge_emergency(model, before, taken, missing)


def _judge_quota(model: Model, before: Before, taken: list[Footage]) -> None:
    for camera in {f.camera for f in taken}:
        mine = {f.pk: f for f in taken if f.camera == camera}
        kept = [f for f in before.alive if f.camera == camera and not before.away[f.disk]]
        _assert_oldest(model, before, kept, mine)
        _, promised_pages = model.promises[camera].kept_at(before.now)
        over = sum(f.pages for f in kept) - promised_pages
        without_last = sum(f.pages for f in mine.values()) - max(f.pages for f in mine.values())
        assert without_last < over, f"quota of camera {camera}: {over} too many, took {mine}"


def _judge_emergency(
    model: Model, before: Before, taken: dict[str, list[Footage]], missing: dict[int, int]
) -> None:
    short = [pages < SHORT_PAGES for pages in before.free_pages]
    emergency = taken.get("emergency", [])
    others = {f.pk for reason, group in taken.items() if reason != "emergency" for f in group}
    for disk in {f.disk for f in emergency}:
        assert short[disk], f"disk {disk} had {before.free_pages[disk]} pages free"
        roomy = [
            n for n, pages in enumerate(before.free_pages) if pages >= ROOMY_PAGES and n != disk
        ]
        assert all(before.away[n] for n in roomy), "another disk had room"
        mine = [f for f in emergency if f.disk == disk]
        assert missing[disk] == (EASED_PAGES - before.free_pages[disk]) * PAGE
        gave = [f.bytes for f in mine if not f.removed_by_hand]
        without_last = sum(gave) - max(gave, default=0)
        assert not gave or without_last < missing[disk], "more went than was missing"
        for city in {model.city_of[f.camera] for f in mine}:
            theirs = {f.pk: f for f in mine if model.city_of[f.camera] == city}
            kept = [
                f
                for f in before.alive
                if f.disk == disk and model.city_of[f.camera] == city and f.pk not in others
            ]
            _assert_oldest(model, before, kept, theirs)


def _assert_oldest(
    model: Model, before: Before, kept: list[Footage], taken: dict[UUID, Footage]
) -> None:
    """What may go at all goes oldest first; what was written this minute waits."""
    free = [f for f in kept if not model.is_held(f, before.wall) and not f.is_fresh(before.wall)]
    free.sort(key=lambda f: (f.start, f.pk.hex))
    oldest = {f.pk for f in free[: len(taken)]}
    assert taken.keys() == oldest, "not the oldest went"
