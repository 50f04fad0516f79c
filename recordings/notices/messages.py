"""A message in words: the same lines as text, as HTML, and short for messengers."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language

SHORT_CHARACTERS = 3000  # of a messenger's one message; telegram takes 4,096


@dataclass(frozen=True, slots=True)
class Line:
    words: str
    link: str = ""

    @property
    def text(self) -> str:
        return f"{self.words} {self.link}" if self.link else self.words


@dataclass(frozen=True, slots=True)
class Message:
    """`facts` is for programs: what a webhook gets besides the words."""

    subject: str
    lines: list[Line]
    footer: Line
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in (*self.lines, Line(""), self.footer)) + "\n"

    @property
    def short_text(self) -> str:
        """Whole lines, as many as a messenger's message holds, and the footer."""
        left = SHORT_CHARACTERS - len(self.footer.text)
        kept: list[str] = []
        for line in self.lines:
            left -= len(line.text) + 1
            if left < 0:
                kept.append("…")
                break
            kept.append(line.text)
        return "\n".join([*kept, self.footer.text])

    @property
    def html(self) -> str:
        lines = ((_html(line),) for line in (*self.lines, self.footer))
        body = format_html_join("\n", "<p>{}</p>", lines)
        return format_html("<!DOCTYPE html>\n<html><body>\n{}\n</body></html>\n", body)


def _html(line: Line) -> str:
    if not line.link:
        return format_html("{}", line.words)
    return format_html('{} <a href="{}">{}</a>', line.words, line.link, line.link)


def one_line(text: str) -> str:
    """Fit for a header: a name may hold any character."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def day_words(moment: datetime, zone: str) -> str:
    """As the language in force writes it: 21/11/2026, or 2026-11-21."""
    written = "%d/%m/%Y" if (get_language() or "").startswith("pt") else "%Y-%m-%d"
    return moment.astimezone(ZoneInfo(zone)).strftime(written)


def clock_words(moment: datetime, zone: str) -> str:
    return moment.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def moment_words(moment: datetime, zone: str) -> str:
    return f"{day_words(moment, zone)} {moment.astimezone(ZoneInfo(zone)):%H:%M:%S}"
