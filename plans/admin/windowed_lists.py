"""What a list of windows shows: a page of rows, and the ways to newer and older ones."""

import time
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NamedTuple

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import build_q_object_from_lookup_parameters
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Case, DateTimeField, QuerySet, Value, When
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.timezone import is_naive, localtime
from django.utils.translation import gettext as _
from unfold.views import ChangeList

from plans.admin.ranges import RangeFilter
from plans.admin.windows import MOST_SOURCES, Cursor, Page, Sources, Walk

BEFORE, AFTER = "before", "after"
PAGE_SECONDS = 0.08
"""After so long a page begins no window more."""
ACROSS_SECONDS = 5.0
MOST_ACROSS = 20_000
"""So many at most are handed to an action together; one more tells it that there are too many."""


class Found(NamedTuple):
    """What a search leaves: of the rows, and of the sources unless None.

    `is_served`: an index leads to the rows.
    """

    rows: QuerySet[Any]
    sources: QuerySet[Any] | None = None
    is_served: bool = False


class KeysetPaginator(Paginator):  # type: ignore[type-arg]  # the admin's rows are of any model
    template_name = "plans/keyset_pages.html"


class WindowedChangeList(ChangeList):
    """`queryset` is all that matches, for actions on chosen rows; `result_list` is a page of it.

    The page's place is `before` or `after` a row, `<key>~<pk>`, or a key alone; `after` nothing
    is the oldest.
    """

    model_admin: Any
    clock: Callable[[], float] = staticmethod(time.monotonic)
    all_words = True

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        for given in (self.params, self.filter_params):
            given.pop(BEFORE, None)
            given.pop(AFTER, None)

    def get_filters_params(self, params: Any = None) -> dict[str, Any]:
        found: dict[str, Any] = super().get_filters_params(params)
        return {name: found[name] for name in found if name not in (BEFORE, AFTER)}

    def get_query_string(self, new_params: Any = None, remove: Any = None) -> str:
        """Any other filter begins at the newest again."""
        place = {BEFORE: None, AFTER: None}
        return str(super().get_query_string({**place, **(new_params or {})}, remove))

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        """As Django's, but what filters and the search ask of the source is put to the source, and
        a person's part is that of the person's sources: no row is joined with its city."""
        page = self.model_admin
        self.filter_specs, self.has_filters, rest, _is_distinct, self.has_active_filters = (
            self.get_filters(request)
        )
        self.clear_all_filters_qs = self.get_query_string(rest, self.get_filters_params())
        self.floor = self.ceiling = None
        self.is_served = False
        rows, (sources, is_narrowed) = page.every_row(request), page.sources_for(request)
        for spec in self.filter_specs:
            narrowed = spec.queryset(request, rows)
            asked = page.of_source(spec)
            if asked and not narrowed.query.is_empty():
                sources, is_narrowed = sources.filter(_condition(asked)), True
            elif narrowed is not None:
                rows = narrowed
            if isinstance(spec, RangeFilter) and spec.field_path == page.window_key:
                self.floor, self.ceiling = spec.bounds(request)
        rows = rows.filter(_condition(rest)) if rest else rows
        if self.query:
            found = page.search_windowed(request, rows, sources, self.query)
            rows, self.is_served = found.rows, found.is_served
            if found.sources is not None:
                sources, is_narrowed = found.sources, True
        return self._of_sources(rows, sources if is_narrowed else None)

    def get_results(self, request: HttpRequest) -> None:
        cursor, is_downward = self._place(request)
        walk = self._walk(is_downward)
        page = walk.page(cursor, self.list_per_page, self._is_over(PAGE_SECONDS))
        if not is_downward and page.is_last:  # the newest page, and a full one
            cursor, is_downward, walk = None, True, walk.reversed()
            page = walk.page(None, self.list_per_page, self._is_over(PAGE_SECONDS))
        self.result_list = self._rows_of(page.pks if is_downward else page.pks[::-1])
        self._lead_on(page, cursor, is_downward)
        is_all = page.is_last and cursor is None
        self.result_count = len(self.result_list) + (0 if is_all else 1)
        self.full_result_count = None
        self.show_full_result_count = self.can_show_all = self.multi_page = False
        self.show_admin_actions = True
        self.paginator = KeysetPaginator(self.result_list, self.list_per_page)

    def all_keys(self) -> list[Any] | None:
        """Of all that match, MOST_ACROSS and one at most; None when it takes too long to find."""
        page = self._walk(True).page(None, MOST_ACROSS + 1, self._is_over(ACROSS_SECONDS))
        return page.pks if page.reached is None else None

    def _of_sources(self, rows: QuerySet[Any], sources: QuerySet[Any] | None) -> QuerySet[Any]:
        """Where there are many, the window is gone through and each row's source looked up among
        them. Inside CASE, as the database would else join, and by its guess of how many they are
        go from each source to its rows."""
        page, self.sources = self.model_admin, None
        ordered = rows.order_by(f"-{page.window_key}", "-pk")
        if sources is None:
            return ordered
        pks = list(sources.values_list("pk", flat=True)[: MOST_SOURCES + 1])
        if len(pks) <= MOST_SOURCES:
            self.sources = Sources(page.source, sources, pks)
            return ordered.filter(**{f"{page.source}__in": pks})
        self.sources = Sources(page.source, sources, None)
        of_one = When(**{f"{page.source}__in": sources.values("pk")}, then=Value(True))
        among = Case(of_one, default=Value(False))
        found: QuerySet[Any] = ordered.alias(is_of_sources=among).filter(is_of_sources=True)
        return found

    def _walk(self, is_downward: bool) -> Walk:
        return Walk(
            table=self.model._default_manager.all(),
            rows=self.queryset,
            key=self.model_admin.window_key,
            sources=self.sources,
            floor=self.floor,
            ceiling=self.ceiling,
            is_downward=is_downward,
            is_served=self.is_served,
        )

    def _is_over(self, seconds: float) -> Callable[[], bool]:
        begun = self.clock()
        return lambda: self.clock() - begun >= seconds

    def _rows_of(self, pks: list[Any]) -> list[Any]:
        """What is deleted meanwhile is left out."""
        found = self.apply_select_related(self.root_queryset.filter(pk__in=pks).order_by())
        by_pk = {row.pk: row for row in found}
        return [by_pk[pk] for pk in pks if pk in by_pk]

    def _lead_on(self, page: Page, cursor: Cursor | None, is_downward: bool) -> None:
        """The links. Where a page has no row to begin from, what has been looked at is."""
        self.reached, self.is_downward, self.looked_at = page.reached, is_downward, ""
        if page.reached is not None:
            words = _("Looked at back to %(moment)s.")
            if not is_downward:
                words = _("Looked at up to %(moment)s.")
            self.looked_at = words % {"moment": _moment_words(page.reached)}
        newest = self._cursor_of(0) or _text(page.reached)
        oldest = self._cursor_of(-1) or _text(page.reached)
        self.is_newest = is_downward and cursor is None
        self.is_oldest = page.is_last if is_downward else cursor is None
        if page.reached is not None and is_downward:
            oldest = _text(page.reached)
        elif page.reached is not None:
            newest = _text(page.reached)
        self.newest_url = self.get_query_string()
        self.newer_url = self.get_query_string({AFTER: newest})
        self.older_url = self.get_query_string({BEFORE: oldest})
        self.oldest_url = self.get_query_string({AFTER: ""})

    def _cursor_of(self, position: int) -> str:
        if not self.result_list:
            return ""
        row = self.result_list[position]
        return f"{getattr(row, self.model_admin.window_key).isoformat()}~{row.pk}"

    def _place(self, request: HttpRequest) -> tuple[Cursor | None, bool]:
        """Where the page begins, and whether it goes down from there."""
        if AFTER in request.GET:
            given = request.GET[AFTER]
            return (self._cursor(given) if given else None), False
        given = request.GET.get(BEFORE, "")
        return (self._cursor(given) if given else None), True

    def _cursor(self, text: str) -> Cursor:
        key, _separator, pk = text.partition("~")
        is_moment = isinstance(
            self.model._meta.get_field(self.model_admin.window_key), DateTimeField
        )
        try:
            at = datetime.fromisoformat(key) if is_moment else date.fromisoformat(key)
            if isinstance(at, datetime) and is_naive(at):
                raise IncorrectLookupParameters
            return Cursor(at, self.model._meta.pk.to_python(pk) if pk else None)
        except (ValueError, ValidationError) as error:
            raise IncorrectLookupParameters(error) from error


def _moment_words(key: date) -> str:
    if isinstance(key, datetime):
        return date_format(localtime(key), "SHORT_DATETIME_FORMAT")
    return date_format(key, "SHORT_DATE_FORMAT")


def _condition(lookups: dict[str, Any]) -> Any:
    return build_q_object_from_lookup_parameters(lookups)


def _text(key: date | None) -> str:
    return "" if key is None else key.isoformat()
