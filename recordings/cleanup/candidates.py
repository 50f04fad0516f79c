"""What may go, oldest first, read a few at a time: an emergency takes some of many thousands.

Always camera by camera, by the index of a camera's starts. Asked for a city at once, a database
would sort everything that the city has, for each page again.
"""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from recordings.cleanup.dooming import FINISHED
from recordings.holds import unheld
from recordings.models import Camera, Recording, RecordingQuerySet

PAGE = 20


class Candidate(NamedTuple):
    """A finished recording that no hold covers. In their order the oldest is the first."""

    start_time: datetime
    id: UUID
    camera_id: int
    city_id: int
    bytes: int
    end_time: datetime


_COLUMNS = ("start_time", "id", "camera_id", "camera__city_id", "file_size", "end_time")


def of_camera(camera: Camera, volume_ids: Sequence[int]) -> RecordingQuerySet:
    return Recording.objects.filter(camera=camera, volume__in=volume_ids)


def oldest_first(rows: RecordingQuerySet, holds_at: datetime) -> Iterator[Candidate]:
    """Of one camera's `rows` those that weigh anything and that no hold covers at `holds_at`.

    Each page is read when it is asked for.
    """
    rows = unheld(rows.filter(status__in=FINISHED, file_size__gt=0), holds_at)
    rows = rows.order_by("start_time", "id")
    rest = rows
    while page := [Candidate(*row) for row in rest.values_list(*_COLUMNS)[:PAGE]]:
        yield from page
        start, last = page[-1][:2]
        rest = rows.filter(Q(start_time__gt=start) | Q(start_time=start, id__gt=last))
        rest = rest.filter(start_time__gte=start)  # so that the index is entered there


def oldest_of_all(
    cameras: Iterable[Camera], volume_id: int, holds_at: datetime
) -> Iterator[Candidate]:
    return heapq.merge(*(oldest_first(of_camera(c, [volume_id]), holds_at) for c in cameras))


def oldest_kept(cameras: Iterable[Camera]) -> datetime | None:
    """When the oldest footage begins that they have left, on any volume."""
    firsts = (
        Recording.objects.filter(camera=camera, status__in=FINISHED)
        .order_by("start_time", "id")
        .values_list("start_time", flat=True)
        .first()
        for camera in cameras
    )
    return min((first for first in firsts if first is not None), default=None)
