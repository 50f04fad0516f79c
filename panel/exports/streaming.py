"""A list's rows into a file, however many there are, in memory that does not grow.

1. The rows' keys are read in the list's order, and kept in a nameless file beside the export. Now
   their number is known.
2. A thousand keys at a time the rows are read anew, as the person may see them then, and written.
   Between these no query is open: a recorder never waits for an export, and what is deleted or
   taken from the person meanwhile is left out.
"""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from shutil import disk_usage
from typing import IO, Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from panel.exports.columns import Table
from panel.exports.lists import ListOfRows
from panel.exports.writing import Writer
from plans.errors import ApplicationError

ROWS_AT_ONCE = 1_000
KEYS_BETWEEN_SIGNS = 50_000
ROOM_LEFT = 1_000_000_000
"""Of the disk that holds the exports, which the database may share."""

Tell = Callable[..., None]


def write_rows(
    rows: QuerySet[Any], source: ListOfRows, table: Table, writer: Writer, tell: Tell
) -> Counter[int | None]:
    """How many rows of which city were written, by its id. Raises ApplicationError when the format
    or the disk cannot hold them, and what `tell` raises."""
    written: Counter[int | None] = Counter()
    with tempfile.TemporaryFile("w+", dir=writer.path.parent) as kept:
        total = _keep_keys(rows, kept, tell)
        _refuse_too_many(total, writer)
        tell(0, total)
        kept.seek(0)
        with writer:
            for number, keys in enumerate(_batches(kept), 1):
                _refuse_full_disk(writer.path.parent)
                for row in _read(source, table, keys):
                    writer.row(table.row(row))
                    written[table.city_of(row)] += 1
                tell(min(number * ROWS_AT_ONCE, total), total)
    return written


def count_to(rows: QuerySet[Any], most: int) -> int:
    """Their number, or `most` + 1: a count of all reads the whole table."""
    return int(rows.order_by()[: most + 1].count())


def _keep_keys(rows: QuerySet[Any], kept: IO[str], tell: Tell) -> int:
    """How many. A sign of life between them only where a second statement does not disturb the
    first: SQLite refuses to write in the middle of a read that others have overtaken."""
    is_alone = connection.vendor == "sqlite"
    count = 0
    for key in rows.values_list("pk", flat=True).iterator(chunk_size=ROWS_AT_ONCE):
        kept.write(f"{key}\n")
        count += 1
        if count % KEYS_BETWEEN_SIGNS == 0 and not is_alone:
            tell(0)
    return count


def _batches(kept: IO[str]) -> Iterator[list[str]]:
    while keys := [line.rstrip("\n") for line in islice(kept, ROWS_AT_ONCE)]:
        yield keys


def _read(source: ListOfRows, table: Table, keys: list[str]) -> Iterator[Any]:
    """In the order of the keys, each once."""
    found = {str(row.pk): row for row in table.read_by(source.rows_now(keys))}
    for key in keys:
        row = found.pop(key, None)
        if row is not None:
            yield row


def _refuse_too_many(total: int, writer: Writer) -> None:
    if writer.most_rows is not None and total > writer.most_rows:
        words = _(
            "An XLSX file holds %(most)s rows, and these are %(total)s: export CSV or JSON, or "
            "narrow the list by a filter."
        )
        raise ApplicationError(words % {"most": writer.most_rows, "total": total})


def _refuse_full_disk(folder: Path) -> None:
    if disk_usage(folder).free < ROOM_LEFT:
        raise ApplicationError(_("The disk that exports are written to is nearly full."))
