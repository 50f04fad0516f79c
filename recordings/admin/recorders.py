"""Recorder nodes, and what recorders do and did, in the admin; supervisors write them."""

from datetime import timedelta

from django.contrib import admin
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from plans.admin.filters import ScopedAutocompleteFilter
from plans.admin.labels import BAD, GOOD, WARNING, Labelled, by_itself, coloured
from plans.admin.ranges import MomentRangeFilter
from plans.admin.readonly import ReadOnlyAdmin
from plans.admin.windowed import SourcePath, WindowedAdmin
from recordings.admin.labels import STATE_COLOURS
from recordings.admin.moments import moment_words
from recordings.evidence import SILENT_SECONDS
from recordings.models import Camera, CameraEvent, RecorderNode, RecorderStatus, Wish

SILENT = timedelta(seconds=SILENT_SECONDS)
LATE = SILENT / 2


@admin.register(RecorderStatus)
class RecorderStatusAdmin(ReadOnlyAdmin):
    city_lookup = "camera__city"
    list_display = (
        *("camera", "city", "now", "since", "node", "restarts"),
        *("error_code", "error_message", "error_at"),
    )
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ("camera__city", ScopedAutocompleteFilter),
        ("camera__city__plan", ScopedAutocompleteFilter),
        ("since", MomentRangeFilter),
        "node",
        "error_code",
    )
    search_fields = ("camera__name", "error_message", "run_id")
    list_select_related = ("camera__city",)
    list_per_page = 50

    @admin.display(description=gettext_lazy("city"), ordering="camera__city__name")
    def city(self, status: RecorderStatus) -> str:
        return status.camera.city.name

    @coloured(STATE_COLOURS, description=gettext_lazy("state"), ordering="state")
    def now(self, status: RecorderStatus) -> Labelled:
        return status.state, status.get_state_display()


@admin.register(CameraEvent)
class CameraEventAdmin(WindowedAdmin, ReadOnlyAdmin):
    city_lookup = "camera__city"
    window_key = "at"
    source = "camera"
    source_paths = (SourcePath("camera"),)
    source_search = ("name",)
    exact_search = ("run_id", "reason")
    search_fields = ("camera__name", "reason", "run_id")
    search_help_text = gettext_lazy("A camera's name, a reason, or a run")
    list_display = ("moment", "camera", "city", "went_into", "reason", "message", "run_id")
    list_filter = (
        ("camera", ScopedAutocompleteFilter),
        ("at", MomentRangeFilter),
        ("camera__city", ScopedAutocompleteFilter),
        ("camera__city__plan", ScopedAutocompleteFilter),
        ("state", ChoicesDropdownFilter),
    )
    list_select_related = ("camera__city",)

    @admin.display(description=gettext_lazy("at"))
    def moment(self, event: CameraEvent) -> str:
        """To the second: several events of one minute are the rule."""
        return moment_words(event.at)

    @admin.display(description=gettext_lazy("city"))
    def city(self, event: CameraEvent) -> str:
        return event.camera.city.name

    @coloured(STATE_COLOURS, description=gettext_lazy("state"))
    def went_into(self, event: CameraEvent) -> Labelled:
        return event.state, event.get_state_display()


@admin.register(Wish)
class WishAdmin(ReadOnlyAdmin):
    city_lookup = "camera__city"
    list_display = ("camera", "started_at", "stopped_at", "started_by", "stopped_by")
    list_filter = (
        ("camera", ScopedAutocompleteFilter),
        ("started_at", MomentRangeFilter),
        ("stopped_at", admin.EmptyFieldListFilter),
        ("started_by", ScopedAutocompleteFilter),
        ("camera__city", ScopedAutocompleteFilter),
    )
    search_fields = ("camera__name", "started_by__username", "stopped_by__username")
    list_select_related = ("camera", "started_by", "stopped_by")
    list_per_page = 50


@admin.register(RecorderNode)
class RecorderNodeAdmin(ReadOnlyAdmin):
    list_display = ("name", "hostname", "alive", "heartbeat_at", "started_at", "cameras")
    list_filter = (("heartbeat_at", MomentRangeFilter),)
    search_fields = ("name", "hostname")
    fields = list_display
    readonly_fields = ("alive", "cameras")

    def get_queryset(self, request: HttpRequest) -> QuerySet[RecorderNode]:
        nodes: QuerySet[RecorderNode] = super().get_queryset(request)
        its = Camera.objects.current().filter(node=OuterRef("name")).order_by().values("node")
        number = Subquery(its.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
        return nodes.annotate(camera_count=Coalesce(number, 0))

    @coloured(
        by_itself(GOOD, WARNING, BAD),
        description=gettext_lazy("last sign of life"),
        ordering="heartbeat_at",
    )
    def alive(self, node: RecorderNode) -> Labelled:
        """In words; three heartbeats that fail are late, six are silence."""
        now = timezone.now()
        age = now - node.heartbeat_at
        if age < LATE:
            return GOOD, _("alive")
        words = _("silent for %(age)s") % {"age": timesince(node.heartbeat_at, now)}
        return (WARNING, _("late")) if age < SILENT else (BAD, words)

    @admin.display(description=gettext_lazy("cameras"), ordering="camera_count")
    def cameras(self, node: RecorderNode) -> int:
        return int(getattr(node, "camera_count", 0))
