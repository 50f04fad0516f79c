"""Pages of big tables: keyset pages that look at a bounded stretch of rows at a time.

Rows stand in the order of (key, pk), key being a moment or a day; newest first. No filter but
that by source (a recording's camera, an entry's city) and key has an index, so a filter that
matches rarely would have the database read the whole table for one page. Here it is asked for
windows, each of at most CANDIDATES rows whatever the filter:

1. The edge: where the window ends. Without sources, the key of the row CANDIDATES further on, from
   the index on (key, pk). With `n` sources, of each the key of its row CANDIDATES / n further on,
   from the index on (source, key); the nearest of these. None: all that is left is in the window.
2. The rows of the window that match, as many as the page still lacks.
3. Until the page is full, nothing is left, or time is up: the next window begins at the edge.

A page that ran out of time says how far it looked. Rows that arrive meanwhile stand before the
first page and shift nothing; equal keys are told apart by pk.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

CANDIDATES = 10_000
FIRST_CANDIDATES = 400
"""Of some sources' rows: enough for a page unless a filter is rare."""
GROWTH = 10
MOST_SOURCES = 2_000
"""So many are asked one by one where their stretch ends; with more all rows are looked at."""


class Cursor(NamedTuple):
    """After the row `pk` at `key`; without `pk`, after all rows at `key`."""

    key: date
    pk: Any = None


class Page(NamedTuple):
    """Keys of rows in the order of the walk.

    `reached` is what all before it has been looked at; None when all has. `is_full`: there is a
    row more than was asked for.
    """

    pks: list[Any]
    reached: date | None = None
    is_full: bool = False

    @property
    def is_last(self) -> bool:
        return self.reached is None and not self.is_full


@dataclass(frozen=True, slots=True)
class Sources:
    """`rows` of the other model, `field` leading to them; `pks` when they are few."""

    field: str
    rows: QuerySet[Any]
    pks: Sequence[Any] | None


@dataclass(frozen=True, slots=True)
class Walk:
    """Through `rows`, which match; `table` is all rows of the model, `floor` and `ceiling` are the
    first and last keys that can match. `is_served`: an index leads to the matches themselves, so
    that one window without an edge is the quickest.
    """

    table: QuerySet[Any]
    rows: QuerySet[Any]
    key: str
    sources: Sources | None = None
    floor: date | None = None
    ceiling: date | None = None
    is_downward: bool = True
    is_served: bool = False

    def page(self, cursor: Cursor | None, size: int, is_over: Callable[[], bool]) -> Page:
        """One window at least is looked at, however late it is."""
        found: list[Any] = []
        candidates = FIRST_CANDIDATES if self._few else CANDIDATES
        while True:
            edge = None if self.is_served else self._edge(cursor, candidates)
            lacking = size + 1 - len(found)
            found += self._matching(cursor, edge)[:lacking]
            if len(found) > size:
                return Page(found[:size], is_full=True)
            if edge is None:
                return Page(found)
            if is_over():
                return Page(found, reached=edge)
            cursor = Cursor(edge)
            candidates = min(CANDIDATES, candidates * GROWTH)

    def reversed(self) -> "Walk":
        return replace(self, is_downward=not self.is_downward)

    @property
    def _few(self) -> Sequence[Any] | None:
        return self.sources.pks if self.sources else None

    def _edge(self, cursor: Cursor | None, candidates: int) -> date | None:
        """The key at which the window ends, its rows included."""
        sign = "-" if self.is_downward else ""
        ahead = self.table.filter(self._ahead(cursor, exactly=False)).order_by(f"{sign}{self.key}")
        if self.sources is None or self._few is None:
            keys = ahead.order_by(f"{sign}{self.key}", f"{sign}pk").values_list(self.key, flat=True)
            return next(iter(keys[candidates : candidates + 1]), None)
        each = max(1, candidates // max(1, len(self._few)))
        own = ahead.filter(**{self.sources.field: OuterRef("pk")}).values(self.key)
        of_each = self.sources.rows.model._default_manager.filter(pk__in=self._few).order_by()
        edges = of_each.values_list(Subquery(own[each : each + 1]), flat=True)
        known = [edge for edge in edges if edge is not None]
        return (max if self.is_downward else min)(known, default=None)

    def _matching(self, cursor: Cursor | None, edge: date | None) -> QuerySet[Any]:
        """Keys of rows. Those of some sources are ordered by an expression: by the column itself
        the database may go through all sources' rows in their order until it has met enough."""
        rows = self.rows.filter(self._ahead(cursor, exactly=True))
        if edge is not None:
            rows = rows.filter(**{f"{self.key}__{'gte' if self.is_downward else 'lte'}": edge})
        key: Any = F(self.key)
        if self._few is not None or self.is_served:
            key = Coalesce(F(self.key), F(self.key))
        order = (key.desc(), F("pk").desc()) if self.is_downward else (key.asc(), F("pk").asc())
        return rows.order_by(*order).values_list("pk", flat=True)

    def _ahead(self, cursor: Cursor | None, *, exactly: bool) -> Q:
        """What lies ahead of the cursor within floor and ceiling; at the cursor's own key all
        rows, unless `exactly`."""
        ahead = Q()
        if self.floor is not None:
            ahead &= Q(**{f"{self.key}__gte": self.floor})
        if self.ceiling is not None:
            ahead &= Q(**{f"{self.key}__lte": self.ceiling})
        if cursor is None:
            return ahead
        beyond = "lt" if self.is_downward else "gt"
        if cursor.pk is None:
            return ahead & Q(**{f"{self.key}__{beyond}": cursor.key})
        ahead &= Q(**{f"{self.key}__{beyond}e": cursor.key})
        if exactly:
            ahead &= Q(**{f"{self.key}__{beyond}": cursor.key}) | Q(**{f"pk__{beyond}": cursor.pk})
        return ahead
