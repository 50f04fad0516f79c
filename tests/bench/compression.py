"""What compressing old footage saves, what is left of the pictures, and how much a day it does.

The commands are those of the job, on files as cameras send them: a hardware encoder's constant
4 Mbit/s, of a picture that moves (synthetic), and of a street at night (noisy: dark, grey, grain
that is new in each picture). SSIM is against the recorded file.
"""

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from recordings.ffmpeg.compression import Original, reencode_argv, thin_argv
from recordings.media.fragments import FragmentScan, scan
from tests.bench.document import Figure
from tests.bench.form import sized

SECONDS = sized(60, 4)
THREADS = min(4, os.cpu_count() or 1)
AIMED_SHARE = 0.45  # recordings.compression.making, which would bring Django here
LEAST_SAVED, LEAST_ALIKE = 50, {"synthetic": 0.95, "noisy": 0.85}
TIMEOUT_SECONDS = 1800
Say = Callable[[str], object]

PICTURES = {
    "synthetic": f"testsrc2=s=1920x1080:r=25:d={SECONDS}",
    "noisy": (
        f"testsrc2=s=1920x1080:r=25:d={SECONDS},"
        "eq=brightness=-0.25:saturation=0.3:contrast=0.6,noise=alls=18:allf=t"
    ),
}


@dataclass(frozen=True)
class Seen:
    saved_percent: float
    hours_a_day: float
    hours_a_processor: float


def measure(say: Say) -> list[Figure]:
    figures = []
    with tempfile.TemporaryDirectory(prefix="vms-bench-") as folder:
        for name, picture in PICTURES.items():
            say(f"compression: making {SECONDS} s of 1080p, {name}\n")
            source = Path(folder) / f"{name}.mp4"
            make_source(picture, source)
            figures += _of_source(name, source, Path(folder) / "smaller.mp4", say)
    return figures


def make_source(picture: str, path: Path) -> None:
    """As a camera codes it, a key frame each 2 s, and the recorder writes it."""
    rate = ("-b:v", "4M", "-minrate", "4M", "-maxrate", "4M", "-bufsize", "4M", "-g", "50")
    coder = ("-c:v", "libx264", "-preset", "superfast", "-tune", "zerolatency", "-bf", "0")
    form = ("-movflags", "+frag_keyframe+empty_moov+default_base_moof")
    fixed = ("-sc_threshold", "0", "-pix_fmt", "yuv420p", "-frag_duration", "1000000")
    _run(["ffmpeg", *QUIET, "-f", "lavfi", "-i", picture, *coder, *rate, *fixed, *form, str(path)])


def _of_source(name: str, source: Path, target: Path, say: Say) -> list[Figure]:
    found = _scan(source)
    original = Original(str(source), "h264", found.timescale, found.first_dts + found.duration)
    rate = int(source.stat().st_size * AIMED_SHARE * 8 / SECONDS)
    say(f"compression: {name}, encoded again\n")
    argv = reencode_argv("ffmpeg", original, str(target), bits_per_second=rate, threads=THREADS)
    encoded = _take(argv, source, target)
    alike = _ssim(target, source)
    assert _scan(target).frames == found.frames
    say(f"compression: {name}, thinned\n")
    thinned = _take(thin_argv("ffmpeg", original, str(target)), source, target)
    assert list(_scan(target).keys) == [1] * sum(found.keys)
    return [
        _saved(f"{name}, encoded again (libx264): bytes saved", encoded),
        _alike(name, alike),
        _speed(f"{name}, encoded again (libx264): camera-hours a day", encoded),
        _saved(f"{name}, thinned to key frames: bytes saved", thinned),
        _speed(f"{name}, thinned to key frames: camera-hours a day", thinned),
    ]


def _take(argv: list[str], source: Path, target: Path) -> Seen:
    """As the job runs it: when nobody else wants the processor."""
    began, cpu_before = time.monotonic(), os.times()
    _run(["nice", "-n", "19", "chrt", "--idle", "0", *argv])
    took, cpu = time.monotonic() - began, os.times()
    used = cpu.children_user + cpu.children_system
    used -= cpu_before.children_user + cpu_before.children_system
    saved = 100 * (1 - target.stat().st_size / source.stat().st_size)
    return Seen(saved, 24 * SECONDS / took, 24 * SECONDS / used)


def _saved(what: str, seen: Seen) -> Figure:
    kept = seen.saved_percent > LEAST_SAVED
    return Figure(what, f"> {LEAST_SAVED} %", f"{seen.saved_percent:.1f} %", 1, kept)


def _alike(name: str, alike: float) -> Figure:
    least = LEAST_ALIKE[name]
    what = f"{name}, encoded again (libx264): SSIM against the recorded file"
    return Figure(what, f">= {least}", f"{alike:.4f}", 25 * SECONDS, alike >= least)


def _speed(what: str, seen: Seen) -> Figure:
    """No promise: it is what this machine can do beside its other work."""
    told = f"{seen.hours_a_day:.0f}, {seen.hours_a_processor:.0f} for each processor it gets"
    return Figure(what, "told", told, 1, kept=True)


def _ssim(path: Path, original: Path) -> float:
    argv = ["ffmpeg", "-nostdin", "-hide_banner", "-i", str(path), "-i", str(original)]
    said = _run([*argv, "-lavfi", "[0:v][1:v]ssim", "-f", "null", "-"])
    found = re.search(r"All:([0-9.]+)", said)
    assert found is not None, said
    return float(found[1])


def _scan(path: Path) -> FragmentScan:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return scan(descriptor)
    finally:
        os.close(descriptor)


QUIET = ("-nostdin", "-hide_banner", "-loglevel", "error", "-y")


def _run(argv: list[str]) -> str:
    done = subprocess.run(argv, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=True)
    return done.stderr
