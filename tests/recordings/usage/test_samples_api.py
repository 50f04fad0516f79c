"""`/api/storage/samples/`: what charts are drawn from."""

from datetime import UTC, datetime, timedelta

import pytest

from recordings.models import StorageVolume, UsageSample
from tests.people import People, api_client

pytestmark = [pytest.mark.django_db, pytest.mark.contract]
FIRST = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def hours(people: People, volume: StorageVolume) -> None:
    """Four days of samples, the second without its first six hours."""
    for hour in range(96):
        if not 24 <= hour < 30:
            at = FIRST + timedelta(hours=hour)
            UsageSample.objects.create(at=at, city=people.city, bytes=hour)
            UsageSample.objects.create(at=at, city=people.other_city, bytes=7)
            UsageSample.objects.create(
                at=at, volume=volume, bytes=hour, total_bytes=9, free_bytes=3, bytes_per_hour=1
            )


@pytest.mark.usefixtures("hours")
def test_a_citys_hours_in_their_order(people: People) -> None:
    client = api_client(people.owner)
    url = f"/api/storage/samples/?city={people.city.pk}"
    body = client.get(f"{url}&start=2026-03-01T22:00:00Z&end=2026-03-02T07:30:00Z").json()
    assert body == {
        "start": "2026-03-01T22:00:00Z",
        "end": "2026-03-02T07:30:00Z",
        "step": "hour",
        "samples": [
            {
                "at": at,
                "bytes": size,
                "total_bytes": None,
                "free_bytes": None,
                "bytes_per_hour": None,
            }
            for at, size in [
                ("2026-03-01T22:00:00Z", 22),
                ("2026-03-01T23:00:00Z", 23),
                ("2026-03-02T06:00:00Z", 30),
                ("2026-03-02T07:00:00Z", 31),
            ]
        ],
    }


@pytest.mark.usefixtures("hours")
def test_a_long_period_is_told_by_day(people: People, volume: StorageVolume) -> None:
    url = f"/api/storage/samples/?volume={volume.pk}&start=2026-02-01&end=2026-12-31"
    body = api_client(people.superuser).get(url).json()
    assert (body["step"], [sample["bytes"] for sample in body["samples"]]) == (
        "day",
        [0, 30, 48, 72],
    )
    assert body["samples"][0] == {
        "at": "2026-03-01T00:00:00Z",
        "bytes": 0,
        "total_bytes": 9,
        "free_bytes": 3,
        "bytes_per_hour": 1,
    }


def test_without_a_period_it_is_the_last_thirty_days(people: People) -> None:
    client = api_client(people.owner)
    body = client.get(f"/api/storage/samples/?city={people.city.pk}").json()
    start, end = (datetime.fromisoformat(body[name]) for name in ("start", "end"))
    assert end - start == timedelta(days=30)
    assert abs(datetime.now(UTC) - end) < timedelta(minutes=1)
    url = f"/api/storage/samples/?city={people.city.pk}&start=2026-01-01T00:00:00Z"
    assert client.get(url).json()["end"] == "2026-01-31T00:00:00Z"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "city"),
        ("city=1&volume=1", "city"),
        ("city={city}&start=yesterday", "start"),
        ("city={city}&start=2026-03-10&end=2026-03-01", "end"),
        ("city={city}&start=2020-03-10&end=2026-03-01", "end"),
        ("city={city}&start=9000-01-01", "start"),
        ("city={city}&end=0001-01-02", "end"),
        ("city={city}&start=%00", "start"),
        ("city={city}&end=" + "9" * 5000, "end"),
    ],
)
def test_a_question_without_sense_is_refused(people: People, query: str, field: str) -> None:
    asked = query.format(city=people.city.pk)
    answer = api_client(people.owner).get(f"/api/storage/samples/?{asked}")
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])
