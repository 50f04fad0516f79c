"""What compressions leave on the disks: files that were replaced, and what a crash cut off."""

import logging
import os
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q

from recordings.audit.generation import is_restored
from recordings.cleanup.files import Stays, open_folder, open_volume, place_of, unlink
from recordings.clock import Clock
from recordings.compression.workplace import is_at_work, next_path, sweep, work_path
from recordings.models import Compression, Recording, ReplacedFile, StorageVolume
from recordings.volumes import has_its_disk

logger = logging.getLogger(__name__)
KEPT = timedelta(hours=25)
"""A playback session lasts 24 h, and its playlists name the file that there was; clocks step."""
AT_ONCE = 200
Outcome = Compression.Outcome


def clear_leftovers(now: datetime) -> None:
    """What a crash left of an attempt: its row says so, its file goes.

    Called by whoever has this machine's lock. The row first: a switch that comes after that finds
    the attempt ended, and one that came before makes it no leftover.
    """
    running = Compression.objects.filter(outcome=Outcome.RUNNING)
    for attempt in running.select_related("recording__volume"):
        row = attempt.recording
        if not _may_touch(row.volume) or _is_alive(row):
            continue
        same = running.filter(pk=attempt.pk, started_at=attempt.started_at)
        if same.update(outcome=Outcome.FAILED, finished_at=now, reason="It was cut off."):
            drop_result(row)
    for volume in filter(_may_touch, StorageVolume.objects.all()):
        try:
            sweep(volume)
        except OSError as error:
            logger.warning("%s cannot be swept: %s", volume.root, error.strerror)


def drop_result(row: Recording) -> None:
    """Remove a result that its recording's row never came to name.

    It stays if the file that it was made from is gone: then it is all there is, and the audit's.
    But not if both were to go: the recording was deleted meanwhile.
    """
    path = next_path(row)
    now_named = Recording.objects.filter(volume=row.volume_id, file_path=path)
    kept = Recording.objects.filter(pk=row.pk).exclude(status=Recording.Status.DOOMED)
    if (row.path.is_file() or not kept.exists()) and not now_named.exists():
        _unlink(row.volume, path)


def unlink_replaced(clock: Clock) -> int:
    """Remove the files that nobody's playlist can name any more; how many rows went.

    1. The file is unlinked and its folder synced. 2. Its row goes.
    A crash between leaves a row without a file, and the next time only the row is left to go.
    One whose successor is not there as it was made is kept: it may be all that is left.
    """
    count = 0
    for row in _outlived(clock.now()):
        if not _is_succeeded(row):
            logger.warning("%s is kept: what took its place is gone or damaged", row.file_path)
        elif _unlink(row.volume, row.file_path):
            count += ReplacedFile.objects.filter(pk=row.pk).delete()[0]
    return count


def _outlived(now: datetime) -> Iterator[ReplacedFile]:
    """Of the volumes that are there, the oldest first; each once, whether it can go or not."""
    there = [volume.pk for volume in StorageVolume.objects.all() if _may_touch(volume)]
    rows = ReplacedFile.objects.filter(replaced_at__lt=now - KEPT, volume__in=there)
    rows = rows.select_related("volume", "recording__volume", "recording__compression")
    rest = rows.order_by("replaced_at", "pk")
    while page := list(rest[:AT_ONCE]):
        yield from page
        at, last = page[-1].replaced_at, page[-1].pk
        rest = rest.filter(Q(replaced_at__gt=at) | Q(replaced_at=at, pk__gt=last))


def _is_succeeded(row: ReplacedFile) -> bool:
    try:
        size = row.recording.path.lstat().st_size
        return size == row.recording.compression.bytes_after
    except (OSError, Compression.DoesNotExist):
        return False


def _may_touch(volume: StorageVolume) -> bool:
    return has_its_disk(volume) and not is_restored(volume)


def _is_alive(row: Recording) -> bool:
    return is_at_work(work_path(row)) or is_at_work(row.volume.path / next_path(row))


def _unlink(volume: StorageVolume, path: str) -> bool:
    """Whether nothing stands there any more; through no link, and on no other disk."""
    try:
        folder, name = place_of(path)
        with open_volume(volume) as root, open_folder(root, folder) as descriptor:
            unlink(descriptor, name)
            os.fsync(descriptor)
    except FileNotFoundError:
        return True  # the day's folder is gone
    except (Stays, OSError) as error:
        logger.warning("%s cannot be removed: %s", path, error)
        return False
    return True
