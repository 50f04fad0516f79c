"""Finishing a closed file's row: read once, synced, indexed.

1. The file is scanned to its last whole fragment (the pages are still warm).
2. Its data, its folder and what is known of its times are synced: a row becomes complete only
   after its file is safe.
3. Index, row and the bytes that are counted are written in one short transaction, by compare and
   set.
A crash after any step leaves a closed, unfinished row, which the reconcile task sends again.
"""

import contextlib
import errno
import logging
import os
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction

from recordings.beginning import WallTimes, wall_times
from recordings.media.bitstream import frames_lost
from recordings.media.errors import MediaError
from recordings.media.fragments import FragmentScan, scan, scan_on
from recordings.media.index import pack
from recordings.media.timing import fragments_before_leap, lead_of, media_seconds
from recordings.models import FragmentIndex, Recording, RecordingQuerySet, StorageVolume
from recordings.times import FileTimes, append_times
from recordings.usage.counters import Weight, usage_add
from recordings.volumes import has_its_disk

logger = logging.getLogger(__name__)
Status = Recording.Status
READ_ONLY = 0o440
# What a machine in trouble says of a good file: the reconcile task asks again.
PASSING = frozenset(
    {errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EINTR, errno.EAGAIN, errno.EROFS}
)


@dataclass(frozen=True, slots=True)
class Finished:
    """What a closed file holds, and when it was recorded."""

    progress: FragmentScan
    times: WallTimes
    size: int
    lead: int
    frames_lost: int | None

    @property
    def media_seconds(self) -> float:
        return (self.progress.duration - self.lead) / self.progress.timescale


def finish_recording(recording_id: UUID) -> bool:
    """Finish the row if it is closed and unfinished; whether this call did it."""
    recording = (
        Recording.objects.select_related("volume")
        .filter(pk=recording_id, status=Status.RECORDING, closed_at__isnull=False)
        .first()
    )
    if recording is None:
        return False
    if not has_its_disk(recording.volume):
        return False  # the file is where its disk is; the reconcile task asks again
    try:
        finished = _read_synced(recording)
    except (OSError, MediaError) as error:
        if isinstance(error, OSError) and _will_pass(error, recording):
            return False
        return _mark_unreadable(recording, error)
    return _store(recording, finished)


def unfinished_recordings(closed_before: datetime) -> list[UUID]:
    """Rows whose finishing was lost on the way, on the volumes that are there."""
    there = [volume.pk for volume in StorageVolume.objects.all() if has_its_disk(volume)]
    rows = Recording.objects.filter(
        status=Status.RECORDING, closed_at__lt=closed_before, volume__in=there
    )
    return list(rows.order_by("closed_at").values_list("id", flat=True)[:1000])


def _will_pass(error: OSError, recording: Recording) -> bool:
    """A machine short of descriptors, or a disk that went away meanwhile, says nothing of it."""
    return error.errno in PASSING or not has_its_disk(recording.volume)


def _read_synced(recording: Recording) -> Finished:
    """Raises MediaError("no_fragment") when there is nothing whole in the file."""
    path = recording.path
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        progress = scan(descriptor)
        pack(progress)  # raises when there is no fragment
        with contextlib.suppress(OSError):  # a disk that became read-only does it better
            # Unless it runs as root FFmpeg cannot open it again, whatever the clock does.
            os.fchmod(descriptor, READ_ONLY)
        os.fsync(descriptor)
        stat = os.fstat(descriptor)
        first = _is_first_of_run(recording)
        times = wall_times(path, progress, stat.st_mtime, first_of_run=first)
        progress, times = _before_leap(descriptor, progress, times)
        lost = frames_lost(descriptor, progress)
    finally:
        os.close(descriptor)
    _write_times(path, times, recording.close_reason)
    lead = lead_of(progress, (times.end - times.start).total_seconds())
    return Finished(progress, times, stat.st_size, lead, lost)


def _is_first_of_run(recording: Recording) -> bool:
    """Names sort by time. A run's first file is born late, after a look at the stream."""
    others = Recording.objects.filter(camera_id=recording.camera_id, run_id=recording.run_id)
    return not others.filter(file_path__lt=recording.file_path).exists()


def _before_leap(
    descriptor: int, progress: FragmentScan, times: WallTimes
) -> tuple[FragmentScan, WallTimes]:
    """Without what comes after a step of the camera's clock: no time is true of it any more."""
    wall_seconds = (times.end - times.start).total_seconds()
    whole = fragments_before_leap(progress, wall_seconds)
    if whole is None:
        return progress, times
    progress = scan_on(descriptor, None, whole)
    end = times.start + timedelta(seconds=round(media_seconds(progress), 3))
    return progress, replace(times, end=end)


def _write_times(path: Path, times: WallTimes, reason: str) -> None:
    """Into the tree, so that the row can be made again from it; then the folder is safe, too.

    A disk that is full or read-only by now keeps no row from being finished: the file's own name
    and birth still tell its time.
    """
    start_ms, end_ms = (round(t.timestamp() * 1000) for t in (times.start, times.end))
    told = FileTimes(path.name, start_ms, end_ms, times.source, times.reason or reason)
    try:
        append_times(path.parent, told, sync=True)
    except OSError as error:
        logger.warning("%s: the file's times cannot be noted: %s", path, error.strerror)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _store(recording: Recording, finished: Finished) -> bool:
    progress, times = finished.progress, finished.times
    stopped = recording.close_reason == Recording.CloseReason.STOPPED
    video, audio = progress.movie.video, progress.movie.audio
    with transaction.atomic():
        changed = _unfinished(recording).update(
            status=Status.STOPPED if stopped else Status.COMPLETE,
            start_time=times.start,
            time_source=times.source,
            end_time=times.end,
            duration_ms=round(finished.media_seconds * 1000),
            file_size=finished.size,
            video_codec=video.codec,
            audio_codec=audio.codec if audio else "",
            width=video.width,
            height=video.height,
            frames=progress.frames,
            frames_lost=finished.frames_lost,
        )
        if changed:
            columns = {**asdict(pack(progress)), "lead": finished.lead}
            FragmentIndex.objects.update_or_create(recording_id=recording.pk, defaults=columns)
            _count(recording, times.start, finished.size)
    return bool(changed)


def _mark_unreadable(recording: Recording, error: OSError | MediaError) -> bool:
    reason = error.strerror if isinstance(error, OSError) else str(error)
    size = recording.path.stat().st_size if recording.path.exists() else 0
    with transaction.atomic():
        changed = _unfinished(recording).update(
            status=Status.ERROR,
            # As it was read: its true start may have been told meanwhile.
            start_time=recording.start_time,
            end_time=recording.start_time,
            duration_ms=0,
            file_size=size,
            frames=0,
            error=(reason or "unreadable")[:500],
        )
        if changed:
            _count(recording, recording.start_time, size)
    return bool(changed)


def _count(recording: Recording, began: datetime, size_bytes: int) -> None:
    """Finished by the update just made, and so counted by nobody else."""
    weight = Weight(recording.camera_id, recording.volume_id, began, size_bytes)
    usage_add([weight])


def _unfinished(recording: Recording) -> RecordingQuerySet:
    """The row, as long as it tells of the file that was read."""
    return Recording.objects.filter(
        pk=recording.pk,
        status=Status.RECORDING,
        volume=recording.volume_id,
        file_path=recording.file_path,
    )
