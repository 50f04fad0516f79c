"""The last nightly cleanups, and what the next one would take; the same sums that owners may see
of the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from panel.statistics.scope import Scope
from panel.statistics.usage import Kept
from recordings.models import CameraSummary, CleanupRun
from recordings.services.cleanups import Totals, run_totals

RUNS_SHOWN = 5
CAMERAS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Night:
    """A run of 03:00; `totals` of the cities that are shown."""

    run: CleanupRun
    totals: Totals
    stopped: str


@dataclass(frozen=True, slots=True)
class Share:
    """What the next run takes of a camera or a city."""

    name: str
    city: str
    files: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Cleanups:
    last: Sequence[Night]
    next_at: datetime | None
    files: int
    bytes: int
    cities: Sequence[Share]
    cameras: Sequence[Share]


def cleanups_of(scope: Scope, kept: Kept) -> Cleanups:
    """Three queries at most. A night that is past, and not calculated anew yet, is no next one."""
    is_ahead = kept.next_cleanup is not None and kept.next_cleanup > scope.now
    nights = CleanupRun.objects.filter(kind=CleanupRun.Kind.RETENTION, finished_at__isnull=False)
    runs = list(nights.order_by("-started_at", "-pk")[: RUNS_SHOWN if scope.is_whole else 1])
    totals = run_totals(scope.accounts, runs) if runs else {}
    return Cleanups(
        last=[Night(run, totals[run.pk], _stopped(run)) for run in runs],
        next_at=kept.next_cleanup if is_ahead else None,
        files=kept.total.expiring_files,
        bytes=kept.total.expiring_bytes,
        cities=_cities(scope, kept) if is_ahead else [],
        cameras=_cameras(scope) if is_ahead else [],
    )


def _stopped(run: CleanupRun) -> str:
    return str(run.get_stopped_by_display()) if run.stopped_by else ""


def _cities(scope: Scope, kept: Kept) -> list[Share]:
    shares = [
        Share(city.name, "", amounts.expiring_files, amounts.expiring_bytes)
        for city in scope.cities
        if (amounts := kept.cities.get(city.pk)) and amounts.expiring_files
    ]
    return sorted(shares, key=lambda share: (-share.bytes, share.name))[:CAMERAS_SHOWN]


def _cameras(scope: Scope) -> list[Share]:
    cities = {city.pk: city.name for city in scope.cities}
    rows = (
        CameraSummary.objects.filter(scope.of("camera__city"), expiring_files__gt=0)
        .order_by("-expiring_bytes", "camera")
        .values_list("camera__name", "camera__city", "expiring_files", "expiring_bytes")
    )
    return [Share(name, cities.get(c, ""), f, b) for name, c, f, b in rows[:CAMERAS_SHOWN]]
