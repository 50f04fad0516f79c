"""Recordings in windows of some rows, so that a few rows make many pages."""

from datetime import timedelta
from itertools import count

import pytest

from plans.admin import windowed_lists, windows
from recordings.admin.recordings import RecordingAdmin
from recordings.models import Camera, Recording
from tests.people import People
from tests.recordings.api.scene import NOON, make_camera, make_recording

MINUTE = timedelta(minutes=1)
_numbers = count(1)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows of some rows, and a page that has time for one."""
    monkeypatch.setattr(windows, "CANDIDATES", 6)
    monkeypatch.setattr(windows, "FIRST_CANDIDATES", 2)
    monkeypatch.setattr(windowed_lists, "PAGE_SECONDS", 0)
    monkeypatch.setattr(RecordingAdmin, "list_per_page", 4)


@pytest.fixture
def cameras(people: People) -> list[Camera]:
    """The last has nothing recorded."""
    return [make_camera(people.city, f"Gate {number}") for number in range(4)]


@pytest.fixture
def recordings(cameras: list[Camera]) -> list[Recording]:
    """Newest first: three cameras in turn, every start shared by two or three files."""
    like = make_recording(cameras[0], NOON)
    Recording.objects.all().delete()
    rows = [
        Recording(
            camera=cameras[number % 3],
            volume=like.volume,
            file_path=f"file-{next(_numbers)}",
            status=Recording.Status.ERROR if number % 9 == 4 else Recording.Status.COMPLETE,
            start_time=NOON + number // 3 * MINUTE,
            end_time=NOON + number // 3 * MINUTE + MINUTE,
        )
        for number in range(32)
    ]
    Recording.objects.bulk_create(rows)
    return list(Recording.objects.order_by("-start_time", "-id"))
