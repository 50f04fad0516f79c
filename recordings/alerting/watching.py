"""Looks for problems; opens and closes their alerts.

Each check answers for its kinds alone: one that fails leaves its alerts as they are, and the
others go on. A look changes at most so many alerts; the next one goes on with the rest.
"""

import logging
from datetime import datetime

from django.db import DatabaseError, InterfaceError

from recordings.alerting import cameras, disks, frames, overdue, promises, schedule
from recordings.alerting.forgetting import forget_old
from recordings.alerting.judging import Moves, judge
from recordings.alerting.looks import Check, Look, Memory
from recordings.alerting.unseen import note_unseen
from recordings.alerting.writing import alert_close, alert_open, alerts_retell, open_alerts
from recordings.clock import Clock
from recordings.spans import epoch_ms

logger = logging.getLogger(__name__)
MOST_CHANGES = 1_000

CHECKS = (
    Check("volumes", disks.MISSING_KINDS, disks.look_at_volumes),
    Check("disks", disks.FULL_KINDS, disks.look_at_disks),
    Check("cleanup", overdue.KINDS, overdue.look_at_cleanup),
    Check("schedule", schedule.KINDS, schedule.look_at_schedule),
    Check("cameras", cameras.KINDS, cameras.look_at_cameras),
    Check("frames", frames.KINDS, frames.look_at_frames),
    Check("promises", promises.KINDS, promises.look_at_promises),
)


def watch(clock: Clock) -> None:
    """One look at everything."""
    try:
        look = Look(clock, open_alerts(), Memory.read())
    except (DatabaseError, InterfaceError) as error:
        logger.warning("database: %s; the next look sees it", error)
        return
    look.memory.look_begins(epoch_ms(clock.now()))
    for check in CHECKS:
        try:
            moves = judge(check.look(look), look.alerts_of(check.kinds))
            _make(moves, clock.now())
        except Exception:  # whatever it is, it must not hide what the others see
            logger.exception("the check of %s failed", check.name)
    for name, rest in (("look back", note_unseen), ("forgetting", forget_old)):
        try:
            rest(look)
        except Exception:
            logger.exception("the %s failed", name)
    look.memory.keep()


def _make(moves: Moves, now: datetime) -> None:
    for closing in moves.to_close[:MOST_CHANGES]:
        alert_close(closing.alert, closing.at or now, now)
    for problem in moves.to_open[:MOST_CHANGES]:
        alert_open(problem, now)
    alerts_retell(moves.to_retell[:MOST_CHANGES])
