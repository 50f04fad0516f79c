"""Entries of a ledger, past every deletion."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from recordings.cleanup.ledger_rows import Draft, append_entries
from recordings.models import Camera, CleanupRun, Deletion, PendingDeletion, StorageVolume

AT = datetime(2026, 5, 20, 6, 0, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
Reason = PendingDeletion.Reason


def make_run(
    kind: CleanupRun.Kind = CleanupRun.Kind.RETENTION, at: datetime = AT, **fields: Any
) -> CleanupRun:
    return CleanupRun.objects.create(kind=kind, started_at=at, finished_at=at + HOUR, **fields)


def a_volume() -> StorageVolume:
    return StorageVolume.objects.get_or_create(name="nowhere", root="/nowhere")[0]


def draft(camera: Camera, files: int = 2, at: datetime = AT, **fields: Any) -> Draft:
    """Hours from a week before on, each of a thousand bytes."""
    first = at - timedelta(days=8)
    spans = [(first + number * HOUR, first + (number + 1) * HOUR) for number in range(files)]
    given = {
        "city": camera.city,
        "camera": camera,
        "volume": a_volume(),
        "start_time": spans[0][0],
        "end_time": spans[-1][1],
        "retention_days": 7,
        "reason": Reason.EXPIRED,
        "files": [
            (
                f"{camera.folder}/{start:%Y-%m-%d/%H-%M-%S}_00000001.mp4",
                round(start.timestamp() * 1000),
                round(end.timestamp() * 1000),
                1000,
            )
            for start, end in spans
        ],
        "bytes": files * 1000,
        "freed_bytes": files * 4096,
        "at": at,
    }
    return Draft(**{**given, **fields})


def tamper(entry: int, **values: Any) -> None:
    """As somebody with the database's password would: past the model, which refuses."""
    QuerySet(Deletion).filter(number=entry).update(**values)


def added(run: CleanupRun, *cameras: Camera, **fields: Any) -> list[Deletion]:
    """An entry for each camera, counted in the run as cleanup counts."""
    rows = append_entries(run, [draft(camera, **fields) for camera in cameras])
    run.files += sum(len(row.files) for row in rows)
    run.bytes += sum(row.bytes for row in rows)
    run.freed_bytes += sum(row.freed_bytes for row in rows)
    run.save()
    return rows
