"""Months of a zone's calendar."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from recordings.spans import Span, day_span

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
_YEARS = range(1970, 9999)


@dataclass(frozen=True, slots=True)
class Month:
    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> "Month | None":
        """From `2026-10`; None for anything else."""
        found = _MONTH.fullmatch(text)
        if found is None or int(found[1]) not in _YEARS:
            return None
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"

    def span(self, zone: ZoneInfo) -> Span:
        first = date(self.year, self.month, 1)
        last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        return day_span(first, zone)[0], day_span(last, zone)[1]
