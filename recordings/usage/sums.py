"""Sums of usage: one query groups by camera, and what cameras have in common is added up here."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol, TypeVar

from django.db.models import Sum

from recordings.models import UsageQuerySet

MOST_LISTED = 500
MOST_DAYS = 400


@dataclass(frozen=True, slots=True)
class CameraUsage:
    """Finished files of a camera. `owner`: the user's id and name, or None."""

    camera_id: int
    name: str
    is_archived: bool
    city: tuple[int, str]
    plan: tuple[str, str]
    owner: tuple[int, str] | None
    bytes: int
    files: int


class GroupUsage(NamedTuple):
    """Of the cameras that share `key`: a city's, an owner's or a plan's id and name."""

    key: tuple[Hashable, str] | None
    cameras: int
    bytes: int
    files: int


class DayUsage(NamedTuple):
    """Of the files that began on the day (UTC) and are kept now."""

    date: date
    bytes: int
    files: int


class Summed(Protocol):
    @property
    def bytes(self) -> int: ...

    @property
    def files(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Rest:
    """What a list leaves out."""

    count: int
    bytes: int
    files: int


S = TypeVar("S", bound=Summed)


def by_camera(rows: UsageQuerySet) -> list[CameraUsage]:
    """The largest first."""
    fields = (
        *("camera_id", "camera__name", "camera__archived_at"),
        *("camera__city_id", "camera__city__name"),
        *("camera__city__plan__code", "camera__city__plan__name"),
        *("camera__owner_id", "camera__owner__username"),
    )
    sums = rows.order_by().values_list(*fields).annotate(b=Sum("bytes"), f=Sum("files"))
    found = [
        CameraUsage(
            camera_id=row[0],
            name=row[1],
            is_archived=row[2] is not None,
            city=(row[3], row[4]),
            plan=(row[5], row[6]),
            owner=None if row[7] is None else (row[7], row[8]),
            bytes=row[9],
            files=row[10],
        )
        for row in sums
    ]
    return sorted(found, key=lambda camera: (-camera.bytes, camera.camera_id))


def by_volume(rows: UsageQuerySet) -> dict[int, int]:
    """Bytes by the volume's id."""
    return dict(rows.order_by().values_list("volume").annotate(n=Sum("bytes")))


def by_day(rows: UsageQuerySet) -> list[DayUsage]:
    """The last 400 days of which something is kept, in their order."""
    sums = rows.order_by("-date").values_list("date").annotate(b=Sum("bytes"), f=Sum("files"))
    return [DayUsage(*row) for row in reversed(sums.filter(f__gt=0)[:MOST_DAYS])]


def grouped(
    cameras: Iterable[CameraUsage], key_of: Callable[[CameraUsage], tuple[Hashable, str] | None]
) -> list[GroupUsage]:
    """The largest first."""
    groups: dict[tuple[Hashable, str] | None, GroupUsage] = {}
    for camera in cameras:
        key = key_of(camera)
        known = groups.get(key, GroupUsage(key, 0, 0, 0))
        groups[key] = GroupUsage(
            key, known.cameras + 1, known.bytes + camera.bytes, known.files + camera.files
        )
    return sorted(groups.values(), key=lambda group: (-group.bytes, str(group.key)))


def listed(found: Sequence[S]) -> tuple[Sequence[S], Rest]:
    """The first 500, and what the others come to."""
    others = found[MOST_LISTED:]
    rest = Rest(len(others), sum(one.bytes for one in others), sum(one.files for one in others))
    return found[:MOST_LISTED], rest
