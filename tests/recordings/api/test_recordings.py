"""`/api/recordings/`: listed, narrowed, one by one, and at what cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recordings.models import Camera, RecorderStatus, Recording, StorageVolume
from recordings.states import State
from tests.people import People, api_client, join, make_city
from tests.recordings.api.conftest import Footage
from tests.recordings.api.scene import NOON, growing, make_camera, make_recording

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


@pytest.fixture
def camera(people: People) -> Camera:
    return make_camera(people.city)


def found(people: People, query: str) -> list[str]:
    answer = api_client(people.viewer).get(f"/api/recordings/{query}")
    assert answer.status_code == 200, answer.content
    return [recording["id"] for recording in answer.json()["results"]]


def test_a_finished_recording_is_shown_whole(people: People, camera: Camera) -> None:
    recording = make_recording(camera, frames_lost=None)
    client = api_client(people.viewer)
    expected = {
        "id": str(recording.pk),
        "camera": camera.pk,
        "status": "COMPLETE",
        "start_time": "2026-03-10T12:00:00Z",
        "end_time": "2026-03-10T13:00:00Z",
        "duration_seconds": 3600.0,
        "file_path": recording.file_path,
        "file_size": 1_000_000,
        "codecs": "avc1.42C01E,mp4a.40.2",
        "frames": 90_000,
        "frames_lost": None,
        "frames_expected": None,
        "frames_broken": None,
        "time_source": "name",
    }
    assert client.get(f"/api/recordings/{recording.pk}/").json() == expected
    assert client.get("/api/recordings/").json() == {
        "results": [expected],
        "next": None,
        "previous": None,
    }


def test_one_that_is_being_written_is_read_from_its_file(
    people: People, camera: Camera, volume: StorageVolume, footage: Footage
) -> None:
    written = footage.content[: footage.two_fragments_end + 7]
    recording = growing(camera, volume, written)
    answer = api_client(people.viewer).get(f"/api/recordings/{recording.pk}/")
    assert answer.json() == {
        "id": str(recording.pk),
        "camera": camera.pk,
        "status": "RECORDING",
        "start_time": "2026-03-10T12:00:00Z",
        "end_time": None,
        "duration_seconds": footage.two_fragments_ms / 1000,
        "file_path": recording.file_path,
        "file_size": len(written),
        "codecs": footage.codecs,
        "frames": footage.two_fragments_frames,
        "frames_lost": 0,
        "frames_expected": footage.two_fragments_frames,
        "frames_broken": None,
        "time_source": "name",
    }


@pytest.mark.parametrize("content", [b"", b"\0\0\0\x1cftyp", b"no film" * 100, None])
def test_one_without_a_whole_fragment_has_no_length(
    people: People, camera: Camera, volume: StorageVolume, content: bytes | None
) -> None:
    recording = growing(camera, volume, content or b"")
    if content is None:
        recording.path.unlink()
    shown = api_client(people.viewer).get(f"/api/recordings/{recording.pk}/").json()
    assert (shown["duration_seconds"], shown["frames"], shown["codecs"]) == (0.0, 0, "")


def test_a_list_is_newest_first_and_can_be_narrowed(people: People, camera: Camera) -> None:
    third_city = make_city("Cristal", "pro")
    join(people.viewer, third_city)
    elsewhere = make_camera(third_city)
    hours = [NOON + timedelta(hours=n) for n in range(3)]
    first, second, third = (str(make_recording(camera, start).pk) for start in hours)
    there = str(make_recording(elsewhere, hours[1] + timedelta(minutes=1)).pk)
    Recording.objects.filter(pk=third).update(status="STOPPED")
    make_recording(make_camera(people.other_city))
    expected = {
        "": [third, there, second, first],
        f"?camera={camera.pk}": [third, second, first],
        f"?city={third_city.pk}": [there],
        f"?camera={camera.pk}&city={third_city.pk}": [],
        "?camera=0": [],
        f"?camera={10**30}": [],
        "?status=STOPPED": [third],
        "?status=COMPLETE": [there, second, first],
        "?status=ERROR": [],
        "?start=2026-03-10T14:00:00Z": [third, there],
        "?start=2026-03-10T11:00:00-03:00": [third, there],
        "?start=2026-03-10T15:00:00+01:00": [third, there],
        "?end=2026-03-10T13:00:00Z": [first],
        "?end=2026-03-10T13:00:01Z": [second, first],
        "?start=2026-03-10T13:30:00Z&end=2026-03-10T13:40:00Z": [there, second],
        "?start=2026-03-10T13:30:00": [third, there, second],
        "?start=2026-03-10T16:00:00Z": [],
        "?page_size=2": [third, there],
        "?page_size=2&page=2": [second, first],
    }
    assert {query: found(people, query) for query in expected} == expected


def test_one_without_an_end_goes_on_for_ever(people: People, camera: Camera) -> None:
    recording = make_recording(camera, end_time=None, status="RECORDING")
    assert found(people, "?start=2031-01-01T00:00:00Z") == [str(recording.pk)]
    assert found(people, "?end=2026-03-10T12:00:00Z") == []


@pytest.mark.parametrize(
    "query",
    [
        "camera=x",
        "camera=1.5",
        "city=-1e999999999",
        "status=complete",
        "start=yesterday",
        "start=2026-13-01T00:00:00Z",
        "start=0001-01-01T00:00:00%2B14:00",
        "end=9999-12-31T23:59:59-03:00",
        "end=%00",
        "page=x",
        "page_size=0",
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(people: People, query: str) -> None:
    answer = api_client(people.viewer).get(f"/api/recordings/?{query}")
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [query.split("=")[0]])


URLS = [
    "/api/cameras/?page_size=500",
    "/api/recordings/?page_size=500",
    "/api/recordings/search/?page_size=500",
    "/api/recordings/search/?page_size=500&start_date=2026-01-01",
]


@pytest.mark.parametrize("url", URLS)
def test_a_longer_list_costs_no_more_queries(
    people: People, volume: StorageVolume, footage: Footage, url: str
) -> None:
    client = api_client(people.viewer)
    counts, lengths = [], []
    for more in (3, 27):
        for number in range(more):
            camera = make_camera(people.city, owner=people.owner)
            RecorderStatus.objects.create(camera=camera, state=State.RECORDING, since=NOON)
            make_recording(camera, NOON + timedelta(minutes=number))
            growing(camera, volume, footage.content[: footage.two_fragments_end])
        with CaptureQueriesContext(
            connection,
        ) as queries:
            body = client.get(url).json()
        counts.append(len(queries))
        lengths.append(len(body.get("results") or body["recordings"]))
    assert counts[0] == counts[1]
    assert lengths[1] == 10 * lengths[0]
