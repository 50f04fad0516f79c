"""`/api/recordings/search`: by camera, and by the city's days."""

from datetime import UTC, datetime, timedelta

import pytest

from plans.models import City
from recordings.models import Camera, Recording
from tests.people import People, api_client, join, make_city
from tests.plans.answers import NOT_FOUND, invalid
from tests.recordings.api.scene import NOON, make_camera, make_recording

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

HOW_TO = "Write a day as 2026-11-20, or a moment as 2026-11-20T15:00:00-03:00."


@pytest.fixture
def camera(people: People) -> Camera:
    return make_camera(people.city)


def starts(people: People, query: str) -> list[str]:
    """When what was found began, oldest first, and that the total agrees."""
    answer = api_client(people.viewer).get(f"/api/recordings/search?{query}")
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert body["total"] == len(body["recordings"])
    return sorted(recording["started_at"] for recording in body["recordings"])


def every_hour(camera: Camera, first: datetime, hours: int) -> list[str]:
    """An hour's recording after another; when each began, as the API writes it."""
    moments = [first + timedelta(hours=n) for n in range(hours)]
    for moment in moments:
        make_recording(camera, moment, 3600)
    return [f"{moment:%Y-%m-%dT%H:%M:%SZ}" for moment in moments]


def test_what_is_found_is_shown_whole(people: People, camera: Camera) -> None:
    recording = make_recording(camera, file_size=45_678_901)
    answer = api_client(people.viewer).get(f"/api/recordings/search?camera_id={camera.pk}")
    assert answer.json() == {
        "recordings": [
            {
                "recording_id": str(recording.pk),
                "stream_id": f"cam-{camera.pk}",
                "started_at": "2026-03-10T12:00:00Z",
                "duration_seconds": 3600.0,
                "file_size_mb": 45.679,
                "storage_path": recording.file_path,
            }
        ],
        "total": 1,
        "next": None,
        "previous": None,
    }


def test_a_camera_is_named_by_number_or_stream(people: People, camera: Camera) -> None:
    make_recording(camera)
    make_recording(make_camera(people.city), NOON + timedelta(hours=5))
    for name in (camera.pk, camera.stream_id):
        assert starts(people, f"camera_id={name}") == ["2026-03-10T12:00:00Z"]
    assert len(starts(people, "camera_id=")) == 2


@pytest.mark.parametrize("name", ["999999", "cam-999999", "cam-", "x", "0", "1" * 30, "%00"])
def test_a_camera_that_is_none_is_missing(people: People, name: str) -> None:
    answer = api_client(people.viewer).get(f"/api/recordings/search?camera_id={name}")
    assert (answer.status_code, answer.json()) == (404, NOT_FOUND)


@pytest.mark.parametrize(
    ("day", "first", "hours"),
    [
        ("2026-03-10", datetime(2026, 3, 10, 3, tzinfo=UTC), 24),
        # Clocks went forward at midnight: the day began at one o'clock.
        ("2018-11-04", datetime(2018, 11, 4, 3, tzinfo=UTC), 23),
        # Clocks went back at midnight: eleven in the evening came twice.
        ("2018-02-17", datetime(2018, 2, 17, 2, tzinfo=UTC), 25),
    ],
)
@pytest.mark.parametrize("named", [True, False])
def test_a_day_is_the_citys_and_whole(
    people: People, camera: Camera, day: str, first: datetime, hours: int, named: bool
) -> None:
    of_the_day = every_hour(camera, first - timedelta(hours=2), hours + 4)[2:-2]
    which = f"camera_id={camera.pk}&" if named else ""
    assert starts(people, f"{which}start_date={day}&end_date={day}") == of_the_day


def test_days_are_included_at_both_ends(people: People, camera: Camera) -> None:
    all_hours = every_hour(camera, datetime(2026, 3, 9, 3, tzinfo=UTC), 24 * 4)
    query = f"camera_id={camera.pk}&page_size=500"
    assert (
        starts(people, f"{query}&start_date=2026-03-10&end_date=2026-03-11")
        == (all_hours[24 : 24 * 3])
    )
    assert starts(people, f"{query}&start_date=2026-03-11") == all_hours[24 * 2 :]
    assert starts(people, f"{query}&end_date=2026-03-09") == all_hours[:24]


def test_moments_are_taken_exactly(people: People, camera: Camera) -> None:
    hours = every_hour(camera, NOON, 4)
    expected = {
        "start_date=2026-03-10T13:00:00Z&end_date=2026-03-10T14:00:00Z": hours[1:2],
        "start_date=2026-03-10T10:00:00-03:00&end_date=2026-03-10T11:00:00-03:00": hours[1:2],
        "start_date=2026-03-10T14:00:00%2B01:00&end_date=2026-03-10T15:00:00+01:00": hours[1:2],
        "start_date=2026-03-10T10:00:00&end_date=2026-03-10T11:00:00": hours[1:2],  # the city's
        "start_date=2026-03-10T13:59:59Z&end_date=2026-03-10T14:00:01Z": hours[1:3],
        "start_date=2026-03-10&end_date=2026-03-10T13:00:00Z": hours[:1],
    }
    found = {query: starts(people, f"camera_id={camera.pk}&{query}") for query in expected}
    assert found == expected


def test_without_a_camera_each_city_has_its_own_day(people: People, camera: Camera) -> None:
    far = City.objects.get(pk=make_city("Acre", "pro").pk)
    far.time_zone = "America/Rio_Branco"  # two hours behind
    far.save()
    join(people.viewer, far)
    every_hour(make_camera(far, "Far"), datetime(2026, 3, 10, 3, tzinfo=UTC), 3)
    every_hour(camera, datetime(2026, 3, 10, 2, tzinfo=UTC), 2)
    assert starts(people, "start_date=2026-03-10&end_date=2026-03-10") == [
        "2026-03-10T03:00:00Z",
        "2026-03-10T05:00:00Z",
    ]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("start_date=x", "start_date"),
        ("start_date=2026-02-30", "start_date"),
        ("end_date=2026-03-10T25:00:00Z", "end_date"),
        ("end_date=9999-12-31", "end_date"),
        ("end_date=9999-12-31T23:59:59-03:00", "end_date"),
        ("start_date=0001-01-01T00:00:00%2B14:00", "start_date"),
        ("start_date=%00", "start_date"),
        ("start_date=" + "1" * 5000, "start_date"),
    ],
)
@pytest.mark.parametrize("named", [True, False])
def test_a_day_that_is_none_is_refused(
    people: People, camera: Camera, query: str, name: str, named: bool
) -> None:
    which = f"camera_id={camera.pk}&" if named else ""
    answer = api_client(people.viewer).get(f"/api/recordings/search?{which}{query}")
    assert (answer.status_code, answer.json()) == (
        400,
        {**invalid(**{name: [HOW_TO]}), "detail": HOW_TO},
    )


def test_an_end_before_the_start_is_refused(people: People) -> None:
    query = "start_date=2026-03-10&end_date=2026-03-09"
    answer = api_client(people.viewer).get(f"/api/recordings/search?{query}")
    assert (answer.status_code, answer.json()["fields"]) == (
        400,
        {"end_date": ["The end lies before the start."]},
    )


def test_whoever_has_no_city_finds_nothing(people: People) -> None:
    make_recording(make_camera(people.city))
    people.viewer.memberships.all().delete()
    assert starts(people, "start_date=2026-03-10") == []
    answer = api_client(people.viewer).get("/api/recordings/search?start_date=x")
    assert answer.status_code == 400


def test_the_total_counts_past_the_page(people: People, camera: Camera) -> None:
    every_hour(camera, NOON, 5)
    client = api_client(people.viewer)
    url = f"/api/recordings/search/?camera_id={camera.pk}&page_size=2"
    seen: list[str] = []
    link: str | None = url
    while link:
        body = client.get(link).json()
        assert body["total"] == 5
        seen += [recording["started_at"] for recording in body["recordings"]]
        link = body["next"]
    assert seen == sorted(seen, reverse=True)
    assert (len(seen), Recording.objects.count()) == (5, 5)
