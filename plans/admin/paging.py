"""Numbered pages of ordinary lists: what is counted, and what is skipped, has an end."""

from typing import Any

from django.core.paginator import Paginator
from django.utils.functional import cached_property

MOST_COUNTED = 10_000


class CappedPaginator(Paginator):  # type: ignore[type-arg]  # the admin's rows are of any model
    """Counts to MOST_COUNTED and shows as many; `is_capped` says that there are more.

    A count of all that a filter matches reads the whole table, and so does a page far down.
    """

    template_name = "plans/numbered_pages.html"

    @cached_property
    def count(self) -> int:
        return min(self._counted, MOST_COUNTED)

    @property
    def is_capped(self) -> bool:
        return self._counted > MOST_COUNTED

    @cached_property
    def _counted(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by()[: MOST_COUNTED + 1].count())
