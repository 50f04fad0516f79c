"""Reads of cameras and recordings, always through `visible_to`."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from plans.models import User
from plans.selectors import city_get, get_or_404
from recordings.growing import GrowingFile, growing_files
from recordings.media.frames import FRAMES_TO_JUDGE
from recordings.media.rates import recent_rates
from recordings.media.timing import media_seconds
from recordings.models import Camera, RecorderStatus, Recording, RecordingQuerySet, Usage, Wish
from recordings.playable import PLAYED
from recordings.states import RETRIED, State
from recordings.words import fault_words

RUNNING = frozenset({State.RECORDING})
FAULTY = frozenset({*RETRIED, State.STALLED})
"""The states that the last error on the row is about; in others it is of another day."""


def camera_list(user: User) -> QuerySet[Camera]:
    return Camera.objects.visible_to(user).select_related("city__plan", "owner", "recorder_status")


def camera_get(user: User, camera_id: Any) -> Camera:
    return get_or_404(camera_list(user), pk=camera_id)


def camera_states(user: User, city_id: Any = None) -> list[dict[str, Any]]:
    """What the recorder makes of each current camera, of one city or of all that the person sees.

    For every few seconds: one query (two with a city), and no row is made into a model. Raises
    NotFound for a city that the person does not see.
    """
    cameras = Camera.objects.visible_to(user).current()
    if city_id is not None:
        cameras = cameras.filter(city=city_get(user, city_id))
    status = "recorder_status__"
    fixed = ("id", "recording_enabled", "is_active")
    columns = {name: F(status + name) for name in ("state", "error_code", "error_message")}
    since = Coalesce(f"{status}since", "created_at")
    rows = cameras.order_by("id").values(*fixed, **columns, since=since)
    return [_state_told(row) for row in rows]


def _state_told(row: dict[str, Any]) -> dict[str, Any]:
    state = row["state"] or State.STOPPED
    code, detail = row.pop("error_code"), row.pop("error_message")
    fault = code if code and state in FAULTY else None
    words = fault_words(code, detail) if fault else None
    return {**row, "state": state, "fault": fault, "message": words}


def recording_list(user: User) -> RecordingQuerySet:
    return Recording.objects.visible_to(user).select_related("camera", "volume")


def recording_get(user: User, recording_id: Any) -> Recording:
    return get_or_404(recording_list(user), pk=recording_id)


def open_wish(camera: Camera) -> Wish | None:
    return Wish.objects.filter(camera=camera, stopped_at=None).first()


def growth_of(recording: Recording) -> GrowingFile | None:
    """What a file that is still being written holds now; None for finished ones."""
    if recording.status != Recording.Status.RECORDING:
        return None
    return growing_files.look(recording.pk, recording.path)


@dataclass(frozen=True, slots=True)
class Measures:
    """Length, size and frames of one or several recordings. `frames_lost` None: not knowable."""

    duration_ms: int = 0
    file_size: int = 0
    frames: int = 0
    frames_lost: int | None = 0

    def __add__(self, other: "Measures") -> "Measures":
        known = self.frames_lost is not None and other.frames_lost is not None
        return Measures(
            self.duration_ms + other.duration_ms,
            self.file_size + other.file_size,
            self.frames + other.frames,
            (self.frames_lost or 0) + (other.frames_lost or 0) if known else None,
        )


def measures_of(recording: Recording) -> Measures:
    """From the row when it is finished, else from the file as it is now."""
    if recording.status != Recording.Status.RECORDING:
        return Measures(
            recording.duration_ms or 0,
            recording.file_size,
            recording.frames or 0,
            recording.frames_lost,
        )
    growth = growth_of(recording)
    if growth is None:
        return Measures()
    media = growth.scan
    return Measures(
        round(media_seconds(media) * 1000),
        growth.size_bytes,
        media.frames,
        media.meter.lost,
    )


def codecs_of(recording: Recording) -> str:
    growth = growth_of(recording)
    if growth is not None:
        return growth.scan.movie.codecs
    return ",".join(codec for codec in (recording.video_codec, recording.audio_codec) if codec)


def wish_measures(wish: Wish | None) -> Measures:
    """Over the whole wish: finished rows summed in the database, open files read."""
    if wish is None:
        return Measures()
    rows = Recording.objects.filter(wish=wish)
    finished = rows.exclude(status=Recording.Status.RECORDING)
    sums = finished.aggregate(
        duration_ms=Sum("duration_ms", default=0),
        file_size=Sum("file_size", default=0),
        frames=Sum("frames", default=0),
        frames_lost=Sum("frames_lost", default=0),
    )
    # A file of a few frames has no rhythm to judge by; it must not hide what the others tell.
    if finished.filter(frames_lost=None, frames__gte=FRAMES_TO_JUDGE).exists():
        sums["frames_lost"] = None
    total = Measures(**sums)
    for row in rows.filter(status=Recording.Status.RECORDING).select_related("volume"):
        measures = measures_of(row)
        too_short = measures.frames < FRAMES_TO_JUDGE
        total += replace(measures, frames_lost=0) if too_short else measures
    return total


def recording_status(camera: Camera) -> dict[str, Any]:
    """The status object of the API contract."""
    known = RecorderStatus.objects.filter(camera=camera).first()
    status = known or RecorderStatus(camera=camera, since=camera.created_at)
    wish = Wish.objects.filter(camera=camera).order_by("-started_at").first()
    current = (
        Recording.objects.filter(camera=camera, status=Recording.Status.RECORDING, closed_at=None)
        .select_related("volume")
        .first()
    )
    growth = growth_of(current) if current else None
    rates = recent_rates(growth.scan) if growth else None
    measures = wish_measures(wish)
    used, oldest = _footage_of(camera)
    retention = camera.retention_in_force_days
    now = timezone.now()
    return {
        "camera_id": camera.pk,
        "is_recording": status.state in RUNNING,
        "state": status.state,
        "since": status.since,
        "current_file": current.file_path if current else None,
        "disk_usage": f"{used / 1e9:.1f} GB",
        "disk_usage_bytes": used,
        "retention_days": retention,
        "oldest_recording": oldest,
        "expected_oldest": expected_oldest(camera, now),
        "fps": round(rates.fps, 2) if rates else None,
        "bitrate_kbps": round(rates.kbps) if rates else None,
        "frames": measures.frames,
        "frames_lost": measures.frames_lost,
        "restarts": status.restarts,
        "last_error": last_error(status),
        "node": status.node or None,
    }


def last_error(status: RecorderStatus) -> dict[str, Any] | None:
    if not status.error_code:
        return None
    return {
        "code": status.error_code,
        "message": fault_words(status.error_code, status.error_message),
        "at": status.error_at,
    }


def expected_oldest(camera: Camera, now: datetime) -> datetime | None:
    """How far back footage should reach: the retention, or the first wish if that is later."""
    first = Wish.objects.filter(camera=camera).order_by("started_at").first()
    if first is None:
        return None
    return max(now - timedelta(days=camera.retention_in_force_days), first.started_at)


def _footage_of(camera: Camera) -> tuple[int, datetime | None]:
    """Bytes on disk, files being written or deleted included; the oldest playable one's start."""
    rows = Recording.objects.filter(camera=camera)
    unplayable = (Recording.Status.ERROR, Recording.Status.DOOMED)
    playable = rows.exclude(status__in=unplayable).order_by("start_time", "id")
    oldest = playable.values_list("start_time", flat=True).first()
    used = Usage.objects.filter(camera=camera).aggregate(n=Sum("bytes", default=0))["n"]
    growing = rows.filter(status=Recording.Status.RECORDING).select_related("volume")
    return used + sum(measures_of(row).file_size for row in growing), oldest


def nearest_footage(camera: Camera, start: datetime, end: datetime) -> dict[str, datetime | None]:
    """The end of what is recorded `before` a range, and the start of what is `after` it."""
    rows = Recording.objects.filter(camera=camera, status__in=PLAYED)
    before = rows.filter(start_time__lt=start, end_time__isnull=False).order_by("-start_time")
    after = rows.filter(start_time__gte=end).order_by("start_time")
    return {
        "before": before.values_list("end_time", flat=True).first(),
        "after": after.values_list("start_time", flat=True).first(),
    }
