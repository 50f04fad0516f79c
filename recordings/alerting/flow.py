"""When media was last written for each wanted camera: from the files themselves.

Whether a recorder, or whoever watches it, lives does not matter here: an FFmpeg that goes on by
itself makes no gap. Two queries and a `stat` a camera; only of cameras whose open file stands
still more is asked.
"""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TypeVar
from uuid import UUID

from django.db.models import Min, OuterRef, Subquery

from recordings.clock import Clock
from recordings.ffmpeg.layout import camera_folder, parse_file_name
from recordings.growing import growing_files
from recordings.models import Camera, Recording, StorageVolume, Wish

HEADER_BYTES = 16_384
"""A file larger than this holds media; a smaller one may be a header alone, and is read."""
NAMED_AT_ONCE = 5_000
_LOOKED_INTO = 3
_Status = Recording.Status
T = TypeVar("T")


class Wanted(NamedTuple):
    """A camera whose recording is wanted, and what its recorder says of itself."""

    camera_id: int
    city_id: int
    node: str
    since: datetime
    state: str | None
    state_since: datetime | None
    fault: str | None

    @property
    def folder(self) -> str:
        return camera_folder(self.city_id, self.camera_id)


class Written(NamedTuple):
    """A file with media in it that is not finished: its last write and its run.

    `closed_at`: the last write was its trailer, and says nothing of its last frame. A file that
    is not there to be seen, as its disk is away, has been written at least until `at`.
    """

    at: datetime
    run_id: str
    closed_at: datetime | None = None
    is_seen: bool = True


def wanted_cameras() -> dict[int, Wanted]:
    rows = Wish.objects.filter(stopped_at=None, camera__archived_at=None).order_by("camera_id")
    columns = rows.values_list(
        "camera_id",
        "camera__city_id",
        "camera__node",
        "started_at",
        "camera__recorder_status__state",
        "camera__recorder_status__since",
        "camera__recorder_status__error_code",
    )
    return {row[0]: Wanted(*row) for row in columns}


def written_now(clock: Clock) -> dict[int, Written]:
    """By camera: the open file that was written last, or else one that waits to be finished, or
    else one that cannot be seen."""
    rows = Recording.objects.filter(status=_Status.RECORDING).order_by()
    columns = ("camera_id", "id", "run_id", "closed_at", "start_time", "volume__root", "file_path")
    found: dict[int, Written] = {}
    for camera_id, recording_id, run_id, closed_at, start, root, path in rows.values_list(*columns):
        try:
            at = _written_at(Path(root) / path, clock, recording_id)
        except OSError:
            file = Written(closed_at or start, run_id, closed_at, is_seen=False)
        else:
            if at is None:
                continue
            file = Written(at, run_id, closed_at)
        found[camera_id] = max(found.get(camera_id, file), file, key=_weight)
    return found


def _weight(file: Written) -> tuple[bool, bool, datetime]:
    return file.is_seen, file.closed_at is None, file.at


def finished_until(cameras: Collection[int], now: datetime) -> dict[int, datetime]:
    """Where each camera's newest finished file ends; one query for thousands of cameras.

    A file that began in the future was so before the clock was set back.
    """
    newest = (
        Recording.objects.filter(camera=OuterRef("pk"), start_time__lte=now, end_time__isnull=False)
        .exclude(status=_Status.ERROR)
        .order_by("-start_time", "-id")
    )
    found: dict[int, datetime] = {}
    for some in chunks(cameras, NAMED_AT_ONCE):
        rows = Camera.objects.filter(pk__in=some).annotate(
            last=Subquery(newest.values("end_time")[:1])
        )
        found.update({key: last for key, last in rows.values_list("pk", "last") if last})
    return found


def run_starts(runs: Mapping[int, str]) -> dict[int, datetime]:
    """When the run of each camera began to be recorded; `runs` are ids by camera."""
    found: dict[int, datetime] = {}
    for some in chunks(runs, NAMED_AT_ONCE):
        rows = Recording.objects.filter(camera_id__in=some, run_id__in={runs[key] for key in some})
        starts = rows.exclude(status=_Status.ERROR).order_by().values_list("camera_id", "run_id")
        for camera_id, run_id, first in starts.annotate(first=Min("start_time")):
            if runs[camera_id] == run_id:
                found[camera_id] = first
    return found


def volume_roots() -> list[Path]:
    return [Path(root) for root in StorageVolume.objects.values_list("root", flat=True)]


def noted_files(cameras: Collection[int], since: datetime) -> set[str]:
    """Paths, below their volumes, of the files that have a row and began after `since`."""
    found: set[str] = set()
    for some in chunks(cameras, NAMED_AT_ONCE):
        rows = Recording.objects.filter(camera_id__in=some, start_time__gte=since)
        found.update(rows.values_list("file_path", flat=True))
    return found


def last_unnoted_write(
    camera: Wanted, roots: Iterable[Path], noted: Set[str], since: datetime, clock: Clock
) -> datetime | None:
    """Of the camera's files that have no row: a recorder that goes on alone, while nobody
    supervises it, rolls over to files that nobody notes."""
    writes = []
    for root in roots:
        for path in _newest_files(camera.folder, root, since, clock.now()):
            at = None
            if path not in noted:
                with suppress(OSError):
                    at = _written_at(root / path, clock)
            if at is not None:
                writes.append(at)
                break
    return max(writes, default=None)


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some


def _newest_files(folder: str, root: Path, since: datetime, now: datetime) -> list[str]:
    """The last few by name, of the days (UTC) from the moment on; a week at most."""
    days = sorted({(now - timedelta(days=ago)).date() for ago in range(8)}, reverse=True)
    found: list[str] = []
    for day in days:
        if day < since.date():
            break
        try:
            with os.scandir(root / folder / str(day)) as entries:
                names = sorted((entry.name for entry in entries), reverse=True)
        except OSError:
            continue
        found += [f"{folder}/{day}/{name}" for name in names]
    files = (path for path in found if parse_file_name(path) is not None)
    return list(islice(files, _LOOKED_INTO))


def _written_at(path: Path, clock: Clock, recording_id: UUID | None = None) -> datetime | None:
    """None for a file that holds no media yet. Raises OSError for one that is not there."""
    stat = path.stat()
    if stat.st_size <= HEADER_BYTES and not _has_media(path, stat, recording_id):
        return None
    return clock.of_file(stat.st_mtime)


def _has_media(path: Path, stat: os.stat_result, recording_id: UUID | None) -> bool:
    key = recording_id or UUID(int=(stat.st_dev << 64 | stat.st_ino) & ((1 << 128) - 1))
    return bool(stat.st_size) and growing_files.look(key, path) is not None
