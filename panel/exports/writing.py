"""Tables written row by row, in memory that does not grow with them: CSV, XLSX, JSON."""

import csv
import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, TextIO

from django.utils.translation import gettext as _
from openpyxl import Workbook

from panel.exports.cells import Choice, Plain, guarded, guarded_parts, writable

MOST_ROWS_XLSX = 1_048_576
"""Of a sheet, the header's among them: Excel's own limit."""
LONGEST_CELL_XLSX = 32_767


@dataclass(frozen=True, slots=True)
class Manner:
    """How a CSV file is written: `;` and a decimal comma is what Excel expects in Portuguese."""

    separator: str = ","
    decimal_comma: bool = False


class Writer(ABC):
    """A context; `names` are the columns' own, `headers` what people call them."""

    most_rows: ClassVar[int | None] = None
    """Without the header; None: no limit."""

    def __init__(self, path: Path, names: Sequence[str], headers: Sequence[str]) -> None:
        self.path = path
        self.names = names
        self.headers = headers

    def __enter__(self) -> "Writer":
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: object
    ) -> None:
        self.close(is_whole=kind is None)

    @abstractmethod
    def open(self) -> None: ...

    @abstractmethod
    def row(self, values: Sequence[Plain]) -> None: ...

    @abstractmethod
    def close(self, *, is_whole: bool) -> None: ...


class CsvWriter(Writer):
    """UTF-8 with a byte order mark, by which Excel knows it (RFC 4180 otherwise).

    Text is quoted, so that neither sign that may part columns parts it.
    """

    def __init__(
        self,
        path: Path,
        names: Sequence[str],
        headers: Sequence[str],
        manner: Manner | None = None,
    ) -> None:
        super().__init__(path, names, headers)
        self._manner = manner or Manner()
        self._file: TextIO | None = None
        self._csv: Any = None

    def open(self) -> None:
        self._file = self.path.open("w", encoding="utf-8-sig", newline="")
        self._csv = csv.writer(
            self._file, delimiter=self._manner.separator, quoting=csv.QUOTE_NONNUMERIC
        )
        self._csv.writerow([guarded(header) for header in self.headers])

    def row(self, values: Sequence[Plain]) -> None:
        self._csv.writerow([self._cell(value) for value in values])

    def close(self, *, is_whole: bool) -> None:
        if self._file is not None:
            self._file.close()

    def _cell(self, value: Plain) -> str | int | float:
        if isinstance(value, float) and self._manner.decimal_comma:
            return repr(value).replace(".", ",")
        cell = _in_words(value)
        return guarded_parts(cell) if isinstance(cell, str) else cell


class XlsxWriter(Writer):
    """One sheet, its header in place while the rest is scrolled."""

    most_rows = MOST_ROWS_XLSX - 1

    def open(self) -> None:
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet("1")
        self._sheet.freeze_panes = "A2"
        self._sheet.append([guarded(header) for header in self.headers])

    def row(self, values: Sequence[Plain]) -> None:
        self._sheet.append([self._cell(value) for value in values])

    def close(self, *, is_whole: bool) -> None:
        """openpyxl keeps the rows in a file of its own, and removes it only after a good end."""
        try:
            if is_whole:
                self._book.save(self.path)
            else:
                self._sheet.close()
        finally:
            Path(self._sheet._writer.out).unlink(missing_ok=True)

    @staticmethod
    def _cell(value: Plain) -> str | int | float | None:
        cell = _in_words(value)
        return guarded(cell)[:LONGEST_CELL_XLSX] or None if isinstance(cell, str) else cell


class JsonWriter(Writer):
    """An array of objects by the columns' own names; codes, not words, for programs."""

    def open(self) -> None:
        self._file = self.path.open("w", encoding="utf-8")
        self._file.write("[")
        self._before = "\n"

    def row(self, values: Sequence[Plain]) -> None:
        told = dict(zip(self.names, map(_told, values), strict=True))
        self._file.write(self._before + json.dumps(told, ensure_ascii=False, allow_nan=False))
        self._before = ",\n"

    def close(self, *, is_whole: bool) -> None:
        if is_whole:
            self._file.write("\n]\n")
        self._file.close()


def _in_words(value: Plain) -> str | int | float:
    """For people; nothing as an empty cell. Text as it came: what kind of file it is for tells how
    it is guarded."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return value.words if isinstance(value, Choice) else value


def _told(value: Plain) -> Any:
    if isinstance(value, Choice):
        return value.code
    return writable(value) if isinstance(value, str) else value
