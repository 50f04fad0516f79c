"""The ledger's rows: numbered and chained as they are added."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from plans.models import City
from recordings.ledger import (
    FIRST_NUMBER,
    GENESIS,
    Broken,
    FileSpan,
    LedgerEntry,
    Link,
    entry_hash,
    verify,
)
from recordings.models import Camera, CleanupRun, Deletion, PendingDeletion, StorageVolume

MOST_TRIES = 20
ROWS_AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry before it has its place in the chain; `files` are `[path, start_ms, end_ms, bytes]`
    on the volume, in order."""

    city: City
    camera: Camera
    volume: StorageVolume
    start_time: datetime
    end_time: datetime
    retention_days: int
    reason: PendingDeletion.Reason
    files: Sequence[FileSpan]
    bytes: int
    freed_bytes: int
    at: datetime


def append_entries(run: CleanupRun, drafts: Sequence[Draft]) -> list[Deletion]:
    """Entries for the drafts, in their order, within the caller's transaction.

    Writers queue for the first entry's row, which none of them changes. Before there is one,
    numbers that are unique do the same: of two that saw the same last entry the second waits at the
    index until the first has committed, is refused, and takes its place behind it.
    """
    if not drafts:
        return []
    first = Deletion.objects.select_for_update(no_key=True).filter(number=FIRST_NUMBER)
    list(first.values_list("pk"))
    for _try in range(MOST_TRIES - 1):
        try:
            return _append(run, drafts)
        except IntegrityError:
            continue
    return _append(run, drafts)


def broken_link() -> Broken | None:
    """The first entry of the database's chain that does not hold, if any."""
    return verify(links_of(Deletion.objects.order_by("number").iterator(ROWS_AT_A_TIME)))


def links_of(rows: Iterable[Deletion]) -> Iterator[Link]:
    for row in rows:
        yield Link(row.number, row.previous_hash, row.hash, entry_of(row).payload())


def entry_of(row: Deletion) -> LedgerEntry:
    """What is hashed of a row."""
    return LedgerEntry(
        number=row.number,
        run=row.run_id,
        at=row.at,
        reason=str(row.reason),
        city_uuid=row.city_uuid,
        camera_uuid=row.camera_uuid,
        camera_name=row.camera_name,
        volume_uuid=row.volume_uuid,
        start_time=row.start_time,
        end_time=row.end_time,
        retention_days=row.retention_days,
        files=row.files,
        bytes=row.bytes,
        freed_bytes=row.freed_bytes,
    )


def _append(run: CleanupRun, drafts: Sequence[Draft]) -> list[Deletion]:
    last = Deletion.objects.order_by("-number").values_list("number", "hash").first()
    number, previous = last or (FIRST_NUMBER - 1, GENESIS)
    rows = []
    for draft in drafts:
        number += 1
        row = _row(run, draft, number)
        row.previous_hash = previous
        row.hash = previous = entry_hash(previous, entry_of(row))
        rows.append(row)
    with transaction.atomic():  # a savepoint: a refusal leaves the caller's transaction whole
        return Deletion.objects.bulk_create(rows, batch_size=ROWS_AT_A_TIME)


def _row(run: CleanupRun, draft: Draft, number: int) -> Deletion:
    return Deletion(
        number=number,
        run=run,
        at=draft.at,
        reason=draft.reason,
        city=draft.city,
        city_uuid=draft.city.uuid,
        camera=draft.camera,
        camera_uuid=draft.camera.uuid,
        camera_name=draft.camera.name,
        volume=draft.volume,
        volume_uuid=draft.volume.uuid,
        start_time=draft.start_time,
        end_time=draft.end_time,
        retention_days=draft.retention_days,
        files=[list(file) for file in draft.files],
        bytes=draft.bytes,
        freed_bytes=draft.freed_bytes,
    )
