"""How many starts a second: cameras that come back together must not starve the machine.

When a switch or a city's power comes back, hundreds of cameras answer in the same second, and each
start costs a connection, an FFmpeg and some 60 ms of CPU. Starts wait here for their turn, in
random order but for this: a camera that was just recording goes before one that has been away.
"""

import os
import random
from collections.abc import Collection

from recordings.clock import Clock
from recordings.supervisor.watch import CameraWatch

STARTS_A_SECOND_PER_CORE = 10.0
BATCH_SECONDS = 0.25  # between two looks at the queue: a pass costs something, too


class Admission:
    """A token bucket over the watches that are `queued`."""

    def __init__(self, clock: Clock, starts_a_second: float | None = None) -> None:
        self._clock = clock
        self._rate = starts_a_second or STARTS_A_SECOND_PER_CORE * (os.cpu_count() or 1)
        self._tokens = self._rate
        self._filled_at = clock.monotonic()
        self._is_short = False

    def admit(self, watches: Collection[CameraWatch], room: int) -> list[CameraWatch]:
        """Those of the queued watches that may start now, `room` at most.

        Runs that are good and shall be renewed wait as well, behind them: no more are ended than
        can begin again.
        """
        now = self._clock.monotonic()
        self._tokens = min(self._rate, self._tokens + (now - self._filled_at) * self._rate)
        self._filled_at = now
        queued = [watch for watch in watches if watch.queued]
        # A spread, no secret: cameras of one switch have neighbouring numbers.
        queued.sort(key=lambda watch: (watch.memory.failures, random.random()))  # noqa: S311
        admitted = queued[: max(0, min(room, int(self._tokens)))]
        self._tokens -= len(admitted)
        in_turn = [watch for watch in watches if watch.renew_in_turn]
        for watch in in_turn[: int(self._tokens) // 2]:  # each takes another one when it starts
            watch.renew_in_turn, watch.renew = False, True
            self._tokens -= 1
        self._is_short = len(admitted) < len(queued) or bool(in_turn)
        return admitted

    @property
    def seconds_to_next(self) -> float | None:
        """When to look again; None while nobody waits."""
        return BATCH_SECONDS if self._is_short else None
