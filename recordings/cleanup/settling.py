"""The last step of a deletion: the ledger, the counters and the rows, in one transaction.

Only what is UNLINKED comes here: a ledger entry never names a file whose bytes are not gone.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from uuid import UUID

from django.db import transaction
from django.db.models import F

from recordings.cleanup.ledger_rows import Draft, append_entries
from recordings.models import Camera, CleanupRun, PendingDeletion, Recording, StorageVolume
from recordings.spans import epoch_ms
from recordings.usage.counters import Weight, usage_add

STRETCH_BREAKS_AFTER = timedelta(hours=2)
"""A longer pause between two files begins another entry of the ledger."""
State = PendingDeletion.State


@dataclass(frozen=True, slots=True)
class Settled:
    """What is gone from disk and rows; `freed_bytes` is what the disks gave back."""

    files: int = 0
    bytes: int = 0
    freed_bytes: int = 0

    def __add__(self, other: "Settled") -> "Settled":
        return Settled(
            self.files + other.files,
            self.bytes + other.bytes,
            self.freed_bytes + other.freed_bytes,
        )


def settle(ids: Collection[UUID], at: datetime) -> Settled:
    """Those of the recordings that are unlinked; once, whoever else settles them."""
    with transaction.atomic():
        pending = PendingDeletion.objects.filter(pk__in=ids, state=State.UNLINKED)
        pending = pending.select_for_update(of=("self",)).order_by("pk")
        rows = sorted(pending.select_related("recording"), key=_place)
        if not rows:
            return Settled()
        context = _Context(rows, at)
        total = Settled()
        for run_id, group in groupby(rows, key=lambda row: row.run_id):
            total += _settle_of_run(run_id, list(group), context)
        usage_add(
            Weight(r.camera_id, r.volume_id, r.start_time, -r.file_size, -1)
            for r in (row.recording for row in rows)
        )
        # With them go their pending deletions and their fragments' index.
        Recording.objects.filter(pk__in=[row.pk for row in rows]).only("pk").delete()
    return total


class _Context:
    """What the entries of a batch name: its rows share few cameras, volumes and runs."""

    def __init__(self, rows: Sequence[PendingDeletion], at: datetime) -> None:
        cameras = Camera.objects.select_related("city__plan")
        self.at = at
        self.runs = CleanupRun.objects.in_bulk({row.run_id for row in rows})
        self.cameras = cameras.in_bulk({row.recording.camera_id for row in rows})
        self.volumes = StorageVolume.objects.in_bulk({row.recording.volume_id for row in rows})


def _settle_of_run(run_id: int, rows: Sequence[PendingDeletion], context: _Context) -> Settled:
    drafts = [_draft(stretch, context) for stretch in _stretches(rows)]
    append_entries(context.runs[run_id], drafts)
    total = _total(rows)
    CleanupRun.objects.filter(pk=run_id).update(
        files=F("files") + total.files,
        bytes=F("bytes") + total.bytes,
        freed_bytes=F("freed_bytes") + total.freed_bytes,
    )
    return total


def _place(row: PendingDeletion) -> tuple[int, int, int, str, datetime, UUID]:
    recording = row.recording
    begins = recording.camera_id, recording.volume_id, row.reason, recording.start_time
    return (row.run_id, *begins, row.pk)


def _stretches(rows: Sequence[PendingDeletion]) -> Iterator[list[PendingDeletion]]:
    """Rows in order, divided where camera, volume or reason change, or after a pause."""
    stretch = [rows[0]]
    for before, row in pairwise(rows):
        pause = row.recording.start_time - _end(before)
        if _place(before)[:4] != _place(row)[:4] or pause > STRETCH_BREAKS_AFTER:
            yield stretch
            stretch = []
        stretch.append(row)
    yield stretch


def _draft(rows: Sequence[PendingDeletion], context: _Context) -> Draft:
    first = rows[0].recording
    camera = context.cameras[first.camera_id]
    total = _total(rows)
    return Draft(
        city=camera.city,
        camera=camera,
        volume=context.volumes[first.volume_id],
        start_time=first.start_time,
        end_time=max(_end(row) for row in rows),
        retention_days=camera.retention_days_at(context.at),
        reason=PendingDeletion.Reason(rows[0].reason),
        files=[_file(row) for row in rows],
        bytes=total.bytes,
        freed_bytes=total.freed_bytes,
        at=context.at,
    )


def _file(row: PendingDeletion) -> list[object]:
    recording = row.recording
    times = epoch_ms(recording.start_time), epoch_ms(_end(row))
    return [recording.file_path, *times, recording.file_size]


def _total(rows: Sequence[PendingDeletion]) -> Settled:
    return Settled(
        len(rows),
        sum(row.recording.file_size for row in rows),
        sum(row.freed_bytes or 0 for row in rows),
    )


def _end(row: PendingDeletion) -> datetime:
    """Whatever is doomed was finished, and has an end."""
    assert row.recording.end_time is not None
    return row.recording.end_time
