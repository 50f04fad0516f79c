"""Deleting recordings: a recorded state machine, in batches, that goes on after any crash.

    COMPLETE, STOPPED, ERROR  ->  DOOMED  ->  unlinked  ->  gone

1. The files are looked at: what each weighs, and whether it may go (`weighing`).
2. In one short transaction the rows become DOOMED and get their PendingDeletion (`dooming`).
3. The files are unlinked and their folders synced.
4. The PendingDeletions become UNLINKED, with what the disks gave back (`unlinking`).
5. In one transaction: ledger entries, counters, and the rows go (`settling`).
6. Day folders that became empty are removed (`folders`).
Steps 1, 3 and 6 touch the disk, and no transaction is open then. A crash after 2, 3 or 4 leaves
pending deletions, which `resume_pending` takes through the rest; a file that is gone by then
weighed what step 1 found. So no row goes before its file, no file before its row is doomed, and
twice equals once.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from uuid import UUID

from recordings.audit.generation import restored_volumes
from recordings.cleanup.dooming import doom
from recordings.cleanup.files import Stay
from recordings.cleanup.folders import remove_empty_days
from recordings.cleanup.settling import Settled, settle
from recordings.cleanup.unlinking import Unlinking
from recordings.cleanup.weighing import Weighing
from recordings.clock import Clock
from recordings.models import CleanupRun, PendingDeletion, StorageVolume

BATCH = 200
Reason = PendingDeletion.Reason


@dataclass(frozen=True, slots=True)
class Deleted:
    """What is gone, and how many recordings stayed for which reason."""

    files: int = 0
    bytes: int = 0
    freed_bytes: int = 0
    stayed: Counter[Stay] = field(default_factory=Counter)


def delete_recordings(
    run: CleanupRun, ids: Iterable[UUID], reason: Reason, clock: Clock
) -> Deleted:
    """Delete those of the recordings that are finished and unheld; `ids` may be a generator that
    reads ahead by a batch.

    The caller holds `recordings.cleanup.lock.alone()`. While a database that was restored from an
    older copy is unconfirmed, nothing goes.
    """
    deleting = Deleting(run, reason, clock)
    for batch in batches(ids):
        deleting.delete(batch)
    return deleting.deleted


def resume_pending(clock: Clock) -> Deleted:
    """Go on with what a crash, or a disk that was away, has left of any run."""
    total, stayed = Settled(), Counter[Stay]()
    for ids in _pending():
        settled, unlinking = _finish(ids, clock)
        total += settled
        stayed.update(unlinking.stayed.values())
    return Deleted(total.files, total.bytes, total.freed_bytes, stayed)


def batches(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    source = iter(ids)
    while batch := list(islice(source, BATCH)):
        yield batch


class Deleting:
    """Of one run and for one reason; `deleted` adds up over its batches, and `stays` tells of each
    that stayed why, as far as it is known.

    A volume that refused an unlink gets no more of its rows doomed.
    """

    def __init__(self, run: CleanupRun, reason: Reason, clock: Clock) -> None:
        self._run = run
        self._reason = reason
        self._clock = clock
        self._settled = Settled()
        self._stayed: Counter[Stay] = Counter()
        self._failing_volumes: set[int] = set()
        self.stays: dict[UUID, Stay] = {}

    @property
    def deleted(self) -> Deleted:
        done = self._settled
        stayed = Counter({reason: count for reason, count in self._stayed.items() if count})
        return Deleted(done.files, done.bytes, done.freed_bytes, stayed)

    def delete(self, ids: Sequence[UUID]) -> None:
        """One batch."""
        if restored_volumes():
            self._stayed[Stay.RESTORED] += len(ids)
            self.stays.update(dict.fromkeys(ids, Stay.RESTORED))
            return
        weighing = Weighing(self._clock)
        weighed = weighing.weigh(ids, self._failing_volumes)
        doomed = doom(self._run, self._reason, weighed, self._clock.now())
        settled, unlinking = _finish(doomed, self._clock)
        self._settled += settled
        self._failing_volumes |= unlinking.failing_volumes
        self._stayed.update(weighing.stayed.values())
        self._stayed.update(unlinking.stayed.values())
        self._stayed[Stay.CHANGED] += len(weighed) - len(doomed)
        self.stays.update(dict.fromkeys(set(weighed) - set(doomed), Stay.CHANGED))
        self.stays |= {**weighing.stayed, **unlinking.stayed}


def _pending() -> Iterator[list[UUID]]:
    """In batches, each once; nothing while a restored database is unconfirmed."""
    rest = PendingDeletion.objects.order_by("pk")
    last: UUID | None = None
    while not restored_volumes():
        after = rest if last is None else rest.filter(pk__gt=last)
        ids = list(after.values_list("pk", flat=True)[:BATCH])
        if not ids:
            return
        yield ids
        last = ids[-1]


def _finish(ids: Collection[UUID], clock: Clock) -> tuple[Settled, Unlinking]:
    """Steps 3 to 6."""
    unlinking = Unlinking()
    if not ids:
        return Settled(), unlinking
    unlinking.unlink(ids)
    settled = settle(ids, clock.now())
    volumes = StorageVolume.objects.in_bulk(unlinking.folders)
    for volume_id, folders in unlinking.folders.items():
        remove_empty_days(volumes[volume_id], folders, clock.now())
    return settled, unlinking
