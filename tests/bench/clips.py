"""How soon a clip is ready, and what it takes to make one however long it is.

Asked of the whole installation, one after the other; its status is asked for every 20 ms. The
recordings are hours that touch, each the same file under another name.
"""

import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import django

from recordings.media.fragments import FragmentScan
from recordings.media.index import pack
from tests.bench.clips_memory import ROLES, Peaks, watching
from tests.bench.document import Figure, percentile, spread
from tests.bench.form import sized
from tests.bench.installation import whole_part
from tests.bench.pictures import FRAGMENTED
from tests.system.stack import PROJECT, Stack

HOUR_SECONDS, HOURS = sized(3600, 120), 7
SHORT_SECONDS, SHORT_CLIPS = sized(60, 20), sized(30, 3)
LONG_CLIPS, AT_ONCE = sized(3, 1), sized(20, 4)
LOOP_SECONDS, GOP_SECONDS = 30, 2
WARM_UP = 3  # each of the worker's processes
MOST_SHORT_MS, MOST_LONG_MS, MOST_MB = 600, 6000, 150
POLL_SECONDS, PATIENCE_SECONDS = 0.02, 900.0
SOURCE = "bench.mp4"
Say = Callable[[str], object]


def measure(say: Say) -> list[Figure]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vms-bench-")))
        running = stack.enter_context(Stack(folder / "data", segment_seconds=3600))
        say(f"clips: making {HOUR_SECONDS} s of 1080p with sound\n")
        make_hour(running.data / "recordings" / SOURCE, folder)
        bench = ClipBench(running, _fill(running))
        say(f"clips: {SHORT_CLIPS} of {SHORT_SECONDS} s\n")
        for _ in range(WARM_UP):
            bench.cut(SHORT_SECONDS)
        short = [bench.cut(SHORT_SECONDS) for _ in range(SHORT_CLIPS)]
        say("clips: an hour, six hours\n")
        long = [bench.cut(HOUR_SECONDS) for _ in range(LONG_CLIPS)]
        peaks = [bench.cut_watched(s) for s in (SHORT_SECONDS, HOUR_SECONDS, 6 * HOUR_SECONDS)]
        say(f"clips: {AT_ONCE} at once\n")
        return _figures(short, long, peaks, bench.cut_at_once(AT_ONCE))


def make_hour(path: Path, folder: Path) -> None:
    """4 Mbit/s H.264 and AAC, as a street camera's at dusk: a short piece, again and again."""
    source = folder / "source.mp4"
    picture = f"testsrc2=s=1920x1080:r=25:d={LOOP_SECONDS},noise=alls=8:allf=t"
    rate = ("-b:v", "4M", "-maxrate", "4M", "-bufsize", "4M", "-g", str(25 * GOP_SECONDS))
    encoder = ("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-bf", "0")
    sound = ("-f", "lavfi", "-i", f"sine=d={LOOP_SECONDS}:r=16000", "-c:a", "aac", "-b:a", "64k")
    _ffmpeg("-f", "lavfi", "-i", picture, *sound, *encoder, *rate, str(source))
    copy = ("-c", "copy", "-t", str(HOUR_SECONDS), "-movflags", *FRAGMENTED)
    _ffmpeg("-stream_loop", "-1", "-i", str(source), *copy, str(path))


def _ffmpeg(*arguments: str) -> None:
    command = ["ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "error", "-y", *arguments]
    subprocess.run(command, check=True, timeout=600)


@dataclass(frozen=True)
class Place:
    """The camera that has the recordings, and where the first of them begins."""

    camera: int
    start: str


def _fill(stack: Stack) -> Place:
    environment = {**stack.environment, "DJANGO_SETTINGS_MODULE": "vms.settings"}
    argv = [sys.executable, "-m", "tests.bench.clips"]
    done = subprocess.run(argv, cwd=PROJECT, env=environment, check=True, stdout=subprocess.PIPE)
    return Place(**json.loads(done.stdout))


class ClipBench:
    """Cuts over the boundary of two hours, over one connection, as a browser has it."""

    def __init__(self, stack: Stack, place: Place) -> None:
        self.stack = stack
        self.place = place
        stack.api("GET", "/api/cameras/")  # signs in
        self.connection = http.client.HTTPConnection("127.0.0.1", stack.port, timeout=20)

    def cut(self, seconds: int) -> float:
        """Milliseconds from the request to `ready`; the file is removed."""
        began = time.perf_counter()
        clip_id = self.ask(seconds)
        clip = self.wait(clip_id)
        taken_ms = (time.perf_counter() - began) * 1000
        assert abs(clip["duration_seconds"] - seconds) < 0.1, clip
        self.remove(clip)
        self.connection.close()  # the server does not wait for as long as a large file takes to go
        return taken_ms

    def cut_watched(self, seconds: int) -> Peaks:
        with watching(self.stack) as peaks:
            self.cut(seconds)
        return peaks

    def cut_at_once(self, count: int) -> list[float]:
        """Milliseconds from the first request until each is ready."""
        began = time.perf_counter()
        ids = [self.ask(SHORT_SECONDS) for _ in range(count)]
        taken_ms = []
        for clip_id in ids:
            self.remove(self.wait(clip_id))
            taken_ms.append((time.perf_counter() - began) * 1000)
        return taken_ms

    def ask(self, seconds: int) -> int:
        boundary = datetime.fromisoformat(self.place.start) + timedelta(seconds=HOUR_SECONDS)
        # Never on a key frame; the longest begin in the first hour and end in the last.
        start = boundary - timedelta(seconds=seconds / 2 if seconds <= HOUR_SECONDS else 60.5)
        start += timedelta(milliseconds=500)
        wanted = {
            "camera": self.place.camera,
            "name": "Bench",
            "start_time": start.isoformat(),
            "end_time": (start + timedelta(seconds=seconds)).isoformat(),
        }
        return int(self._exchange("POST", "/api/clips/", wanted)["id"])

    def wait(self, clip_id: int) -> dict[str, Any]:
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            clip = self._exchange("GET", f"/api/clips/{clip_id}/")
            assert clip["status"] in ("pending", "cutting", "ready"), clip["error"]
            if clip["status"] == "ready":
                return clip
            time.sleep(POLL_SECONDS)
        raise AssertionError(f"clip {clip_id} is not ready after {PATIENCE_SECONDS:.0f} s")

    def remove(self, clip: dict[str, Any]) -> None:
        (self.stack.data / "recordings" / clip["file_path"]).unlink()

    def _exchange(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        headers = {"Authorization": f"Token {self.stack.token}", "Content-Type": "application/json"}
        self.connection.request(method, path, json.dumps(body) if body else None, headers)
        answer = self.connection.getresponse()
        text = answer.read()
        assert answer.status in (200, 202), text[:500]
        told: dict[str, Any] = json.loads(text)
        return told


def _figures(
    short: list[float], long: list[float], peaks: list[Peaks], at_once: list[float]
) -> list[Figure]:
    hour = f"{HOUR_SECONDS // 60} min"
    lengths = (f"{SHORT_SECONDS} s", hour, f"{HOUR_SECONDS // 10} min")
    return [
        Figure(
            f"{SHORT_SECONDS} s clip over an hour boundary, request to ready",
            f"p95 <= {MOST_SHORT_MS / 1000} s",
            spread(short, "ms"),
            len(short),
            percentile(short, 95) <= MOST_SHORT_MS,
        ),
        Figure(
            f"{hour} clip over an hour boundary, request to ready",
            f"<= {MOST_LONG_MS / 1000:.0f} s",
            spread([ms / 1000 for ms in long], "s", 1),
            len(long),
            max(long) <= MOST_LONG_MS,
        ),
        *(_memory(role, lengths, peaks) for role in ROLES),
        Figure(
            f"{AT_ONCE} clips of {SHORT_SECONDS} s asked for at once: all ready after",
            "told",
            f"{at_once[-1] / 1000:.1f} s",
            len(at_once),
            kept=True,
        ),
    ]


def _memory(role: str, lengths: tuple[str, ...], peaks: list[Peaks]) -> Figure:
    """Of the worker counts what it grew by: what it is made of was there before."""
    seen = [getattr(peak, role) for peak in peaks]
    told = ", ".join(f"{mb:.0f} MB ({length})" for mb, length in zip(seen, lengths, strict=True))
    kept = max(seen) <= MOST_MB and (role == "growth_mb" or min(seen) > 0)
    whole = f" of {max(peak.worker_mb for peak in peaks):.0f} MB" if role == "growth_mb" else ""
    return Figure(f"Peak memory: {ROLES[role]}", f"<= {MOST_MB} MB", told + whole, len(seen), kept)


def _fill_database() -> Place:
    """In a process of its own, over the data folder of its environment."""
    from plans.models import City, Plan  # noqa: PLC0415  after django.setup()
    from recordings.models import Camera, Recording, StorageVolume  # noqa: PLC0415

    volume = StorageVolume.objects.get()
    media = whole_part(volume.path / SOURCE)
    assert media is not None
    city = City.objects.create(name="Bench", plan=Plan.objects.get(code="premium"))
    camera = Camera.objects.create(city=city, name="Bench")
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    first = now - timedelta(hours=HOURS + 1)
    lasts = timedelta(seconds=media.duration / media.timescale)
    for number in range(HOURS):
        start = first + number * lasts
        name = f"{start:%H-%M-%S}_0000000a.mp4"
        os.link(volume.path / SOURCE, volume.path / name)
        _add(Recording(camera=camera, volume=volume, file_path=name, start_time=start), media)
    return Place(camera.pk, first.isoformat())


def _add(row: Any, media: FragmentScan) -> None:
    from recordings.models import FragmentIndex, Recording  # noqa: PLC0415

    row.run_id = "0000000a"
    row.status = Recording.Status.COMPLETE
    row.end_time = row.closed_at = row.start_time + timedelta(
        seconds=media.duration / media.timescale
    )
    row.file_size = row.path.stat().st_size
    row.frames, row.frames_lost, row.frames_broken = media.frames, 0, 0  # nobody decodes it
    row.save()
    FragmentIndex.objects.create(recording=row, **asdict(pack(media)))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vms.settings")
    django.setup()
    sys.stdout.write(json.dumps(asdict(_fill_database())))
