"""Lists of cameras as people write them: a CSV file, read with the patience that it needs.

Spreadsheets save with commas or semicolons, in UTF-8 or in Windows' own signs, with a mark in front
or without; headers come in Portuguese or English. Addresses in it hold passwords: what is said of
a line never repeats a cell that may be one.
"""

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from plans.errors import InvalidInput, TooLarge

MOST_BYTES = 1_000_000
MOST_LINES = 5_000


class ColumnName(NamedTuple):
    """`portuguese` and `english` stand in the template; `others` are known too."""

    english: str
    portuguese: str
    words: Any
    others: frozenset[str] = frozenset()


COLUMNS = {
    "name": ColumnName("name", "nome", gettext_lazy("name"), frozenset({"camera"})),
    "address": ColumnName(
        "address",
        "endereço",
        gettext_lazy("address"),
        frozenset({"rtsp", "url", "rtsp_url", "endereco_rtsp"}),
    ),
    "city": ColumnName("city", "cidade", gettext_lazy("city")),
    "transport": ColumnName("transport", "transporte", gettext_lazy("transport")),
    "audio": ColumnName(
        "audio", "áudio", gettext_lazy("audio"), frozenset({"som", "record_audio", "gravar_audio"})
    ),
    "recording": ColumnName(
        "recording", "gravação", gettext_lazy("recording"), frozenset({"gravar", "record"})
    ),
    "retention_days": ColumnName(
        "retention_days",
        "retenção_dias",
        gettext_lazy("retention (days)"),
        frozenset({"retention", "retencao", "dias"}),
    ),
    "max_size_gb": ColumnName(
        "max_size_gb",
        "cota_gb",
        gettext_lazy("quota (GB)"),
        frozenset({"quota", "quota_gb", "cota"}),
    ),
}
NEEDED = ("name", "address")


@dataclass(frozen=True, slots=True)
class FileLine:
    """`cells` by the columns' own names, without blanks around; `is_too_long`: more than there are
    columns. `city_id` is what the city's name meant to whoever chose the file."""

    number: int
    cells: Mapping[str, str]
    is_too_long: bool = False
    city_id: int | None = None


def read_camera_file(content: bytes) -> list[FileLine]:
    """In the file's order, empty lines left out. Raises InvalidInput and TooLarge, saying what to
    do."""
    if len(content) > MOST_BYTES:
        raise TooLarge(_("The file is larger than 1 MB; split it."))
    text = _text(content)
    lines = list(_lines(text))
    if not lines:
        raise InvalidInput(_("The file holds no line of cells; begin with the template."))
    (_number, header), *rest = lines
    columns = _columns(header)
    if not rest:
        raise InvalidInput(_("The file holds a header and no camera below it."))
    if len(rest) > MOST_LINES:
        raise TooLarge(_("The file has more than %(n)s lines; split it.") % {"n": MOST_LINES})
    return [_file_line(number, columns, cells) for number, cells in rest]


def template_file() -> bytes:
    """A header in the reader's language, as its spreadsheets save it."""
    is_portuguese = (get_language() or "").startswith("pt")
    names = [c.portuguese if is_portuguese else c.english for c in COLUMNS.values()]
    return codecs.BOM_UTF8 + ((";" if is_portuguese else ",").join(names) + "\r\n").encode()


def folded(text: str) -> str:
    """`Retenção (dias)` is `retencao_dias`."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


def _text(content: bytes) -> str:
    try:
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            text = content.decode("utf-16")
        else:
            text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError:
            raise InvalidInput(_not_a_table()) from None
    if "\x00" in text:
        raise InvalidInput(_not_a_table())
    return text


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """With the number of the line on which each begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error:
        words = _("Line %(line)s: a quotation mark stands where none may, or is not closed.")
        raise InvalidInput(words % {"line": begins}) from None


def _separator(text: str) -> str:
    """What parts the header."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max(";,\t", key=header.count)


def _columns(header: Sequence[str]) -> list[str]:
    """The columns' own names. Raises InvalidInput for unknown, repeated and missing ones."""
    known = {
        folded(name): key
        for key, column in COLUMNS.items()
        for name in (key, column.english, column.portuguese, *column.others)
    }
    while header and not header[-1].strip():  # of a spreadsheet's empty columns
        header = header[:-1]
    columns = [known.get(folded(name), "") for name in header]
    places = {"known": ", ".join(known_names())}
    if "" in columns:
        words = _("Column %(place)s of the header is not known; known are: %(known)s.")
        raise InvalidInput(words % {**places, "place": columns.index("") + 1})
    for name in columns:
        if columns.count(name) > 1:
            raise InvalidInput(_("The header has the column “%(name)s” twice.") % {"name": name})
    missing = [str(COLUMNS[name].words) for name in NEEDED if name not in columns]
    if missing:
        words = _("The header lacks the column “%(name)s”; known are: %(known)s.")
        raise InvalidInput(words % {**places, "name": missing[0]})
    return columns


def known_names() -> list[str]:
    """As the template has them, in the reader's language."""
    is_portuguese = (get_language() or "").startswith("pt")
    return [c.portuguese if is_portuguese else c.english for c in COLUMNS.values()]


def _file_line(number: int, columns: Sequence[str], cells: Sequence[str]) -> FileLine:
    is_too_long = any(cell.strip() for cell in cells[len(columns) :])
    told = {name: cell.strip() for name, cell in zip(columns, cells, strict=False)}
    return FileLine(number, told, is_too_long)


def _not_a_table() -> str:
    return _("This is no CSV file; save the sheet as “CSV UTF-8” and choose that file.")
