"""The recorder's figures, on the whole installation with real cameras."""

import os
import random
import signal
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from recordings.media.errors import MediaError
from recordings.media.fragments import scan
from recordings.processes import find_recorders
from recordings.simulator.clip_media import ClipSpec
from recordings.simulator.process import CameraProcess
from recordings.simulator.stamp import missing_frames, read_stamps
from tests.bench.document import Figure, spread
from tests.bench.form import sized
from tests.system.stack import Stack
from tests.waiting import wait_for

CLIP = ClipSpec(width=640, height=360, gop_frames=50, fps=25, seconds=10, bitrate=1_000_000)
STARTS, KILLS, BOUNDARIES = sized(20, 2), sized(20, 2), 10
Say = Callable[[str], object]


def measure(say: Say) -> list[Figure]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vms-bench-")))
        source = stack.enter_context(CameraProcess(folder / "clips", CLIP))
        whole = stack.enter_context(Stack(folder / "data", segment_seconds=10))
        camera_id = _add_camera(whole, source)
        figures = _starts(whole, camera_id, say)
        figures += _kills_of_ffmpeg(whole, camera_id, say)
        figures += _boundaries(whole, camera_id, say)
        return figures


def _starts(stack: Stack, camera_id: int, say: Say) -> list[Figure]:
    spawned_ms, on_disk_ms = [], []
    for n in range(STARTS):
        asked = time.monotonic()
        stack.api("POST", "/api/recording/start/", camera_id=camera_id)
        run_id = _wait_for_recorder(stack, set())
        spawned_ms.append((time.monotonic() - asked) * 1000)
        path, seen_ns = _wait_for_fragment(stack, run_id)
        on_disk_ms.append((seen_ns - read_stamps(path)[0].sent_ns) / 1e6)
        stack.api("POST", "/api/recording/stop/", camera_id=camera_id)
        wait_for(lambda: not _recorders(stack), "the stop")
        wait_for(lambda: _state(stack, camera_id) == "stopped", "the state")
        say(f"start {n + 1}: spawned {spawned_ms[-1]:.0f} ms, on disk {on_disk_ms[-1]:.0f} ms\n")
    return [
        Figure(
            "`POST start` to FFmpeg spawned",
            "<= 200 ms",
            spread(spawned_ms, "ms"),
            STARTS,
            sorted(spawned_ms)[STARTS * 95 // 100] <= 200,
        ),
        Figure(
            "First frame on disk after the first key frame that the camera sends",
            "<= 1.5 s",
            spread(on_disk_ms, "ms"),
            STARTS,
            max(on_disk_ms) <= 1500,
        ),
    ]


def _kills_of_ffmpeg(stack: Stack, camera_id: int, say: Say) -> list[Figure]:
    stack.api("POST", "/api/recording/start/", camera_id=camera_id)
    again_ms, tails_ms, broken = [], [], 0
    chance = random.Random(7)
    for n in range(KILLS):
        run_id = _wait_for_recorder(stack, set())
        _wait_for_fragment(stack, run_id)
        # More than 10 s apart, as runs that restart more than six times a minute back off.
        time.sleep(10 + chance.random() * 2)
        victim = _recorders(stack)[run_id]
        os.kill(victim, signal.SIGKILL)
        killed, killed_ns = time.monotonic(), time.time_ns()
        _wait_for_recorder(stack, {run_id})
        again_ms.append((time.monotonic() - killed) * 1000)
        stamps = [s for path in _files(stack, run_id) for s in read_stamps(path)]
        broken += len(missing_frames(stamps))
        tails_ms.append((killed_ns - stamps[-1].sent_ns) / 1e6)
        say(f"kill {n + 1}: again {again_ms[-1]:.0f} ms, tail {tails_ms[-1]:.0f} ms\n")
    return [
        Figure(
            "kill -9 of FFmpeg to a new run",
            "<= 1.5 s",
            spread(again_ms, "ms"),
            KILLS,
            max(again_ms) <= 1500,
        ),
        Figure(
            "Tail of the killed run that is not on disk",
            "<= 1.5 s",
            spread(tails_ms, "ms"),
            KILLS,
            max(tails_ms) <= 1500,
        ),
        Figure("Frames missing before that tail", "0", str(broken), KILLS, broken == 0),
    ]


def _boundaries(stack: Stack, camera_id: int, say: Say) -> list[Figure]:
    """Unbroken runs over 10 s files, while each process of ours is killed in turn."""
    run_id = _wait_for_recorder(stack, set())
    pids = _recorders(stack)
    names = ["recorder", "worker", "beat", "web"]
    say("boundaries: about two minutes\n")
    while len(_files(stack, run_id)) < BOUNDARIES + 2:
        if names and len(_files(stack, run_id)) > BOUNDARIES - 2 * len(names):
            stack.component(names.pop())[0].send_signal(signal.SIGKILL)
        time.sleep(1)
    assert _recorders(stack) == pids
    files = _files(stack, run_id)[:-1]
    stamps = [stamp for path in files for stamp in read_stamps(path)]
    missing = len(missing_frames(stamps))
    what = "Frames lost or doubled over file boundaries (10 s files)"
    seen = f"{missing} of {len(stamps)} over {len(files) - 1} boundaries"
    killed = "Frames lost by kill -9 of recorder worker, worker, beat and web in turn"
    return [
        Figure(what, "0", seen, len(files) - 1, missing == 0 and len(files) > BOUNDARIES),
        Figure(killed, "0, the same pid", f"{missing}, the same pid", 4, missing == 0),
    ]


def _add_camera(stack: Stack, source: CameraProcess) -> int:
    city = stack.api("POST", "/api/cities/", name="Bench", plan="basic")
    camera = stack.api(
        "POST", "/api/cameras/", city=city["id"], name="Bench", rtsp_url=source.url()
    )
    return int(camera["id"])


def _state(stack: Stack, camera_id: int) -> str:
    return str(stack.api("GET", f"/api/recording/status/{camera_id}/")["state"])


def _recorders(stack: Stack) -> dict[str, int]:
    found = find_recorders([stack.data / "recordings"])
    return {pattern.run_id: pid for pid, pattern in found}


def _wait_for_recorder(stack: Stack, others: set[str]) -> str:
    """The run id of a recorder that is none of `others`, looked for every few milliseconds."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found = _recorders(stack).keys() - others
        if found:
            return str(found.pop())
        time.sleep(0.002)
    raise AssertionError("no recorder within a minute")


def _files(stack: Stack, run_id: str) -> list[Path]:
    return sorted((stack.data / "recordings").rglob(f"*_{run_id}.mp4"))


def _wait_for_fragment(stack: Stack, run_id: str) -> tuple[Path, int]:
    """The run's first file once it has a whole fragment, and when that was seen (ns)."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for path in _files(stack, run_id)[:1]:
            descriptor = os.open(path, os.O_RDONLY)
            try:
                if scan(descriptor).count:
                    return path, time.time_ns()
            except MediaError:
                pass
            finally:
                os.close(descriptor)
        time.sleep(0.005)
    raise AssertionError("no fragment within a minute")
