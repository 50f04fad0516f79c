"""Values of tables on their way into cells.

A cell that begins with one of a few signs is a formula to the programs that open tables, whoever
wrote it: a camera's name, a plate, a user agent (OWASP, "CSV Injection"). Such text gets an
apostrophe in front; numbers stay numbers.
"""

import math
import re
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""The last four are the wide forms of the first, which some programs take for them."""
_AFTER_SEPARATOR = re.compile(f"([;,\t\r\n][\"' ]*)(?=[{re.escape(''.join(FORMULA_SIGNS))}])")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Neither XML 1.0 nor UTF-8 can hold them."""


class Choice(NamedTuple):
    """One of a fixed set: its code for programs, its words for people."""

    code: str
    words: str


Value = None | bool | int | float | str | date | datetime | Choice
"""As a column reads it from a row."""
Plain = None | bool | int | float | str | Choice
"""As a writer takes it."""


def plain(value: Value, zone: ZoneInfo) -> Plain:
    """Moments with their offset in `zone`, days as ISO 8601 writes them; no number that is none."""
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec="milliseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def guarded(text: str) -> str:
    """Fit for a cell of any program that opens tables."""
    text = writable(text)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def guarded_parts(text: str) -> str:
    """As `guarded`, for a file whose columns a program may part where none end: a CSV file with
    commas is often opened as one with semicolons."""
    return _AFTER_SEPARATOR.sub(r"\1'", guarded(text))


def writable(text: str) -> str:
    return _UNWRITABLE.sub("\ufffd", text)
