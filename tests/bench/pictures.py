"""How long a key-frame picture takes: asked of the running web server, one after the other."""

import http.client
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import django

from recordings.media.fragments import FragmentScan
from recordings.media.index import pack
from tests.bench.document import Figure, percentile, spread
from tests.bench.form import sized
from tests.bench.installation import whole_part
from tests.system.stack import PROJECT, Stack

SECONDS = sized(3600, 120)
PICTURES = sized(300, 20)
WARM_UP = 10
LOOP_SECONDS = 30
GOP_SECONDS = 2
START = datetime(2026, 3, 10, 12, tzinfo=UTC)
UNCACHED_MS, CACHED_MS, MOST_KB = 60, 5, 25
FRAGMENTED = (
    "+frag_keyframe+empty_moov+default_base_moof",
    *("-frag_duration", "1000000"),
)
Say = Callable[[str], object]


def measure(say: Say) -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="vms-bench-") as folder:
        data = Path(folder) / "data"
        with Stack(data, segment_seconds=3600) as stack:
            say(f"pictures: making {SECONDS} s of 1080p\n")
            make_hour(data / "recordings" / "bench.mp4", Path(folder))
            camera_id = _fill(stack)
            say(f"pictures: asking for {PICTURES}\n")
            return _figures(*_ask(stack, camera_id))


def make_hour(path: Path, folder: Path) -> None:
    """4 Mbit/s H.264 with pictures that move and are noisy, as a street camera's at dusk."""
    source = folder / "source.mp4"
    picture = f"testsrc2=s=1920x1080:r=25:d={LOOP_SECONDS},noise=alls=8:allf=t"
    rate = ("-b:v", "4M", "-maxrate", "4M", "-bufsize", "4M", "-g", str(25 * GOP_SECONDS))
    encoder = ("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-bf", "0")
    _ffmpeg("-f", "lavfi", "-i", picture, *encoder, *rate, str(source))
    loops = str(SECONDS // LOOP_SECONDS - 1)
    copy = ("-c", "copy", "-movflags", *FRAGMENTED)
    _ffmpeg("-stream_loop", loops, "-i", str(source), *copy, str(path))


def _ffmpeg(*arguments: str) -> None:
    command = ["ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "error", "-y", *arguments]
    subprocess.run(command, check=True, timeout=600)


def _fill(stack: Stack) -> int:
    """The id of a camera that has the file as its recording."""
    environment = {**stack.environment, "DJANGO_SETTINGS_MODULE": "vms.settings"}
    argv = [sys.executable, "-m", "tests.bench.pictures"]
    done = subprocess.run(argv, cwd=PROJECT, env=environment, check=True, stdout=subprocess.PIPE)
    return int(json.loads(done.stdout))


def _ask(stack: Stack, camera_id: int) -> tuple[list[float], list[float], list[int]]:
    """Milliseconds of each first and each second look, and the pictures' sizes in bytes.

    Over one connection, as a browser has it; the time is that of the whole exchange.
    """
    stack.api("GET", "/api/cameras/")  # signs in
    chance = random.Random(1)
    numbers = chance.sample(range(SECONDS // GOP_SECONDS), PICTURES + WARM_UP)
    moments = [START + timedelta(seconds=GOP_SECONDS * number + 1) for number in numbers]
    connection = http.client.HTTPConnection("127.0.0.1", stack.port, timeout=20)
    first: list[float] = []
    second: list[float] = []
    sizes = []
    for look in (first, second):
        for at in moments:
            path = f"/api/playback/cameras/{camera_id}/frame.jpg?at={quote(at.isoformat())}"
            began = time.perf_counter()
            connection.request("GET", path, headers={"Authorization": f"Token {stack.token}"})
            answer = connection.getresponse()
            body = answer.read()
            look.append((time.perf_counter() - began) * 1000)
            assert answer.status == 200, body[:500]
            sizes.append(len(body))
    connection.close()
    return first[WARM_UP:], second[WARM_UP:], sizes


def _figures(first: list[float], second: list[float], sizes: list[int]) -> list[Figure]:
    where = f"a moment in {SECONDS // 60} min of 1080p H.264 at 4 Mbit/s, 320 wide"
    return [
        _figure(f"Key-frame picture at {where}, not in the cache", first, UNCACHED_MS),
        _figure("The same pictures again, from the cache", second, CACHED_MS),
        Figure(
            "Size of a picture, 320 wide",
            f"<= {MOST_KB} KB",
            f"{max(sizes) / 1000:.1f} KB at most",
            len(sizes),
            max(sizes) <= MOST_KB * 1000,
        ),
    ]


def _figure(what: str, ms: list[float], most_ms: int) -> Figure:
    kept = percentile(ms, 50) <= most_ms
    return Figure(what, f"<= {most_ms} ms p50", spread(ms, "ms", 1), len(ms), kept)


def _fill_database() -> int:
    """In a process of its own, over the data folder of its environment."""
    from plans.models import City, Plan  # noqa: PLC0415  after django.setup()
    from recordings.models import (  # noqa: PLC0415
        Camera,
        FragmentIndex,
        Recording,
        StorageVolume,
    )

    volume = StorageVolume.objects.get()
    media = whole_part(volume.path / "bench.mp4")
    assert isinstance(media, FragmentScan)
    city = City.objects.create(name="Bench", plan=Plan.objects.get(code="premium"))
    camera = Camera.objects.create(city=city, name="Bench")
    row = Recording.objects.create(
        camera=camera,
        volume=volume,
        run_id="0000000a",
        file_path="bench.mp4",
        status=Recording.Status.COMPLETE,
        start_time=START,
        end_time=START + timedelta(seconds=media.duration / media.timescale),
        closed_at=START + timedelta(hours=1),
        file_size=(volume.path / "bench.mp4").stat().st_size,
        frames=media.frames,
        frames_lost=0,
        frames_broken=0,  # so that nobody decodes it meanwhile
    )
    FragmentIndex.objects.create(recording=row, **asdict(pack(media)))
    return camera.pk


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vms.settings")
    django.setup()
    sys.stdout.write(json.dumps(_fill_database()))
