"""What lists can be narrowed by."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from recordings.api.periods import parse_moment
from recordings.models import Camera, RecorderStatus, Recording, RecordingQuerySet
from recordings.states import State

MAX_ID = 2**63 - 1


@extend_schema_field(OpenApiTypes.INT64)
class IdFilter(filters.NumberFilter):
    """Whole numbers only; a decimal like -1e999999999 would take the memory to be one."""

    field_class = forms.IntegerField

    def filter(self, rows: QuerySet[Any], value: int | None) -> QuerySet[Any]:
        if value is not None and not 0 < value <= MAX_ID:
            return rows.none()  # a database may refuse to compare with it
        found: QuerySet[Any] = super().filter(rows, value)
        return found


class MomentField(forms.CharField):
    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        moment = parse_moment(text, UTC)
        if moment is None:
            raise forms.ValidationError(_("Write a moment as 2026-11-20T15:00:00-03:00."))
        return moment


class MomentFilter(filters.CharFilter):
    field_class = MomentField


BOOLEANS = {"true": True, "True": True, "1": True, "false": False, "False": False, "0": False}


class BooleanFilter(filters.TypedChoiceFilter):
    """`true` or `false`; anything else is an error instead of no filter."""

    def __init__(self, **options: Any) -> None:
        choices = [(word, word) for word in BOOLEANS]
        super().__init__(choices=choices, coerce=BOOLEANS.get, **options)


class CameraFilter(filters.FilterSet):
    """Archived cameras are left out unless `archived=true` asks for them."""

    city = IdFilter(field_name="city_id")
    name = filters.CharFilter(field_name="name", lookup_expr="iexact")
    state = filters.ChoiceFilter(choices=RecorderStatus.STATES, method="filter_state")
    recording_enabled = BooleanFilter()
    archived = BooleanFilter(method="filter_archived")
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
    """`start` and `end` are moments (UTC without an offset); what overlaps [start, end) matches."""

    camera = IdFilter(field_name="camera_id")
    city = IdFilter(field_name="camera__city_id")
    status = filters.ChoiceFilter(choices=Recording.Status.choices)
    start = MomentFilter(method="filter_start")
    end = MomentFilter(method="filter_end")

    class Meta:
        model = Recording
        fields: ClassVar[list[str]] = []

    def filter_start(
        self, rows: RecordingQuerySet, name: str, value: datetime
    ) -> RecordingQuerySet:
        return rows.overlapping(value, None)

    def filter_end(self, rows: RecordingQuerySet, name: str, value: datetime) -> RecordingQuerySet:
        return rows.overlapping(None, value)
