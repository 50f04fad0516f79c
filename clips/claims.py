"""Who works on a row: claims, signs of life, progress. The row is the queue.

1. PENDING -> CUTTING with a new claim, by one update whose row count is checked.
2. Each sign of life and each step is an update that asks for that claim; one that finds no row
   means that the clip was cancelled, or that this worker was taken for dead: `NotOurs`.
3. READY or FAILED, by the same rule; both end the hold on the source.
Whoever dies between 1 and 3 shows no more signs of life, and `send_again` makes the row PENDING.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import models, transaction
from django.db.models import F, Q

from clips.models import Clip, MarkedCopy, Status
from clips.outcomes import WORDS, NotOurs
from recordings.clock import Clock
from recordings.models import Hold

ATTEMPTS = 3
SIGN_SECONDS = 1.0
DEAD_AFTER = timedelta(seconds=20)

Row = type[Clip] | type[MarkedCopy]


@dataclass(slots=True)
class Claim:
    """One attempt at one row. Called often, it writes at most once a second."""

    model: Row
    row_id: int
    claim: UUID
    clock: Clock
    progress: int = 0
    _written_at: float = field(default=0.0)

    def rows(self) -> models.QuerySet[Any]:
        return self.model._default_manager.filter(
            pk=self.row_id, claim=self.claim, status=Status.CUTTING
        )

    def __call__(self) -> None:
        """Raises NotOurs."""
        now = self.clock.monotonic()
        if now - self._written_at >= SIGN_SECONDS:
            self._written_at = now
            self.update(progress=self.progress)

    def step(self, progress: int) -> None:
        self.progress = max(self.progress, min(progress, 99))
        self()

    def during(self, *works: Callable[[], Any]) -> list[Any]:
        """What each returns, all at once; signs of life go on meanwhile, however slow a disk is.

        Raises NotOurs once they have ended, and what the first of them raises.
        """
        with ThreadPoolExecutor(max_workers=len(works)) as pool:
            futures = [pool.submit(work) for work in works]
            while wait(futures, timeout=SIGN_SECONDS).not_done:
                self()
            return [future.result() for future in futures]

    def update(self, **values: object) -> None:
        """Raises NotOurs when the row is no longer this attempt's."""
        if not self.rows().update(seen_at=self.clock.now(), **values):
            raise NotOurs


def claim(model: Row, row_id: int, clock: Clock) -> Claim | None:
    """None when it is not pending any more."""
    attempt = Claim(model, row_id, uuid4(), clock, _written_at=clock.monotonic())
    taken = model._default_manager.filter(pk=row_id, status=Status.PENDING).update(
        status=Status.CUTTING,
        claim=attempt.claim,
        seen_at=clock.now(),
        attempts=F("attempts") + 1,
        progress=0,
        error="",
    )
    return attempt if taken else None


def fail(attempt: Claim, code: str, detail: str = "") -> None:
    """Raises NotOurs."""
    words = f"{WORDS[code]} ({detail})" if detail else WORDS[code]
    values = {"status": Status.FAILED, "claim": None, "error": words[:500]}
    with transaction.atomic():
        if attempt.model is Clip:
            attempt.update(**values, error_code=code)
            end_hold(attempt.row_id, attempt.clock.now())
        else:
            attempt.update(**values)


def end_hold(clip_id: int, now: datetime) -> None:
    """What the clip was cut from may go when its time has come."""
    Hold.objects.filter(clip=clip_id, released_at=None).update(released_at=now)


def send_again(model: Row, clock: Clock) -> list[int]:
    """Ids of rows that wait: those that a dead worker left, after so many attempts no more."""
    now = clock.now()
    # Ahead of the clock: it was set back meanwhile.
    silent = Q(seen_at__lt=now - DEAD_AFTER) | Q(seen_at__gt=now + DEAD_AFTER)
    left = model._default_manager.filter(silent, status=Status.CUTTING)
    for row in left:
        attempt = Claim(model, row.pk, row.claim or uuid4(), clock)
        try:
            if row.attempts >= ATTEMPTS:
                fail(attempt, "given_up")
            else:
                attempt.update(status=Status.PENDING, claim=None)
        except NotOurs:
            continue  # it was not dead, or somebody else was quicker
    waiting = model._default_manager.filter(status=Status.PENDING)
    return list(waiting.order_by("created_at").values_list("pk", flat=True))
