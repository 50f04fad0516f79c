"""Figures of each camera and person, calculated for pages that could not afford to.

All footage comes out of one statement, and cameras and people are written in one transaction: what
the pages add up by camera, owner, plan or city comes to the same. A crash before the commit leaves
the figures of the last time, whole.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Sum

from plans.models import City
from recordings.clip_facts import ClipWeight, clip_facts
from recordings.models import Camera, CameraSummary, CoverageDay, Recording, Usage, UserUsage
from recordings.spans import Span, length_ms, union
from recordings.usage.forecasting import recent_bytes_per_day
from recordings.usage.promises import footage, oldest_footage, promises_of

AT_ONCE = 500
WEEK = 7
CALCULATED = [field.name for field in CameraSummary._meta.concrete_fields if not field.primary_key]


class Expiring(NamedTuple):
    """What the next cleanup takes of a camera."""

    files: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Night:
    """The next nightly cleanup: when it comes, and what it takes, by camera."""

    at: datetime
    shares: Mapping[int, Expiring]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is the same for all batches, by camera."""

    now: datetime
    night: Night
    footage: Mapping[int, tuple[int, int]]
    clips: Mapping[int, tuple[int, int]]
    rates: Mapping[int, float]


class _Week(NamedTuple):
    """The accounts of the last seven days, added up."""

    coverage_percent: float | None = None
    longest_gap_ms: int = 0
    frames_lost: int = 0


def summarise(now: datetime, night: Night) -> None:
    """Of all cameras, archived ones too; some rows of each in memory, never its recordings."""
    weights = clip_facts.weights(City.objects.all())
    known = _Known(now, night, _footage(), _clips(weights), recent_bytes_per_day(now))
    owners: dict[int, tuple[int, int | None]] = {}
    rows: list[CameraSummary] = []
    for cameras in _batches():
        owners |= {camera.pk: (camera.city_id, camera.owner_id) for camera in cameras}
        rows += _rows(cameras, known)
    with transaction.atomic():
        # In the order of their keys: a second worker waits at the first for this one's commit.
        CameraSummary.objects.bulk_create(
            rows,
            batch_size=AT_ONCE,
            update_conflicts=True,
            unique_fields=["camera"],
            update_fields=CALCULATED,
        )
        UserUsage.objects.all().delete()
        UserUsage.objects.bulk_create(_people(now, rows, owners, weights), batch_size=AT_ONCE)


def _footage() -> dict[int, tuple[int, int]]:
    sums = Usage.objects.order_by().values_list("camera").annotate(b=Sum("bytes"), f=Sum("files"))
    return {camera: (max(size, 0), max(files, 0)) for camera, size, files in sums}


def _clips(weights: Iterable[ClipWeight]) -> dict[int, tuple[int, int]]:
    found: dict[int, tuple[int, int]] = {}
    for weight in weights:
        size, count = found.get(weight.camera_id, (0, 0))
        found[weight.camera_id] = size + weight.bytes, count + weight.clips
    return found


def _batches() -> Iterator[list[Camera]]:
    """All cameras in the order of their keys, with what each of them promises."""
    last = 0
    while True:
        rows = Camera.objects.select_related("city__plan").filter(pk__gt=last).order_by("pk")
        batch = list(rows.annotate(oldest_at=oldest_footage())[:AT_ONCE])
        if not batch:
            return
        yield batch
        last = batch[-1].pk


def _rows(cameras: Sequence[Camera], known: _Known) -> list[CameraSummary]:
    oldest: dict[int, datetime | None] = {
        camera.pk: getattr(camera, "oldest_at")  # noqa: B009  # annotated
        for camera in cameras
    }
    promises = promises_of(cameras, oldest, known.now)
    newest = _newest(cameras)
    weeks = _weeks(cameras, known.now)
    return [
        CameraSummary(
            camera_id=camera.pk,
            calculated_at=known.now,
            oldest_at=oldest[camera.pk],
            promised_from=promises[camera.pk].since,
            is_below_promise=promises[camera.pk].is_broken,
            **weeks[camera.pk]._asdict(),
            **newest[camera.pk],
            **_amounts(camera, known),
        )
        for camera in cameras
    ]


def _amounts(camera: Camera, known: _Known) -> dict[str, Any]:
    size, files = known.footage.get(camera.pk, (0, 0))
    clip_bytes, clips = known.clips.get(camera.pk, (0, 0))
    share = known.night.shares.get(camera.pk, Expiring(0, 0))
    rate = known.rates.get(camera.pk, 0) if camera.recording_enabled else 0
    return {
        "bytes": size,
        "files": files,
        "clip_bytes": clip_bytes,
        "clips": clips,
        "bytes_per_day": round(rate),
        "expiring_at": known.night.at,
        "expiring_files": share.files,
        "expiring_bytes": share.bytes,
    }


def _newest(cameras: Iterable[Camera]) -> dict[int, dict[str, Any]]:
    """The end of the last footage, and what it looks like; two probes of an index for each."""
    there = footage().order_by("-start_time")
    finished = there.filter(end_time__isnull=False).values("pk")[:1]
    started = there.values("start_time")[:1]
    ids = [camera.pk for camera in cameras]
    rows = Camera.objects.filter(pk__in=ids).order_by().annotate(last=finished, started=started)
    found = list(rows.values_list("pk", "last", "started"))
    files = Recording.objects.only("end_time", "video_codec", "width", "height").in_bulk(
        [last for _pk, last, _started in found if last is not None]
    )
    return {pk: _look_of(files.get(last), started) for pk, last, started in found}


def _look_of(file: Recording | None, started: datetime | None) -> dict[str, Any]:
    """`started`: when the newest file began, which may still be written."""
    ends = [moment for moment in (started, file.end_time if file else None) if moment]
    return {
        "last_recorded_at": max(ends, default=None),
        "video_codec": file.video_codec if file else "",
        "width": file.width if file else None,
        "height": file.height if file else None,
    }


def _weeks(cameras: Sequence[Camera], now: datetime) -> dict[int, _Week]:
    """Seven days of each city's zone, today not among them."""
    todays = {c.pk: now.astimezone(ZoneInfo(c.city.time_zone)).date() for c in cameras}
    since = min(todays.values(), default=now.date()) - timedelta(days=WEEK)
    rows = CoverageDay.objects.filter(camera__in=list(todays), date__gte=since).order_by()
    fields = ("camera", "date", "wanted_ms", "recorded_ms", "frames_lost", "gaps")
    sums: dict[int, Counter[str]] = defaultdict(Counter)
    gaps: dict[int, list[Span]] = defaultdict(list)
    for camera, day, wanted, recorded, lost, missing in rows.values_list(*fields):
        if WEEK >= (todays[camera] - day).days > 0:
            sums[camera].update(wanted=wanted, recorded=recorded, lost=lost or 0)
            gaps[camera] += [(start, end) for start, end, _why in missing]
    return {pk: _week(sums[pk], gaps[pk]) for pk in todays}


def _week(sums: Mapping[str, int], gaps: Iterable[Span]) -> _Week:
    """Coverage rounded down to thousandths: only what is whole is 100 %. Gaps that meet at
    midnight are one."""
    wanted = sums["wanted"]
    percent = sums["recorded"] * 100_000 // wanted / 1000 if wanted else None
    longest = max((length_ms([gap]) for gap in union(gaps)), default=0)
    return _Week(percent, longest, sums["lost"])


def _people(
    now: datetime,
    rows: Iterable[CameraSummary],
    owners: Mapping[int, tuple[int, int | None]],
    weights: Iterable[ClipWeight],
) -> list[UserUsage]:
    """Footage by the camera's owner, clips by who cut them, within each city."""
    found: dict[tuple[int, int | None], UserUsage] = {}

    def of(city: int, user: int | None) -> UserUsage:
        usage = UserUsage(city_id=city, user_id=user, calculated_at=now)
        return found.setdefault((city, user), usage)

    for row in rows:
        if row.bytes or row.files:
            usage = of(*owners[row.camera_id])
            usage.bytes += row.bytes
            usage.files += row.files
    for weight in weights:
        if weight.camera_id in owners:
            usage = of(owners[weight.camera_id][0], weight.user[0] if weight.user else None)
            usage.clip_bytes += weight.bytes
            usage.clips += weight.clips
    return list(found.values())
