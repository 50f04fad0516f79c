"""Days of the measured cameras: busy ones with gaps, whole ones with the index of every file."""

import random
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F

from recordings.gaps import Cause
from recordings.media.fragments import FragmentScan
from recordings.media.index import PackedIndex, pack
from recordings.models import CameraEvent, CoverageDay, FragmentIndex, Recording
from recordings.spans import day_span, epoch_ms, moment_of
from recordings.states import State
from tests.unit.media.synthetic import TIMESCALE, file_of_steps, scan_bytes

ZONE = ZoneInfo("America/Sao_Paulo")
GAP = timedelta(seconds=30)
FRAGMENTS = 3_600  # of an hour: one a second, every other one begins with a key frame


@dataclass(frozen=True, slots=True)
class Measured:
    """A camera with its days in its city's zone."""

    camera_id: int
    busy: tuple[date, ...]
    whole: tuple[date, ...]


def _files(one: Measured, day: date) -> list[Recording]:
    start, end = (moment_of(at) for at in day_span(day, ZONE))
    rows = Recording.objects.filter(camera=one.camera_id, start_time__gte=start, start_time__lt=end)
    return list(rows.order_by("start_time"))


def break_after_every_file(one: Measured, day: date) -> None:
    """The camera goes away half a minute before each file would end, and comes back."""
    files = _files(one, day)
    Recording.objects.filter(pk__in=[file.pk for file in files]).update(
        end_time=F("end_time") - GAP,
        closed_at=F("closed_at") - GAP,
        duration_ms=3_570_000,
        close_reason=Recording.CloseReason.ENDED,
    )
    events, gaps = [], []
    for file in files:
        back = file.start_time + timedelta(hours=1)
        changes = ((back - GAP, State.BACKOFF, "timeout"), (back, State.RECORDING, ""))
        events += [
            CameraEvent(camera_id=one.camera_id, at=at, state=state, reason=reason)
            for at, state, reason in changes
        ]
        gaps.append((epoch_ms(back - GAP), epoch_ms(back), Cause.CAMERA_OFFLINE))
    CameraEvent.objects.bulk_create(events)
    missing_ms = sum(end_ms - start_ms for start_ms, end_ms, _ in gaps)
    CoverageDay.objects.filter(camera=one.camera_id, date=day).update(
        gaps=gaps, restarts=len(files), recorded_ms=86_400_000 - missing_ms
    )


def index_files(one: Measured, day: date, hours: list[PackedIndex], chance: random.Random) -> None:
    """Also of the file before, which the day begins with."""
    start, end = (moment_of(at) for at in day_span(day, ZONE))
    rows = Recording.objects.filter(
        camera=one.camera_id, start_time__gte=start - timedelta(hours=1), start_time__lt=end
    )
    ids = list(rows.values_list("id", flat=True))
    FragmentIndex.objects.filter(recording__in=ids).delete()
    FragmentIndex.objects.bulk_create(
        FragmentIndex(recording_id=recording_id, **asdict(chance.choice(hours)))
        for recording_id in ids
    )


def packed_hour(chance: random.Random) -> PackedIndex:
    """25 frames a second at about 2 Mb/s, a key frame every 2 s, a fragment a second.

    No size comes twice but by chance: nothing in a playlist of it compresses better than in one of
    a camera's own.
    """
    scan: FragmentScan = scan_bytes(file_of_steps([]))
    scan.offsets, scan.decode_times = scan.offsets[:0], scan.decode_times[:0]
    scan.keys = bytearray()
    offset = scan.init_size
    for number in range(FRAGMENTS):
        is_key = number % 2 == 0
        scan.offsets.append(offset)
        scan.decode_times.append(number * TIMESCALE)
        scan.keys.append(is_key)
        offset += round(chance.lognormvariate(0, 0.25) * (320_000 if is_key else 180_000))
    scan.end_offset, scan.last_duration = offset, TIMESCALE
    return pack(scan)
