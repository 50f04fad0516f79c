"""What is calculated of each camera, person and city's day."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recordings.models import (
    Camera,
    CameraSummary,
    CityDay,
    CoverageDay,
    Recording,
    StorageVolume,
    UserUsage,
)
from recordings.usage.city_days import sum_up_days
from recordings.usage.summaries import Expiring, Night, summarise
from tests.people import People
from tests.recordings.api.scene import make_camera, make_recording, want

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
TODAY = date(2026, 3, 20)
DAY_MS = 86_400_000
HOUR = timedelta(hours=1)
NEVER = Night(NOW + 15 * HOUR, {})


def summary(camera: Camera, night: Night = NEVER) -> CameraSummary:
    summarise(NOW, night)
    return CameraSummary.objects.get(camera=camera)


def account(camera: Camera, days_ago: int, *gaps: tuple[int, int, str], **values: Any) -> None:
    """Gaps in milliseconds after the day's midnight of UTC."""
    day = TODAY - timedelta(days=days_ago)
    begin = int(datetime.combine(day, datetime.min.time(), UTC).timestamp() * 1000)
    lost = sum(end - start for start, end, _why in gaps)
    given = {
        "time_zone": "UTC",
        "wanted_ms": DAY_MS,
        "recorded_ms": DAY_MS - lost,
        "gaps": [[begin + start, begin + end, why] for start, end, why in gaps],
        "frames": 100,
        "frames_lost": 1,
        "computed_at": NOW - 2 * HOUR,
    }
    CoverageDay.objects.create(camera=camera, date=day, **{**given, **values})


@pytest.mark.contract
def test_what_a_camera_keeps_and_what_it_looks_like(people: People, volume: StorageVolume) -> None:
    camera = make_camera(people.city)
    first = make_recording(camera, NOW - 30 * HOUR, volume=volume, file_size=500, width=640)
    last = make_recording(
        camera, NOW - 2 * HOUR, volume=volume, file_size=700, video_codec="hvc1", width=1920
    )
    for hours, status in ((40, "ERROR"), (35, "DOOMED"), (1, "ERROR")):
        make_recording(camera, NOW - hours * HOUR, volume=volume, status=status, file_size=1)
    want(camera)
    found = summary(camera, Night(NOW + 15 * HOUR, {camera.pk: Expiring(1, 500)}))
    assert (found.bytes, found.files, found.calculated_at) == (1203, 5, NOW)
    assert (found.oldest_at, found.last_recorded_at) == (first.start_time, last.end_time)
    assert (found.video_codec, found.width) == ("hvc1", 1920)
    assert (found.expiring_files, found.expiring_bytes, found.expiring_at) == (
        *(1, 500),
        NOW + 15 * HOUR,
    )
    assert found.bytes_per_day == round((500 + 700 + 1 + 1 + 1) * 24 / 5)


def test_a_file_that_is_written_tells_when_the_camera_was_seen(
    people: People, volume: StorageVolume
) -> None:
    camera, empty = make_camera(people.city), make_camera(people.city)
    make_recording(camera, NOW - HOUR / 2, volume=volume, status="RECORDING", end_time=None)
    found = summary(camera)
    assert (found.last_recorded_at, found.oldest_at) == (NOW - HOUR / 2, NOW - HOUR / 2)
    assert (found.bytes, found.files, found.video_codec, found.bytes_per_day) == (0, 0, "", 0)
    nothing = CameraSummary.objects.get(camera=empty)
    assert (nothing.last_recorded_at, nothing.oldest_at, nothing.coverage_percent) == (None,) * 3


def test_the_last_seven_days_are_added_up(people: People) -> None:
    camera = make_camera(people.city)
    account(camera, 8, (0, DAY_MS, "disk"))
    account(camera, 7, (DAY_MS - 5000, DAY_MS, "disk"))
    account(camera, 6, (0, 7000, "disk"), (50_000, 51_000, "unknown"), frames_lost=None)
    account(camera, 1)
    account(camera, 0, (0, DAY_MS, "disk"))
    found = summary(camera)
    assert found.longest_gap_ms == 12_000
    assert found.frames_lost == 2
    assert found.coverage_percent == (3 * DAY_MS - 13_000) * 100_000 // (3 * DAY_MS) / 1000


def test_days_in_which_nothing_was_wanted_have_no_coverage(people: People) -> None:
    camera = make_camera(people.city)
    account(camera, 2, wanted_ms=0, recorded_ms=0)
    assert summary(camera).coverage_percent is None


@pytest.mark.contract
def test_people_are_told_within_each_city(people: People, volume: StorageVolume) -> None:
    mine = make_camera(people.city, owner=people.owner)
    theirs = make_camera(people.other_city, owner=people.owner)
    nobodys = make_camera(people.city)
    for camera, size in ((mine, 5), (theirs, 7), (nobodys, 11)):
        make_recording(camera, NOW - HOUR, volume=volume, file_size=size)
    for _twice in range(2):
        summarise(NOW, NEVER)
    rows = UserUsage.objects.values_list("city", "user", "bytes", "files")
    assert set(rows) == {
        (people.city.pk, people.owner.pk, 5, 1),
        (people.other_city.pk, people.owner.pk, 7, 1),
        (people.city.pk, None, 11, 1),
    }
    Recording.objects.all().delete()
    mine.usage.all().delete()
    summarise(NOW, NEVER)
    assert not UserUsage.objects.filter(user=people.owner, city=people.city).exists()
    assert CameraSummary.objects.get(camera=mine).bytes == 0


def test_many_cameras_cost_no_more_questions(people: People, volume: StorageVolume) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            summarise(NOW, NEVER)
        return len(queries)

    for number in range(3):
        make_recording(make_camera(people.city), NOW - number * HOUR, volume=volume)
    few = cost()
    for number in range(30):
        make_recording(make_camera(people.city), NOW - number * HOUR, volume=volume)
    assert cost() == few


@pytest.mark.contract
def test_a_day_is_added_up_by_city_and_for_all(people: People) -> None:
    for city, gaps in (
        (people.city, [(0, 60_000, "disk"), (100_000, 100_400, "unknown")]),
        (people.city, [(0, 1000, "disk")]),
        (people.other_city, [(0, 3000, "camera_offline")]),
    ):
        account(make_camera(city), 1, *gaps)
    account(make_camera(people.other_city), 1, wanted_ms=0, recorded_ms=0)
    assert sum_up_days(NOW) == 1
    days = {day.city_id: day for day in CityDay.objects.all()}
    assert days.keys() == {people.city.pk, people.other_city.pk, None}
    assert days[people.city.pk].gaps == {"disk": [2, 61_000], "unknown": [0, 400]}
    whole = days[None]
    assert (whole.cameras, whole.wanted_ms) == (3, 3 * DAY_MS)
    assert whole.recorded_ms == 3 * DAY_MS - 64_400
    assert (whole.frames, whole.frames_lost, whole.date) == (400, 4, TODAY - timedelta(days=1))


def test_only_days_that_changed_are_added_up_again(people: People) -> None:
    camera = make_camera(people.city)
    for days_ago in (1, 2, 3, 200):
        account(camera, days_ago)
    assert (sum_up_days(NOW), sum_up_days(NOW + HOUR)) == (3, 0)
    day = CoverageDay.objects.filter(date=TODAY - timedelta(days=2))
    day.update(recorded_ms=1, computed_at=NOW + HOUR)
    assert sum_up_days(NOW + 2 * HOUR) == 1
    assert set(CityDay.objects.filter(recorded_ms=1).values_list("city", flat=True)) == {
        people.city.pk,
        None,
    }
    day.delete()
    assert sum_up_days(NOW + 3 * HOUR) == 1
    assert CityDay.objects.filter(date=TODAY - timedelta(days=2)).count() == 0


def test_an_account_written_late_in_its_task_is_not_missed(people: People) -> None:
    account(make_camera(people.city), 1, computed_at=NOW - timedelta(minutes=1))
    sum_up_days(NOW)
    account(make_camera(people.city), 1, computed_at=NOW - timedelta(minutes=1))
    assert sum_up_days(NOW + HOUR / 4) == 1
    assert CityDay.objects.get(city=None).cameras == 2
    assert [sum_up_days(NOW + hours * HOUR) for hours in (1, 2)] == [1, 0]
