"""The ledger of a period for whoever keeps it elsewhere: whole entries of the asked cities, bare
links where others' stand between them, and a signed closing line.

The chain is read some links at a time, each time with queries of its own, so that a slow reader
holds neither memory nor a cursor; what is added meanwhile stands after the last link and is left
out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Max, Min
from django.utils import timezone

from plans.audit import audit_add_each
from plans.models import AuditEntry, City, User
from recordings.certificates.document import instant_of
from recordings.certificates.signing import encode, fingerprint, public_key, signed
from recordings.cleanup.ledger_rows import entry_of
from recordings.ledger import GENESIS, Link
from recordings.models import Deletion, DeletionQuerySet
from recordings.services.cleanups import Accounts

KIND = "deletion-ledger"
VERSION = 1
LINKS_AT_A_TIME = 100
Period = tuple[datetime | None, datetime | None]


@dataclass(slots=True)
class LedgerExport:
    """`links` once through, then `closing`."""

    accounts: Accounts
    period: Period
    issued_by: str
    rows: DeletionQuerySet
    first: int | None
    last: int | None
    _counts: dict[str, int] = field(default_factory=lambda: {"entries": 0, "links": 0})
    _hashes: tuple[str, str] = (GENESIS, GENESIS)

    def links(self) -> Iterator[Link]:
        if self.first is None or self.last is None:
            return
        for low in range(self.first, self.last + 1, LINKS_AT_A_TIME):
            high = min(low + LINKS_AT_A_TIME, self.last + 1)
            for link in _links(self.rows, low, high):
                self._note(link)
                yield link

    def closing(self) -> dict[str, Any]:
        """`{certificate, signature}`: what the links come to, signed. Raises KeyUnusable."""
        key, (start, end), cities = public_key(), self.period, self.accounts.cities
        return signed(
            {
                "version": VERSION,
                "kind": KIND,
                "installation": {
                    "node": settings.VMS_NODE,
                    "public_key": encode(key),
                    "key_fingerprint": fingerprint(key),
                },
                "issued_at": instant_of(timezone.now()),
                "issued_by": self.issued_by,
                "cities": None
                if cities is None
                else [{"uuid": str(city.uuid), "name": city.name} for city in cities],
                "start": start and instant_of(start),
                "end": end and instant_of(end),
                **self._counts,
                "first_number": self.first,
                "last_number": self.last,
                "previous_hash": self._hashes[0],
                "last_hash": self._hashes[1],
            }
        )

    def _note(self, link: Link) -> None:
        first = link.previous_hash if self._counts["links"] == 0 else self._hashes[0]
        self._hashes = first, link.hash
        self._counts["links"] += 1
        self._counts["entries"] += link.payload is not None


def ledger_export(
    *, user: User, address: str, accounts: Accounts, period: Period, form: str
) -> LedgerExport:
    """The export of [start, end), by when things were deleted; it is noted before it is sent.

    Raises KeyUnusable before anything is noted.
    """
    public_key()
    rows = accounts.deletions()
    start, end = period
    if start is not None:
        rows = rows.filter(at__gte=start)
    if end is not None:
        rows = rows.filter(at__lt=end)
    bounds = rows.aggregate(first=Min("number"), last=Max("number"))
    details = {
        "ledger": form,
        "start": start and start.isoformat(),
        "end": end and end.isoformat(),
    }
    cities: list[City | None] = [None] if accounts.cities is None else [*accounts.cities]
    audit_add_each(
        action=AuditEntry.Action.EXPORT,
        user=user,
        address=address,
        about=[(city, city or "", details) for city in cities],
    )
    return LedgerExport(accounts, period, user.get_username(), rows, **bounds)


def _links(rows: DeletionQuerySet, low: int, high: int) -> Iterator[Link]:
    """Of the numbers [low, high), with what is hashed for those among `rows`."""
    span = {"number__gte": low, "number__lt": high}
    payloads = {row.number: entry_of(row).payload() for row in rows.filter(**span)}
    chain = Deletion.objects.filter(**span).order_by("number")
    for number, previous_hash, own_hash in chain.values_list("number", "previous_hash", "hash"):
        yield Link(number, previous_hash, own_hash, payloads.get(number))
