"""Tables of cameras and of what is theirs."""

from django.utils.translation import gettext_lazy as _

from panel.exports.cells import Value
from panel.exports.columns import Table, choice, column, computed, named
from recordings.coverage import gap_count, kept_account, thousandths_of_percent
from recordings.models import Camera, CoverageDay


def _state(camera: Camera) -> Value:
    if camera.archived_at is not None:
        return str(_("archived"))
    status = getattr(camera, "recorder_status", None)
    return str(status.get_state_display()) if status else str(_("stopped"))


def _coverage(day: CoverageDay) -> Value:
    """In percent; None: nothing was wanted."""
    thousandths = thousandths_of_percent(kept_account(day))
    return None if thousandths is None else thousandths / 1000


class Cameras(Table):
    """Of the address only what may be shown of it; the secret stands in no column."""

    model = "recordings.camera"
    related = ("city", "owner", "recorder_status")
    left_out = ("address_encrypted",)
    zone_path = "city__time_zone"
    city_path = "city"

    id = column("pk", _("number"))
    name = column("name", _("name"))
    city = named("city", _("city"))
    owner = named("owner", _("owner"))
    address = column("address_display", _("address"))
    transport = choice("transport", _("transport"))
    audio = column("audio", _("record audio"))
    is_active = column("is_active", _("active"))
    recording_enabled = column("recording_enabled", _("recording wanted"))
    state = computed(_state, _("state"))
    retention_days = column("retention_days", _("retention (days)"))
    max_size_gb = column("max_size_gb", _("quota (GB)"))
    node = column("node", _("recorder node"))
    created_at = column("created_at", _("created at"))
    archived_at = column("archived_at", _("archived at"))


class CoverageDays(Table):
    model = "recordings.coverageday"
    related = ("camera__city",)
    zone_path = "time_zone"
    city_path = "camera__city"

    date = column("date", _("day"))
    camera = named("camera", _("camera"))
    city = named("camera__city", _("city"))
    time_zone = column("time_zone", _("time zone"))
    wanted_ms = column("wanted_ms", _("wanted (ms)"))
    recorded_ms = column("recorded_ms", _("recorded (ms)"))
    coverage_percent = computed(_coverage, _("coverage (%)"))
    gaps = computed(lambda day: gap_count(kept_account(day).gaps), _("gaps"))
    restarts = column("restarts", _("restarts"))
    frames = column("frames", _("frames"))
    frames_lost = column("frames_lost", _("lost frames"))
    is_final = column("is_final", _("final"))
    computed_at = column("computed_at", _("computed at"))


class Events(Table):
    model = "recordings.cameraevent"
    related = ("camera__city",)
    zone_path = "camera__city__time_zone"
    city_path = "camera__city"

    at = column("at", _("at"))
    camera = named("camera", _("camera"))
    city = named("camera__city", _("city"))
    state = choice("state", _("state"))
    reason = column("reason", _("reason"))
    message = column("message", _("message"))


class UsageByDay(Table):
    model = "recordings.usage"
    related = ("camera__city", "volume")
    zone_path = "camera__city__time_zone"
    city_path = "camera__city"

    date = column("date", _("day (UTC)"))
    camera = named("camera", _("camera"))
    city = named("camera__city", _("city"))
    volume = named("volume", _("volume"))
    bytes = column("bytes", _("bytes"))
    files = column("files", _("files"))


TABLES: tuple[type[Table], ...] = (Cameras, CoverageDays, Events, UsageByDay)
