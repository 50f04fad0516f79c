"""Admin lists of big tables: newer and older in place of page numbers (`plans.admin.windows`)."""

from typing import Any, ClassVar, NamedTuple

from django.contrib import messages
from django.contrib.admin.filters import RelatedFieldListFilter
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from plans.admin.filters import ScopedRelatedFilter
from plans.admin.offers import offers
from plans.admin.scoped import ScopedAdmin, administered_keys, sees_all
from plans.admin.windowed_lists import Found, WindowedChangeList


class SourcePath(NamedTuple):
    """Filters that begin with `path` are the source's own that begin with `own`."""

    path: str
    own: str = ""


class InWindowFilter(ScopedRelatedFilter):
    """By a column whose own index is no help: of each volume there are millions of rows, which the
    database would gather for the sake of one window."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if super().queryset(request, queryset.model._default_manager.all()).query.is_empty():
            return queryset.none()
        wanted = self.used_parameters.get(self.lookup_kwarg)
        if not wanted:
            return queryset
        column = self.field.attname
        plain = Coalesce(F(column), F(column))
        asked: QuerySet[Any] = queryset.alias(plain_column=plain).filter(plain_column__in=wanted)
        return asked


class WindowedAdmin(ScopedAdmin):
    """Lists rows by `window_key`, newest first.

    `source` leads to what rows come from, of which there are few beside them, and with which and
    the key an index begins; `source_paths` tells filters by it. A search is for sources by
    `source_search`, and where none is named so, for rows by `exact_search`, whole and as written;
    without either it is Django's, in windows as any filter.
    """

    window_key: ClassVar[str]
    source: ClassVar[str]
    source_city: ClassVar[str] = "city"
    source_paths: ClassVar[tuple[SourcePath, ...]] = ()
    source_search: ClassVar[tuple[str, ...]] = ()
    exact_search: ClassVar[tuple[str, ...]] = ()
    sortable_by = ()
    list_per_page = 50

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[WindowedChangeList]:
        return WindowedChangeList

    def every_row(self, request: HttpRequest) -> QuerySet[Any]:
        """Before anything is said about whose they are."""
        rows: QuerySet[Any] = super(ScopedAdmin, self).get_queryset(request)
        return rows

    def sources_for(self, request: HttpRequest) -> tuple[QuerySet[Any], bool]:
        """What the person's rows come from, and whether that is not everything."""
        model = self.model._meta.get_field(self.source).related_model
        rows = model._default_manager.order_by()
        if sees_all(request):
            return rows, False
        return rows.filter(**{f"{self.source_city}__in": administered_keys(request)}), True

    def of_source(self, spec: Any) -> dict[str, Any]:
        """What a filter asks of the source, empty if nothing."""
        if not isinstance(spec, RelatedFieldListFilter):
            return {}
        asked = {}
        for lookup, values in spec.used_parameters.items():
            for path, own in self.source_paths:
                rest = lookup.removeprefix(path)
                if rest != lookup and rest.startswith("__") and rest != "__isnull":
                    asked[(own + rest).removeprefix("__")] = values
        return asked

    def search_windowed(
        self, request: HttpRequest, rows: QuerySet[Any], sources: QuerySet[Any], text: str
    ) -> Found:
        if not (self.source_search or self.exact_search):
            return Found(self.get_search_results(request, rows, text)[0])
        text, named = text.replace("\0", ""), sources
        for word in text.split():
            parts = [Q(**{f"{name}__icontains": word}) for name in self.source_search]
            named = named.filter(Q(*parts, _connector=Q.OR))
        if self.source_search and named.exists():
            return Found(rows, named)
        whole = [Q(**{name: text.strip()}) for name in self.exact_search]
        return Found(rows.filter(Q(*whole, _connector=Q.OR)) if whole else rows.none())

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """`All that match` are looked for in windows too, and handed on by their keys."""
        if request.POST.get("select_across") == "1" and not self._takes_list(request):
            keys = self.get_changelist_instance(request).all_keys()
            if keys is None:
                words = _("There is too much to look through; choose a camera, a city or dates.")
                messages.error(request, words)
                return None
            queryset = queryset.filter(pk__in=keys)
        if not sees_all(request):
            queryset = self.theirs(request, queryset)
        answer: HttpResponse | None = super().response_action(request, queryset)
        return answer

    def _takes_list(self, request: HttpRequest) -> bool:
        asked = request.POST.get("action")
        return any(o.takes_lists for o in offers[self.opts.label_lower] if o.name == asked)
