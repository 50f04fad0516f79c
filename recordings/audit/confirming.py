"""A second look at each suspicion, at row and file together.

The comparison takes a while: files roll over, rows are finished and files deleted meanwhile.
What is still wrong now, and in nobody's hands, is a finding.
"""

import os
import stat
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from recordings.audit.comparing import FINISHED
from recordings.audit.findings import Kind
from recordings.audit.living import SETTLING_SECONDS, Living
from recordings.audit.names import run_of
from recordings.audit.spool import Suspect
from recordings.models import Recording, ReplacedFile, StorageVolume

Status = Recording.Status


@dataclass(frozen=True, slots=True)
class SecondLook:
    """`living` is looked for after the comparison; `newest` are the open files it saw."""

    volume: StorageVolume
    living: Living
    newest: dict[str, str]

    def confirm(self, batch: Collection[Suspect]) -> Iterator[Suspect]:
        """What is left of the batch, under the kind that it is now."""
        ids = [UUID(suspect.row_id) for suspect in batch if suspect.row_id]
        paths = [suspect.path for suspect in batch if suspect.kind is Kind.WITHOUT_ROW]
        rows = {
            row.pk: row for row in Recording.objects.select_related("camera").in_bulk(ids).values()
        }
        known = Recording.objects.filter(volume=self.volume, file_path__in=paths)
        taken = set(known.values_list("file_path", flat=True))
        replaced = ReplacedFile.objects.filter(volume=self.volume, file_path__in=paths)
        taken.update(replaced.values_list("file_path", flat=True))
        for suspect in batch:
            if suspect.path in taken:
                continue
            row = rows.get(UUID(suspect.row_id)) if suspect.row_id else None
            try:
                kind = self._kind(suspect, row)
            except OSError:
                kind = Kind.UNLISTABLE
            if kind is not None:
                yield suspect._replace(kind=kind)

    def _kind(self, suspect: Suspect, row: Recording | None) -> Kind | None:
        """Raises OSError when the file can't be looked at."""
        if suspect.row_id:
            return self._kind_of_row(suspect, row)
        found = look(self.volume, suspect.path)
        if found is None:
            return None
        if suspect.kind is Kind.WITHOUT_ROW:
            writes = self.living.writes(suspect.path)
            in_use = writes or self.living.is_settling(found.st_mtime)
            return Kind.IN_USE if in_use else Kind.WITHOUT_ROW
        young = time.time() - found.st_mtime < SETTLING_SECONDS
        return Kind.IN_USE if suspect.kind is Kind.LEFTOVER and young else suspect.kind

    def _kind_of_row(self, suspect: Suspect, row: Recording | None) -> Kind | None:
        if row is None or row.file_path != suspect.path or row.status == Status.DOOMED:
            return None
        if row.status == Status.RECORDING:
            return self._kind_of_unfinished(row)
        if suspect.kind is Kind.UNLISTABLE:
            return Kind.UNLISTABLE
        found = look(self.volume, row.file_path)
        if found is None or not stat.S_ISREG(found.st_mode):
            return Kind.MISSING if row.status in FINISHED else None
        if found.st_size != row.file_size:
            return Kind.IN_USE if self._is_open_file(row.file_path) else Kind.SIZE_DIFFERS
        return Kind.NOT_OPENABLE if suspect.kind is Kind.NOT_OPENABLE else None

    def _kind_of_unfinished(self, row: Recording) -> Kind | None:
        if row.closed_at is not None:
            return None if self.living.is_settling(_seconds(row.closed_at)) else Kind.UNFINISHED
        if self.living.writes(row.file_path) or row.camera.node in self.living.other_nodes:
            return None
        found = look(self.volume, row.file_path)
        written_at = found.st_mtime if found is not None else _seconds(row.created_at)
        return Kind.IN_USE if self.living.is_settling(written_at) else Kind.OPEN

    def _is_open_file(self, path: str) -> bool:
        newest = self.newest.get(run_of(path), "")
        return self.living.writes(path) and path >= newest


def look(volume: StorageVolume, path: str) -> os.stat_result | None:
    """What stands there, a link as a link; None if nothing does. Raises OSError."""
    try:
        return os.lstat(volume.path / path)
    except (FileNotFoundError, NotADirectoryError):
        return None


def _seconds(at: datetime) -> float:
    return at.timestamp()
