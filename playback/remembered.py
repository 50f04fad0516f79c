"""Answers kept for a short while in each process, so that most questions cost nothing."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Lives:
    """Seconds: an answer is used for `fresh`; while the source is away for `at_most`.

    A source that failed is asked again after `pause`.
    """

    fresh: float
    at_most: float
    pause: float


@dataclass(slots=True)
class _Entry(Generic[V]):
    asking: threading.Lock = field(default_factory=threading.Lock)
    known: tuple[V, float] | None = None  # the answer, and when it was asked for
    failed: tuple[Exception, float] | None = None


class NotRemembered(LookupError):
    """There is no fresh answer; `get` asks for one."""


class Remembered(Generic[K, V]):
    """`find` by key, at most `kept` keys, the least recently used forgotten first.

    One thread at a time asks for a key. The others go on with an answer that is not too old, and
    wait only where there is none.
    """

    def __init__(
        self,
        find: Callable[[K], V],
        *,
        lives: Lives,
        kept: int,
        clock: Callable[[], float],
        away: tuple[type[Exception], ...],
    ) -> None:
        self._find = find
        self._lives = lives
        self._kept = kept
        self._clock = clock
        self._away = away
        self._lock = threading.Lock()
        self._entries: OrderedDict[K, _Entry[V]] = OrderedDict()

    def get(self, key: K) -> V:
        """Raises what `find` raises; one of `away` only when no answer is young enough."""
        entry = self._entry(key)
        known = entry.known
        if known and self._age(known) < self._lives.fresh:
            return known[0]
        usable = known is not None and self._age(known) < self._lives.at_most
        if not entry.asking.acquire(blocking=not usable):
            assert known is not None
            return known[0]
        try:
            return self._ask(key, entry)
        finally:
            entry.asking.release()

    def known(self, key: K) -> V:
        """A fresh answer without asking anybody; raises NotRemembered."""
        with self._lock:
            entry = self._entries.get(key)
        if entry is None or entry.known is None or self._age(entry.known) >= self._lives.fresh:
            raise NotRemembered
        return entry.known[0]

    def forget(self) -> None:
        with self._lock:
            self._entries.clear()

    def _entry(self, key: K) -> _Entry[V]:
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                entry = self._entries[key] = _Entry()
                if len(self._entries) > self._kept:
                    self._entries.popitem(last=False)
            else:
                self._entries.move_to_end(key)
            return entry

    def _ask(self, key: K, entry: _Entry[V]) -> V:
        """With the entry's lock held; another thread may have asked while this one waited."""
        if entry.known and self._age(entry.known) < self._lives.fresh:
            return entry.known[0]
        if entry.failed and self._age(entry.failed) < self._lives.pause:
            return self._or_older(entry, entry.failed[0])
        asked_at = self._clock()
        try:
            answer = self._find(key)
        except self._away as error:
            entry.failed = (error, self._clock())
            return self._or_older(entry, error)
        entry.known, entry.failed = (answer, asked_at), None
        return answer

    def _or_older(self, entry: _Entry[V], error: Exception) -> V:
        if entry.known and self._age(entry.known) < self._lives.at_most:
            return entry.known[0]
        raise error.with_traceback(None)

    def _age(self, told: tuple[object, float]) -> float:
        return self._clock() - told[1]
