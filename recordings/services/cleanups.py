"""Cleanup's accounts: its runs and the ledger, as far as a person may read them.

Who owns a city reads what was deleted of it. A run has one total for all cities, so an owner is
told sums over the entries of their own, and of no run but the nightly ones that it was there
unless it deleted something of theirs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Sum

from plans.entitlements import CAPABILITIES, Capability
from plans.errors import NotAllowed
from plans.models import City, User
from plans.selectors import NOT_ALLOWED, city_get, get_or_404, require
from recordings.cleanup.expiry import Preview, preview
from recordings.models import CleanupRun, Deletion, DeletionQuerySet


@dataclass(frozen=True, slots=True)
class Accounts:
    """The cities whose accounts are read; None: all of the installation, and what is of none."""

    cities: Sequence[City] | None

    @property
    def time_zone(self) -> str:
        """The cities' own where they share one, for days and for moments without an offset."""
        zones = {city.time_zone for city in self.cities or ()}
        return zones.pop() if len(zones) == 1 else str(settings.TIME_ZONE)

    def deletions(self) -> DeletionQuerySet:
        rows = Deletion.objects.all()
        return rows if self.cities is None else rows.filter(city__in=[c.pk for c in self.cities])


@dataclass(frozen=True, slots=True)
class Totals:
    """What a run deleted, and what the disks gave back."""

    files: int = 0
    bytes: int = 0
    freed_bytes: int = 0


class _Length(Func):
    """Of a list that is kept as JSON."""

    function = "JSON_ARRAY_LENGTH"
    output_field = IntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSONB_ARRAY_LENGTH", **context)


def accounts_of(user: User, city_id: str | None = None) -> Accounts:
    """Of one city, or of all that the person owns; everything for superusers.

    Raises NotFound for a city that is not theirs, NotAllowed for who owns none.
    """
    if city_id is not None:
        city = city_get(user, city_id)
        require(user, city, Capability.READ_ACCOUNTS)
        return Accounts([city])
    if user.is_active and user.is_superuser:
        return Accounts(None)
    roles = [role for role, rights in CAPABILITIES.items() if Capability.READ_ACCOUNTS in rights]
    # In one filter, so that the role is this person's own.
    owned = user.memberships.filter(role__in=roles).values("city_id")
    cities = list(City.objects.visible_to(user).filter(pk__in=owned).select_related("plan"))
    if not cities:
        raise NotAllowed(NOT_ALLOWED)
    return Accounts(cities)


def run_list(accounts: Accounts) -> QuerySet[CleanupRun]:
    """Newest first."""
    runs = CleanupRun.objects.select_related("started_by").order_by("-started_at", "-id")
    if accounts.cities is None:
        return runs
    theirs = Exists(accounts.deletions().filter(run=OuterRef("pk")).order_by())
    return runs.filter(Q(kind=CleanupRun.Kind.RETENTION) | Q(theirs))


def run_get(accounts: Accounts, run_id: str) -> CleanupRun:
    return get_or_404(run_list(accounts), pk=run_id)


def run_totals(accounts: Accounts, runs: Iterable[CleanupRun]) -> dict[int, Totals]:
    """By run: its own figures for the whole installation, else sums over the ledger."""
    if accounts.cities is None:
        return {run.pk: Totals(run.files, run.bytes, run.freed_bytes) for run in runs}
    told = {run.pk: Totals() for run in runs}
    sums = (
        accounts.deletions()
        .filter(run__in=list(told))
        .order_by()
        .values_list("run_id")
        .annotate(number=Sum(_Length(F("files"))), size=Sum("bytes"), freed=Sum("freed_bytes"))
    )
    for run_id, *figures in sums:
        told[run_id] = Totals(*figures)
    return told


def run_deletions(accounts: Accounts, run: CleanupRun) -> DeletionQuerySet:
    return accounts.deletions().filter(run=run).order_by("number")


def cleanup_preview(accounts: Accounts, now: datetime) -> Preview:
    """What the next nightly run would delete of the cities, as things stand now."""
    found = preview(now)
    if accounts.cities is None:
        return found
    cities = {city.pk for city in accounts.cities}
    mine = tuple(share for share in found.cameras if share.camera.city_id in cities)
    return replace(found, cameras=mine)
