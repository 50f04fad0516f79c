"""docs/benchmarks.md: a table between two marks for each subject, and the machine it ran on."""

import platform
import re
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"


@dataclass(frozen=True)
class Figure:
    """`target` as promised, `seen` as measured, `kept` whether it was."""

    what: str
    target: str
    seen: str
    n: int
    kept: bool


def percentile(values: list[float], percent: int) -> float:
    """The value that at least so many in a hundred do not exceed."""
    ordered = sorted(values)
    return ordered[-(-len(ordered) * percent // 100) - 1]


def spread(values: list[float], unit: str, digits: int = 0) -> str:
    """Median, 95th percentile and worst case."""
    named = {"p50": percentile(values, 50), "p95": percentile(values, 95), "worst": max(values)}
    return ", ".join(f"{name} {value:.{digits}f} {unit}" for name, value in named.items())


def table(figures: list[Figure]) -> str:
    """As Markdown, with the day and the machine."""
    lines = [f"Measured {datetime.now(UTC):%Y-%m-%d} on {machine()}.", ""]
    lines += ["| what | promised | seen | n | kept |", "|---|---|---|---|---|"]
    for f in figures:
        lines.append(f"| {f.what} | {f.target} | {f.seen} | {f.n} | {'yes' if f.kept else 'NO'} |")
    return "\n".join(lines)


def write_section(name: str, figures: list[Figure]) -> None:
    """Replace the table between `<!-- name -->` and `<!-- /name -->`."""
    text = DOCUMENT.read_text()
    section = f"<!-- {name} -->\n{table(figures)}\n<!-- /{name} -->"
    pattern = rf"<!-- {name} -->.*<!-- /{name} -->"
    changed, count = re.subn(pattern, lambda _: section, text, flags=re.DOTALL)
    assert count == 1, f"docs/benchmarks.md has no place for {name}"
    DOCUMENT.write_text(changed)


def machine() -> str:
    """Processor, cores, memory, kernel, FFmpeg."""
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    version = subprocess.run(["ffmpeg", "-version"], capture_output=True, text=True, check=True)
    ffmpeg = version.stdout.split()[2]
    memory = psutil.virtual_memory().total / 2**30
    name = cpu[1] if cpu else platform.processor()
    system = platform.freedesktop_os_release()["PRETTY_NAME"]
    return f"{psutil.cpu_count()} x {name}, {memory:.0f} GiB, {system}, FFmpeg {ffmpeg}, loopback"
