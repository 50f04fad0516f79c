"""The rows of a list of the administration, as a person may see them now.

A request is made up for the list's own page, with the parameters that the person saw it with: so
its filters and its search mean here what they meant there, and rights are those of this moment.
"""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import SuspiciousOperation
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from plans.admin.scoped import ScopedAdmin
from plans.errors import InvalidInput, NotFound
from plans.models import User
from plans.selectors import NOT_FOUND

PAGES = ("p", "all", "after", "before")
"""Parameters that choose a page of a list, not its rows."""


class ListOfRows:
    """A model's list; raises NotFound for whoever may not open it."""

    def __init__(self, user: User, label: str, query: str = "") -> None:
        page = admin.site._registry[apps.get_model(label)]
        assert isinstance(page, ScopedAdmin)
        self._page = page
        self._user = user
        self._query = query
        if not page.has_view_permission(_request(user, "")):
            raise NotFound(NOT_FOUND)

    def rows_now(self, keys: Iterable[Any]) -> QuerySet[Any]:
        """Of these rows what the person may see at this moment."""
        return self._page.get_queryset(_request(self._user, "")).filter(pk__in=list(keys))

    def chosen_rows(self, keys: Iterable[Any]) -> QuerySet[Any]:
        """In the list's own order."""
        ordering = self._page.get_ordering(_request(self._user, "")) or self._page.opts.ordering
        return self.rows_now(keys).order_by(*ordering, "pk")

    def matching_rows(self) -> QuerySet[Any]:
        """What the filters and the search match, in the list's order, whatever part of it a page
        shows. Raises InvalidInput."""
        try:
            shown = _changelist(self._page, _request(self._user, self._query))
        except (IncorrectLookupParameters, SuspiciousOperation, OverflowError, ValueError):
            words = _("The list's filters are not possible any more; choose again.")
            raise InvalidInput(words) from None
        rows: QuerySet[Any] = shown.queryset
        return rows


def _request(user: User, query: str) -> HttpRequest:
    request = HttpRequest()
    request.method = "GET"
    request.user = user
    parameters = QueryDict(query, mutable=True)
    for name in PAGES:
        parameters.pop(name, None)
    request.GET = parameters  # type: ignore[assignment]  # as mutable as the page's own copies
    return request


def _changelist(page: ScopedAdmin, request: HttpRequest) -> ChangeList:
    """As the page makes it, but of all rows and with none of them read."""
    own: Any = page.get_changelist(request)

    class WholeList(own):
        def get_results(self, request: HttpRequest) -> None:
            self.result_count = self.full_result_count = 0
            self.result_list = self.queryset.none()
            self.can_show_all = self.multi_page = False

    return WholeList(
        request,
        page.model,
        page.get_list_display(request),
        page.list_display_links,
        page.get_list_filter(request),
        page.date_hierarchy,
        page.get_search_fields(request),
        page.get_list_select_related(request),
        page.list_per_page,
        page.list_max_show_all,
        page.list_editable,
        page,
        page.get_sortable_by(request),
        page.search_help_text,
    )
