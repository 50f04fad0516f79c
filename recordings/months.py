"""Months of a zone's calendar."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from recordings.spans import Span, day_span

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
YEARS = range(1970, 9999)
"""Those that can be asked about."""


@dataclass(frozen=True, slots=True)
class Month:
    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> "Month | None":
        """From `2026-10`; None for anything else."""
        found = _MONTH.fullmatch(text)
        if found is None or int(found[1]) not in YEARS:
            return None
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return (self.first_day + timedelta(days=32)).replace(day=1) - timedelta(days=1)

    def span(self, zone: ZoneInfo) -> Span:
        return day_span(self.first_day, zone)[0], day_span(self.last_day, zone)[1]
