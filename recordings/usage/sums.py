"""Sums of usage: one query groups by camera, and what cameras have in common is added up here.

Clips stand beside the footage, never in it: they take no quota and no retention frees them.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple, Protocol, TypeVar

from django.db.models import Sum

from recordings.clip_facts import ClipWeight
from recordings.models import Camera, UsageQuerySet

MOST_LISTED = 500
MOST_DAYS = 400


@dataclass(frozen=True, slots=True)
class CameraUsage:
    """Finished files of a camera, and its clips. `owner`: the user's id and name, or None."""

    camera_id: int
    name: str
    is_archived: bool
    city: tuple[int, str]
    plan: tuple[str, str]
    owner: tuple[int, str] | None
    bytes: int
    files: int
    clip_bytes: int = 0
    clips: int = 0


class GroupUsage(NamedTuple):
    """Of the cameras that share `key`: a city's, an owner's or a plan's id and name."""

    key: tuple[Hashable, str] | None
    cameras: int = 0
    bytes: int = 0
    files: int = 0
    clip_bytes: int = 0
    clips: int = 0


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

    @property
    def clip_bytes(self) -> int: ...

    @property
    def clips(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Rest:
    """What a list leaves out."""

    count: int
    bytes: int
    files: int
    clip_bytes: int
    clips: int


S = TypeVar("S", bound=Summed)


def by_camera(rows: UsageQuerySet, clips: Iterable[ClipWeight] = ()) -> list[CameraUsage]:
    """The largest first; of the clips' cameras those too that have no footage any more."""
    fields = (
        *("camera_id", "camera__name", "camera__archived_at"),
        *("camera__city_id", "camera__city__name"),
        *("camera__city__plan__code", "camera__city__plan__name"),
        *("camera__owner_id", "camera__owner__username"),
    )
    sums = rows.order_by().values_list(*fields).annotate(b=Sum("bytes"), f=Sum("files"))
    found = {
        row[0]: CameraUsage(
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
    }
    return sorted(_with_clips(found, clips), key=lambda one: (-_weight(one), one.camera_id))


def _with_clips(
    found: dict[int, CameraUsage], clips: Iterable[ClipWeight]
) -> Iterable[CameraUsage]:
    sizes, counts = Counter[int](), Counter[int]()
    for weight in clips:
        sizes[weight.camera_id] += weight.bytes
        counts[weight.camera_id] += weight.clips
    others = Camera.objects.select_related("city__plan", "owner").filter(
        pk__in=counts.keys() - found.keys()
    )
    known = {**found, **{camera.pk: _without_footage(camera) for camera in others}}
    for pk, count in counts.items():
        known[pk] = replace(known[pk], clip_bytes=sizes[pk], clips=count)
    return known.values()


def _without_footage(camera: Camera) -> CameraUsage:
    city, owner = camera.city, camera.owner
    return CameraUsage(
        camera_id=camera.pk,
        name=camera.name,
        is_archived=camera.archived_at is not None,
        city=(city.pk, city.name),
        plan=(city.plan.code, city.plan.name),
        owner=None if owner is None else (owner.pk, owner.get_username()),
        bytes=0,
        files=0,
    )


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
    return _merged(
        GroupUsage(key_of(one), 1, one.bytes, one.files, one.clip_bytes, one.clips)
        for one in cameras
    )


def by_user(cameras: Iterable[CameraUsage], clips: Iterable[ClipWeight]) -> list[GroupUsage]:
    """Footage by the camera's owner, clips by who cut them; the largest first."""
    footage = [GroupUsage(one.owner, 1, one.bytes, one.files) for one in cameras]
    cut = [GroupUsage(one.user, clip_bytes=one.bytes, clips=one.clips) for one in clips]
    return _merged([*footage, *cut])


def listed(found: Sequence[S]) -> tuple[Sequence[S], Rest]:
    """The first 500, and what the others come to."""
    others = found[MOST_LISTED:]
    rest = Rest(
        len(others),
        sum(one.bytes for one in others),
        sum(one.files for one in others),
        sum(one.clip_bytes for one in others),
        sum(one.clips for one in others),
    )
    return found[:MOST_LISTED], rest


def _merged(groups: Iterable[GroupUsage]) -> list[GroupUsage]:
    """Those that share a key added up."""
    found: dict[tuple[Hashable, str] | None, GroupUsage] = {}
    for group in groups:
        known = found.get(group.key, GroupUsage(group.key))
        amounts = (one + more for one, more in zip(known[1:], group[1:], strict=True))
        found[group.key] = GroupUsage(group.key, *amounts)
    return sorted(found.values(), key=lambda group: (-_weight(group), str(group.key)))


def _weight(one: Summed) -> int:
    return one.bytes + one.clip_bytes
