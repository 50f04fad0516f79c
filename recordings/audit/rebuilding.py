"""Rows from files alone.

1. The file was read: without one whole fragment it gets no row.
2. If the file has a row elsewhere, of the same camera and without its file, that row follows it.
3. Else a row is made, closed, with the reason that the day's times file tells.
4. `finish_recording` reads, syncs and indexes it, as it does every file.
A crash after 3 leaves a closed, unfinished row, as after any recording: the reconcile task sends
it again, and so does the next audit.
"""

import os
import stat
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from recordings.audit.names import opened, run_of, tail_of
from recordings.indexing import finish_recording
from recordings.media.errors import MediaError
from recordings.media.fragments import FragmentScan, scan
from recordings.media.timing import media_seconds
from recordings.models import Recording, StorageVolume
from recordings.times import TIMES_FILE, FileTimes, append_times, read_times
from recordings.usage.counters import Weight, usage_add
from recordings.volumes import has_its_disk

Status = Recording.Status
Reason = Recording.CloseReason
# A camera's clock may run slow against ours without anything missing.
DRIFT_MS, DRIFT = 500, 0.001
DONE = (Status.COMPLETE, Status.STOPPED, Status.ERROR)


class Misplaced(Exception):
    """The file is another camera's, or there is a second one of it with a row."""


def read_media(path: Path) -> FragmentScan:
    """Raises MediaError without a whole fragment, OSError when it can't be opened; follows no
    link."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        found = scan(descriptor)
    finally:
        os.close(descriptor)
    if found.count == 0:
        raise MediaError("no_fragment")
    return found


def kin_of(paths: Collection[str]) -> dict[str, list[Recording]]:
    """Rows, wherever their files are, with the same day and name as one of `paths`."""
    tails = {tail_of(path) for path in paths}
    found: dict[str, list[Recording]] = defaultdict(list)
    rows = Recording.objects.filter(run_id__in={run_of(path) for path in paths})
    for row in rows.exclude(status=Status.DOOMED).select_related("volume"):
        if tail_of(row.file_path) in tails:
            found[tail_of(row.file_path)].append(row)
    return found


def rebuild(
    volume: StorageVolume,
    path: str,
    found: FragmentScan,
    camera_id: int,
    kin: Iterable[Recording],
) -> Recording:
    """The finished row of the file in which `found` was read. Raises Misplaced, OSError.

    Misplaced files are left alone.
    """
    for row in kin:
        if (row.volume_id, row.file_path) == (volume.pk, path):
            return row  # named meanwhile: a compression was about to
        elsewhere = row.camera_id != camera_id or row.status == Status.RECORDING
        if elsewhere or not has_its_disk(row.volume) or row.path.exists():
            raise Misplaced
        # The file was moved, its camera's folder with it perhaps.
        if reopen(row, found, volume=volume, file_path=path, file_version=opened(path).version):
            return row
    note_end(volume.path / path, found)
    row, _ = Recording.objects.get_or_create(
        volume=volume,
        file_path=path,
        defaults={
            "camera_id": camera_id,
            "run_id": run_of(path),
            "file_version": opened(path).version,
            "start_time": opened(path).opened_at,
            "closed_at": datetime.now(UTC),
            "close_reason": close_reason(volume.path / path),
        },
    )
    finish_recording(row.pk)
    return row


def reopen(row: Recording, found: FragmentScan, **changes: Any) -> bool:
    """Finish the row again from its file as it is now; False if somebody else changed the row.

    `changes` are columns, of a row whose file lies elsewhere now.
    """
    volume, path = changes.get("volume", row.volume), changes.get("file_path", row.file_path)
    note_end(volume.path / path, found)
    with transaction.atomic():
        done = hold_done(row)
        if done is None:
            return False
        Recording.objects.filter(pk=row.pk).update(
            status=Status.RECORDING,
            closed_at=datetime.now(UTC),
            end_time=None,
            file_size=0,
            error="",
            start_time=opened(row.file_path).opened_at,
            time_source=Recording.TimeSource.NAME,
            **changes,
        )
        # Until it is finished again, which counts what there is then.
        usage_add([Weight(done.camera_id, done.volume_id, done.start_time, -done.file_size, -1)])
    return finish_recording(row.pk)


def hold_done(row: Recording) -> Recording | None:
    """The finished row as it is now, held until the end of the transaction; None if somebody
    else has changed it."""
    rows = Recording.objects.filter(pk=row.pk, file_path=row.file_path, status__in=DONE)
    return rows.select_for_update().first()


def close_reason(path: Path) -> Recording.CloseReason:
    """Why the file ended: as noted beside it, else nobody was there to see it."""
    told = _times_of(path).reason
    return Reason(told) if told in Reason.values else Reason.RECORDER_DOWN


def note_end(path: Path, found: FragmentScan) -> None:
    """Beside a file that was cut after its end was noted: the end of what is left in it.

    A file that was closed cleanly is whole, and its end stands. Raises OSError.
    """
    told = _times_of(path)
    if told.start_ms is None or told.end_ms is None or found.tail == "closed":
        return
    media_ms = round(media_seconds(found) * 1000)
    noted_ms = told.end_ms - told.start_ms
    if noted_ms - media_ms > max(DRIFT_MS, noted_ms * DRIFT):
        append_times(path.parent, FileTimes(path.name, end_ms=told.start_ms + media_ms))


def _times_of(path: Path) -> FileTimes:
    """What is noted beside the file; never read through a link or from a pipe."""
    try:
        is_file = stat.S_ISREG(os.lstat(path.with_name(TIMES_FILE)).st_mode)
    except OSError:
        is_file = False
    unknown = FileTimes(path.name)
    return read_times(path.parent).get(path.name, unknown) if is_file else unknown
