"""The middle steps of a deletion: files go, folders are synced, and then the rows say so.

No transaction is open meanwhile. A file that is gone already was unlinked before a crash.
"""

import os
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.db import transaction
from django.db.models import F

from recordings.cleanup.files import Stay, Stays, open_folder, open_volume, place_of, unlink
from recordings.models import PendingDeletion, ReplacedFile, StorageVolume

State = PendingDeletion.State


@dataclass(frozen=True, slots=True)
class DiskFile:
    """A file of a recording: its own, or one that it replaced."""

    recording: UUID
    volume_id: int
    folder: str
    name: str


def files_of(rows: Sequence[tuple[UUID, int, str]], stayed: dict[UUID, Stay]) -> list[DiskFile]:
    """All files of recordings (id, volume, path), by their paths; `stayed` learns of those whose
    path is not ours."""
    replaced = ReplacedFile.objects.filter(recording__in=[pk for pk, _, _ in rows])
    older = replaced.values_list("recording_id", "volume_id", "file_path")
    files = []
    for recording, volume_id, path in [*rows, *older]:
        try:
            files.append(DiskFile(recording, volume_id, *place_of(path)))
        except Stays as stays:
            stayed[recording] = stays.reason
    return sorted(files, key=lambda file: (file.volume_id, file.folder, file.name))


def by_volume(files: Iterable[DiskFile]) -> dict[int, list[DiskFile]]:
    found: dict[int, list[DiskFile]] = defaultdict(list)
    for file in files:
        found[file.volume_id].append(file)
    return found


def by_folder(files: Iterable[DiskFile]) -> Iterator[tuple[str, list[DiskFile]]]:
    """Of one volume's files, in order."""
    for folder, group in groupby(files, key=lambda file: file.folder):
        yield folder, list(group)


class Unlinking:
    """Of doomed recordings. Any whose file stays is in `stayed`, and keeps its row.

    `folders` of each volume are those that files went from; `failing_volumes` refused an unlink.
    """

    def __init__(self) -> None:
        self._freed_bytes: Counter[UUID] = Counter()
        self._missing: set[UUID] = set()
        self.stayed: dict[UUID, Stay] = {}
        self.folders: dict[int, set[str]] = defaultdict(set)
        self.failing_volumes: set[int] = set()

    def unlink(self, ids: Collection[UUID]) -> None:
        """Those of the recordings that are doomed; what went is UNLINKED then."""
        pending = PendingDeletion.objects.filter(pk__in=ids, state=State.DOOMED)
        paths = pending.values_list("pk", "recording__volume_id", "recording__file_path")
        files = by_volume(files_of(list(paths), self.stayed))
        volumes = StorageVolume.objects.in_bulk(files)
        for volume_id, group in files.items():
            self._unlink_on(volumes[volume_id], group)
        weighed = pending.values_list("pk", "allotted_bytes")
        self._note([(pk, size_bytes) for pk, size_bytes in weighed if pk not in self.stayed])

    def _unlink_on(self, volume: StorageVolume, files: Sequence[DiskFile]) -> None:
        try:
            with open_volume(volume) as root:
                for folder, group in by_folder(files):
                    self.folders[volume.pk].add(folder)
                    self._unlink_in(root, folder, group)
        except Stays as stays:
            self._keep(files, stays.reason)

    def _unlink_in(self, root: int, folder: str, files: Sequence[DiskFile]) -> None:
        try:
            with open_folder(root, folder) as descriptor:
                for file in files:
                    self._unlink_one(descriptor, file)
                os.fsync(descriptor)
        except FileNotFoundError:
            self._missing.update(file.recording for file in files)
        except OSError:
            self._keep(files, Stay.DISK_ERROR)
            self.failing_volumes.add(files[0].volume_id)

    def _unlink_one(self, folder: int, file: DiskFile) -> None:
        """Raises OSError."""
        try:
            freed_bytes = unlink(folder, file.name)
        except Stays as stays:
            self.stayed[file.recording] = stays.reason
            return
        except PermissionError:  # of this file perhaps (chattr +i): the others need not wait for it
            self._keep([file], Stay.DISK_ERROR)
            self.failing_volumes.add(file.volume_id)
            return
        if freed_bytes is None:
            self._missing.add(file.recording)
        else:
            self._freed_bytes[file.recording] += freed_bytes

    def _keep(self, files: Sequence[DiskFile], reason: Stay) -> None:
        self.stayed.update({file.recording: reason for file in files})

    def _note(self, weighed: Iterable[tuple[UUID, int]]) -> None:
        """By compare and set. What a crash left without its file counts as it was weighed."""
        as_weighed, otherwise = [], []
        for pk, allotted_bytes in weighed:
            freed_bytes = self._freed_bytes[pk]
            if pk in self._missing or freed_bytes == allotted_bytes:
                as_weighed.append(pk)
            else:
                otherwise.append((pk, freed_bytes))
        doomed = PendingDeletion.objects.filter(state=State.DOOMED)
        with transaction.atomic():
            unlinked = {"state": State.UNLINKED}
            doomed.filter(pk__in=as_weighed).update(**unlinked, freed_bytes=F("allotted_bytes"))
            for pk, freed_bytes in otherwise:
                doomed.filter(pk=pk).update(**unlinked, freed_bytes=freed_bytes)
