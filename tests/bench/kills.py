"""kill -9 of FFmpeg at random moments, on many cameras at once."""

import io
import os
import random
import signal
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import av
from av.packet import Packet
from av.video.stream import VideoStream

from recordings.simulator.clip_media import ClipSpec
from recordings.simulator.process import CameraProcess
from recordings.simulator.stamp import Stamp, missing_frames
from tests.bench.document import Figure, spread
from tests.bench.form import sized
from tests.bench.installation import (
    BenchStack,
    add_cameras,
    files_of,
    living_runs,
    run_of,
    stop_all,
    wait_until_recording,
    whole_part,
    whole_stamps,
)
from tests.waiting import wait_for

CAMERAS, ROUNDS = sized(20, 4), sized(5, 2)
# A camera's kills lie 12 s to 28 s apart: more than six in a minute would back off.
PERIOD_SECONDS, SPREAD_SECONDS = 20.0, 8.0
SEED = 3
LOOK_SECONDS = 0.02
SEGMENT_SECONDS = 60
CLIP = ClipSpec(width=640, height=360, gop_frames=50, fps=25, seconds=10, bitrate=1_000_000)
Say = Callable[[str], object]


@dataclass(slots=True)
class Kill:
    """`again_seconds` is until the next run's process was seen; none before it was."""

    camera_id: int
    run_id: str
    at_seconds: float
    at_ns: int
    next_run_id: str = ""
    again_seconds: float = -1.0


def measure(say: Say) -> list[Figure]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vms-bench-")))
        source = stack.enter_context(CameraProcess(folder / "clips", CLIP))
        whole = stack.enter_context(BenchStack(folder / "data", segment_seconds=SEGMENT_SECONDS))
        urls = [source.url(f"/cam{n}") for n in range(1, CAMERAS + 1)]
        ids = add_cameras(whole, urls)
        wait_until_recording(whole, CAMERAS)
        say(f"{CAMERAS * ROUNDS} kills: about {ROUNDS * PERIOD_SECONDS:.0f} s\n")
        time.sleep(10)  # a run must have written some seconds, or it would back off
        kills = _kill_at_random(whole, ids)
        wait_until_recording(whole, CAMERAS)
        last_runs = {kill.camera_id: kill.next_run_id for kill in kills}
        for camera_id, run_id in last_runs.items():
            wait_for(lambda c=camera_id, r=run_id: _footage(whole, c).get(r), "footage")  # type: ignore[misc]
        stop_all(whole, ids)
        return [*_of_runs(whole, kills, say), _playable(whole, ids)]


def _kill_at_random(stack: BenchStack, ids: list[int]) -> list[Kill]:
    """In the order of their moments; a camera whose run has not come back waits for it."""
    chance = random.Random(SEED)
    due = sorted(
        (PERIOD_SECONDS * turn + chance.random() * SPREAD_SECONDS, camera_id)
        for turn in range(ROUNDS)
        for camera_id in ids
    )
    kills: list[Kill] = []
    began = time.monotonic()
    for seconds, camera_id in due:
        while time.monotonic() < began + seconds:
            _see_new_runs(stack, kills)
            time.sleep(min(LOOK_SECONDS, max(0.0, began + seconds - time.monotonic())))
        kills.append(_kill(stack, camera_id))
    deadline = time.monotonic() + 60
    while any(not kill.next_run_id for kill in kills):
        assert time.monotonic() < deadline, "a killed run never came back"
        _see_new_runs(stack, kills)
        time.sleep(LOOK_SECONDS)
    return kills


def _kill(stack: BenchStack, camera_id: int) -> Kill:
    run = living_runs(stack)[camera_id]
    os.kill(run.pid, signal.SIGKILL)
    return Kill(camera_id, run.run_id, time.monotonic(), time.time_ns())


def _see_new_runs(stack: BenchStack, kills: list[Kill]) -> None:
    waiting = [kill for kill in kills if not kill.next_run_id]
    if not waiting:
        return
    living = living_runs(stack)
    now = time.monotonic()
    for kill in waiting:
        run = living.get(kill.camera_id)
        if run is not None and run.run_id != kill.run_id:
            kill.next_run_id, kill.again_seconds = run.run_id, now - kill.at_seconds


def _footage(stack: BenchStack, camera_id: int) -> dict[str, list[Stamp]]:
    """The stamps of each run that has any."""
    found: dict[str, list[Stamp]] = {}
    for path in files_of(stack, camera_id):
        stamps = whole_stamps(path)
        if stamps:
            found.setdefault(run_of(path), []).extend(stamps)
    return found


def _of_runs(stack: BenchStack, kills: list[Kill], say: Say) -> list[Figure]:
    footage = {kill.camera_id: _footage(stack, kill.camera_id) for kill in kills}
    missing = sum(len(missing_frames(s)) for runs in footage.values() for s in runs.values())
    tails_ms, gaps_ms, empty = [], [], 0
    for kill in kills:
        before = footage[kill.camera_id].get(kill.run_id, [])
        after = footage[kill.camera_id].get(kill.next_run_id, [])
        if not before or not after:
            empty += 1
            say(f"no footage of run {kill.run_id} or {kill.next_run_id}\n")
            continue
        tails_ms.append((kill.at_ns - before[-1].sent_ns) / 1e6)
        gaps_ms.append((after[0].sent_ns - before[-1].sent_ns) / 1e6)
    again_ms = [kill.again_seconds * 1000 for kill in kills]
    n = len(kills)
    many = f"{n} random moments, {CAMERAS} cameras"
    return [
        Figure(
            f"Tail of the killed run that is not on disk, {many}",
            "<= 1.5 s",
            spread(tails_ms, "ms"),
            len(tails_ms),
            max(tails_ms) <= 1500 and empty == 0,
        ),
        Figure(
            "kill -9 of FFmpeg to a new run",
            "<= 1.5 s",
            spread(again_ms, "ms"),
            n,
            max(again_ms) <= 1500,
        ),
        Figure(
            "Video lost: from the last frame before to the first frame after",
            "<= 4 s",
            spread(gaps_ms, "ms"),
            len(gaps_ms),
            max(gaps_ms) <= 4000 and empty == 0,
        ),
        Figure("Frames missing inside the runs", "0", str(missing), n, missing == 0),
    ]


def _playable(stack: BenchStack, ids: list[int]) -> Figure:
    """A file without a whole fragment has nothing to play; how many there are is told."""
    files = [path for camera_id in ids for path in files_of(stack, camera_id)]
    empty = [path for path in files if whole_part(path) is None]
    faulty = [path.name for path in files if path not in empty and not _plays_to_the_end(path)]
    return Figure(
        "Files whose last GOP does not decode to its last frame",
        "0",
        f"{len(faulty)} of {len(files)} files{_list(faulty)}; {len(empty)} without a fragment",
        len(files),
        not faulty,
    )


def _list(names: list[str]) -> str:
    return f" ({', '.join(names)})" if names else ""


def _plays_to_the_end(path: Path) -> bool:
    """Whether all frames of the whole fragments demux, and those of the last GOP decode."""
    found = whole_part(path)
    assert found is not None
    data = io.BytesIO(path.read_bytes()[: found.end_offset])
    try:
        with av.open(data, "r", format="mp4") as container:
            packets = [p for p in container.demux(container.streams.video[0]) if p.size]
            last = _last_gop(packets)
            decoded = [frame for packet in last for frame in packet.decode()]
            decoded += packets[0].stream.codec_context.decode(None)
    except av.FFmpegError:
        return False
    faultless = not any(frame.is_corrupt for frame in decoded)
    return len(packets) == found.frames and len(decoded) == len(last) and faultless


def _last_gop(packets: "list[Packet[VideoStream]]") -> "list[Packet[VideoStream]]":
    at = max(n for n, packet in enumerate(packets) if packet.is_keyframe)
    return packets[at:]
