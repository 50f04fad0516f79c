"""What recording many cameras costs: processor, memory, disk, for as long as half an hour.

The recorder worker also polls its broker. What that costs is measured on a second installation
without cameras, which runs beside the first for the same time.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from recordings.simulator.clip_media import ClipSpec
from recordings.simulator.process import CameraProcess
from tests.bench.document import Figure, percentile, spread
from tests.bench.form import minutes, sized
from tests.bench.installation import (
    BenchStack,
    add_cameras,
    continuity,
    files_of,
    living_runs,
    run_of,
    stop_all,
    wait_until_recording,
    whole_stamps,
)
from tests.system.stack import Stack

CAMERAS = sized(40, 6)
WINDOW_SECONDS = 60 * minutes("VMS_BENCH_MINUTES", 30, 2)
SEGMENT_SECONDS = sized(300, 30)  # a twelfth of the usual hour: boundaries cost rows
SAMPLE_SECONDS = sized(30, 5)
SETTLE_SECONDS = sized(60, 5)
# Samples at either end whose medians tell growth: five minutes of half an hour.
ENDS = max(1, round(min(300, WINDOW_SECONDS / 6) / SAMPLE_SECONDS))
GROWTH_LIMIT_MB = 2.0
CLIP = ClipSpec(width=1920, height=1080, gop_frames=50, fps=25, seconds=10, bitrate=2_000_000)
MB = 1e6
Say = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Reading:
    """Totals since each process began, by pid. CPU is user and system time of all threads."""

    at_seconds: float
    cpu_seconds: dict[int, float]
    written_bytes: dict[int, int]


@dataclass(slots=True)
class Window:
    """What was read of one installation: at its beginning and end, and memory in between."""

    stack: Stack
    recorder: psutil.Process
    before: Reading
    after: Reading
    rss_mb: list[float] = field(default_factory=list)
    pss_mb: list[float] = field(default_factory=list)

    @classmethod
    def opened(cls, stack: Stack) -> "Window":
        reading = _read(stack)
        return cls(stack, stack.component("recorder")[0], reading, reading)

    def sample(self) -> None:
        memory = self.recorder.memory_full_info()
        self.rss_mb.append(memory.rss / MB)
        self.pss_mb.append(memory.pss / MB)

    def close(self) -> None:
        self.after = _read(self.stack)

    @property
    def seconds(self) -> float:
        return self.after.at_seconds - self.before.at_seconds

    def cpu(self, pids: Iterable[int] | None = None) -> float:
        """CPU seconds spent in the window by `pids`, by default by all that live through it."""
        return sum(self._spent(self.before.cpu_seconds, self.after.cpu_seconds, pids).values())

    def written(self, pids: Iterable[int] | None = None) -> float:
        """Bytes that were handed to the disk in the window."""
        spent = self._spent(self.before.written_bytes, self.after.written_bytes, pids)
        return sum(spent.values())

    @staticmethod
    def _spent(
        before: dict[int, int] | dict[int, float],
        after: dict[int, int] | dict[int, float],
        pids: Iterable[int] | None,
    ) -> dict[int, float]:
        asked = before.keys() if pids is None else set(pids)
        return {pid: after[pid] - before[pid] for pid in asked & before.keys() & after.keys()}


def measure(say: Say) -> list[Figure]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vms-bench-")))
        source = stack.enter_context(CameraProcess(folder / "clips", CLIP))
        idle = stack.enter_context(BenchStack(folder / "idle", segment_seconds=SEGMENT_SECONDS))
        busy = stack.enter_context(BenchStack(folder / "busy", segment_seconds=SEGMENT_SECONDS))
        urls = [source.url(f"/cam{n}") for n in range(1, CAMERAS + 1)]
        ids = add_cameras(busy, urls)
        wait_until_recording(busy, CAMERAS)
        say(f"{CAMERAS} cameras record; {WINDOW_SECONDS / 60:.0f} min from now on\n")
        time.sleep(SETTLE_SECONDS)
        pids = {camera_id: run.pid for camera_id, run in living_runs(busy).items()}
        windows = Window.opened(busy), Window.opened(idle)
        _watch(windows, say)
        survived = {camera_id: run.pid for camera_id, run in living_runs(busy).items()} == pids
        dropped = source.status()["frames_dropped"]
        stop_all(busy, ids)
        return [
            *_supervision(*windows, list(pids.values())),
            *_memory(windows[0]),
            *_per_camera(windows[0], list(pids.values())),
            _frames(busy, ids, survived=survived, dropped=dropped),
        ]


def _read(stack: Stack) -> Reading:
    cpu, written = {}, {}
    for process in stack.processes():
        times = process.cpu_times()
        cpu[process.pid] = times.user + times.system
        written[process.pid] = process.io_counters().write_bytes
    return Reading(time.monotonic(), cpu, written)


def _watch(windows: tuple[Window, Window], say: Say) -> None:
    began = time.monotonic()
    due = began
    while due <= began + WINDOW_SECONDS:
        time.sleep(max(0.0, due - time.monotonic()))
        for window in windows:
            window.sample()
        busy = windows[0]
        load = psutil.getloadavg()[0]
        say(f"{due - began:.0f} s: {busy.rss_mb[-1]:.1f} MB resident, load {load:.1f}\n")
        due += SAMPLE_SECONDS
    for window in windows:
        window.close()


def _supervision(busy: Window, idle: Window, ffmpegs: list[int]) -> list[Figure]:
    own, polling = busy.cpu([busy.recorder.pid]), idle.cpu([idle.recorder.pid])
    polling *= busy.seconds / idle.seconds
    recording = busy.cpu(ffmpegs)
    whole, net = own / recording, (own - polling) / recording
    window = f"{CAMERAS} cameras, {busy.seconds / 60:.0f} min"
    return [
        Figure(
            f"CPU of the recorder worker over its FFmpegs', {window}",
            "<= 10 %",
            f"{whole:.1%}: {own:.1f} s over {recording:.1f} s",
            CAMERAS,
            whole <= 0.10,
        ),
        Figure(
            "Of that, an idle recorder worker's (no camera: it polls its broker)",
            "-",
            f"{polling / recording:.1%}: {polling:.1f} s, {polling / busy.seconds:.2%} of a core",
            1,
            True,
        ),
        Figure(
            "The ratio without that",
            "aim 5 %",
            f"{net:.1%}: {own - polling:.1f} s over {recording:.1f} s",
            CAMERAS,
            net <= 0.10,
        ),
    ]


def _memory(busy: Window) -> list[Figure]:
    first, last = statistics.median(busy.rss_mb[:ENDS]), statistics.median(busy.rss_mb[-ENDS:])
    span = f"{ENDS * SAMPLE_SECONDS / 60:.1f} min"
    return [
        Figure(
            "Memory of the recorder worker",
            "<= 150 MB",
            f"RSS worst {max(busy.rss_mb):.0f} MB, PSS worst {max(busy.pss_mb):.0f} MB",
            len(busy.rss_mb),
            max(busy.rss_mb) <= 150,
        ),
        Figure(
            f"Its growth over {busy.seconds / 60:.0f} min (RSS, medians of the first and last"
            f" {span})",
            f"none (<= {GROWTH_LIMIT_MB:.0f} MB)",
            f"{last - first:+.1f} MB: {first:.1f} MB to {last:.1f} MB",
            len(busy.rss_mb),
            last - first <= GROWTH_LIMIT_MB,
        ),
    ]


def _per_camera(busy: Window, ffmpegs: list[int]) -> list[Figure]:
    seconds = busy.seconds
    cores = [100 * busy.cpu([pid]) / seconds for pid in ffmpegs]
    shared = 100 * busy.cpu() / seconds / CAMERAS
    rates = [busy.written([pid]) / seconds / MB for pid in ffmpegs]
    total = busy.written() / seconds / MB
    return [
        Figure(
            "CPU of a camera's FFmpeg, % of a core",
            "< 20 %",
            spread(cores, "%", 2),
            CAMERAS,
            max(cores) < 20,
        ),
        Figure(
            "CPU of the whole installation (web, workers, beat, FFmpegs) per camera",
            "< 20 %",
            f"{shared:.2f} %",
            CAMERAS,
            shared < 20,
        ),
        Figure(
            "Disk bytes of a camera's FFmpeg",
            "-",
            f"p50 {percentile(rates, 50):.3f} MB/s, worst {max(rates):.3f} MB/s",
            CAMERAS,
            True,
        ),
        Figure(
            f"Disk bytes of the whole installation, {CAMERAS} cameras",
            "< 100 MB/s",
            f"{total:.2f} MB/s",
            CAMERAS,
            0 < total < 100,
        ),
    ]


def _frames(stack: Stack, ids: list[int], *, survived: bool, dropped: int) -> Figure:
    """Of every frame in every file; a camera that had to drop frames would spoil the figures."""
    frames = wrong = boundaries = 0
    runs: set[str] = set()
    for camera_id in ids:
        files = files_of(stack, camera_id)
        seen = continuity([whole_stamps(path) for path in files])
        runs |= {run_of(path) for path in files}
        frames += seen.frames
        wrong += seen.lost + seen.doubled
        boundaries += seen.files - 1
    return Figure(
        f"Frames lost or doubled meanwhile ({SEGMENT_SECONDS} s files)",
        "0",
        f"{wrong} of {frames} over {boundaries} boundaries in {len(runs)} runs of {len(ids)}"
        f" cameras; {dropped} that the cameras could not deliver",
        boundaries,
        wrong == dropped == 0 and survived and len(runs) == len(ids),
    )
