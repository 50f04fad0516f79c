"""The book of measured losses: each fault writes what it cost into one file of JSON lines."""

import json
import os
from pathlib import Path


def record(
    fault: str, promise: str, lost_seconds: float | None, frames: int | None, note: str = ""
) -> None:
    """Append one measurement to the file named by VMS_FAULTS_OUT; without it, do nothing.

    `lost_seconds` and `frames` are None where the fault has no such figure. Each line is written
    by one `write` in append mode, so that several test processes may share the file.
    """
    path = os.environ.get("VMS_FAULTS_OUT")
    if not path:
        return
    line = json.dumps(
        {
            "fault": fault,
            "promise": promise,
            "lost_seconds": lost_seconds,
            "frames": frames,
            "note": note,
        }
    )
    with Path(path).open("a", encoding="utf-8") as book:
        book.write(line + "\n")
