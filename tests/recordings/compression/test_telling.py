"""The command and the admin say what was done, what would be, and how much in a day."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from recordings.clock import SystemClock
from recordings.compression.capacity import camera_hours_a_day
from recordings.models import Compression, Recording
from tests.people import make_user
from tests.recordings.compression.scene import Mode, Outcome, Scene, fresh


@pytest.fixture
def now_scene(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """For what asks the machine's own clock."""
    monkeypatch.setattr(SystemClock, "now", lambda _self: scene.clock.now())
    return scene


def told(*arguments: str) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("compress_recordings", *arguments, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_dry_run_changes_nothing(now_scene: Scene) -> None:
    row = now_scene.recording()
    expected = {"files": 1, "bytes": row.file_size, "camera_hours": 0.0}
    saved = {"expected_saved_bytes": round(row.file_size * 0.5)}
    assert told("--dry-run") == [{**expected, **saved}]
    assert fresh(row).file_version == 0
    assert Compression.objects.count() == 0


def test_the_command_compresses_as_many_as_are_wanted(now_scene: Scene) -> None:
    camera = now_scene.camera()
    rows = [now_scene.recording(minute, camera) for minute in (0, 30, 60)]
    found = told("--files", "2")
    assert [line["file"] for line in found] == [fresh(row).file_path for row in rows[:2]]
    assert {line["outcome"] for line in found} == {"done"}
    assert Recording.objects.filter(file_version=0).get() == rows[2]
    assert len(told("--files", "5")) == 1


def test_how_much_a_day_comes_from_what_was_done_lately(now_scene: Scene) -> None:
    assert told("--measure") == [{"camera_hours_a_day": None}]
    camera, now = now_scene.camera(), now_scene.clock.now()
    done = [(1, 3600, 600), (2, 1800, 300), (30, 3600, 1)]
    for number, (days_ago, media_seconds, took) in enumerate(done):
        row = now_scene.recording(number * 30, camera, duration_ms=media_seconds * 1000)
        started = now - timedelta(days=days_ago)
        Compression.objects.create(
            recording=row,
            mode=Mode.REENCODE,
            outcome=Outcome.DONE,
            started_at=started,
            finished_at=started + timedelta(seconds=took),
            bytes_before=row.file_size,
            bytes_after=1,
        )
    assert camera_hours_a_day(now) == 144.0
    assert told("--measure") == [{"camera_hours_a_day": 144.0}]


def test_the_admin_lists_attempts_and_replaced_files(now_scene: Scene) -> None:
    row = now_scene.recording()
    now_scene.compressed()
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_user("root", is_superuser=True))
    page = client.get("/admin/recordings/compression/").content.decode()
    assert fresh(row).file_path in page
    one = client.get(f"/admin/recordings/compression/{row.pk}/change/")
    assert one.status_code == 200
    replaced = client.get("/admin/recordings/replacedfile/", {"q": "cam_"}).content.decode()
    assert row.file_path in replaced
    assert client.post("/admin/recordings/compression/add/").status_code == 403
