"""Rows against disk, in one pass over both in the same order.

The rows come from one query in the order of their paths, the files from one walk in the same
order, so that half a million of each are compared in the memory of a few thousand. Nothing is
opened but one identity file a camera. What is found are suspicions: recording, finishing and
cleanup go on meanwhile, so each is looked at again (`recordings.audit.confirming`).
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Collate

from recordings.audit.findings import Kind
from recordings.audit.folders import CameraFolder, KnownCameras, findings_of, read_folder
from recordings.audit.living import Living
from recordings.audit.names import folder_of, opened, run_of
from recordings.audit.spool import Spool, Suspect
from recordings.audit.walking import Entry, Shape
from recordings.models import Recording, ReplacedFile, StorageVolume

ROWS_AT_ONCE = 2000
Status = Recording.Status
FINISHED = (Status.COMPLETE, Status.STOPPED)
REPLACED = "REPLACED"  # in the place of a status: a recording's file of before


class Row(NamedTuple):
    path: str
    id: UUID
    camera_id: int
    status: str
    file_size: int


def rows_in_order(volume: StorageVolume) -> Iterator[Row]:
    """The volume's rows by path, compared by bytes whatever the database's language is.

    With the files that another has taken the place of: they belong to their recording until they
    are unlinked, and nothing is said of those that are gone.
    """
    by_path = F("file_path") if connection.vendor == "sqlite" else Collate("file_path", "C")
    rows = Recording.objects.filter(volume=volume).order_by(by_path)
    fields = rows.values_list("file_path", "id", "camera_id", "status", "file_size")
    replaced = ReplacedFile.objects.filter(volume=volume).order_by(by_path)
    columns = ("file_path", "recording_id", "recording__camera_id", Value(REPLACED), "file_size")
    both = (fields, replaced.values_list(*columns))
    return heapq.merge(
        *(map(Row._make, found.iterator(chunk_size=ROWS_AT_ONCE)) for found in both),
        key=attrgetter("path"),
    )


@dataclass
class Comparison:
    """Of one volume. `newest` holds each living run's newest file, the one it writes."""

    volume: StorageVolume
    living: Living
    spool: Spool
    folders: dict[str, CameraFolder] = field(default_factory=dict)
    newest: dict[str, str] = field(default_factory=dict)
    rows: int = 0
    files: int = 0
    bytes_on_disk: int = 0
    bytes_in_rows: int = 0

    def run(self, entries: Iterator[Entry], rows: Iterator[Row]) -> None:
        """Both must be in the order of their paths."""
        row = next(rows, None)
        for entry in entries:
            while row is not None and row.path < entry.path:
                self._row_without_file(row)
                row = next(rows, None)
            if entry.shape is Shape.CAMERA:
                path = entry.path.rstrip("/")
                self.folders[path] = read_folder(self.volume.path, path)
            elif entry.path.endswith("/") or not entry.path:
                before = self.rows
                while row is not None and row.path.startswith(entry.path):
                    self._count(row)
                    row = next(rows, None)
                self._apart(entry, holds_rows=self.rows > before)
            elif row is not None and row.path == entry.path:
                self._pair(entry, row)
                row = next(rows, None)
            else:
                self._file_without_row(entry)
        while row is not None:
            self._row_without_file(row)
            row = next(rows, None)

    def judge_folders(self, cameras: KnownCameras) -> None:
        """`cameras` must have been read after the comparison: new ones come meanwhile."""
        for folder in self.folders.values():
            for kind in findings_of(folder, cameras):
                self.spool.append(Suspect(kind, folder.path))

    def _apart(self, entry: Entry, *, holds_rows: bool) -> None:
        """A folder or link that is not entered: nothing is said of the rows below it."""
        if entry.shape is Shape.UNLISTABLE:
            self.spool.append(Suspect(Kind.UNLISTABLE, entry.path))
        elif entry.shape is Shape.LINK or holds_rows:
            self.spool.append(Suspect(Kind.LINK, entry.path))
        else:
            self.spool.append(Suspect(Kind.FOREIGN, entry.path))

    def _pair(self, entry: Entry, row: Row) -> None:
        self._count(row)
        if entry.shape is not Shape.UNLISTABLE:
            self._note_file(entry)
            folder = self.folders.get(folder_of(entry.path))
            if folder is not None:
                folder.recorded.add(row.camera_id)
        kind = _kind_of_pair(entry, row)
        if kind is not None:
            self.spool.append(Suspect(kind, entry.path, str(row.id), entry.written_at))

    def _row_without_file(self, row: Row) -> None:
        self._count(row)
        if row.status == Status.RECORDING:
            self.spool.append(Suspect(Kind.UNFINISHED, row.path, str(row.id)))
        elif row.status in FINISHED:
            self.spool.append(Suspect(Kind.MISSING, row.path, str(row.id)))

    def _file_without_row(self, entry: Entry) -> None:
        if entry.shape is Shape.MEDIA:
            self._note_file(entry)
            folder = self.folders[folder_of(entry.path)]
            folder.first_opened = folder.first_opened or opened(entry.path).opened_at
        self.spool.append(Suspect(_KINDS[entry.shape], entry.path, "", entry.written_at))

    def _note_file(self, entry: Entry) -> None:
        self.files += 1
        self.bytes_on_disk += entry.size_bytes
        if self.living.runs and self.living.writes(entry.path):
            self.newest[run_of(entry.path)] = entry.path

    def _count(self, row: Row) -> None:
        self.rows += 1
        self.bytes_in_rows += row.file_size


_KINDS = {
    Shape.MEDIA: Kind.WITHOUT_ROW,
    Shape.FOREIGN: Kind.FOREIGN,
    Shape.LEFTOVER: Kind.LEFTOVER,
    Shape.UNLISTABLE: Kind.UNLISTABLE,
}


def _kind_of_pair(entry: Entry, row: Row) -> Kind | None:
    if entry.shape is Shape.UNLISTABLE:
        return Kind.UNLISTABLE
    if row.status == Status.RECORDING:
        return Kind.UNFINISHED
    if row.status == Status.DOOMED:
        return None  # cleanup is on its way to it
    if entry.size_bytes != row.file_size:
        return Kind.SIZE_DIFFERS
    return None if entry.may_open else Kind.NOT_OPENABLE
