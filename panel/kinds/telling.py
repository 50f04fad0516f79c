"""How previews and lines say things: sizes, moments, and a table of some of many rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from panel.kinds.base import Preview

ROWS_SHOWN = 50


def moment_in_words(moment: datetime, zone: str | None = None) -> str:
    """In that time zone, else in the installation's."""
    local = timezone.localtime(moment, ZoneInfo(zone) if zone else None)
    return date_format(local, "SHORT_DATETIME_FORMAT")


@dataclass
class Verdicts:
    """Of the chosen: rows of a table, whose last column says what becomes of each."""

    refused: list[Sequence[str]] = field(default_factory=list)
    changed: list[Sequence[str]] = field(default_factory=list)
    unchanged: list[Sequence[str]] = field(default_factory=list)

    def preview(
        self,
        sentences: Sequence[str],
        columns: Sequence[str],
        warnings: Sequence[str] = (),
    ) -> Preview:
        """Those first that are refused; without anything else it cannot be begun."""
        rows = [*self.refused, *self.changed, *self.unchanged]
        told = [*warnings]
        if self.refused:
            number = len(self.refused)
            words = ngettext("%(n)s is refused.", "%(n)s are refused.", number)
            told.insert(0, words % {"n": number})
        nothing = _("Nothing of what is chosen can be done.")
        return Preview(
            sentences=[*sentences, *more_in_words(len(rows) - ROWS_SHOWN)],
            columns=columns,
            rows=rows[:ROWS_SHOWN],
            warnings=told,
            obstacle="" if self.changed or self.unchanged else nothing,
        )


def more_in_words(left_out: int) -> list[str]:
    if left_out <= 0:
        return []
    words = ngettext(
        "%(n)s more is not in the table below.", "%(n)s more are not in the table below.", left_out
    )
    return [words % {"n": left_out}]
