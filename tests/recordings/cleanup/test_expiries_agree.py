"""What `/api/expiries/` names is what the nightly run then takes, to the recording."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from recordings.cleanup.nightly import retention_run
from recordings.models import CleanupRun, Recording
from recordings.volumes import VOLUME_IDENTITY
from tests.people import make_city, make_user
from tests.recordings.cleanup.scene import DAY, HOUR, NOW, Scene
from tests.recordings.cleanup.test_api_expiries import DUE, text, told

pytestmark = pytest.mark.contract

Row = tuple[int, str, str, str, int, int]


def varied_footage(scene: Scene) -> None:
    """All that a run asks about: promises, archives, states, disks, holds, and edges of hours."""
    other = make_city("Cristal", "pro")
    other.time_zone = "America/Noronha"
    other.save()
    shorter = scene.camera("Shorter", retention_days=3)
    kept = scene.camera("Kept", retention_days=2)
    kept.keep_promise(7, 0, now=NOW, until=NOW + DAY)  # longer than until the run
    kept.save()
    archived = scene.camera("Archived", archived_at=NOW)
    cameras = {scene.camera("Gate"): 7, shorter: 3, kept: 7, archived: 7}
    cameras[scene.camera("Foreign", other)] = 15
    away = scene.another_volume("away")
    for camera, promised in cameras.items():
        before = DUE - timedelta(days=promised, hours=1)
        rows = scene.hours(camera, before - 31 * HOUR, 33)
        scene.hold(camera, rows[2].start_time + HOUR / 2, rows[4].start_time)
        scene.recording(camera, before - 40 * HOUR, length=HOUR / 3, volume=away)
        scene.recording(camera, before - HOUR + timedelta(seconds=1), run="aaaaaaaa")
        scene.recording(camera, before - 2 * HOUR - HOUR / 2, run="bbbbbbbb", length=HOUR * 1.2)
        unread = before - 45 * HOUR
        for number in range(2):
            start = unread - number * 5 * HOUR
            fields: dict[str, Any] = {"status": Recording.Status.ERROR, "end_time": start}
            scene.recording(camera, start, **fields)
        scene.hold(camera, unread + HOUR / 2, unread + HOUR)  # its file may hold that
        scene.open_recording(camera, before - 60 * HOUR)
    scene.recording(shorter, NOW - DAY, size_bytes=4_000_000)  # so that no brake stops the run
    (away.path / VOLUME_IDENTITY).unlink()


def as_days(rows: dict[Any, Recording]) -> set[Row]:
    """Recordings as the answer would name them."""
    found: dict[tuple[int, date], list[Recording]] = defaultdict(list)
    for row in rows.values():
        zone = ZoneInfo(row.camera.city.time_zone)
        found[row.camera_id, row.start_time.astimezone(zone).date()].append(row)
    return {
        (
            camera_id,
            day.isoformat(),
            text(min(row.start_time for row in files)),
            text(max(_end(row) for row in files)),
            len(files),
            sum(row.file_size for row in files),
        )
        for (camera_id, day), files in found.items()
    }


def _end(row: Recording) -> datetime:
    """An unreadable file holds an hour at most."""
    assert row.end_time is not None
    return row.start_time + HOUR if row.status == Recording.Status.ERROR else row.end_time


def test_the_answer_names_what_the_run_then_takes_to_the_recording(
    scene: Scene,
) -> None:
    varied_footage(scene)
    answer = told(make_user("root", is_superuser=True))
    named = {
        (r["camera"], r["date"], r["start_time"], r["end_time"], r["recordings"], r["bytes"])
        for r in answer["results"]
        if not r["is_held"]
    }
    rows = {row.pk: row for row in Recording.objects.select_related("camera__city")}
    scene.clock.turn(DUE - NOW)
    retention_run(scene.clock)
    (run,) = CleanupRun.objects.all()
    left = set(Recording.objects.values_list("pk", flat=True))
    gone = {pk: row for pk, row in rows.items() if pk not in left}
    assert (run.due_at, run.stopped_by, run.files) == (DUE, "", len(gone))
    assert len(gone) > 100
    assert named == as_days(gone)
    assert answer["has_more"] is False
