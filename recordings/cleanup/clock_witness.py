"""Whether the wall clock leapt forward lately, judged by a clock that nobody sets.

The wall clock is noted beside CLOCK_BOOTTIME, which runs on while a machine sleeps. When it has
gained more than an hour on that within a day, most of what looks expired may be young. The notes
of an earlier boot say nothing, but a leap that was seen then is remembered for its day.

1. The notes are read; missing or damaged ones are none. 2. The answer follows from them alone.
3. They are replaced in one step. A crash after any leaves the notes of the last time.
"""

import contextlib
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from recordings.clock import Clock
from recordings.volumes import read_identity, write_identity

LEAP_SECONDS = 3600.0
WATCHED_SECONDS = 86_400.0
NOTED_EACH_SECONDS = 1800.0
FILE = "clock.json"
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Note:
    """Both clocks at one moment, in seconds; `boot` names the machine's start."""

    boot: str
    running: float
    wall: float


@dataclass(frozen=True, slots=True)
class Notes:
    """`taken` the oldest first; `leapt` is the moment at which a leap was first seen."""

    taken: tuple[Note, ...] = ()
    leapt: Note | None = None


def has_leapt(clock: Clock) -> bool:
    """Whether the wall clock leapt forward by more than an hour within the last 24 h.

    One that was set back to the truth has not. Notes that cannot be written are missing later.
    """
    path = Path(settings.VMS_RUN_DIR) / FILE
    before = _read(path)
    after = judge(before, Note(_boot_id(), _running_seconds(clock), clock.now().timestamp()))
    if after != before:
        with contextlib.suppress(OSError):
            write_identity(path, asdict(after))
    return after.leapt is not None


def judge(before: Notes, now: Note) -> Notes:
    """The notes as they are from now on."""
    kept = tuple(note for note in before.taken if _is_comparable(note, now))
    leapt = before.leapt
    if any(_gained_seconds(note, now) > LEAP_SECONDS for note in kept):
        leapt = leapt or now
    elif leapt is not None and not _is_remembered(leapt, now):
        leapt = None
    if not kept or now.running - kept[-1].running >= NOTED_EACH_SECONDS:
        kept = (*kept, now)
    return Notes(kept, leapt)


def _is_comparable(note: Note, now: Note) -> bool:
    return note.boot == now.boot and now.running - note.running < WATCHED_SECONDS


def _gained_seconds(note: Note, now: Note) -> float:
    return (now.wall - note.wall) - (now.running - note.running)


def _is_remembered(leapt: Note, now: Note) -> bool:
    """Of an earlier boot only: within one the notes themselves tell."""
    return leapt.boot != now.boot and 0 <= now.wall - leapt.wall < WATCHED_SECONDS


def _boot_id() -> str:
    try:
        return BOOT_ID.read_text().strip()
    except OSError:
        return ""


def _running_seconds(clock: Clock) -> float:
    """CLOCK_BOOTTIME: the clock's monotonic time and what the machine has slept."""
    slept = time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)
    return clock.monotonic() + round(slept)  # the two are not asked in the same instant


def _read(path: Path) -> Notes:
    told = read_identity(path)
    try:
        taken = tuple(_note(note) for note in told.get("taken", ()))
        return Notes(taken, _note(told["leapt"]) if told.get("leapt") else None)
    except (KeyError, TypeError, ValueError):
        return Notes()


def _note(told: dict[str, Any]) -> Note:
    return Note(str(told["boot"]), float(told["running"]), float(told["wall"]))
