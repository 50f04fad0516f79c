"""Moments in queries as whole numbers: to make a datetime of each takes longer than to read it."""

from typing import Any

from django.db.models import BigIntegerField, Func
from django.db.models.sql.compiler import SQLCompiler


class EpochMilliseconds(Func):
    """Of a column of moments: milliseconds since the epoch, rounded down, None where it is null."""

    output_field = BigIntegerField()
    # A double holds the microseconds of our centuries exactly once it is rounded to them.
    _POSTGRESQL = "(ROUND(DATE_PART('epoch', %(expressions)s) * 1000000)::bigint / 1000)"
    # Text in UTC with six decimals or none. SQLite's own functions round them, or cut them a
    # millisecond short; whole seconds they get right.
    _SQLITE = (
        "(CAST(ROUND((JULIANDAY(SUBSTR(%(expressions)s, 1, 19)) - 2440587.5) * 86400000)"
        " AS INTEGER) + CAST(SUBSTR(%(expressions)s, 21, 3) AS INTEGER))"
    )

    def get_db_converters(self, connection: Any) -> list[Any]:
        """None: it comes as a whole number."""
        return []

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template=self._POSTGRESQL, **context)

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template=self._SQLITE, **context)
