"""Detections in the admin: plates are masked in the list, and whoever opens one is noted.

A search for a plate is noted too, since what it finds is that plate, masked or not.
"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from plans.addresses import client_address
from plans.admin.filters import ScopedAutocompleteFilter
from plans.admin.ranges import MomentRangeFilter
from plans.admin.readonly import ReadOnlyAdmin
from plans.admin.refusals import administrator
from plans.admin.windowed import SourcePath, WindowedAdmin
from plans.admin.windowed_lists import Found
from plans.audit import audit_add_each
from plans.models import AuditEntry, City
from plans.staff import administered_keys, sees_all
from recordings.admin.moments import moment_words
from recordings.models import Detection
from recordings.plates import SHORTEST_PART, fold, masked, normalise
from recordings.services.detections import viewing_note

LONGEST_KEY = 16


@admin.register(Detection)
class DetectionAdmin(WindowedAdmin, ReadOnlyAdmin):
    city_lookup = "city"
    window_key = "at"
    source = "camera"
    source_paths = (SourcePath("camera"), SourcePath("city", "city"))
    list_display = ("moment", "camera", "city", "kind", "masked_plate", "confidence", "source")
    list_filter = (
        ("camera", ScopedAutocompleteFilter),
        ("at", MomentRangeFilter),
        ("city", ScopedAutocompleteFilter),
        ("city__plan", ScopedAutocompleteFilter),
        ("kind", ChoicesDropdownFilter),
    )
    list_select_related = ("camera", "city")
    search_fields = ("plate_key",)
    search_help_text = _("A plate or its beginning, 3 characters at least; each search is noted.")
    fields = (
        "moment",
        "city",
        "camera",
        "kind",
        "plate",
        "confidence",
        "bbox",
        "source",
        "external_id",
        "created_at",
    )
    readonly_fields = ("moment", "created_at")

    @admin.display(description=_("at"))
    def moment(self, detection: Detection) -> str:
        return moment_words(detection.at)

    @admin.display(description=_("plate"))
    def masked_plate(self, detection: Detection) -> str:
        return masked(detection.plate) or "-"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Detection], search_term: str
    ) -> tuple[QuerySet[Detection], bool]:
        """What begins so, by the index on (city, plate_key, at): each city's part of it."""
        if not search_term:
            return queryset, False
        key = fold(normalise(search_term))
        if len(key) < SHORTEST_PART:
            return queryset.none(), False
        found = queryset.filter(
            city__in=list(City.objects.values_list("pk", flat=True)),
            plate_key__gte=key,
            plate_key__lte=key.ljust(LONGEST_KEY, "Z"),
        )
        return found, False

    def search_windowed(
        self, request: HttpRequest, rows: QuerySet[Any], sources: QuerySet[Any], text: str
    ) -> Found:
        return Found(self.get_search_results(request, rows, text)[0], is_served=True)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        sought = normalise(request.GET.get("q", ""))[:LONGEST_KEY]
        if sought and self.has_view_permission(request):
            audit_add_each(
                action=AuditEntry.Action.VIEW_PLATES,
                user=administrator(request),
                address=client_address(request),
                about=[(city, city or "", {"plate": sought}) for city in _searched(request)],
            )
        response: HttpResponse = super().changelist_view(request, *args, **kwargs)
        return response

    def render_change_form(
        self, request: HttpRequest, *args: Any, obj: Any = None, **kwargs: Any
    ) -> Any:
        if obj is not None and obj.plate:
            user, address = administrator(request), client_address(request)
            viewing_note(user=user, address=address, detection=obj)
        return super().render_change_form(request, *args, obj=obj, **kwargs)


def _searched(request: HttpRequest) -> list[City | None]:
    """The cities in whose logs a search stands: a city's staff searches theirs alone."""
    if sees_all(request):
        return [None]
    return [*City.objects.filter(pk__in=administered_keys(request)).order_by("pk")]
