"""The queries behind playback stay cheap however much a camera has recorded before."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from recordings.models import (
    Camera,
    CameraEvent,
    Detection,
    FragmentIndex,
    Recording,
    StorageVolume,
    Wish,
)
from recordings.states import State
from tests.bench.measured_days import packed_hour
from tests.bench.query_plans import reads, table_scans, work_of
from tests.people import People, api_client
from tests.recordings.api.scene import make_camera

pytestmark = [pytest.mark.contract, pytest.mark.django_db]

HOUR = timedelta(hours=1)
DAY = datetime(2026, 3, 10, 3, tzinfo=UTC)  # midnight in São Paulo
BEFORE, AFTER = 200, 48  # hours
OTHERS = 10
REQUESTS = {
    "playlist": "index.m3u8?start=2026-03-10T12:10:00Z&end=2026-03-10T13:10:00Z",
    "timeline": "timeline/?day=2026-03-10",
    "days": "days/?month=2026-03",
}
TABLES = (
    "recordings_recording",
    "recordings_fragmentindex",
    "recordings_detection",
    "recordings_cameraevent",
)
_numbers = count()


def test_the_queries_of_playback_scan_no_table_of_the_archive(asker: APIClient) -> None:
    scans = [
        (name, scan)
        for name in REQUESTS
        for select in selects(asker, "Short", name)
        for scan in table_scans(select, TABLES)
    ]
    assert scans == []


def test_ten_times_as_many_older_recordings_cost_nothing(asker: APIClient) -> None:
    short, long = (
        {name: [work_of(sql, TABLES) for sql in selects(asker, camera, name)] for name in REQUESTS}
        for camera in ("Short", "Long")
    )
    assert long == short


@pytest.fixture
def asker(people: People) -> APIClient:
    """An owner of two cameras that differ in what is older than the month that is asked for, and
    of some others."""
    volume = StorageVolume.objects.create(name="archive", root="/nowhere/archive")
    record(make_camera(people.city, "Short"), volume, BEFORE)
    record(make_camera(people.city, "Long"), volume, 10 * BEFORE)
    for _ in range(OTHERS):
        record(make_camera(people.city), volume, BEFORE)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return api_client(people.owner)


def selects(asker: APIClient, camera: str, request: str) -> list[str]:
    """Of the second request: the first one may begin a playback session."""
    camera_id = Camera.objects.get(name=camera).pk
    path = f"/api/playback/cameras/{camera_id}/{REQUESTS[request]}"
    assert asker.get(path).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        assert asker.get(path).status_code == 200
    found = reads(captured.captured_queries)
    assert any("recordings_recording" in select for select in found)
    return found


def record(camera: Camera, volume: StorageVolume, hours_before: int) -> None:
    """Every hour of two days in March, and of so much time that ended with January."""
    Wish.objects.create(camera=camera, started_at=DAY, stopped_at=DAY + AFTER * HOUR)
    long_ago = datetime(2026, 2, 1, tzinfo=UTC) - hours_before * HOUR
    old = [recorded(camera, volume, long_ago + hour * HOUR) for hour in range(hours_before)]
    new = [recorded(camera, volume, DAY + hour * HOUR) for hour in range(AFTER)]
    Recording.objects.bulk_create([*old, *new])
    packed = asdict(packed_hour(Random(camera.pk)))
    FragmentIndex.objects.bulk_create(FragmentIndex(recording=row, **packed) for row in new)
    happen(camera, [row.start_time for row in (*old[-AFTER:], *new)])


def happen(camera: Camera, hours: list[datetime]) -> None:
    """Each hour the recorder says that it records, and a plate is seen."""
    CameraEvent.objects.bulk_create(
        CameraEvent(camera=camera, at=at, state=State.RECORDING) for at in hours
    )
    Detection.objects.bulk_create(
        Detection(
            camera=camera,
            city=camera.city,
            at=at,
            plate="ABC1D23",
            plate_key="A8C1023",
            source="reader",
            external_id=f"{camera.pk}-{at:%m-%d-%H}",
        )
        for at in hours
    )


def recorded(camera: Camera, volume: StorageVolume, start: datetime) -> Recording:
    return Recording(
        camera=camera,
        volume=volume,
        run_id=f"{camera.pk:08x}",
        file_path=f"{camera.folder}/{next(_numbers)}.mp4",
        status=Recording.Status.COMPLETE,
        start_time=start,
        end_time=start + HOUR,
        closed_at=start + HOUR,
        duration_ms=3_600_000,
        video_codec="avc1.4D4028",
        frames=90_000,
        frames_lost=0,
    )
