"""One sample an hour of each volume that is there and each city; none of hours that were missed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from plans.entitlements import GB
from recordings.models import StorageVolume, Usage, UsageSample
from recordings.usage import forecasting
from recordings.usage.counters import Weight, usage_add
from recordings.usage.sampling import sample_usage
from recordings.volumes import VOLUME_IDENTITY, Room, room_on
from tests.people import People, make_city
from tests.recordings.api.scene import NOON, make_camera, make_recording, want
from tests.recordings.usage.clock import StandingClock

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


def samples() -> list[tuple[str, str, int]]:
    """Hour, subject and bytes, in the order of time."""
    rows = UsageSample.objects.select_related("volume", "city").order_by("at", "volume", "city")
    found = [(f"{r.at:%m-%d %H:%M}", str(r.volume or r.city), r.bytes) for r in rows]
    return sorted(found)


def test_an_hour_has_one_sample_of_each_volume_and_city(
    people: People, volume: StorageVolume, nowhere: StorageVolume, clock: StandingClock
) -> None:
    StorageVolume.objects.filter(pk=volume.pk).update(bytes_per_hour=42)
    camera, other = make_camera(people.city), make_camera(people.other_city)
    make_recording(camera, volume=volume, file_size=5)
    make_recording(camera, NOON + timedelta(days=1), volume=volume, file_size=6)
    make_recording(other, volume=volume, file_size=7)
    make_recording(other, volume=nowhere, file_size=8)
    for _often in range(3):
        sample_usage(clock)
        clock.pass_by(minutes=10)
    expected = [
        ("03-20 15:00", "Aurora", 11),
        ("03-20 15:00", "Boreal", 15),
        ("03-20 15:00", volume.name, 18),
    ]
    assert samples() == expected
    sample = UsageSample.objects.get(volume=volume)
    assert (sample.bytes_per_hour, sample.total_bytes) == (42, room_on(volume.path).total_bytes)
    assert sample.free_bytes is not None
    assert 0 <= sample.free_bytes <= (sample.total_bytes or 0)


def test_hours_that_were_missed_stay_without(
    people: People, volume: StorageVolume, clock: StandingClock
) -> None:
    sample_usage(clock)
    clock.pass_by(hours=3)
    sample_usage(clock)
    hours = UsageSample.objects.filter(volume=volume).values_list("at", flat=True)
    day = datetime(2026, 3, 20, tzinfo=UTC)
    assert list(hours) == [day + timedelta(hours=18), day + timedelta(hours=15)]


def test_a_volume_whose_disk_is_away_or_another_has_none(
    volume: StorageVolume, clock: StandingClock
) -> None:
    (volume.path / VOLUME_IDENTITY).write_text('{"volume": "another"}')
    sample_usage(clock)
    assert samples() == []


def test_old_samples_and_empty_days_are_forgotten_at_midnight(
    people: People, volume: StorageVolume, clock: StandingClock
) -> None:
    camera = make_camera(people.city)
    for size in (5, -5):
        usage_add([Weight(camera.pk, volume.pk, NOON, size, files=size // 5)])
    sample_usage(clock)
    clock.pass_by(days=400)
    sample_usage(clock)
    clock.pass_by(hours=8, minutes=40)  # 00:00
    sample_usage(clock)
    assert {hour for hour, _name, _size in samples()} == {"04-24 15:00", "04-25 00:00"}
    assert Usage.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one(volume: StorageVolume, clock: StandingClock) -> None:
    for number in range(5):
        make_city(f"City {number}")

    def run(_number: int) -> None:
        try:
            sample_usage(clock)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(run, range(6)))
    assert UsageSample.objects.count() == 6


def test_a_sample_tells_files_and_what_the_forecast_says(
    people: People, volume: StorageVolume, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """24 GB a day for 15 days, of which 100 GB fit beside what is there."""
    room = Room(1000 * GB, 100 * GB + volume.reserve_bytes, False)
    monkeypatch.setattr(forecasting, "room_on", lambda path: room)
    camera = make_camera(people.city)
    want(camera)
    make_recording(camera, clock.now() - timedelta(hours=2), volume=volume, file_size=GB)
    sample_usage(clock)
    city, other = (UsageSample.objects.get(city=c) for c in (people.city, people.other_city))
    assert (city.files, city.bytes, city.promised_days) == (1, GB, 15)
    assert city.bytes_per_hour == GB
    assert city.reachable_days == pytest.approx(101 / 24, abs=0.01)
    assert city.breaks_after_days == pytest.approx(100 / 24, abs=0.01)
    assert city.projected == [121 * GB, 241 * GB, *[360 * GB] * 4]
    assert (other.promised_days, other.reachable_days, other.projected) == (None, None, [])
    on_volume = UsageSample.objects.get(volume=volume)
    assert (on_volume.files, on_volume.full_after_days) == (1, city.breaks_after_days)


def test_what_lies_on_the_volumes_is_what_the_cities_keep(
    people: People, volume: StorageVolume, clock: StandingClock
) -> None:
    for number, city in enumerate((people.city, people.other_city)):
        make_recording(make_camera(city), volume=volume, file_size=5 + number)
    sample_usage(clock)
    sums = [
        UsageSample.objects.filter(volume__isnull=is_city).values_list("bytes", flat=True)
        for is_city in (True, False)
    ]
    assert sum(sums[0]) == sum(sums[1]) == 11


def test_a_city_that_is_new_is_sampled_in_the_same_hour(
    people: People, volume: StorageVolume, clock: StandingClock
) -> None:
    sample_usage(clock)
    made = make_city("Cedar")
    clock.pass_by(minutes=15)
    sample_usage(clock)
    assert UsageSample.objects.filter(city=made).count() == 1
    assert UsageSample.objects.count() == 4
