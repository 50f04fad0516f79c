"""What each fault cost, as the tests of faults measured it against what was promised."""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from tests.bench.document import Figure
from tests.bench.fault_outcomes import failed_lines_file
from tests.bench.form import LONG

PROJECT = Path(__file__).resolve().parents[2]
_COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped)\b")
_NOTHING = re.compile(r"0( lost\b.*)?")
_SECONDS = re.compile(r"<=\s*(\d+(?:\.\d+)?)\s*s\b")
MAX_NOTES = 3
Say = Callable[[str], object]


class Line(TypedDict):
    """One measurement, as `tests.faults.record.record` writes it."""

    fault: str
    promise: str
    lost_seconds: float | None
    frames: int | None
    note: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What pytest said at its end."""

    code: int
    passed: int
    failed: int
    skipped: int


def measure(say: Say) -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="vms-faults-") as folder:
        book = Path(folder) / "faults.jsonl"
        outcome = _run(book, say)
        lines, failed = read_book(book), _read_failed(book)
    return [*tabulate(lines, failed), _tests(outcome, len(lines))]


def _run(book: Path, say: Say) -> Outcome:
    form = "slow or not slow" if LONG else "not slow"
    argv = [sys.executable, "-m", "pytest", "-q", "-p", "tests.bench.fault_outcomes"]
    argv += ["tests/faults", "-m", form]
    environment = {**os.environ, "VMS_FAULTS_OUT": str(book)}
    last = ""
    with subprocess.Popen(
        argv,
        cwd=PROJECT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as running:
        assert running.stdout is not None
        for line in running.stdout:
            say(line)
            last = line if line.strip() else last
    counts = {what.rstrip("s"): int(n) for n, what in _COUNT.findall(last)}
    failed = counts.get("failed", 0) + counts.get("error", 0)
    return Outcome(running.returncode, counts.get("passed", 0), failed, counts.get("skipped", 0))


def read_book(book: Path) -> list[Line]:
    if not book.exists():
        return []
    return [json.loads(line) for line in book.read_text(encoding="utf-8").splitlines() if line]


def _read_failed(book: Path) -> set[int]:
    path = failed_lines_file(book)
    return {int(at) for at in path.read_text().split()} if path.exists() else set()


def tabulate(lines: list[Line], failed: Collection[int] = ()) -> list[Figure]:
    """A row for each fault and promise, in the order of their first measurement.

    `failed` are the places of lines whose test failed: their row is not kept, whatever it says.
    """
    groups: dict[tuple[str, str], list[Line]] = {}
    broken = set()
    for at, line in enumerate(lines):
        key = (line["fault"], line["promise"])
        groups.setdefault(key, []).append(line)
        if at in failed:
            broken.add(key)
    return [_row(*key, group, has_failed=key in broken) for key, group in groups.items()]


def _row(fault: str, promise: str, group: list[Line], *, has_failed: bool) -> Figure:
    seconds = [line["lost_seconds"] for line in group if line["lost_seconds"] is not None]
    frames = [line["frames"] for line in group if line["frames"] is not None]
    seen = []
    if seconds:
        seen.append(f"worst loss {max(seconds):.1f} s")
    if frames:
        seen.append(f"frames lost {sum(frames)}, worst {max(frames)}")
    notes = list(dict.fromkeys(line["note"] for line in group if line["note"]))
    if len(notes) > MAX_NOTES:
        notes = [*notes[:MAX_NOTES], "..."]
    if has_failed:
        seen.insert(0, "its test FAILED")
    return Figure(
        _cell(fault),
        _cell(promise),
        _cell("; ".join([*seen, *notes]) or "as promised"),
        len(group),
        not has_failed and _is_kept(promise, seconds, frames),
    )


def _is_kept(promise: str, seconds: list[float], frames: list[int]) -> bool:
    """By the figures in the promise, where it has any; its own test has judged the rest of it.

    A test whose promise was broken may have failed before it wrote a line: the last row of the
    table counts those.
    """
    if _NOTHING.fullmatch(promise):
        return max(seconds, default=0.0) <= 0 and max(frames, default=0) == 0
    limit = _SECONDS.search(promise)
    return limit is None or max(seconds, default=0.0) <= float(limit[1])


def _cell(text: str) -> str:
    """A bar would end the cell of the table."""
    return " ".join(text.replace("|", "/").split())


def _tests(outcome: Outcome, lines: int) -> Figure:
    form = "long form" if LONG else "short form"
    return Figure(
        f"Tests of faults that passed ({form})",
        "all",
        f"{outcome.passed} passed, {outcome.failed} failed, {outcome.skipped} skipped;"
        f" {lines} losses measured",
        outcome.passed + outcome.failed + outcome.skipped,
        outcome.code == 0 and outcome.passed > 0,
    )
