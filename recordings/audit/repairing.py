"""Mending what was confirmed, one step at a time; whatever a crash leaves, the next audit finds.

1. What is not ours goes aside (links and pipes in the place of files could hold a reader).
2. Each camera's folder gets its identity file.
3. Files without a row get one, or follow the row of a file that was moved.
4. Rows are brought in line with their files.
Every change is a compare-and-set or a rename, so that the recorder, the finishing task and a
cleanup may go on. Nothing is deleted.
"""

import logging
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from recordings.audit.brake import Brake
from recordings.audit.confirming import look
from recordings.audit.findings import Findings, Kind
from recordings.audit.folders import CameraFolder
from recordings.audit.names import folder_of, shown, tail_of
from recordings.audit.owners import Owners
from recordings.audit.quarantine import move_aside
from recordings.audit.rebuilding import (
    Misplaced,
    close_reason,
    hold_done,
    kin_of,
    read_media,
    rebuild,
    reopen,
)
from recordings.audit.spool import Spool, Suspect
from recordings.indexing import finish_recording
from recordings.media.errors import MediaError
from recordings.models import FragmentIndex, Recording, StorageVolume
from recordings.usage.counters import Weight, usage_add
from recordings.volumes import has_its_disk

logger = logging.getLogger(__name__)
Status = Recording.Status
MISSING = "The file is missing."
QUARANTINED = "Nothing in the file is readable; it is in quarantine."

FOREIGN_KINDS = (Kind.FOREIGN, Kind.LEFTOVER)
IDENTITY_KINDS = (Kind.NO_IDENTITY, Kind.DAMAGED_IDENTITY, Kind.WRONG_IDENTITY)
ROW_KINDS = (Kind.MISSING, Kind.SIZE_DIFFERS, Kind.OPEN, Kind.UNFINISHED)


class VolumeGone(Exception):
    """The disk was taken away in the middle: nothing can be told from what is not there."""


class Repair:
    """Of one volume."""

    def __init__(
        self,
        volume: StorageVolume,
        folders: dict[str, CameraFolder],
        owners: Owners,
        findings: Findings,
        brake: Brake,
    ) -> None:
        self._volume = volume
        self._folders = folders
        self._owners = owners
        self._findings = findings
        self._brake = brake

    def run(self, spool: Spool) -> None:
        """Raises VolumeGone."""
        for batch in spool.batches(FOREIGN_KINDS):
            self._each(batch, self._put_aside)
        for batch in spool.batches(IDENTITY_KINDS):
            self._each(batch, self._mend_identity)
        for batch in spool.batches((Kind.WITHOUT_ROW,)):
            kin = kin_of([suspect.path for suspect in batch])
            self._each(batch, partial(self._rebuild, kin=kin))
        for batch in spool.batches(ROW_KINDS):
            self._each(batch, self._mend_row)

    def _each(self, batch: list[Suspect], mend: Callable[[Suspect], bool]) -> None:
        for suspect in batch:
            if not has_its_disk(self._volume):
                raise VolumeGone
            try:
                if mend(suspect):
                    self._findings.mend(suspect.kind)
            except (OSError, ArithmeticError, ValueError) as error:
                # One file's trouble is no reason to leave the others; it stays a problem.
                logger.warning("cannot mend %s: %s", shown(suspect.path), type(error).__name__)

    def _put_aside(self, suspect: Suspect) -> bool:
        move_aside(self._volume.path, suspect.path)
        return True

    def _mend_identity(self, suspect: Suspect) -> bool:
        return self._owners.mend_identity(self._folders[suspect.path])

    def _rebuild(self, suspect: Suspect, kin: dict[str, list[Recording]]) -> bool:
        try:
            found = read_media(self._volume.path / suspect.path)
            owner = self._owners.owner_of(self._folders[folder_of(suspect.path)])
            kindred = kin.setdefault(tail_of(suspect.path), [])
            kindred.append(rebuild(self._volume, suspect.path, found, owner.id, kindred))
        except Misplaced:
            return self._condemn(Kind.MISPLACED, suspect.path)
        except MediaError:
            return self._condemn(Kind.UNREADABLE, suspect.path)
        return True

    def _condemn(self, kind: Kind, path: str) -> bool:
        """Into quarantine, unless too many would go there."""
        if not self._brake.admits(1):
            return False
        move_aside(self._volume.path, path)
        self._findings.add(kind, path, mended=True)
        return True

    def _mend_row(self, suspect: Suspect) -> bool:
        rows = Recording.objects.filter(pk=UUID(suspect.row_id), file_path=suspect.path)
        row = rows.select_related("volume").first()
        if row is None:
            return True  # its file was found elsewhere, or cleanup was here
        if suspect.kind is Kind.MISSING:
            gone = look(self._volume, row.file_path)
            is_gone = gone is None or not stat.S_ISREG(gone.st_mode)
            return is_gone and _give_up(row, MISSING)
        if suspect.kind is Kind.SIZE_DIFFERS:
            return self._finish_again(row)
        if suspect.kind is Kind.OPEN:
            reason = close_reason(row.path)
            rows.filter(closed_at=None).update(closed_at=datetime.now(UTC), close_reason=reason)
        finish_recording(row.pk)
        return not rows.filter(status=Status.RECORDING).exists()

    def _finish_again(self, row: Recording) -> bool:
        """From the file as it is, to its last whole fragment; without one it goes aside first:
        a crash before the row says so leaves a missing file."""
        try:
            found = read_media(row.path)
        except MediaError:
            return self._condemn(Kind.UNREADABLE, row.file_path) and _give_up(row, QUARANTINED)
        return reopen(row, found)


def _give_up(row: Recording, error: str) -> bool:
    """The row stays: coverage shows the gap, and a file that comes back is finished again."""
    with transaction.atomic():
        done = hold_done(row)
        if done is None:
            return False
        Recording.objects.filter(pk=row.pk).update(
            status=Status.ERROR,
            end_time=done.start_time,
            duration_ms=0,
            file_size=0,
            frames=0,
            error=error,
        )
        FragmentIndex.objects.filter(recording=row).delete()
        weight = Weight(done.camera_id, done.volume_id, done.start_time, -done.file_size, files=0)
        usage_add([weight])
    return True
