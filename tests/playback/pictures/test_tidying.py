"""What the hourly task removes: pictures that nobody may see any more, and sessions that ended."""

import os
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from playback import tasks
from playback.models import PlaybackSession
from playback.pictures import keeping
from playback.pictures.cache import KEPT_SECONDS, PictureKey
from playback.pictures.keeping import picture_cache
from recordings.models import Camera, Recording, StorageVolume
from tests.people import People
from tests.recordings.api.scene import NOON, make_recording
from vms.celery import app

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

Status = Recording.Status
KEPT = [Status.RECORDING, Status.COMPLETE, Status.STOPPED]
JPEG = b"\xff\xd8\xff" + bytes(5000)


def shown(camera: Camera, volume: StorageVolume, hour: int, status: Status) -> Recording:
    """A recording with two pictures."""
    start = NOON + timedelta(hours=hour)
    row = make_recording(camera, start, volume=volume, status=status)
    for offset in (1, 2):
        picture_cache().put(PictureKey(row.pk, offset, 320), JPEG)
    return row


def with_pictures(folder: Path) -> set[str]:
    return {path.parent.name for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("at_once", [1, 3, 500])
def test_pictures_go_with_rows_that_are_gone_or_doomed_and_with_no_others(
    camera: Camera,
    volume: StorageVolume,
    nothing_is_remembered: Path,
    monkeypatch: pytest.MonkeyPatch,
    at_once: int,
) -> None:
    monkeypatch.setattr(keeping, "ROWS_AT_ONCE", at_once)
    statuses = [*KEPT, Status.DOOMED, Status.ERROR]
    rows = [shown(camera, volume, hour, status) for hour, status in enumerate(statuses)]
    gone = shown(camera, volume, len(rows), Status.COMPLETE)
    Recording.objects.filter(pk=gone.pk).delete()
    for _ in range(2):
        tasks.tidy()
        assert with_pictures(nothing_is_remembered) == {row.pk.hex for row in rows[: len(KEPT)]}


def test_what_nobody_has_looked_at_for_a_day_goes_too(
    camera: Camera, volume: StorageVolume, nothing_is_remembered: Path
) -> None:
    old, new = (shown(camera, volume, hour, Status.COMPLETE) for hour in range(2))
    moment = time.time() - KEPT_SECONDS - 60
    for path in nothing_is_remembered.rglob(f"{old.pk.hex}/*"):
        os.utime(path, (moment, moment))
    tasks.tidy()
    assert with_pictures(nothing_is_remembered) == {new.pk.hex}
    assert [path.name for path in nothing_is_remembered.glob("*/*")] == [new.pk.hex]


def test_without_a_cache_there_is_nothing_to_do(nothing_is_remembered: Path) -> None:
    tasks.tidy()
    assert not nothing_is_remembered.exists()


def test_sessions_that_ended_long_ago_go(people: People) -> None:
    now = timezone.now()
    long_ago = begun(people, now - timedelta(days=4000))
    lasting = begun(people, now)
    tasks.tidy()
    assert list(PlaybackSession.objects.values_list("pk", flat=True)) == [lasting.pk]
    assert long_ago.pk != lasting.pk


def begun(people: People, at: datetime) -> PlaybackSession:
    return PlaybackSession.objects.create(
        user=people.viewer,
        sign_in=PlaybackSession.SESSION,
        sign_in_key="0" * 32,
        created_at=at,
        seen_at=at,
        expires_at=at + timedelta(hours=24),
    )


def test_workers_know_the_task_by_its_name() -> None:
    app.loader.import_default_modules()
    assert "playback.tidy" in app.tasks
