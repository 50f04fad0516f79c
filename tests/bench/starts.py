"""Many cameras that come back at once: how soon all are recorded, and what people notice."""

import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import psutil
import requests

from recordings.simulator.clip_media import ClipSpec
from recordings.simulator.process import CameraProcess
from tests.bench.document import Figure, percentile, spread
from tests.bench.form import sized
from tests.bench.installation import (
    BenchStack,
    add_cameras,
    files_of,
    living_runs,
    run_of,
    stop_all,
    wait_until_recording,
    whole_stamps,
)
from tests.system.stack import Stack

CAMERAS = sized(200, 12)
DOWN_SECONDS = 10
SETTLE_SECONDS = sized(60, 8)  # runs that wrote little restart slowly
ASK_SECONDS = 0.2
GIVE_UP_SECONDS = 300
CLIP = ClipSpec(width=320, height=180, gop_frames=16, fps=8, seconds=8, bitrate=100_000)
Say = Callable[[str], object]


@dataclass(slots=True)
class Caller:
    """Asks the API five times a second, whether or not the last answer has come.

    Each answer's latency counts, a slow one's too: a caller who waited for it would hide the
    others that it holds up.
    """

    stack: Stack
    latencies_ms: list[float] = field(default_factory=list)
    refused: int = 0
    load_percent: list[float] = field(default_factory=list)
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(16))
    _stopping: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._call)
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
        self._pool.shutdown()

    def _call(self) -> None:
        psutil.cpu_percent()
        asked = 0
        while not self._stopping.wait(ASK_SECONDS):
            self._pool.submit(self._ask)
            asked += 1
            if asked % round(1 / ASK_SECONDS) == 0:
                self.load_percent.append(psutil.cpu_percent())

    def _ask(self) -> None:
        began = time.monotonic()
        try:
            good = self.stack.ask("GET", "/api/cameras/").status_code == 200
        except requests.RequestException:
            good = False
        self.latencies_ms.append((time.monotonic() - began) * 1000)
        self.refused += not good


def measure(say: Say) -> list[Figure]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vms-bench-")))
        source = stack.enter_context(CameraProcess(folder / "clips", CLIP))
        whole = stack.enter_context(BenchStack(folder / "data", segment_seconds=3600))
        ids = add_cameras(whole, [source.url(f"/cam{n}") for n in range(1, CAMERAS + 1)])
        wait_until_recording(whole, CAMERAS, GIVE_UP_SECONDS)
        say(f"{CAMERAS} cameras record; down for {DOWN_SECONDS} s\n")
        time.sleep(SETTLE_SECONDS)
        before = {camera_id: run.run_id for camera_id, run in living_runs(whole).items()}
        with Caller(whole) as caller:
            source.send(f"down {DOWN_SECONDS}")
            answers_at_ns = time.time_ns() + DOWN_SECONDS * 1_000_000_000
            back = _wait_for_footage(whole, before, answers_at_ns, say)
        again = _living_later(whole, before)
        stop_all(whole, ids)
    return [*_figures(back, again), *_load(caller)]


def _wait_for_footage(
    stack: Stack, before: dict[int, str], answers_at_ns: int, say: Say
) -> list[float]:
    """Seconds from when the camera answered to the first frame of each camera's new footage.

    A camera that is not back in time counts as the whole wait. Its first frame is read from disk,
    so a look a second is enough.
    """
    waiting = dict(before)
    back: list[float] = []
    deadline = time.monotonic() + DOWN_SECONDS + GIVE_UP_SECONDS
    while waiting and time.monotonic() < deadline:
        time.sleep(1)
        for camera_id, run_id in list(waiting.items()):
            later = [p for p in files_of(stack, camera_id) if run_of(p) != run_id]
            stamps = [stamp for path in later for stamp in whole_stamps(path)]
            if stamps:
                back.append((stamps[0].sent_ns - answers_at_ns) / 1e9)
                del waiting[camera_id]
        if time.time_ns() > answers_at_ns:
            say(f"{(time.time_ns() - answers_at_ns) / 1e9:.0f} s: {len(back)} are back\n")
    return back + [float(GIVE_UP_SECONDS)] * len(waiting)


def _living_later(stack: Stack, before: dict[int, str]) -> int:
    """How many have a run that is not the one of before."""
    living = living_runs(stack)
    return sum(c in living and living[c].run_id != run_id for c, run_id in before.items())


def _figures(back: list[float], again: int) -> list[Figure]:
    n = len(back)
    return [
        Figure(
            f"From the moment {CAMERAS} cameras answer again (away for {DOWN_SECONDS} s) to the"
            " first recorded frame of each",
            "<= 60 s for all",
            spread(back, "s", 1),
            n,
            n == CAMERAS and max(back) <= 60,
        ),
        Figure(
            "Cameras that still record when the last is back",
            str(CAMERAS),
            str(again),
            CAMERAS,
            again == CAMERAS,
        ),
    ]


def _load(caller: Caller) -> list[Figure]:
    latencies = caller.latencies_ms
    load = caller.load_percent
    return [
        Figure(
            "`GET /api/cameras/` meanwhile, asked five times a second",
            "< 1 s",
            f"{spread(latencies, 'ms')}; {caller.refused} without an answer",
            len(latencies),
            max(latencies) < 1000 and caller.refused == 0,
        ),
        Figure(
            "Load of the machine meanwhile (all cores, cameras included)",
            "-",
            f"p50 {percentile(load, 50):.0f} %, worst second {max(load):.0f} %",
            len(load),
            True,
        ),
    ]
