"""Detections in the admin: plates are masked in the list, and whoever opens one is noted.

A search for a plate is noted too, since what it finds is that plate, masked or not.
"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from plans.addresses import client_address
from plans.admin.readonly import ReadOnlyAdmin
from plans.admin.refusals import administrator
from plans.audit import audit_add
from plans.models import AuditEntry, City
from recordings.models import Camera, Detection
from recordings.plates import SHORTEST_PART, fold, masked, normalise
from recordings.services.detections import viewing_note

LONGEST_KEY = 16


class CameraOfCityFilter(admin.SimpleListFilter):
    """Offered once a city has been chosen: an installation has thousands of cameras."""

    title = _("camera")
    parameter_name = "camera"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        city = request.GET.get("city__id__exact", "")
        if not (city.isascii() and city.isdecimal() and len(city) <= 18):
            return []
        return [(str(camera.pk), camera.name) for camera in Camera.objects.filter(city=int(city))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Detection]) -> Any:
        known = {str(key): int(key) for key, _name in self.lookup_choices}
        camera_id = known.get(self.value() or "")
        return queryset.filter(camera=camera_id) if camera_id else queryset


@admin.register(Detection)
class DetectionAdmin(ReadOnlyAdmin):
    list_display = ("moment", "camera", "city", "kind", "masked_plate", "confidence", "source")
    list_filter = ("kind", "at", "city", CameraOfCityFilter)
    list_select_related = ("camera", "city")
    list_per_page = 50
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

    @admin.display(ordering="at", description=_("at"))
    def moment(self, detection: Detection) -> str:
        """To the second."""
        return date_format(timezone.localtime(detection.at), "d/m/Y H:i:s")

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

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        sought = normalise(request.GET.get("q", ""))[:LONGEST_KEY]
        if sought and self.has_view_permission(request):
            audit_add(
                action=AuditEntry.Action.VIEW_PLATES,
                user=administrator(request),
                address=client_address(request),
                details={"plate": sought},
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
