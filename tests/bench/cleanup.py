"""A night's cleanup of a large archive beside recording cameras and people at the API.

On SQLite and on PostgreSQL, each with a whole installation: its own database, real files, cameras
that record all the while. Only the cleanup itself is measured, as the process that it is.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from recordings.simulator.clip_media import ClipSpec
from recordings.simulator.process import CameraProcess
from tests.bench.cleanup_archive import EXPIRED_HOURS
from tests.bench.document import Figure, percentile
from tests.bench.form import sized
from tests.bench.installation import (
    BenchStack,
    add_cameras,
    continuity,
    files_of,
    stop_all,
    wait_until_recording,
    whole_stamps,
)
from tests.services.servers import postgres
from tests.system.stack import PROJECT, Stack

CAMERAS, HOURS = sized(1_000, 20), sized(720, 240)
FILES, EXPIRED = CAMERAS * HOURS, CAMERAS * EXPIRED_HOURS
RECORDING = 4
SEGMENT_SECONDS = 10
ALONE_SECONDS = sized(15, 3)
MOST_SECONDS, MOST_API_MS, MOST_MB = 60, 100, 150
USUAL = ClipSpec(width=1280, height=720, gop_frames=50, fps=25, seconds=10, bitrate=1_000_000)
PATHS = (
    "/api/cameras/?page_size=50",
    "/api/recordings/?page_size=50",
    "/api/cameras/{camera}/",
    "/api/recording/status/{camera}/",
    "/api/playback/cameras/{camera}/timeline/",
)
Say = Callable[[str], object]


@dataclass(slots=True)
class Asked:
    """Milliseconds of each answer, and what was no answer."""

    ms: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Cleaned:
    seconds: float
    mb: float
    said: str


def measure(say: Say) -> list[Figure]:
    figures = _measured("SQLite", {}, say)
    with postgres() as url:
        return figures + _measured("PostgreSQL", {"DATABASE_URL": url}, say)


def _measured(database: str, settings: dict[str, str], say: Say) -> list[Figure]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vms-bench-")))
        camera = stack.enter_context(CameraProcess(folder / "clips", USUAL))
        running = BenchStack(
            folder / "data", segment_seconds=SEGMENT_SECONDS, settings={**settings}
        )
        stack.enter_context(running)
        say(f"{database}: making {FILES} files and rows\n")
        _fill(running)
        ids = add_cameras(running, [camera.url(f"/cam{n}") for n in range(1, RECORDING + 1)])
        wait_until_recording(running, len(ids))
        alone = Asked()
        with _asking(running, ids, alone):
            time.sleep(ALONE_SECONDS)
        say(f"{database}: the API alone {_told(alone)}; cleaning\n")
        beside = Asked()
        with _asking(running, ids, beside):
            cleaned = _clean(running)
        say(f"{database}: {cleaned.seconds:.1f} s\n{cleaned.said}\n")
        time.sleep(SEGMENT_SECONDS)
        stop_all(running, ids)
        left = sum(1 for _ in (running.data / "recordings").glob("city_*/cam_*/*/*.mp4"))
        kept = left - sum(len(files_of(running, camera_id)) for camera_id in ids)
        return [
            *_cleaned(database, cleaned, kept),
            _answered(database, alone, beside),
            _recorded(database, running, ids, camera),
        ]


def _fill(stack: Stack) -> None:
    environment = {**stack.environment, "DJANGO_SETTINGS_MODULE": "vms.settings"}
    argv = [sys.executable, "-m", "tests.bench.cleanup_archive", str(CAMERAS), str(HOURS)]
    subprocess.run(argv, cwd=PROJECT, env=environment, check=True)


def _clean(stack: Stack) -> Cleaned:
    """The command, its largest size and what it said."""
    with tempfile.TemporaryFile("w+") as output:
        began = time.monotonic()
        child = subprocess.Popen(
            [sys.executable, "manage.py", "cleanup_recordings"],
            cwd=PROJECT,
            env=stack.environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - began
        output.seek(0)
        said = output.read()
    assert child.returncode == 0, said
    return Cleaned(seconds, usage.ru_maxrss / 1000, said[-500:])


@contextmanager
def _asking(stack: Stack, ids: list[int], asked: Asked) -> Iterator[None]:
    """One person who goes from page to page, ten a second at most, until the end."""
    over = threading.Event()
    thread = threading.Thread(target=_ask, args=(stack, ids, asked, over))
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _ask(stack: Stack, ids: list[int], asked: Asked, over: threading.Event) -> None:
    number = 0
    while not over.wait(0.1):
        path = PATHS[number % len(PATHS)].format(camera=ids[number % len(ids)])
        number += 1
        began = time.monotonic()
        answer = stack.ask("GET", path)
        asked.ms.append(1000 * (time.monotonic() - began))
        if answer.status_code != 200:
            asked.errors.append(f"{path}: {answer.status_code}")


def _told(asked: Asked) -> str:
    middle, high = (percentile(asked.ms, percent) for percent in (50, 95))
    return f"p50 {middle:.0f} ms, p95 {high:.0f} ms, {len(asked.errors)} errors"


def _cleaned(database: str, cleaned: Cleaned, kept: int) -> list[Figure]:
    right = kept == FILES - EXPIRED
    return [
        Figure(
            f"Cleanup of {EXPIRED:,} of {FILES:,} recordings with their files, {database}",
            f"<= {MOST_SECONDS} s",
            f"{cleaned.seconds:.1f} s, {FILES - kept:,} files gone",
            EXPIRED,
            right and cleaned.seconds <= MOST_SECONDS,
        ),
        Figure(
            f"Memory of the cleanup (peak), {database}",
            f"<= {MOST_MB} MB",
            f"{cleaned.mb:.0f} MB",
            EXPIRED,
            cleaned.mb <= MOST_MB,
        ),
    ]


def _answered(database: str, alone: Asked, beside: Asked) -> Figure:
    return Figure(
        f"API while it runs, {database} (before it: {_told(alone)})",
        f"p95 <= {MOST_API_MS} ms",
        _told(beside),
        len(beside.ms),
        not beside.errors and percentile(beside.ms, 95) <= MOST_API_MS,
    )


def _recorded(database: str, stack: Stack, ids: list[int], camera: CameraProcess) -> Figure:
    frames = wrong = 0
    for camera_id in ids:
        found = continuity([whole_stamps(path) for path in files_of(stack, camera_id)])
        frames += found.frames
        wrong += found.lost + found.doubled
    dropped = camera.status()["frames_dropped"]
    return Figure(
        f"Frames lost or doubled by {RECORDING} cameras meanwhile, {database}",
        "0",
        f"{wrong} of {frames}; {dropped} that the cameras could not deliver",
        frames,
        wrong == dropped == 0 and frames > 0,
    )
