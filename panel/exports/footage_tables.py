"""Tables of recordings, clips, holds, detections and deletions."""

from functools import cached_property

from django.utils.translation import gettext_lazy as _
from import_export.fields import Field

from clips.models import Clip
from clips.outcomes import in_words
from panel.exports.cells import Value
from panel.exports.columns import Table, choice, column, computed, named
from plans.entitlements import CAPABILITIES, Capability
from plans.models import User
from plans.selectors import roles_by_city
from recordings.models import Detection
from recordings.plates import masked


def _gap_seconds(clip: Clip) -> Value:
    return float(sum(end - start for start, end in clip.gaps) / 1000)


class Recordings(Table):
    model = "recordings.recording"
    related = ("camera__city", "volume")
    zone_path = "camera__city__time_zone"
    city_path = "camera__city"

    id = computed(lambda row: str(row.pk), _("number"))
    camera = named("camera", _("camera"))
    city = named("camera__city", _("city"))
    start_time = column("start_time", _("start"))
    end_time = column("end_time", _("end"))
    time_source = choice("time_source", _("start known by"))
    duration_ms = column("duration_ms", _("media duration (ms)"))
    status = choice("status", _("status"))
    close_reason = choice("close_reason", _("why it ended"))
    volume = named("volume", _("volume"))
    file_path = column("file_path", _("file"))
    file_size = column("file_size", _("size (bytes)"))
    video_codec = column("video_codec", _("video codec"))
    audio_codec = column("audio_codec", _("audio codec"))
    width = column("width", _("width"))
    height = column("height", _("height"))
    frames = column("frames", _("frames"))
    frames_lost = column("frames_lost", _("lost frames"))
    frames_broken = column("frames_broken", _("broken frames"))


class Clips(Table):
    model = "clips.clip"
    related = ("camera__city", "volume", "deleted_by")
    left_out = ("manifest",)
    zone_path = "camera__city__time_zone"
    city_path = "camera__city"

    id = column("pk", _("number"))
    name = column("name", _("name"))
    camera = named("camera", _("camera"))
    city = named("camera__city", _("city"))
    start_time = column("start_time", _("start"))
    end_time = column("end_time", _("end"))
    mode = choice("mode", _("mode"))
    status = choice("status", _("status"))
    error = computed(lambda clip: in_words(clip.error), _("error"))
    duration_ms = column("duration_ms", _("length (ms)"))
    missing_seconds = computed(_gap_seconds, _("gaps (s)"))
    file_size = column("file_size", _("size (bytes)"))
    sha256 = column("sha256", _("SHA-256"))
    username = column("username", _("cut by"))
    created_at = column("created_at", _("asked for at"))
    ready_at = column("ready_at", _("ready at"))
    deleted_at = column("deleted_at", _("deleted at"))
    deleted_by = named("deleted_by", _("deleted by"))


class Holds(Table):
    model = "recordings.hold"
    related = ("camera__city", "created_by", "released_by")
    zone_path = "camera__city__time_zone"
    city_path = "camera__city"

    id = column("pk", _("number"))
    camera = named("camera", _("camera"))
    city = named("camera__city", _("city"))
    start_time = column("start_time", _("start"))
    end_time = column("end_time", _("end"))
    reason = column("reason", _("reason"))
    until = column("until", _("until"))
    source = choice("source", _("source"))
    created_at = column("created_at", _("set at"))
    created_by = named("created_by", _("set by"))
    released_at = column("released_at", _("released at"))
    released_by = named("released_by", _("released by"))


class Detections(Table):
    """Plates are masked unless they are asked for whole, by those who may read them."""

    model = "recordings.detection"
    related = ("camera__city", "city")
    zone_path = "city__time_zone"
    city_path = "city"

    id = column("pk", _("number"))
    at = column("at", _("at"))
    camera = named("camera", _("camera"))
    city = named("city", _("city"))
    kind = choice("kind", _("kind"))
    plate = Field(column_name=_("plate"))
    confidence = column("confidence", _("confidence"))
    source = column("source", _("source"))
    external_id = column("external_id", _("id at the source"))
    created_at = column("created_at", _("received at"))

    def __init__(self, user: User, *, are_plates_whole: bool = False) -> None:
        super().__init__(user)
        self._are_plates_whole = are_plates_whole

    def dehydrate_plate(self, row: Detection) -> Value:
        return row.plate if self.tells_plates_of(row.city_id) else masked(row.plate)

    def tells_plates_of(self, city_id: int | None) -> bool:
        return self._are_plates_whole and (
            self.user.is_superuser or city_id in self._readable_cities
        )

    @cached_property
    def _readable_cities(self) -> frozenset[int]:
        roles = roles_by_city(self.user).items()
        return frozenset(pk for pk, role in roles if Capability.READ_PLATES in CAPABILITIES[role])


class Deletions(Table):
    """The ledger without its files, of which an entry may have hundreds."""

    model = "recordings.deletion"
    related = ("city",)
    left_out = ("files",)
    zone_path = "city__time_zone"
    city_path = "city"

    number = column("number", _("number"))
    at = column("at", _("at"))
    camera_name = column("camera_name", _("camera's name"))
    city = named("city", _("city"))
    start_time = column("start_time", _("start"))
    end_time = column("end_time", _("end"))
    reason = choice("reason", _("reason"))
    bytes = column("bytes", _("bytes"))
    freed_bytes = column("freed_bytes", _("bytes freed"))
    retention_days = column("retention_days", _("retention in force (days)"))
    hash = column("hash", _("hash"))


TABLES: tuple[type[Table], ...] = (Recordings, Clips, Holds, Detections, Deletions)
