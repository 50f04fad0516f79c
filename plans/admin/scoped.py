"""Admin pages of which everybody sees their own part: superusers all, a city's staff their city's.

Rights come from memberships, not from Django's table of permissions: whoever is staff and owns
cities sees what is theirs, and writes through services that ask again. Nobody else sees anything.
What may be looked at, chosen, filtered by or named is always the part that the row's own page
shows (`seen_rows`).
"""

import re
from collections.abc import Collection
from typing import Any, ClassVar

from django.contrib.admin import ShowFacets
from django.contrib.admin.options import IS_POPUP_VAR, IncorrectLookupParameters
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from plans.admin.filters import ScopedRelatedFilter, relation_of, scoped_filters
from plans.admin.offers import offers
from plans.admin.paging import CappedPaginator
from plans.models import User
from plans.staff import administered_keys, administers_any, sees_all

__all__ = ["ScopedAdmin", "administered_keys", "administers_any", "sees_all"]


class ScopedAdmin(ModelAdmin):
    """`city_lookup` leads from a row to its city, `pk` from a city itself; None: superusers only.

    `owners_may` names what owners do besides looking: `add`, `change`, `delete`.
    """

    city_lookup: ClassVar[str | None] = None
    owners_may: ClassVar[Collection[str]] = frozenset()
    list_filter_submit = True
    paginator: Any = CappedPaginator
    show_full_result_count = False
    show_facets = ShowFacets.NEVER  # each would count the whole table

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows if sees_all(request) else self.theirs(request, rows)

    def theirs(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        """What a city's staff sees of `rows`."""
        if self.city_lookup is None:
            return rows.none()
        return rows.filter(**{f"{self.city_lookup}__in": administered_keys(request)})

    def seen_rows(self, request: HttpRequest, model: type[Model]) -> QuerySet[Any]:
        """What the other model's own page shows the person."""
        other = self.admin_site._registry.get(model)
        if isinstance(other, ScopedAdmin) and other.has_view_permission(request):
            return other.get_queryset(request)
        every: QuerySet[Any] = model._default_manager.all()
        return every if sees_all(request) else every.none()

    def may_look_up(self, request: HttpRequest, model: type[Model]) -> bool:
        """Whether the other model's rows can be looked up by a part of their names."""
        other = self.admin_site._registry.get(model)
        if other is None or not other.get_search_fields(request):
            return False
        return bool(other.has_view_permission(request))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._is_open_to(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_open_to(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "add")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "change")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "delete")

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> Any:
        """What can be chosen in a form, and is taken when it is sent."""
        if sees_all(request):
            return super().get_field_queryset(db, db_field, request)
        return self.seen_rows(request, db_field.remote_field.model)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Its own and those that are offered; Django's deletion goes past every service, and is
        left only where a page defines what deleting is."""
        actions: dict[str, Any] = super().get_actions(request)
        if not self.has_delete_permission(request):
            actions.pop("delete_selected", None)
        if isinstance(request.user, User) and IS_POPUP_VAR not in request.GET:
            for offer in offers[self.opts.label_lower]:
                if offer.is_for(request.user):
                    actions.pop(offer.replaces, None)
                    actions[offer.name] = (offer.function, offer.name, offer.words)
        return actions

    def get_list_filter(self, request: HttpRequest) -> Any:
        """Filters by another model's rows offer those that the person sees."""
        return scoped_filters(self.model, super().get_list_filter(request))

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only what the list's filters ask: Django lets an address name any column, and so read
        letter by letter what no page shows."""
        dates = [self.date_hierarchy] if self.date_hierarchy else []
        given = (*self.get_list_filter(request), *dates)
        asked = any(_asks(self.model, one, lookup) for one in given)
        return asked and bool(super().lookup_allowed(lookup, value, request))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Without the one character that no text in PostgreSQL has."""
        term = search_term.replace("\0", "")
        found: tuple[QuerySet[Any], bool] = super().get_search_results(request, queryset, term)
        return found

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """A moment, a number or a character that no column holds is answered as any other wrong
        filter; the search leaves the character out."""
        asked = [value for name, values in request.GET.lists() if name != "q" for value in values]
        if any("\0" in value for value in asked):
            raise IncorrectLookupParameters
        try:
            return super().get_changelist_instance(request)
        except (OverflowError, ValueError) as error:
            raise IncorrectLookupParameters from error

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """None for a number that no column holds, where the key is another row's."""
        try:
            return super().get_object(request, object_id, from_field)
        except OverflowError:
            return None

    def _is_open_to(self, request: HttpRequest) -> bool:
        return sees_all(request) or (self.city_lookup is not None and administers_any(request))

    def _may(self, request: HttpRequest, what: str) -> bool:
        return sees_all(request) or (what in self.owners_may and self._is_open_to(request))


def _asks(model: type[Model], list_filter: Any, lookup: str) -> bool:
    """Of a relation its filter's two lookups alone: others would compare with rows that the
    person does not see."""
    name = _parameter_of(list_filter)
    if _is_relational(list_filter):
        target = relation_of(model, name).target_field.name
        return lookup in (f"{name}__{target}__exact", f"{name}__isnull")
    return re.fullmatch(rf"{re.escape(name)}(_(from|to)(_[01])?|__.+)?", lookup) is not None


def _is_relational(list_filter: Any) -> bool:
    chosen = list_filter[1] if isinstance(list_filter, tuple | list) else None
    return isinstance(chosen, type) and issubclass(chosen, ScopedRelatedFilter)


def _parameter_of(list_filter: Any) -> str:
    """A field's name, alone or with its filter's class; else the filter's own parameter."""
    if isinstance(list_filter, str):
        return list_filter
    is_pair = isinstance(list_filter, tuple | list)
    return str(list_filter[0] if is_pair else list_filter.parameter_name)
