"""A recording that may be watched, memories of the test's own, and the clock they go by."""

import os
from pathlib import Path

import pytest
from django.utils import timezone

from plans.database import DATABASE_AWAY
from playback import media
from playback.grants import RIGHTS, find_grant
from playback.media_files import PLACES, find_file
from playback.remembered import Remembered
from playback.services import media_path
from recordings.models import StorageVolume
from recordings.volumes import ensure_first_volume
from tests.people import People
from tests.playback.media.scene import Watching, session_by_token
from tests.recordings.api.scene import make_camera, make_recording, place_file
from tests.unit.playback.clock import Clock

CONTENT = os.urandom(600_000)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Of what is remembered and of what is being sent; each test begins with nothing."""
    clock = Clock()
    grants = Remembered(find_grant, lives=RIGHTS, kept=10, clock=clock, away=DATABASE_AWAY)
    files = Remembered(find_file, lives=PLACES, kept=10, clock=clock, away=DATABASE_AWAY)
    monkeypatch.setattr(media, "grants", grants)
    monkeypatch.setattr(media, "media_files", files)
    monkeypatch.setattr(media, "_clock", clock)
    return clock


@pytest.fixture
def volume(db: None, tmp_path: Path) -> StorageVolume:
    return ensure_first_volume(tmp_path / "volume")


@pytest.fixture
def watching(people: People, volume: StorageVolume) -> Watching:
    """The city's viewer, with a program's token."""
    camera = make_camera(people.city)
    recording = make_recording(camera, volume=volume, file_size=len(CONTENT))
    place_file(recording, CONTENT)
    session = session_by_token(people.viewer, timezone.now())
    url = media_path(session, camera, recording.pk)
    return Watching(people.viewer, session, camera, recording, CONTENT, url)
