"""What a certificate says: one camera's month, in whole numbers and text (`VERSION` 1).

Moments are UTC with milliseconds, lengths milliseconds, coverage thousandths of a percent rounded
down. Reasons are those of the coverage API. A reader that knows this file needs nothing
else; what the words mean is told in docs/design/coverage.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings

from recordings.accounting import Account
from recordings.certificates.signing import encode, fingerprint
from recordings.coverage import (
    Coverage,
    DayCoverage,
    gap_count,
    listing,
    longest_ms,
    milliseconds_by_cause,
    thousandths_of_percent,
)
from recordings.gaps import Gap
from recordings.months import Month
from recordings.spans import moment_of

VERSION = 1
KIND = "coverage-certificate"
PRELIMINARY, FINAL = "preliminary", "final"
# Notes, as codes: each language has its own sentence.
MONTH_NOT_OVER = "month_not_over"
DAYS_NOT_FINAL = "days_not_final"
GAPS_NOT_LISTED = "gaps_not_listed"


@dataclass(frozen=True, slots=True)
class Issue:
    """Who asked for a certificate, when, and whose key will sign it."""

    by: str
    at: datetime
    key: Ed25519PublicKey


def certificate_of(coverage: Coverage, month: Month, issue: Issue) -> dict[str, Any]:
    """What is signed. `coverage` is of the whole month."""
    camera, city = coverage.camera, coverage.camera.city
    listed = listing(coverage.total.gaps)
    open_days = [day for day in coverage.days if day.account.wanted_ms and not day.is_final]
    is_over = coverage.known_until_ms >= coverage.period[1]
    notes = [] if is_over else [MONTH_NOT_OVER]
    notes += [DAYS_NOT_FINAL] if open_days else []
    notes += [GAPS_NOT_LISTED] if listed.unlisted else []
    return {
        "version": VERSION,
        "kind": KIND,
        "status": FINAL if is_over and not open_days else PRELIMINARY,
        "installation": {
            "node": settings.VMS_NODE,
            "public_key": encode(issue.key),
            "key_fingerprint": fingerprint(issue.key),
        },
        "software": {"name": "VMS", "version": settings.SPECTACULAR_SETTINGS["VERSION"]},
        "city": {"uuid": str(city.uuid), "name": city.name},
        "camera": {"uuid": str(camera.uuid), "number": camera.pk, "name": camera.name},
        "month": str(month),
        "time_zone": city.time_zone,
        "start": instant(coverage.period[0]),
        "end": instant(coverage.period[1]),
        "accounted_until": instant(coverage.known_until_ms),
        "wanted": [[instant(first), instant(last)] for first, last in coverage.wanted],
        "days": [_day(day) for day in coverage.days],
        "totals": _totals(coverage.total),
        "gaps": [_gap(gap) for gap in listed.gaps],
        "unlisted_gaps": {"number": listed.unlisted, "length_ms": listed.unlisted_ms},
        "notes": notes,
        "days_not_final": [day.date.isoformat() for day in open_days],
        "issued_at": instant_of(issue.at),
        "issued_by": issue.by,
    }


def instant(at_ms: int) -> str:
    """`2026-10-01T03:00:00.000Z`."""
    return instant_of(moment_of(at_ms))


def instant_of(moment: datetime) -> str:
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def _day(day: DayCoverage) -> dict[str, Any]:
    return {
        "date": day.date.isoformat(),
        "time_zone": day.time_zone,
        "start": instant(day.span[0]),
        "end": instant(day.span[1]),
        "final": day.is_final,
        **_account(day.account),
    }


def _account(account: Account) -> dict[str, Any]:
    return {
        "wanted_ms": account.wanted_ms,
        "recorded_ms": account.recorded_ms,
        "coverage": thousandths_of_percent(account),
        "gaps": gap_count(account.gaps),
        "longest_gap_ms": longest_ms(account.gaps),
        "restarts": account.restarts,
        "frames": account.frames,
        "frames_lost": account.frames_lost,
    }


def _totals(account: Account) -> dict[str, Any]:
    return {**_account(account), "missing_ms_by_reason": _by_cause(account.gaps)}


def _by_cause(gaps: Iterable[Gap]) -> dict[str, int]:
    return {str(cause): length for cause, length in milliseconds_by_cause(gaps).items()}


def _gap(gap: Gap) -> dict[str, Any]:
    return {
        "start": instant(gap.start_ms),
        "end": instant(gap.end_ms),
        "length_ms": gap.end_ms - gap.start_ms,
        "reason": str(gap.cause),
    }
