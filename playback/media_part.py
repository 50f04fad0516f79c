"""A part of a recording on its way to a player: bounded in number, in time, and by the right."""

import errno
from collections.abc import Callable, Iterator

from recordings.file_parts import FilePart, Place

# An answer may be 40 s old and a chunk be taken for 10 s: within a minute of its end, a right
# opens nothing any more.
ASK_SECONDS = 10
# A part is sent at this rate at least, and its beginning may take a while.
SLOWEST_BYTES_PER_SECOND = 64_000
GRACE_SECONDS = 30


class MediaPart(FilePart):
    """Ends the connection once the right has gone, the reader is too slow, or the file too short.

    There is no other way to say so in the midst of a body: the reader waits for the rest.
    """

    def __init__(
        self,
        descriptor: int,
        span: tuple[int, int],
        place: Place,
        *,
        may_go_on: Callable[[], bool],
        clock: Callable[[], float],
    ) -> None:
        """`span` is [start, end) in bytes; `may_go_on` was true just now."""
        super().__init__(descriptor, *span, place)
        self._may_go_on = may_go_on
        self._clock = clock
        self._asked_at = clock()
        seconds = GRACE_SECONDS + (span[1] - span[0]) / SLOWEST_BYTES_PER_SECOND
        self._until = self._asked_at + seconds

    def __iter__(self) -> Iterator[bytes]:
        for data in super().__iter__():
            self._check()
            yield data
        if self._position < self._end:
            raise _cut("the file has become shorter")

    def _check(self) -> None:
        now = self._clock()
        if now >= self._until:
            raise _cut("the reader is too slow")
        if now - self._asked_at >= ASK_SECONDS:
            if not self._may_go_on():
                raise _cut("the right has gone")
            self._asked_at = now


class Places:
    """So many parts at once, and so many of them for one playback session."""

    def __init__(self, at_once: int, per_session: int) -> None:
        self._at_once = at_once
        self._per_session = per_session
        # Without a lock: a part that is forgotten gives its place back in any thread at any time,
        # in the midst of `take` too. Each single step on a dict is whole.
        self._taken: dict[object, int] = {}

    def take(self, session_id: int) -> Place | None:
        """None when all are taken; of two that ask for the last one, both may be refused."""
        place = _Place(self._taken)
        self._taken[place] = session_id
        taken = list(self._taken.values())
        if len(taken) > self._at_once or taken.count(session_id) > self._per_session:
            place.release()
            return None
        return place


class _Place:
    def __init__(self, taken: dict[object, int]) -> None:
        self._taken = taken

    def release(self) -> None:
        self._taken.pop(self, None)


def _cut(reason: str) -> ConnectionResetError:
    """With its number, by which the web server knows that this is no fault to log."""
    return ConnectionResetError(errno.ECONNRESET, reason)
