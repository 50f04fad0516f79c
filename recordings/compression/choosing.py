"""Which recordings are to be compressed, the oldest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q, Sum

from plans.models import Plan
from recordings.audit.generation import is_restored
from recordings.faults import CameraFault
from recordings.ffmpeg.compression import ENCODER_OF, Codec
from recordings.holds import unheld
from recordings.models import Compression, Recording, RecordingQuerySet, StorageVolume
from recordings.volumes import has_its_disk, marks_of, room_on

MOST_TRIES = 3
SMALLEST_BYTES = 100_000
LEAST_BYTES_PER_MS = 15  # 120 kbit/s: less than any good picture of a street needs
TARGET_SHARE = 0.5  # of the bytes, which a result must stay below
WORTH_HOURS = 12  # what goes sooner is not worth the work

Status = Recording.Status
FINISHED = (Status.COMPLETE, Status.STOPPED)


def codec_of(row: Recording) -> Codec:
    return "h264" if row.video_codec.startswith("avc") else "hevc"


def plan_mode(row: Recording) -> Plan.CompressMode:
    return Plan.CompressMode(row.camera.city.plan.compress_mode)


def ripe(now: datetime) -> RecordingQuerySet:
    """Recordings that their plans want compressed by now, and that may be.

    Not what somebody holds (a clip's source is held), nor what has been tried to no avail, nor
    what is small already. A file with broken frames stays as the evidence that it is.
    """
    rows = Recording.objects.filter(_old_enough(now), status__in=FINISHED, file_version=0)
    untried = Q(compression=None) | Q(
        compression__outcome=Compression.Outcome.FAILED, compression__tries__lt=MOST_TRIES
    )
    whole = Q(frames_broken=None) | Q(frames_broken=0)
    large = Q(file_size__gte=SMALLEST_BYTES, file_size__gt=F("duration_ms") * LEAST_BYTES_PER_MS)
    return unheld(rows.filter(untried, whole, large), now)


def _old_enough(now: datetime) -> Q:
    wanted = Q(pk__in=[])
    for plan in Plan.objects.filter(compress_after_days__isnull=False):
        before = now - timedelta(days=plan.compress_after_days or 0)
        wanted |= Q(camera__city__plan=plan, end_time__lt=before)
    return wanted


def candidates(now: datetime, encoders: frozenset[str]) -> Iterator[Recording]:
    """The ripe ones that can be compressed at the moment, the oldest first.

    `encoders` are those that FFmpeg has. What none of them makes, and what lies where there is no
    room, is not even read: that may be all there is, each time somebody asks.
    """
    spare = {volume.pk: spare_bytes(volume) for volume in StorageVolume.objects.all()}
    roomy = [volume_id for volume_id, room_bytes in spare.items() if room_bytes]
    rows = ripe(now).filter(_can_be_made(encoders), volume__in=roomy)
    rows = rows.select_related("camera__city__plan", "volume")  # an index weighs more than its row
    for row in rows.order_by("start_time", "id").iterator(chunk_size=100):
        if _is_worth_it(row, now) and spare[row.volume_id] > row.file_size * TARGET_SHARE:
            yield row


def _is_worth_it(row: Recording, now: datetime) -> bool:
    kept = timedelta(days=row.camera.retention_days_at(now))
    return row.end_time is not None and row.end_time + kept > now + timedelta(hours=WORTH_HOURS)


def _can_be_made(encoders: frozenset[str]) -> Q:
    """Of a recording; `codec_of` says the same of one."""
    possible = Q(camera__city__plan__compress_mode=Plan.CompressMode.KEY_FRAMES)
    is_h264 = Q(video_codec__startswith="avc")
    if ENCODER_OF["h264"] in encoders:
        possible |= is_h264
    if ENCODER_OF["hevc"] in encoders:
        possible |= ~is_h264
    return possible


def spare_bytes(volume: StorageVolume) -> int:
    """What may be written beside the recorders; none while they are short of room themselves.

    Both files lie there for a day: less than this, and other footage would go for them.
    """
    if volume.is_short or not has_its_disk(volume) or is_restored(volume):
        return 0
    try:
        room = room_on(volume.path)
    except CameraFault:
        return 0
    marks = marks_of(volume.reserve_bytes, room.total_bytes, volume.bytes_per_hour)
    return max(0, room.free_bytes - marks.eased)


@dataclass(frozen=True, slots=True)
class Expected:
    """What is ripe, and what compressing all of it would give back."""

    files: int
    bytes: int
    seconds: float
    saved_bytes: int


def expected(now: datetime) -> Expected:
    """By what was saved so far; by the target while nothing was."""
    sums = ripe(now).aggregate(bytes=Sum("file_size", default=0), ms=Sum("duration_ms", default=0))
    done = Compression.objects.filter(outcome=Compression.Outcome.DONE).aggregate(
        before=Sum("bytes_before", default=0), after=Sum("bytes_after", default=0)
    )
    share = 1 - done["after"] / done["before"] if done["before"] else 1 - TARGET_SHARE
    saved = round(sums["bytes"] * share)
    return Expected(ripe(now).count(), sums["bytes"], sums["ms"] / 1000, saved)
