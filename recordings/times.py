"""When each file of a day began and ended, kept beside the files themselves.

One JSON object a line, appended and never changed; what a later line says of a file replaces what
an earlier one said. The tree can be understood without the database, and the audit rebuilds rows
from it. A line that cannot be read is passed over: the file's own name still tells its second.
"""

import contextlib
import json
import os
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

TIMES_FILE = ".vms-times.jsonl"
LATEST_MS = 1 << 43  # the year 2248
MAX_TIMES_BYTES = 4 << 20  # of a day; 24 files need 5 kB, a camera that flaps all day 2 MB


@dataclass(frozen=True, slots=True)
class FileTimes:
    """Milliseconds since the epoch; None or empty is what nobody has told yet.

    `source` and `reason` are values of Recording.TimeSource and Recording.CloseReason.
    """

    file: str
    start_ms: int | None = None
    end_ms: int | None = None
    source: str = ""
    reason: str = ""

    def updated(self, later: "FileTimes") -> "FileTimes":
        told = {name: value for name, value in asdict(later).items() if value not in (None, "")}
        return replace(self, **told)


def append_times(day_folder: Path, times: FileTimes, *, sync: bool = False) -> None:
    """Raises OSError."""
    told = {name: value for name, value in asdict(times).items() if value not in (None, "")}
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    descriptor = os.open(day_folder / TIMES_FILE, flags, 0o640)
    try:
        line = b"\n" * _needs_newline(descriptor) + json.dumps(told).encode() + b"\n"
        os.write(descriptor, line)  # in one go: the lines of two writers never mix
        if sync:
            os.fdatasync(descriptor)
    finally:
        os.close(descriptor)


def read_times(day_folder: Path) -> dict[str, FileTimes]:
    """What is known of the day's files, by their names; empty when nothing can be read."""
    found: dict[str, FileTimes] = {}
    with contextlib.suppress(OSError), (day_folder / TIMES_FILE).open("rb") as lines:
        for line in lines.read(MAX_TIMES_BYTES).splitlines():
            times = _parse(line)
            if times is not None:
                found[times.file] = found.get(times.file, times).updated(times)
    return found


_TYPES = {field.name: (int if field.name.endswith("_ms") else str) for field in fields(FileTimes)}


def _parse(line: bytes) -> FileTimes | None:
    try:
        told: Any = json.loads(line)
    except (ValueError, RecursionError):  # nested deeper than any line of ours
        return None
    if not isinstance(told, dict) or not told.get("file"):
        return None
    known = {name: told[name] for name in _TYPES if name in told}
    right = all(type(value) is _TYPES[name] for name, value in known.items())
    right = right and all(0 <= known.get(name, 0) < LATEST_MS for name in ("start_ms", "end_ms"))
    return FileTimes(**known) if right else None


def _needs_newline(descriptor: int) -> bool:
    """Whether the file ends inside a line that a power cut took."""
    size = os.fstat(descriptor).st_size
    return size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
