"""Which alerts open and which close: pure, from what is true now and what is open already.

A problem has a *place*: mostly its kind and its subject, and one for both kinds that say that a
camera is not recorded, since one stretch without footage is one alert whatever its causes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

NOT_RECORDED = ("recording_stopped", "camera_offline")
"""Kinds that share one place a camera."""

Place = tuple[str, str]


def place_of(kind: str, subject: str) -> Place:
    return (NOT_RECORDED[0] if kind in NOT_RECORDED else kind), subject


@dataclass(frozen=True, slots=True)
class Problem:
    """What is true now. `since` None: nobody knows better than from now on."""

    kind: str
    subject: str
    severity: str
    details: Mapping[str, Any] = field(default_factory=dict)
    since: datetime | None = None
    city_id: int | None = None
    camera_id: int | None = None
    volume_id: int | None = None

    @property
    def place(self) -> Place:
        return place_of(self.kind, self.subject)


@dataclass(frozen=True, slots=True)
class OpenAlert:
    id: int
    kind: str
    subject: str
    severity: str
    opened_at: datetime
    camera_id: int | None = None
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        return place_of(self.kind, self.subject)


@dataclass(frozen=True, slots=True)
class Findings:
    """What one check saw of the kinds that it speaks of.

    `held` are places whose alerts stay as they are: still true, or not to be told now. `over`
    says when a problem ended, where that was before now.
    """

    problems: tuple[Problem, ...] = ()
    held: frozenset[Place] = frozenset()
    over: Mapping[Place, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Closing:
    """`at` None: now."""

    alert: OpenAlert
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Moves:
    """`to_retell` are alerts that stay, and what is to be said of them now."""

    to_close: tuple[Closing, ...] = ()
    to_open: tuple[Problem, ...] = ()
    to_retell: tuple[tuple[OpenAlert, Mapping[str, Any]], ...] = ()


def judge(found: Findings, open_alerts: Iterable[OpenAlert]) -> Moves:
    """`open_alerts` are those of the check's kinds.

    A place whose problem became graver or milder gets a new alert, so that people are told; one
    whose figures or reason changed says so in the alert that it has.
    """
    problems: dict[Place, Problem] = {}
    for problem in found.problems:
        problems.setdefault(problem.place, problem)
    closings, retold = [], []
    for alert in open_alerts:
        now = problems.get(alert.place)
        is_same = now is not None and (now.severity == alert.severity or alert.kind in NOT_RECORDED)
        if is_same or alert.place in found.held:
            problems.pop(alert.place, None)
            if now is not None and alert.place not in found.held and now.details != alert.details:
                retold.append((alert, now.details))
        else:
            closings.append(Closing(alert, found.over.get(alert.place)))
    wanted = (problem for place, problem in problems.items() if place not in found.held)
    return Moves(tuple(closings), tuple(wanted), tuple(retold))


def stays_true(value: float, opens_at: float, closes_below: float, *, is_open: bool) -> bool:
    """Hysteresis: what wavers between the two limits changes nothing."""
    return value >= (closes_below if is_open else opens_at)
