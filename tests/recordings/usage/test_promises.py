"""Below promise: footage that was recorded, is still due, and is gone."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from recordings.models import (
    Camera,
    CameraSummary,
    CleanupRun,
    CoverageDay,
    Deletion,
    StorageVolume,
    Wish,
)
from recordings.usage.summaries import Night, summarise
from tests.people import People
from tests.recordings.api.scene import make_camera, make_recording

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
DAY_MS = 86_400_000


@pytest.fixture
def camera(people: People) -> Camera:
    """Promised 15 days; wanted for 40, and recorded on each of them."""
    camera = make_camera(people.city)
    Wish.objects.create(camera=camera, started_at=NOW - 40 * DAY)
    for days in range(1, 41):
        account(camera, days)
    return camera


def account(camera: Camera, days_ago: int, *gaps: list[Any]) -> None:
    lost = sum(end - start for start, end, _why in gaps)
    CoverageDay.objects.create(
        camera=camera,
        date=(NOW - days_ago * DAY).date(),
        time_zone="UTC",
        wanted_ms=DAY_MS,
        recorded_ms=DAY_MS - lost,
        gaps=list(gaps),
        is_final=True,
        computed_at=NOW,
    )


def keep_from(camera: Camera, volume: StorageVolume, start: datetime) -> None:
    make_recording(camera, start, volume=volume)
    make_recording(camera, NOW - 2 * HOUR, volume=volume)


def deleted(camera: Camera, start: datetime, reason: str) -> None:
    Deletion.objects.create(
        number=Deletion.objects.count() + 1,
        run=CleanupRun.objects.create(kind="retention", started_at=NOW),
        at=NOW,
        reason=reason,
        city=camera.city,
        city_uuid=camera.city.uuid,
        camera=camera,
        camera_uuid=camera.uuid,
        camera_name=camera.name,
        volume_uuid=camera.uuid,
        start_time=start,
        end_time=start + HOUR,
        retention_days=15,
        files=[],
        bytes=0,
        freed_bytes=0,
        hash="a" * 64,
    )


def told(camera: Camera) -> tuple[datetime | None, bool]:
    summarise(NOW, Night(NOW, {}))
    found = CameraSummary.objects.get(camera=camera)
    return found.promised_from, found.is_below_promise


@pytest.mark.parametrize(
    ("days", "is_below"), [(20, False), (15, False), (14.95, False), (14.5, True), (3, True)]
)
def test_footage_that_begins_hours_too_late_is_below(
    camera: Camera, volume: StorageVolume, days: float, is_below: bool
) -> None:
    keep_from(camera, volume, NOW - days * DAY)
    assert told(camera) == (NOW - 15 * DAY, is_below)


def test_one_of_which_nothing_is_left_is_below(camera: Camera) -> None:
    assert told(camera)[1]


def test_what_was_never_recorded_is_no_promise(people: People, volume: StorageVolume) -> None:
    """Wanted for twenty days, away for the first eighteen."""
    camera = make_camera(people.city)
    Wish.objects.create(camera=camera, started_at=NOW - 20 * DAY)
    begin = int((NOW - 2 * DAY).replace(hour=0).timestamp() * 1000)
    for days in range(3, 21):
        span = [begin - (days - 2) * DAY_MS, begin - (days - 3) * DAY_MS, "camera_offline"]
        account(camera, days, span)
    account(camera, 2, [begin, begin + 6 * 3_600_000, "camera_offline"])
    account(camera, 1)
    keep_from(camera, volume, (NOW - 2 * DAY).replace(hour=6))
    assert told(camera) == (NOW - 15 * DAY, False)


def test_a_new_camera_is_promised_from_its_first_wish(
    people: People, volume: StorageVolume
) -> None:
    camera, idle = make_camera(people.city), make_camera(people.city)
    Wish.objects.create(camera=camera, started_at=NOW - 5 * HOUR)
    make_recording(camera, NOW - 5 * HOUR, volume=volume)
    assert told(camera) == (NOW - 5 * HOUR, False)
    assert told(idle) == (None, False)


def test_one_that_was_switched_off_keeps_its_promise(camera: Camera, volume: StorageVolume) -> None:
    Wish.objects.update(stopped_at=NOW - 10 * DAY)
    CoverageDay.objects.filter(date__gt=date(2026, 3, 9)).delete()
    keep_from(camera, volume, NOW - 12 * DAY)
    assert told(camera)[1]


def test_archived_cameras_are_not_below(camera: Camera) -> None:
    Camera.objects.update(archived_at=NOW, is_active=False)
    assert not told(camera)[1]


@pytest.mark.contract
@pytest.mark.parametrize(
    ("reason", "is_below"),
    [("expired", False), ("request", False), ("quota", True), ("emergency", True)],
)
def test_why_footage_begins_late_is_what_went_before_it(
    camera: Camera, volume: StorageVolume, reason: str, is_below: bool
) -> None:
    """A promise that was shorter then, or a person who asked, breaks none."""
    keep_from(camera, volume, NOW - 5 * DAY)
    deleted(camera, NOW - 6 * DAY, reason)
    other = "quota" if reason in ("expired", "request") else "expired"
    deleted(camera, NOW - 9 * DAY, other)
    deleted(camera, NOW - 1 * DAY, other)
    assert told(camera)[1] is is_below
