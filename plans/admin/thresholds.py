"""Filters by a choice of conditions: thresholds, ages, what is missing."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, NamedTuple

from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import DropdownFilter


class Step(NamedTuple):
    """`value` stands in the address; `condition` is told what leads to the columns."""

    value: str
    words: Any
    condition: Callable[[str], Q]


class StepsFilter(DropdownFilter):
    """One of `steps`, on columns to which `lead` leads."""

    steps: ClassVar[Sequence[Step]]
    lead: ClassVar[str] = ""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(step.value, step.words) for step in self.steps]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        if not chosen:
            return queryset
        for step in self.steps:
            if step.value == chosen:
                return queryset.filter(step.condition(self.lead))
        raise IncorrectLookupParameters


def led(steps: type[StepsFilter], lead: str) -> type[StepsFilter]:
    """The same filter for rows that have the columns one relation away."""
    return type(steps.__name__, (steps,), {"lead": lead})
