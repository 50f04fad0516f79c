"""Byte ranges of recorded files: how many the web server sends on one core, and how soon.

The web server is pinned to one core and the reader, a process of its own, to the other.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from recordings.simulator.clip_media import ClipSpec
from recordings.simulator.process import CameraProcess
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
from tests.bench.range_reader import RANGE_BYTES
from tests.system.stack import PROJECT, Stack
from tests.waiting import wait_for

CORE = 0
REQUESTS, ALONE_REQUESTS = sized(20_000, 2_000), sized(5_000, 500)
CONNECTIONS = 8
SIGN_INS = 20  # one reads a few parts at a time, not as many as all of them together
VIEWERS, VIEWING_SECONDS = sized(200, 20), sized(60, 6)
CAMERAS = sized(20, 3)
SEGMENT_SECONDS = 30  # boundaries while people watch
FILE_BYTES = sized(6, 4) * 1_000_000  # less than a file of SEGMENT_SECONDS holds
# The file that is read: much of it in little time.
RICH = ClipSpec(width=1920, height=1080, gop_frames=50, fps=25, seconds=10, bitrate=16_000_000)
USUAL = ClipSpec(width=1920, height=1080, gop_frames=50, fps=25, seconds=10, bitrate=2_000_000)
Say = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Seen:
    """Seconds of each request, of all of them together, and what went wrong."""

    took: float
    seconds: list[float]
    errors: list[str]

    def p(self, percent: int) -> float:
        """In milliseconds."""
        return percentile(self.seconds, percent) * 1000

    def spread(self) -> str:
        return f"p50 {self.p(50):.2f} ms, p99 {self.p(99):.2f} ms"


@dataclass(frozen=True, slots=True)
class Target:
    """Signed URLs of one recorded file."""

    port: int
    paths: list[str]
    file: Path

    def read(self, how: str, count: int, workers: int) -> Seen:
        argv = [sys.executable, "-m", "tests.bench.range_reader", how, str(self.port)]
        argv += [str(self.file), str(count), str(workers)]
        paths = "\n".join(self.paths)
        done = subprocess.run(
            argv, cwd=PROJECT, input=paths, stdout=subprocess.PIPE, text=True, check=True
        )
        return Seen(**json.loads(done.stdout))


def measure(say: Say) -> list[Figure]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vms-bench-")))
        rich = stack.enter_context(CameraProcess(folder / "clips", RICH))
        usual = stack.enter_context(CameraProcess(folder / "clips", USUAL))
        running = BenchStack(folder / "data", segment_seconds=SEGMENT_SECONDS)
        stack.enter_context(running)
        urls = [rich.url(), *(usual.url(f"/cam{n}") for n in range(1, CAMERAS + 1))]
        first, *others = add_cameras(running, urls, record=False)
        target = _record(running, first)
        say(f"{target.file.stat().st_size / 1e6:.0f} MB recorded; the web server on core {CORE}\n")
        _pin_web(running)
        target.read("busy", 200, CONNECTIONS)  # so that all is in memory
        alone = target.read("busy", ALONE_REQUESTS, 1)
        say(f"one reader: {alone.spread()}\n")
        many = target.read("busy", REQUESTS, CONNECTIONS)
        say(f"{CONNECTIONS} readers: {len(many.seconds) / many.took:.0f}/s\n")
        beside = _beside_recording(running, others, target, say)
        dropped = usual.status()["frames_dropped"]
        return [*_alone(alone, many), *_together(running, beside, others, dropped)]


def _record(stack: Stack, camera_id: int) -> Target:
    """The largest of its files once it is finished, as a playlist names it."""
    stack.api("POST", "/api/recording/start/", camera_id=camera_id)
    wait_for(lambda: _largest(stack, camera_id), "a file", 300)
    stop_all(stack, [camera_id])
    list_of = f"/api/recordings/?camera={camera_id}&status=RECORDING"
    wait_for(lambda: not stack.api("GET", list_of)["results"], "finished rows")
    file = _largest(stack, camera_id)
    assert file is not None
    row = next(
        row
        for row in stack.api("GET", f"/api/recordings/?camera={camera_id}")["results"]
        if file.name == Path(row["file_path"]).name
    )
    return Target(stack.port, [_path_of(stack, row) for _each in _sign_ins(stack)], file)


def _sign_ins(stack: Stack) -> Iterator[None]:
    """Signs in anew each time: each has media URLs of its own."""
    for _each in range(SIGN_INS):
        stack.token = ""
        yield


def _largest(stack: Stack, camera_id: int) -> Path | None:
    files = [path for path in files_of(stack, camera_id) if path.stat().st_size >= FILE_BYTES]
    return max(files, key=lambda path: path.stat().st_size, default=None)


def _path_of(stack: Stack, row: dict[str, Any]) -> str:
    """The signed path that the playlist of the recording's own time names."""
    middle = _moment(row["start_time"]) + timedelta(seconds=row["duration_seconds"] / 2)
    query = f"start={_text(middle)}&end={_text(middle + timedelta(seconds=4))}"
    answer = stack.ask("GET", f"/api/playback/cameras/{row['camera']}/index.m3u8?{query}")
    answer.raise_for_status()
    return next(line for line in answer.text.splitlines() if line and not line.startswith("#"))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _text(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _pin_web(stack: Stack, cores: frozenset[int] = frozenset({CORE})) -> None:
    for process in stack.component("web"):
        for thread in process.threads():
            with contextlib.suppress(ProcessLookupError):
                os.sched_setaffinity(thread.id, cores)


def _beside_recording(stack: Stack, ids: list[int], target: Target, say: Say) -> Seen:
    """With every process on any core, as an installation is; recording goes on all the while."""
    _pin_web(stack, frozenset(range(os.cpu_count() or 1)))
    for camera_id in ids:
        stack.api("POST", "/api/recording/start/", camera_id=camera_id)
    wait_until_recording(stack, len(ids))
    time.sleep(5)
    say(f"{len(ids)} cameras record; {VIEWERS} people watch for {VIEWING_SECONDS} s\n")
    seen = target.read("viewers", VIEWING_SECONDS, VIEWERS)
    stop_all(stack, ids)
    return seen


def _alone(alone: Seen, many: Seen) -> list[Figure]:
    rate = len(many.seconds) / many.took
    size = f"{RANGE_BYTES / 1000:.0f} KB"
    return [
        Figure(
            f"Ranges of {size} on one core, signatures checked, {CONNECTIONS} connections",
            ">= 1,000/s",
            f"{rate:.0f}/s, {many.spread()}, {len(many.errors)} errors",
            len(many.seconds),
            rate >= 1_000 and not many.errors,
        ),
        Figure(
            f"A range of {size} on one core, one reader",
            "p99 <= 5 ms",
            f"{alone.spread()}, {len(alone.errors)} errors",
            len(alone.seconds),
            alone.p(99) <= 5 and not alone.errors,
        ),
    ]


def _together(stack: Stack, seen: Seen, ids: list[int], dropped: int) -> list[Figure]:
    frames = wrong = 0
    for camera_id in ids:
        found = continuity([whole_stamps(path) for path in files_of(stack, camera_id)])
        frames += found.frames
        wrong += found.lost + found.doubled
    return [
        Figure(
            f"{VIEWERS} people at half a request a second, {CAMERAS} cameras recording beside it",
            "no error",
            f"{len(seen.errors)} errors, {seen.spread()}",
            len(seen.seconds),
            not seen.errors and bool(seen.seconds),
        ),
        Figure(
            "Frames lost or doubled by those cameras meanwhile",
            "0",
            f"{wrong} of {frames}; {dropped} that the cameras could not deliver",
            frames,
            wrong == dropped == 0 and frames > 0,
        ),
    ]
