"""Peak memory of those who make a clip: the worker's processes and the children they start."""

import contextlib
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.system.stack import Stack

LOOK_SECONDS = 0.02
KB = 1024
ROLES = {
    "growth_mb": "what the worker grew by",
    "ffmpeg_mb": "FFmpeg",
    "checker_mb": "the process that reads the finished file",
}
PROC = Path("/proc")


@dataclass
class Peaks:
    """`worker_mb` is the largest worker process whole. What a role never had stays 0."""

    growth_mb: float = 0.0
    worker_mb: float = 0.0
    ffmpeg_mb: float = 0.0
    checker_mb: float = 0.0
    before: dict[int, float] = field(default_factory=dict)


@contextmanager
def watching(stack: Stack) -> Iterator[Peaks]:
    """The peaks are there afterwards."""
    main, *_ = stack.component("worker")
    workers = _children(main.pid)
    peaks = Peaks()
    for pid in workers:
        (PROC / str(pid) / "clear_refs").write_text("5")  # the peak begins anew (proc(5))
        peaks.before[pid] = _peak_mb(pid)
    over = threading.Event()
    thread = threading.Thread(target=_look, args=(workers, peaks, over))
    thread.start()
    try:
        yield peaks
    finally:
        over.set()
        thread.join()
    for pid in workers:
        peak = _peak_mb(pid)
        peaks.worker_mb = max(peaks.worker_mb, peak)
        peaks.growth_mb = max(peaks.growth_mb, peak - peaks.before[pid])


def _look(workers: list[int], peaks: Peaks, over: threading.Event) -> None:
    while not over.wait(LOOK_SECONDS):
        for worker in workers:
            for child in _children(worker):
                with contextlib.suppress(OSError):
                    argv = (PROC / str(child) / "cmdline").read_bytes()
                    mb = _peak_mb(child)
                    if b"checking.py" in argv:
                        peaks.checker_mb = max(peaks.checker_mb, mb)
                    elif argv.partition(b"\0")[0].endswith(b"ffmpeg"):
                        peaks.ffmpeg_mb = max(peaks.ffmpeg_mb, mb)


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in (PROC / str(pid) / "task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += map(int, task.read_text().split())
    return found


def _peak_mb(pid: int) -> float:
    status = (PROC / str(pid) / "status").read_text()
    found = re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)
    return int(found[1]) * KB / 1e6 if found else 0.0
