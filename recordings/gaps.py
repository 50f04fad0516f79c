"""Why nothing was recorded: a gap cut into stretches, each with its cause.

A gap is explained by what was noted while it lasted (changes of the recorder's state), by why
the file before it ended, and, where neither says anything, by what has been deleted since:

1. A fault that was in force when the gap began, and each one that follows, holds until the next.
2. A gap that begins before its first fault has that fault's cause from its start when it follows
   within SOON_MS: a camera that froze is noticed 10 s later. A server that went down noted
   nothing, and is known by what it did to its file; that comes before a later fault.
3. Else the end of the file before, or the start of the wish, gives the cause.
4. A stretch of which it was noted that recording went on, and that has no file, was deleted: by
   the retention when it is old enough (`expired`), else nobody knows (`unknown`). A file that is
   being deleted has `expired` whatever else was noted.
What was noted before a wish began says nothing of a gap in it.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import TypeVar

from recordings.faults import Fault
from recordings.spans import Span, intersect, subtract, union
from recordings.states import State

SOON_MS = 30_000
"""Within this a fault is noticed: a start has 20 s to bring media, a stream 10 s to go on."""
ANSWER_MS = 90_000
"""A recorder that lives has answered a wish by then, though a thousand begin at once."""
SETTLE_MS = 10_000
"""`recording` is noted when a file grows; a gap that goes on for longer lost that file."""
SLACK_MS = 500
"""Ends and starts of files are this uncertain where only a name or a last write gives them."""


class Cause(StrEnum):
    """Why a stretch in which recording was wanted has no recording."""

    CAMERA_OFFLINE = "camera_offline"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105  # a cause, no password
    BAD_ADDRESS = "bad_address"
    UNSUPPORTED = "unsupported"
    DISK = "disk"
    RECORDER_DOWN = "recorder_down"
    STARTING = "starting"
    RENEWED = "renewed"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


CAUSES = [str(cause) for cause in Cause]
TIMELINE_CODES: dict[Cause, int] = {
    Cause.CAMERA_OFFLINE: 1,
    Cause.WRONG_PASSWORD: 1,
    Cause.BAD_ADDRESS: 1,
    Cause.UNSUPPORTED: 1,
    Cause.DISK: 5,
    Cause.RECORDER_DOWN: 3,
    Cause.STARTING: 0,
    Cause.RENEWED: 0,
    Cause.EXPIRED: 4,
    Cause.UNKNOWN: 0,
}
"""The timeline's reasons; its 2 and 6 stand for time in which recording was not wanted."""

_CAUSE_OF_STATE: dict[str, Cause] = {
    State.BACKOFF: Cause.CAMERA_OFFLINE,
    State.STALLED: Cause.CAMERA_OFFLINE,
    State.AUTH_FAILED: Cause.WRONG_PASSWORD,
    State.BAD_ADDRESS: Cause.BAD_ADDRESS,
    State.UNSUPPORTED: Cause.UNSUPPORTED,
    State.FAILED: Cause.RECORDER_DOWN,
}
_OF_THE_DISK = frozenset({Fault.DISK_FULL, Fault.FOLDER, Fault.VOLUME})
_SAY_NOTHING = frozenset({State.STOPPED, State.STARTING, State.STOPPING})


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of one cause; several that touch are one gap to whoever watches."""

    start_ms: int
    end_ms: int
    cause: Cause

    @property
    def span(self) -> Span:
        return self.start_ms, self.end_ms


@dataclass(frozen=True, slots=True)
class Change:
    """From here on this cause; None: from here on it is recording."""

    at_ms: int
    cause: Cause | None


@dataclass(frozen=True, slots=True)
class Ending:
    """A file's end, and what it says of a gap after it; None when the next file was to follow."""

    at_ms: int
    cause: Cause | None


F = TypeVar("F", Change, Ending)


@dataclass(frozen=True, slots=True)
class Witness:
    """What speaks of one camera's gaps, each list in order of time.

    `deleted` is known to have been recorded and deleted; all before `kept_from_ms` may be.
    """

    changes: Sequence[Change] = ()
    endings: Sequence[Ending] = ()
    wish_starts_ms: Sequence[int] = ()
    deleted: Sequence[Span] = ()
    kept_from_ms: int = 0


def change_of(at_ms: int, state: str, fault: str) -> Change | None:
    """What an event says; None for the states that change no cause."""
    if state in _SAY_NOTHING:
        return None
    if state == State.FAILED and fault in _OF_THE_DISK:
        return Change(at_ms, Cause.DISK)
    return Change(at_ms, _CAUSE_OF_STATE.get(state))


def explain(gaps: Iterable[Span], witness: Witness) -> list[Gap]:
    """The gaps in order, cut where their cause changes; the lengths stay the same in all."""
    missing = union(gaps)
    found = [Gap(*span, Cause.EXPIRED) for span in intersect(missing, witness.deleted)]
    for gap in subtract(missing, witness.deleted):
        found += _pieces(gap, witness)
    return merge(sorted(found, key=attrgetter("start_ms")))


def merge(gaps: Iterable[Gap]) -> list[Gap]:
    """Stretches of one cause that touch become one; they come in order."""
    merged: list[Gap] = []
    for gap in gaps:
        last = merged[-1] if merged else None
        if last and last.end_ms == gap.start_ms and last.cause is gap.cause:
            merged[-1] = Gap(last.start_ms, gap.end_ms, gap.cause)
        else:
            merged.append(gap)
    return merged


def whole(gaps: Iterable[Gap]) -> list[Span]:
    """Gaps as whoever watches meets them, whatever their causes."""
    return union(gap.span for gap in gaps)


def _pieces(gap: Span, witness: Witness) -> Iterator[Gap]:
    start, end = gap
    cause = _first_cause(gap, witness)
    for change in _changes_in(gap, witness):
        if change.cause is None and not _is_settled(change, end):
            continue
        yield from _with_cause((start, change.at_ms), cause, witness)
        start, cause = change.at_ms, change.cause
    yield from _with_cause((start, end), cause, witness)


def _with_cause(span: Span, cause: Cause | None, witness: Witness) -> Iterator[Gap]:
    """Nothing to blame means that a recording is gone."""
    start, end = span
    if cause is None and start < witness.kept_from_ms < end:
        yield Gap(start, witness.kept_from_ms, Cause.EXPIRED)
        yield Gap(witness.kept_from_ms, end, Cause.UNKNOWN)
    elif start < end:
        gone = Cause.EXPIRED if start < witness.kept_from_ms else Cause.UNKNOWN
        yield Gap(start, end, cause or gone)


def _first_cause(gap: Span, witness: Witness) -> Cause | None:
    """The cause at the gap's first moment; None when it was recorded and the file is gone."""
    start, end = gap
    wish = bisect_right(witness.wish_starts_ms, start)
    wished_ms = witness.wish_starts_ms[wish - 1] if wish else start
    in_force = _last(witness.changes, start, since_ms=wished_ms)
    if in_force is not None and in_force.cause is not None:
        return in_force.cause
    ending = _last(witness.endings, start + SLACK_MS, since_ms=wished_ms + 1)
    if ending is not None and ending.cause is Cause.RECORDER_DOWN:
        return ending.cause
    following = _changes_in(gap, witness)
    for change in following:
        if change.cause is not None and change.at_ms <= start + SOON_MS:
            return change.cause
    if ending is not None:
        return ending.cause
    if in_force is not None or start - wished_ms > SLACK_MS:
        return None
    if end - start <= ANSWER_MS:
        return Cause.STARTING
    recorded = bool(following) and following[0].cause is None and _is_settled(following[0], end)
    return None if recorded else Cause.RECORDER_DOWN


def _is_settled(change: Change, end_ms: int) -> bool:
    return end_ms - change.at_ms > SETTLE_MS


def _changes_in(gap: Span, witness: Witness) -> Sequence[Change]:
    first, after = (
        bisect_right(witness.changes, at, key=attrgetter("at_ms")) for at in (gap[0], gap[1] - 1)
    )
    return witness.changes[first:after]


def _last(facts: Sequence[F], until_ms: int, since_ms: int) -> F | None:
    found = bisect_right(facts, until_ms, key=attrgetter("at_ms"))
    last = facts[found - 1] if found else None
    return last if last is not None and last.at_ms >= since_ms else None
