"""What recording costs this machine, measured with real recorders for some seconds."""

import os
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import psutil
from django.utils.translation import gettext as _

from recordings.faults import CameraFault, Fault
from recordings.ffmpeg.messages import explain
from recordings.media.errors import MediaError
from recordings.simulator.clip_media import ClipSpec
from recordings.simulator.process import CameraProcess
from recordings.supervisor.syncing import sync_file
from vms.doctor.cgroup import own_cores
from vms.doctor.proof import read_file
from vms.doctor.rig import Media, Trial, clip_maker, close_trials, end_trials, start_trial

CLIP = ClipSpec(width=1920, height=1080, fps=25, gop_frames=50, seconds=10, bitrate=2_000_000)
RECORDERS_PER_CORE, MOST_RECORDERS = 4, 16
MEDIA = Media("h264", None, segment_seconds=3600)
START_SECONDS = 20.0
BURST_BYTES, BURST_SECONDS, PIECE_BYTES = 128 << 20, 2.0, 4 << 20
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Load:
    """`cpu_cores` and `bytes_per_second` of one recorder; `memory_bytes` its proportional share
    (PSS). `busy_cores` is what everything else used meanwhile. `sync_seconds` is one file's
    fdatasync, `write_bytes_per_second` a burst's with fdatasync after each 4 MiB."""

    recorders: int
    seconds: float
    cpu_cores: float
    memory_bytes: float
    bytes_per_second: float
    frames: int
    frames_lost: int
    busy_cores: float
    cores: float
    sync_seconds: float
    write_bytes_per_second: float


def needed_bytes(seconds: float) -> int:
    """Room that measuring takes at most, and no more than that of it."""
    recording = MOST_RECORDERS * CLIP.bitrate / 8 * (seconds + START_SECONDS)
    return int(recording) + BURST_BYTES


def measure(program: str, scratch: Path, seconds: float, sync_every: float, tell: Tell) -> Load:
    """Raises CameraFault, CameraProcessError, ClipError, OSError; leaves nothing running."""
    count = min(RECORDERS_PER_CORE * len(os.sched_getaffinity(0)), MOST_RECORDERS)
    with ExitStack() as stack:
        tell(_("preparing a simulated camera"))
        camera = CameraProcess(scratch / "clips", CLIP, ffmpeg=clip_maker(program))
        stack.enter_context(camera)
        trials: list[Trial] = []
        stack.callback(lambda: close_trials(trials))
        for number in range(1, count + 1):
            url = camera.url(f"/cam{number}")
            trials.append(start_trial(program, url, scratch, number, MEDIA))
        _wait_until_all_record(trials, tell)
        watched = _Watched(trials, camera)
        syncs = watched.for_seconds(seconds, sync_every, tell)
        end_trials(trials)
        tell(_("measuring the disk"))
        return watched.load(syncs, burst(scratch / "burst"))


def _wait_until_all_record(trials: list[Trial], tell: Tell) -> None:
    deadline = time.monotonic() + START_SECONDS
    waiting = trials
    while waiting:
        tell(_("waiting for %(count)s trial recorders") % {"count": len(waiting)})
        ended = [trial for trial in waiting if trial.process.has_ended()]
        if ended or time.monotonic() > deadline:
            said = explain((ended or waiting)[0].process.messages(), ())
            raise CameraFault(Fault.PROGRAM, said or "FFmpeg writes nothing")
        time.sleep(0.1)
        waiting = [trial for trial in waiting if not _has_media(trial)]


def _has_media(trial: Trial) -> bool:
    try:
        return any(read_file(path).count for path in trial.files())
    except (OSError, MediaError):
        return False


class _Watched:
    """Counters of the trials, the simulated camera and the machine, read twice."""

    def __init__(self, trials: list[Trial], camera: CameraProcess) -> None:
        self._trials = trials
        self._recorders = [psutil.Process(trial.process.pid) for trial in trials]
        self._others = [psutil.Process(camera.pid), psutil.Process()]

    def for_seconds(self, seconds: float, sync_every: float, tell: Tell) -> list[float]:
        """Look on for so long, syncing files as the recorder does; each sync's seconds."""
        syncs: list[float] = []
        began, before = time.monotonic(), self._counters()
        next_sync = began + sync_every
        while (left := began + seconds - time.monotonic()) > 0:
            count = len(self._trials)
            tell(_("%(count)s trial recorders, %(left)d s left") % {"count": count, "left": left})
            time.sleep(min(left, 0.5))
            if time.monotonic() >= next_sync:
                next_sync += sync_every
                syncs += [_timed_sync(path) for trial in self._trials for path in trial.files()]
        if not syncs:  # a look shorter than the time between two syncs
            syncs = [_timed_sync(path) for trial in self._trials for path in trial.files()]
        self._seconds = time.monotonic() - began
        after = self._counters()
        self._spent = [a - b for a, b in zip(after, before, strict=True)]
        self._memory = fmean(p.memory_full_info().pss for p in self._recorders)
        return syncs

    def load(self, syncs: list[float], write_bytes_per_second: float) -> Load:
        recorders_cpu, others_cpu, machine_cpu, written = self._spent
        scans = [read_file(path) for trial in self._trials for path in trial.files()]
        count, seconds = len(self._trials), self._seconds
        return Load(
            recorders=count,
            seconds=seconds,
            cpu_cores=recorders_cpu / seconds / count,
            memory_bytes=self._memory,
            bytes_per_second=written / seconds / count,
            frames=sum(s.frames for s in scans),
            frames_lost=sum(s.meter.lost or 0 for s in scans),
            busy_cores=max(machine_cpu - recorders_cpu - others_cpu, 0.0) / seconds,
            cores=cores(),
            sync_seconds=fmean(syncs) if syncs else 0.0,
            write_bytes_per_second=write_bytes_per_second,
        )

    def _counters(self) -> tuple[float, float, float, float]:
        """CPU seconds of the recorders, of the rest of the trial, of the machine; bytes written."""
        machine = psutil.cpu_times()
        busy = sum(machine) - machine.idle - machine.iowait - machine.guest - machine.guest_nice
        written = sum(path.stat().st_size for trial in self._trials for path in trial.files())
        return _cpu(self._recorders), _cpu(self._others), busy, written


def _cpu(processes: list[psutil.Process]) -> float:
    return sum(times.user + times.system for p in processes for times in [p.cpu_times()])


def _timed_sync(path: Path) -> float:
    began = time.monotonic()
    sync_file(path)
    return time.monotonic() - began


def burst(path: Path) -> float:
    """Bytes a second that the disk takes, each 4 MiB forced out; bounded in bytes and time."""
    piece = os.urandom(PIECE_BYTES)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    began, written = time.monotonic(), 0
    try:
        while written < BURST_BYTES and time.monotonic() - began < BURST_SECONDS:
            written += os.write(descriptor, piece)
            os.fdatasync(descriptor)
    finally:
        os.close(descriptor)
    return written / (time.monotonic() - began)


def cores() -> float:
    """How many cores this process may use at a time."""
    allowed = len(os.sched_getaffinity(0))
    return min(allowed, own_cores() or allowed)
