"""The ledger as a file: a line for each link of the chain, as JSON or as CSV (RFC 4180).

A line holds a whole entry with its two hashes, or a bare link. The last one closes the file: it is
signed and says what the others come to, so that no file can be cut off unseen. In CSV the closing
line is `closing` and that JSON. Spreadsheets take text that begins with certain characters for a
formula; such text has a ' before it there.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import IO, Any

from recordings.ledger import LedgerEntry, Link, is_hash

MAX_LINE_BYTES = 64_000_000
ENTRY = tuple(field.name for field in fields(LedgerEntry))
BARE = ("number", "previous_hash", "hash")
COLUMNS = (*ENTRY, *BARE[1:])
CLOSING = "closing"
_WHOLE_NUMBERS = {"number", "run", "retention_days", "bytes", "freed_bytes"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
_MOST_DIGITS = 19

Line = Link | dict[str, Any]
"""A link, or the closing document."""


class Unreadable(Exception):
    """What is wrong with the file, and in which line."""


def jsonl_line(link: Link) -> bytes:
    hashes = {"previous_hash": link.previous_hash, "hash": link.hash}
    return _json({"number": link.number, **(link.payload or {}), **hashes}) + b"\n"


def jsonl_closing(document: Mapping[str, Any]) -> bytes:
    return _json(document) + b"\n"


def csv_head() -> bytes:
    return _row(COLUMNS)


def csv_line(link: Link) -> bytes:
    told = {"number": link.number, **(link.payload or {})}
    cells = [_cell(told[name]) if name in told else "" for name in ENTRY]
    return _row((*cells, link.previous_hash, link.hash))


def csv_closing(document: Mapping[str, Any]) -> bytes:
    return _row((CLOSING, _json(document).decode()))


def read_lines(file: IO[bytes]) -> Iterator[Line]:
    """The links, and the closing document where it stands. Raises Unreadable and OSError.

    One line at a time is held, of a bounded length.
    """
    lines = _texts(file)
    first = next(lines, "")
    if first.startswith("{"):
        yield _from_json(first, 1)
        for number, line in enumerate(lines, 2):
            yield _from_json(line, number)
    elif first == csv_head().decode():
        yield from _csv_lines(lines)
    else:
        raise Unreadable("line 1: this is no export of the ledger")


def _texts(file: IO[bytes]) -> Iterator[str]:
    number = 0
    while line := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(line) > MAX_LINE_BYTES:
            raise Unreadable(f"line {number}: longer than any line of an export")
        try:
            yield line.decode()
        except UnicodeDecodeError as error:
            raise Unreadable(f"line {number}: no UTF-8") from error


def _from_json(text: str, number: int) -> Line:
    try:
        told = json.loads(text, object_pairs_hook=_without_doubles)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"line {number}: no JSON") from error
    if not isinstance(told, dict):
        raise Unreadable(f"line {number}: neither an entry nor a link nor the closing line")
    return told if "certificate" in told else _link(told, number)


def _csv_lines(lines: Iterator[str]) -> Iterator[Line]:
    csv.field_size_limit(MAX_LINE_BYTES)
    reader = csv.reader(lines, strict=True)
    try:
        for row in reader:
            number = reader.line_num + 1  # the head is a line, too
            if row[:1] == [CLOSING] and len(row) == 2:
                yield _from_json(row[1], number)
            elif len(row) == len(COLUMNS):
                yield _link(_from_cells(row, number), number)
            else:
                raise Unreadable(f"line {number}: not as many columns as the first line names")
    except csv.Error as error:
        raise Unreadable(f"line {reader.line_num + 1}: no CSV ({error})") from error


def _from_cells(row: list[str], number: int) -> dict[str, Any]:
    cells = dict(zip(COLUMNS, row, strict=True))
    names = COLUMNS if cells["run"] else BARE
    if any(cells[name] for name in COLUMNS if name not in names):
        raise Unreadable(f"line {number}: half an entry")
    return {name: _value(name, cells[name], number) for name in names}


def _value(name: str, cell: str, number: int) -> Any:
    if name in _WHOLE_NUMBERS:
        if not (cell.isascii() and cell.isdecimal() and len(cell) <= _MOST_DIGITS):
            raise Unreadable(f"line {number}: {name} is no whole number")
        return int(cell)
    if name == "files":
        try:
            return json.loads(cell)
        except (ValueError, RecursionError) as error:
            raise Unreadable(f"line {number}: files are no JSON") from error
    return cell.removeprefix("'")


def _link(told: dict[str, Any], number: int) -> Link:
    """Raises Unreadable unless it has exactly the names of an entry or of a bare link."""
    names = told.keys()
    if names not in (set(COLUMNS), set(BARE)):
        raise Unreadable(f"line {number}: neither an entry nor a link nor the closing line")
    previous, own = told["previous_hash"], told["hash"]
    is_number = type(told["number"]) is int
    if not (is_number and is_hash(previous) and is_hash(own)):
        raise Unreadable(f"line {number}: the number or a hash is none")
    payload = {name: told[name] for name in ENTRY} if len(names) > len(BARE) else None
    return Link(told["number"], previous, own, payload)


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A name that comes twice would be read by one program so and by another otherwise."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name comes twice")
    return found


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return _json(value).decode()
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _row(cells: tuple[str, ...]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue().encode()


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
