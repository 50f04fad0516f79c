"""What lists can be narrowed by."""

from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters

from recordings.models import Camera, RecorderStatus, Recording
from recordings.states import State


class CameraFilter(filters.FilterSet):
    """Archived cameras are left out unless `archived=true` asks for them."""

    city = filters.NumberFilter(field_name="city_id")
    name = filters.CharFilter(field_name="name", lookup_expr="iexact")
    state = filters.ChoiceFilter(choices=RecorderStatus.STATES, method="filter_state")
    recording_enabled = filters.BooleanFilter()
    archived = filters.BooleanFilter(method="filter_archived")
    search = filters.CharFilter(method="filter_search")

    class Meta:
        model = Camera
        fields: ClassVar[list[str]] = []

    def filter_queryset(self, queryset: QuerySet[Camera]) -> QuerySet[Camera]:
        found: QuerySet[Camera] = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("archived") else found.filter(archived_at=None)

    def filter_archived(self, rows: QuerySet[Camera], name: str, value: bool) -> QuerySet[Camera]:
        return rows.exclude(archived_at=None) if value else rows

    def filter_state(self, rows: QuerySet[Camera], name: str, value: str) -> QuerySet[Camera]:
        wanted = Q(recorder_status__state=value)
        if value == State.STOPPED:
            wanted |= Q(recorder_status=None)
        return rows.filter(wanted)

    def filter_search(self, rows: QuerySet[Camera], name: str, value: str) -> QuerySet[Camera]:
        return rows.filter(Q(name__icontains=value) | Q(city__name__icontains=value))


class RecordingFilter(filters.FilterSet):
    """`start` and `end` are moments with an offset; what overlaps [start, end) matches."""

    camera = filters.NumberFilter(field_name="camera_id")
    city = filters.NumberFilter(field_name="camera__city_id")
    status = filters.ChoiceFilter(choices=Recording.Status.choices)
    start = filters.IsoDateTimeFilter(method="filter_start")
    end = filters.IsoDateTimeFilter(method="filter_end")

    class Meta:
        model = Recording
        fields: ClassVar[list[str]] = []

    def filter_start(self, rows: Any, name: str, value: Any) -> Any:
        return rows.overlapping(value, None)

    def filter_end(self, rows: Any, name: str, value: Any) -> Any:
        return rows.overlapping(None, value)
