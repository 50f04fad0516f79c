"""The forecast's rows: rates by camera, what is kept, and the room on the disks that are there."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plans.entitlements import GB
from recordings.forecast import CityForecast
from recordings.models import Camera, StorageVolume
from recordings.usage import forecasting
from recordings.usage.forecasting import (
    footage_bytes,
    installation_forecast,
    look_ahead,
    recent_bytes_per_day,
    rooms_in_bytes,
    volumes_there,
)
from recordings.volumes import VOLUME_IDENTITY, Room, ensure_first_volume
from tests.people import People
from tests.recordings.api.scene import make_camera, make_recording, want

pytestmark = [pytest.mark.django_db, pytest.mark.contract]
NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
RESERVE, FREE = 2 * GB, 102 * GB


@pytest.fixture(autouse=True)
def disk_of_known_size(volume: StorageVolume, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forecasting, "room_on", lambda path: Room(1000 * GB, FREE, False))
    StorageVolume.objects.update(reserve_bytes=RESERVE)
    volume.refresh_from_db()


def record(camera: Camera, volume: StorageVolume, days_ago: float, size: int = GB) -> None:
    """An hour's file."""
    make_recording(camera, NOW - timedelta(days=days_ago), volume=volume, file_size=size)


def test_a_rate_is_of_the_time_recorded(people: People, volume: StorageVolume) -> None:
    often, once, old = (make_camera(people.city) for _number in range(3))
    for hours in range(1, 11):
        record(often, volume, hours / 24, GB // 2)
    record(once, volume, 1.9)
    record(old, volume, 2.1)
    assert recent_bytes_per_day(NOW) == {often.pk: 12.0 * GB, once.pk: 24.0 * GB}


def test_a_camera_that_is_not_wanted_records_nothing(people: People, volume: StorageVolume) -> None:
    camera = make_camera(people.city)
    record(camera, volume, 0.5)
    assert installation_forecast(NOW).bytes_per_day == 0
    want(camera)
    assert installation_forecast(NOW).bytes_per_day == 24 * GB


def test_one_that_was_away_goes_on_as_on_its_best_day(
    people: People, volume: StorageVolume
) -> None:
    away, new = make_camera(people.city), make_camera(people.other_city)
    for days, size in ((5, 3 * GB), (6, 9 * GB)):
        record(away, volume, days, size)
    for camera in (away, new):
        want(camera)
    found = installation_forecast(NOW)
    rates = {city: one.bytes_per_day for city, one in found.cities.items()}
    assert rates == {people.city.pk: 9 * GB, people.other_city.pk: 0}
    assert found.capacity_bytes == 12 * GB + FREE - RESERVE


def test_a_city_that_asks_for_more_than_there_is_is_told_when(
    people: People, volume: StorageVolume
) -> None:
    """24 GB a day for 15 days, of which 100 GB fit."""
    camera = make_camera(people.city)
    want(camera)
    record(camera, volume, 0.1)
    found = installation_forecast(NOW)
    (city,) = found.cities.values()
    assert found.full_after_days == pytest.approx(100 / 24, abs=0.01)
    assert city == CityForecast(
        city_id=people.city.pk,
        bytes_per_day=24.0 * GB,
        needed_bytes=360.0 * GB,
        retention_days=15,
        reachable_days=city.reachable_days,
        breaks_after_days=found.full_after_days,
    )
    assert city.reachable_days == pytest.approx(101 / 24, abs=0.01)
    assert found.reachable_days == pytest.approx(101 / 24)


def test_what_expires_makes_room(people: People, volume: StorageVolume) -> None:
    """7 days of 10 GB are kept and 10 GB more come each day, of which as many go."""
    camera = make_camera(people.city, retention_days=7)
    want(camera)
    for day in range(7):
        record(camera, volume, day + 0.4, 10 * GB // 24)
    assert installation_forecast(NOW).full_after_days is None
    assert look_ahead(NOW).forecasts_by_volume()[volume.pk].full_after_days is None


def test_disks_that_are_away_or_switched_off_hold_nothing(
    people: People, volume: StorageVolume, nowhere: StorageVolume, tmp_path: Path
) -> None:
    idle = ensure_first_volume(tmp_path / "idle")
    StorageVolume.objects.filter(pk=idle.pk).update(is_active=False)
    camera = make_camera(people.city)
    want(camera)
    for each, size in ((volume, 1), (nowhere, 10), (idle, 100)):
        record(camera, each, 0.5, size)
    assert volumes_there() == [volume]
    assert installation_forecast(NOW).capacity_bytes == 1 + FREE - RESERVE
    (volume.path / VOLUME_IDENTITY).unlink()
    found = installation_forecast(NOW)
    assert (volumes_there(), found.capacity_bytes) == ([], 0)
    assert [city.is_at_risk for city in found.cities.values()] == [True]


def test_volumes_on_one_disk_share_its_room(
    people: People, volume: StorageVolume, nowhere: StorageVolume, tmp_path: Path
) -> None:
    second = ensure_first_volume(tmp_path / "second")
    second.reserve_bytes = 5 * GB
    assert rooms_in_bytes([volume, second, nowhere]) == [FREE - 5 * GB]
    second.reserve_bytes = 200 * GB
    assert rooms_in_bytes([second]) == [FREE - 200 * GB]
    assert rooms_in_bytes([]) == []
    assert footage_bytes([]) == 0


def test_each_volume_is_filled_by_its_part(
    people: People, volume: StorageVolume, tmp_path: Path
) -> None:
    second = ensure_first_volume(tmp_path / "second")
    camera, waiting = make_camera(people.city), make_camera(people.city)
    want(camera)
    want(waiting)
    for hours, each in ((1, volume), (2, volume), (3, volume), (4, second)):
        record(camera, each, hours / 24)
    record(waiting, volume, 5, 8 * GB)  # its best day, half of it for each
    found = look_ahead(NOW).forecasts_by_volume()
    assert {pk: one.bytes_per_day for pk, one in found.items()} == {
        volume.pk: 18 * GB + 4 * GB,
        second.pk: 6 * GB + 4 * GB,
    }


def test_more_footage_costs_no_more_queries(people: People, volume: StorageVolume) -> None:
    counts = []
    for more in (2, 12):
        for number in range(more):
            camera = make_camera(people.city)
            want(camera)
            record(camera, volume, number)
        with CaptureQueriesContext(connection) as queries:
            installation_forecast(NOW)
        counts.append(len(queries))
    assert counts == [4, 4]
