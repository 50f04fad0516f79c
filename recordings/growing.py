"""Files that are still being written, read on demand and never through the database.

Each process keeps the scans of the files it was asked about, so that the next question reads
only what was added since.
"""

import os
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from recordings.media.errors import MediaError
from recordings.media.fragments import FragmentScan, scan

KEPT_SCANS = 512


@dataclass(frozen=True, slots=True)
class GrowingFile:
    """A moment's view of a file; `scan` belongs to the reader and does not change."""

    scan: FragmentScan
    size_bytes: int


class GrowingFiles:
    """The least recently asked-about scans are dropped."""

    def __init__(self, kept: int = KEPT_SCANS) -> None:
        self._kept = kept
        self._lock = threading.Lock()
        self._scans: OrderedDict[UUID, FragmentScan] = OrderedDict()

    def look(self, recording_id: UUID, path: Path) -> GrowingFile | None:
        """None while the file has no whole fragment yet, or is gone."""
        with self._lock:
            known = self._scans.get(recording_id)
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return None
        try:
            size = os.fstat(descriptor).st_size
            progress = scan(descriptor, known)
        except (OSError, MediaError):
            return None
        finally:
            os.close(descriptor)
        self._keep(recording_id, progress)
        return GrowingFile(progress, size) if progress.count else None

    def _keep(self, recording_id: UUID, progress: FragmentScan) -> None:
        with self._lock:
            known = self._scans.get(recording_id)
            if known is None or known.end_offset <= progress.end_offset:
                self._scans[recording_id] = progress
            self._scans.move_to_end(recording_id)
            while len(self._scans) > self._kept:
                self._scans.popitem(last=False)


growing_files = GrowingFiles()
