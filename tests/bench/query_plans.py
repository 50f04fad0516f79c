"""What the database does for a query, reduced to what may be compared: nodes and indexes."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

Plan = tuple[str, ...]
"""A line a node, indented as deep as it lies: `Index Scan recording_camera_start`."""


_ONE_ROW = "SCAN CONSTANT ROW"


def reads(captured: Sequence[dict[str, str]]) -> list[str]:
    """The SELECTs of `CaptureQueriesContext.captured_queries`."""
    return [query["sql"] for query in captured if query["sql"].lstrip("(").startswith("SELECT")]


def plan_of(select: str) -> Plan:
    """PostgreSQL's, as its statistics have it choose now."""
    return tuple(_lines(explained(select, "EXPLAIN (FORMAT JSON)"), 0))


def table_scans(select: str, tables: Sequence[str]) -> list[str]:
    """The lines of its plan that read one of the tables from end to end."""
    if connection.vendor == "sqlite":
        # Tables are known by their aliases there, so a scan of any table counts.
        lines = _lines_of_sqlite(select)
        return [line for line in lines if line.startswith("SCAN") and line != _ONE_ROW]
    wanted = {f"Seq Scan {table}" for table in tables}
    return [line.strip() for line in plan_of(select) if line.strip() in wanted]


def work_of(select: str, tables: Sequence[str]) -> int:
    """How much of the tables it reads, the same each time: rows met, also those a filter drops.

    On SQLite the steps of its machine, most of which belong to a row, whatever the table.
    """
    if connection.vendor == "sqlite":
        return _steps_of_sqlite(select)
    return _met(explained(select, "EXPLAIN (ANALYZE, FORMAT JSON)"), tables)


def explained(select: str, how: str) -> dict[str, Any]:
    """The plan's outermost node."""
    with connection.cursor() as cursor:
        cursor.execute(f"{how} {select}")
        (found,) = cursor.fetchone()
    plan: dict[str, Any] = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return plan


def _lines_of_sqlite(select: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {select}")
        return [str(row[3]) for row in cursor.fetchall()]


def _steps_of_sqlite(select: str) -> int:
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += 1
        return 0  # go on

    with connection.cursor() as cursor:
        connection.connection.set_progress_handler(step, 1)
        try:
            cursor.execute(select)
            cursor.fetchall()
        finally:
            connection.connection.set_progress_handler(None, 1)
    return steps


def _lines(node: dict[str, Any], depth: int) -> Iterator[str]:
    subject = node.get("Index Name") or node.get("Relation Name") or ""
    yield f"{'  ' * depth}{node['Node Type']} {subject}".rstrip()
    for child in node.get("Plans", ()):
        yield from _lines(child, depth + 1)


def _met(node: dict[str, Any], tables: Sequence[str]) -> int:
    """Actual figures are those of one loop, on average. A bitmap's rows are met in its table."""
    met = 0
    if node.get("Relation Name") in tables:
        dropped = sum(count for name, count in node.items() if name.startswith("Rows Removed by"))
        met = round((node["Actual Rows"] + dropped) * node["Actual Loops"])
    return met + sum(_met(child, tables) for child in node.get("Plans", ()))
