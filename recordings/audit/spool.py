"""Suspicions on their way from the comparison to the repair, on disk instead of in memory.

After a database is lost every file is one: half a million of them must not need a gigabyte.
"""

import json
import tempfile
from collections.abc import Collection, Iterator
from types import TracebackType
from typing import NamedTuple

from recordings.audit.findings import Kind

BATCH = 500


class Suspect(NamedTuple):
    """What looked wrong while everything went on changing; `row_id` is empty without a row."""

    kind: Kind
    path: str
    row_id: str = ""
    written_at: float = 0.0


class Spool:
    """An unlinked temporary file of JSON lines, written once and read as often as needed."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile("w+", encoding="ascii")  # noqa: SIM115  see __exit__

    def __enter__(self) -> "Spool":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def append(self, suspect: Suspect) -> None:
        self._file.write(json.dumps(suspect) + "\n")

    def batches(self, kinds: Collection[Kind] = tuple(Kind)) -> Iterator[list[Suspect]]:
        """Those of `kinds`, in the order in which they came, BATCH at a time."""
        self._file.seek(0)
        batch: list[Suspect] = []
        for line in self._file:
            code, *rest = json.loads(line)
            if code in kinds:
                batch.append(Suspect(Kind(code), *rest))
            if len(batch) == BATCH:
                yield batch
                batch = []
        if batch:
            yield batch
