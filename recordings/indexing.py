"""Finishing a closed file's row: read once, synced, indexed.

1. The file is scanned to its last whole fragment (the pages are still warm).
2. Its data and its folder are synced: a row becomes complete only after its file is safe.
3. Index and row are written in one short transaction, by compare and set.
A crash after any step leaves a closed, unfinished row, which the reconcile task sends again.
"""

import os
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction

from recordings.media.errors import MediaError
from recordings.media.fragments import FragmentScan, scan
from recordings.media.index import pack
from recordings.models import FragmentIndex, Recording, RecordingQuerySet
from recordings.volumes import has_its_disk

NAME_TOLERANCE_SECONDS = 2.0  # the file's name decides; other sources refine within this
Status = Recording.Status


def finish_recording(recording_id: UUID) -> bool:
    """Finish the row if it is closed and unfinished; whether this call did it."""
    recording = (
        Recording.objects.select_related("volume")
        .filter(pk=recording_id, status=Status.RECORDING, closed_at__isnull=False)
        .first()
    )
    if recording is None:
        return False
    try:
        progress, modified_at, size = _read_synced(recording.path)
    except (OSError, MediaError) as error:
        if isinstance(error, OSError) and not has_its_disk(recording.volume):
            return False  # the file is where its disk is; the reconcile task asks again
        return _mark_unreadable(recording, error)
    return _store(recording, progress, modified_at, size)


def unfinished_recordings(closed_before: datetime) -> list[UUID]:
    """Rows whose finishing was lost on the way."""
    rows = Recording.objects.filter(status=Status.RECORDING, closed_at__lt=closed_before)
    return list(rows.order_by("closed_at").values_list("id", flat=True)[:1000])


def _read_synced(path: Path) -> tuple[FragmentScan, float, int]:
    """Raises MediaError("no_fragment") when there is nothing whole in the file."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        progress = scan(descriptor)
        pack(progress)  # raises when there is no fragment
        os.fsync(descriptor)
        stat = os.fstat(descriptor)
    finally:
        os.close(descriptor)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return progress, stat.st_mtime, stat.st_size


def _store(recording: Recording, progress: FragmentScan, modified_at: float, size: int) -> bool:
    duration = timedelta(seconds=progress.duration / progress.timescale)
    start = start_of(recording.start_time, modified_at, duration)
    stopped = recording.close_reason == Recording.CloseReason.STOPPED
    video, audio = progress.movie.video, progress.movie.audio
    with transaction.atomic():
        changed = _unfinished(recording).update(
            status=Status.STOPPED if stopped else Status.COMPLETE,
            start_time=start,
            end_time=start + duration,
            duration_ms=round(duration.total_seconds() * 1000),
            file_size=size,
            video_codec=video.codec,
            audio_codec=audio.codec if audio else "",
            width=video.width,
            height=video.height,
            frames=progress.frames,
            frames_lost=progress.meter.lost,
        )
        if changed:
            FragmentIndex.objects.update_or_create(
                recording_id=recording.pk, defaults=asdict(pack(progress))
            )
    return bool(changed)


def _mark_unreadable(recording: Recording, error: OSError | MediaError) -> bool:
    reason = error.strerror if isinstance(error, OSError) else str(error)
    size = recording.path.stat().st_size if recording.path.exists() else 0
    return bool(
        _unfinished(recording).update(
            status=Status.ERROR,
            end_time=recording.start_time,
            duration_ms=0,
            file_size=size,
            frames=0,
            error=(reason or "unreadable")[:500],
        )
    )


def _unfinished(recording: Recording) -> RecordingQuerySet:
    return Recording.objects.filter(pk=recording.pk, status=Status.RECORDING)


def start_of(named: datetime, modified_at: float, duration: timedelta) -> datetime:
    """The first frame's time: the last write less the media's length, near the file's name.

    The last write happens when the last frame has arrived. A file whose end was written late (a
    stalled camera's) or that was copied falls outside the tolerance, and its name stands.
    """
    start = datetime.fromtimestamp(modified_at, named.tzinfo) - duration
    near = abs((start - named).total_seconds() - 0.5) <= NAME_TOLERANCE_SECONDS
    return start if near else named
