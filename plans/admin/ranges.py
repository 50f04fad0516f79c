"""Filters from one moment or day to another."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any, NoReturn

from django.contrib import messages
from django.contrib.admin import FieldListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from unfold.contrib.filters.forms import RangeDateForm, RangeDateTimeForm

DAY_BEGINS, DAY_ENDS = time(0), time(23, 59, 59)


class RangeFilter(FieldListFilter):
    """Both ends are optional and belong to the range. What is no date is told, and not guessed.

    The parameters are unfold's: `at_from` and `at_to` for days; `at_from_0` (day), `at_from_1`
    (time) and so on for moments, as the reader's language writes them.
    """

    form_class: Any
    parts: tuple[str, ...] = ("",)

    def expected_parameters(self) -> list[str | None]:
        ends = ("from", "to")
        return [f"{self.field_path}_{end}{part}" for end in ends for part in self.parts]

    def has_output(self) -> bool:
        return True

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        start, end = self.bounds(request)
        if start is not None:
            queryset = queryset.filter(**{f"{self.field_path}__gte": start})
        if end is not None:
            queryset = queryset.filter(**{f"{self.field_path}__lte": end})
        return queryset

    def bounds(self, request: HttpRequest) -> tuple[Any, Any]:
        """The first and the last key of the range; None where it is open."""
        form = self._form(self._completed())
        if not form.is_valid():
            self._refuse(request)
        values = form.cleaned_data
        return values[f"{self.field_path}_from"], values[f"{self.field_path}_to"]

    def choices(self, changelist: Any) -> Iterator[Any]:
        yield {"form": self._form(self._given())}

    def _completed(self) -> dict[str, str]:
        return self._given()

    def _given(self) -> dict[str, str]:
        values: dict[str, Any] = self.used_parameters
        return {name: values[name][-1].strip() for name in values}

    def _form(self, data: dict[str, str]) -> Any:
        return self.form_class(name=self.field_path, data=data)

    def _refuse(self, request: HttpRequest) -> NoReturn:
        messages.error(request, _("A date or time was not understood: all is shown."))
        raise IncorrectLookupParameters


class DayRangeFilter(RangeFilter):
    template = "unfold/filters/filters_date_range.html"
    form_class = RangeDateForm


class MomentRangeFilter(RangeFilter):
    """A day without a time is the whole day."""

    template = "unfold/filters/filters_datetime_range.html"
    form_class = RangeDateTimeForm
    parts = ("_0", "_1")

    def bounds(self, request: HttpRequest) -> tuple[datetime | None, datetime | None]:
        start, end = super().bounds(request)
        return start, end and end.replace(microsecond=999_999)

    def _completed(self) -> dict[str, str]:
        given = self._given()
        for end, moment in (("from", DAY_BEGINS), ("to", DAY_ENDS)):
            day, hour = (f"{self.field_path}_{end}{part}" for part in self.parts)
            if given.get(day) and not given.get(hour):
                given[hour] = time_format(moment, "H:i:s")
        return given
