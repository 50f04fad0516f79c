"""Fragments that could not be drawn, so that they cost children once and not at every look."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from uuid import UUID

REMEMBERED_SECONDS = 60.0
REMEMBERED = 4096
DEADLY_OF_A_FILE = 3
"""So many fragments that killed a child within a minute speak for all of their file."""


class Suspects:
    """Of this process alone; the least recent are forgotten first."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        # (recording, offset of the fragment): when it is given another chance, and whether it
        # was deadly; the eldest first.
        self._known: OrderedDict[tuple[UUID, int], tuple[float, bool]] = OrderedDict()

    def note(self, recording_id: UUID, offset: int, *, was_deadly: bool) -> None:
        with self._lock:
            self._known[recording_id, offset] = self._monotonic() + REMEMBERED_SECONDS, was_deadly
            self._known.move_to_end((recording_id, offset))
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)

    def holds(self, recording_id: UUID, offset: int) -> bool:
        with self._lock:
            self._forget_old()
            if (recording_id, offset) in self._known:
                return True
            deadly = [key for key, (_, deadly) in self._known.items() if deadly]
        return sum(key[0] == recording_id for key in deadly) >= DEADLY_OF_A_FILE

    def _forget_old(self) -> None:
        now = self._monotonic()
        while self._known and next(iter(self._known.values()))[0] <= now:
            self._known.popitem(last=False)
