"""The run of a relief: made with the first deletion, gone again if nothing came of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from recordings.cleanup.candidates import Candidate
from recordings.cleanup.deleting import Deleted, delete_recordings
from recordings.cleanup.files import Stay
from recordings.clock import Clock
from recordings.models import CleanupRun, PendingDeletion

BATCH = 50
STAYED_AT_MOST = 1000
"""Files that may not go are passed over; so many, and something else is wrong."""
_NOTHING_GOES = (Stay.VOLUME_AWAY, Stay.DISK_ERROR, Stay.RESTORED)


@dataclass(slots=True)
class ReliefRun:
    """`expected_*` is what the run has to free, as far as it is known beforehand."""

    kind: CleanupRun.Kind
    clock: Clock
    expected_bytes: int
    expected_files: int = 0
    details: dict[str, Any] = field(default_factory=dict)
    bytes: int = 0
    stayed: int = 0
    has_failed: bool = False
    row: CleanupRun | None = None

    @property
    def must_end(self) -> bool:
        return self.has_failed or self.stayed > STAYED_AT_MOST

    def delete(self, batch: Sequence[Candidate], reason: PendingDeletion.Reason) -> Deleted:
        """Those of the batch that may still go."""
        ids = [candidate.id for candidate in batch]
        deleted = delete_recordings(self.made(), ids, reason, self.clock)
        self.bytes += deleted.bytes
        self.stayed += len(ids) - deleted.files
        self.has_failed = self.has_failed or any(deleted.stayed[stay] for stay in _NOTHING_GOES)
        return deleted

    def made(self) -> CleanupRun:
        if self.row is None:
            self.row = CleanupRun.objects.create(
                kind=self.kind,
                started_at=self.clock.now(),
                expected_files=self.expected_files,
                expected_bytes=self.expected_bytes,
                details=self.details,
            )
        return self.row

    def close(self, *, keep: bool = False) -> None:
        """Without a deletion the row goes, unless it is to be kept."""
        if self.row is None:
            return
        row = CleanupRun.objects.filter(pk=self.row.pk)
        if keep or self.bytes or row.filter(pending__isnull=False).exists():
            details = {**self.row.details, **self.details}
            row.update(finished_at=self.clock.now(), details=details)
        else:
            row.filter(files=0).delete()


def end_cut_off_runs(clock: Clock) -> None:
    """What a crash left of them is settled by now, and each pass begins with what it finds.

    One that a person has released (`confirming`) is still to be done.
    """
    kinds = (CleanupRun.Kind.QUOTA, CleanupRun.Kind.EMERGENCY, CleanupRun.Kind.REQUEST)
    cut_off = CleanupRun.objects.filter(kind__in=kinds, finished_at=None)
    cut_off.exclude(details__has_key="released").update(finished_at=clock.now())


def enough(candidates: Iterable[Candidate], missing_bytes: int) -> Iterator[Candidate]:
    """As many as weigh that much, at most BATCH; the others stay in the iterator."""
    for taken, candidate in enumerate(candidates, 1):
        yield candidate
        missing_bytes -= candidate.bytes
        if missing_bytes <= 0 or taken == BATCH:
            return
