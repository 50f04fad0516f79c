"""Filters by another model, which offer and name only what that model's own page shows the person.

In a ScopedAdmin's `list_filter`:

    list_filter = (
        ("volume", ScopedRelatedFilter),                 # few: plan, volume, node
        ("camera", ScopedAutocompleteFilter),            # many: camera, city, user
        ("camera__city", ScopedAutocompleteFilter),
        "status",                                        # columns: as Django has them
    )

A relation that is named alone, or with one of Django's or unfold's classes, becomes
ScopedAutocompleteFilter by itself (`scoped_filters`): theirs offer every row of the other table.

- The parameter is Django's: `?camera__id__exact=5`, `?camera__isnull=True`.
- A value that the other page does not show finds nothing, as one that is missing does; it is
  not named either.
- Whoever may not see the other page (plans, volumes: superusers only) is not offered the filter.
- `ScopedAutocompleteFilter` costs one query by key when something is chosen, else none; the other
  page needs `search_fields`. `ScopedRelatedFilter` reads the other page's rows.
- `list_filter_submit` is on: what is chosen applies with the button.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.contrib.admin.filters import RelatedFieldListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import get_fields_from_path, get_model_from_relation
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import RelatedDropdownFilter
from unfold.contrib.filters.forms import AutocompleteDropdownForm


class AutocompleteForm(forms.Form):
    """One field, `name`: the chosen one of `rows` is named, others are looked up as one types."""

    Media = AutocompleteDropdownForm.Media

    def __init__(
        self, *, name: str, label: str, rows: QuerySet[Any], widget: AutocompleteSelect, data: Any
    ) -> None:
        super().__init__(data=data)
        self.fields[name] = forms.ModelChoiceField(
            label=label, required=False, queryset=rows, widget=widget
        )


class ScopedRelatedFilter(RelatedDropdownFilter):
    """Of few rows, all in a list to choose from."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A form sends what is left open as an empty text, which asks for nothing."""
        super().__init__(*args, **kwargs)
        if not any(self.used_parameters.get(self.lookup_kwarg, ())):
            self.used_parameters.pop(self.lookup_kwarg, None)

    def field_choices(
        self, field: Any, request: HttpRequest, model_admin: Any
    ) -> list[tuple[Any, str]]:
        rows = model_admin.seen_rows(request, get_model_from_relation(field))
        ordered = rows.order_by(*self.field_admin_ordering(field, request, model_admin))
        return [(getattr(row, field.target_field.attname), str(row)) for row in ordered]

    def has_output(self) -> bool:
        return len(self.lookup_choices) > 1 or self.value() is not None

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Asked of the other page: of people who are in several cities, an address could else
        find out which."""
        wanted = self.used_parameters.get(self.lookup_kwarg)
        if wanted and not self._are_seen(wanted):
            return queryset.none()
        found = RelatedFieldListFilter.queryset(self, request, queryset)
        return queryset if found is None else found

    def _are_seen(self, wanted: Sequence[str]) -> bool:
        key = self.field.target_field.name
        try:
            rows = self._other_rows().filter(**{f"{key}__in": wanted})
            return len({str(value) for value in rows.values_list(key, flat=True)}) == len({*wanted})
        except (ValueError, ValidationError) as error:
            raise IncorrectLookupParameters(error) from error

    def _other_rows(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model_admin.seen_rows(
            self.request, get_model_from_relation(self.field)
        )
        return rows


class ScopedAutocompleteFilter(ScopedRelatedFilter):
    """Of many rows, those that are looked up by a part of their name."""

    form_class = AutocompleteForm

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        return []

    def has_output(self) -> bool:
        other = get_model_from_relation(self.field)
        return bool(self.model_admin.may_look_up(self.request, other))

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        widget = AutocompleteSelect(
            self.field,
            self.model_admin.admin_site,
            attrs={"class": "unfold-filter-autocomplete"},
        )
        yield {
            "form": self.form_class(
                name=self.lookup_kwarg,
                label=_(" By %(filter_title)s ") % {"filter_title": self.title},
                rows=self._other_rows(),
                widget=widget,
                data={self.lookup_kwarg: self.value()},
            )
        }


def scoped_filters(model: type[Model], given: Sequence[Any]) -> list[Any]:
    """`given` as in `list_filter`, its relations scoped."""
    return [_scoped(model, one) for one in given]


def relation_of(model: type[Model], path: str) -> Any:
    """The relation in which `path` ends, None where it ends in a column."""
    field = get_fields_from_path(model, path)[-1]
    return field if field.is_relation else None


def _scoped(model: type[Model], given: Any) -> Any:
    path, chosen = (given, None) if isinstance(given, str) else _pair(given)
    if path is None or relation_of(model, path) is None:
        return given
    is_scoped = isinstance(chosen, type) and issubclass(chosen, ScopedRelatedFilter)
    is_else = chosen is not None and not issubclass(chosen, RelatedFieldListFilter)
    return given if is_scoped or is_else else (path, ScopedAutocompleteFilter)


def _pair(given: Any) -> tuple[str | None, Any]:
    return (given[0], given[1]) if isinstance(given, tuple | list) else (None, given)
