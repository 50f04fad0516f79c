"""What frees disks leaves clips alone: they go when a person says so, and never otherwise."""

import hashlib
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from pytest_django import Settings

from clips.models import Clip, Status
from clips.places import working_path
from plans.entitlements import GB
from plans.models import User
from plans.services import city_update
from recordings.audit.auditing import run_audit
from recordings.cleanup.nightly import retention_run
from recordings.cleanup.pressure import relieve
from recordings.models import Camera, CleanupRun, Recording, StorageVolume
from recordings.services.cameras import camera_archive
from tests.clips.rows import PICTURE, make_clip, make_copy
from tests.clips.scene import FIRST, NOW, Scene
from tests.faults.installation.disks import MIB
from tests.people import People, api_client, make_member, make_plan
from tests.recordings.api.transfer import body_of, hang_up
from tests.recordings.cleanup.scene import TurnedClock
from tests.recordings.cleanup.small_disk import (
    NEED_FILES,
    SmallDisk,
    disks,
    left,
    mounts_impossible,
    runs,
    small_disk,
    starts,
)
from tests.unit.media.ffmpeg_samples import record

__all__ = ["disks", "mounts_impossible", "small_disk"]

pytestmark = pytest.mark.django_db

CONTENT = bytes(range(256)) * 4096


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    return [record(tmp_path_factory.mktemp("small"), "h264")]


@pytest.fixture
def later(tmp_path: Path, settings: Settings) -> TurnedClock:
    """Forty days after everything was recorded, and after its files were written."""
    settings.VMS_RUN_DIR = tmp_path / "run"
    settings.VMS_RUN_DIR.mkdir()
    return TurnedClock(max(NOW, datetime.now(UTC)) + timedelta(days=40))


@pytest.fixture
def clip(scene: Scene) -> Clip:
    """Really cut, with a marked copy beside it, and another attempt under way."""
    scene.record(scene.samples[0], FIRST)
    clip = scene.cut(1000, 3000)
    assert (clip.status, clip.error) == (Status.READY, "")
    make_copy(clip, CONTENT)
    assert clip.path is not None
    working_path(clip.path.parent, uuid4()).write_bytes(b"half a file")
    return clip


def clips_on(volume: StorageVolume) -> dict[str, str]:
    """Hashes of all that lies below the folder of clips."""
    found = sorted(path for path in (volume.path / "clips").rglob("*") if path.is_file())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def assert_downloaded(user: User, *clips: Clip) -> None:
    """By a member of the clip's city, to the last byte."""
    for clip in clips:
        found = Clip.objects.get(pk=clip.pk)
        assert (found.status, found.sha256) == (Status.READY, clip.sha256)
        answer = api_client(user).get(f"/api/clips/{clip.pk}/download/")
        assert answer.status_code == 200
        assert hashlib.sha256(body_of(answer)).hexdigest() == clip.sha256
        hang_up(answer)
        assert api_client(user).get(f"/api/clips/{clip.pk}/thumbnail.jpg").status_code == 200


def test_its_source_expires(scene: Scene, clip: Clip, later: TurnedClock, people: People) -> None:
    before = clips_on(scene.volume)
    retention_run(later)
    assert not Recording.objects.exists()
    assert (clips_on(scene.volume), len(before)) == (before, 4)
    assert_downloaded(people.viewer, clip)


def test_its_city_takes_a_smaller_plan(
    scene: Scene, clip: Clip, later: TurnedClock, people: People
) -> None:
    """Of more clips than it includes all stay; there is no other until there are fewer."""
    others = [
        make_clip(scene.camera, content=CONTENT, volume=scene.volume) for _number in range(11)
    ]
    before = clips_on(scene.volume)
    people.city.memberships.exclude(user=people.viewer).exclude(user=people.operator).delete()
    city_update(actor=people.superuser, city=people.city, plan=make_plan("basic"))
    retention_run(later)
    assert clips_on(scene.volume) == before
    assert_downloaded(people.viewer, clip, *others)
    scene.record(scene.samples[0], FIRST, run="2b3c4d5e")
    wanted = {
        "camera": scene.camera.pk,
        "name": "One more",
        "start_time": FIRST.isoformat(),
        "end_time": (FIRST + timedelta(seconds=2)).isoformat(),
    }
    answer = api_client(people.operator).post("/api/clips/", wanted)
    assert (answer.status_code, answer.json()["limit"]) == (403, 10)


def test_its_camera_is_archived(
    scene: Scene, clip: Clip, later: TurnedClock, people: People
) -> None:
    camera_archive(user=people.owner, camera_id=scene.camera.pk)
    retention_run(later)
    assert not Recording.objects.exists()
    assert_downloaded(people.viewer, clip)
    shown = api_client(people.viewer).get("/api/clips/").json()["results"]
    assert [(one["id"], one["city"]) for one in shown] == [(clip.pk, people.city.pk)]


def test_an_audit_mends_its_disk(
    scene: Scene, clip: Clip, later: TurnedClock, people: People
) -> None:
    """Neither clips nor what is being made is foreign there, nor are their bytes anybody's."""
    before = clips_on(scene.volume)
    for _time in range(2):
        run = run_audit(True)
        assert (run.problems, run.findings["kinds"]) == (0, {})
    footage = sum(Recording.objects.values_list("file_size", flat=True))
    assert run.findings["bytes_on_disk"] == run.findings["bytes_in_rows"] == footage
    assert clips_on(scene.volume) == before
    assert not (scene.volume.path / ".quarantine").exists()
    assert_downloaded(people.viewer, clip)


def test_its_camera_keeps_too_much(
    scene: Scene, clip: Clip, later: TurnedClock, people: People
) -> None:
    """A clip is not counted: five times the quota of clips takes no footage."""
    Camera.objects.update(max_size_gb=1)
    large = make_clip(scene.camera, content=CONTENT, volume=scene.volume, file_size=5 * GB)
    assert large.path is not None
    os.truncate(large.path, 5 * GB)  # with a hole, so that the disk has room for it
    relieve(later)
    assert (Recording.objects.count(), runs()) == (1, [])

    Camera.objects.update(max_size_gb=0)
    relieve(later)

    assert (Recording.objects.count(), runs()) == (0, [("quota", 1, "")])
    assert large.path.stat().st_size == 5 * GB
    assert_downloaded(people.viewer, clip)


def test_its_disk_is_full(small_disk: SmallDisk) -> None:
    """Footage goes until there is room, then all of it; the clips are the last that is left."""
    camera = small_disk.scene.camera()
    viewer = make_member(camera.city)
    rows = small_disk.hours(camera, 10)
    volume = small_disk.volume
    clips = [make_clip(camera, content=CONTENT, volume=volume) for _number in range(2)]
    before = clips_on(volume)
    small_disk.crowd()
    small_disk.relieve()
    assert left(camera) == starts(rows[NEED_FILES:])
    assert runs() == [("emergency", NEED_FILES, "")]

    Camera.objects.update(recording_enabled=True)
    (volume.path / "another filler").write_bytes(bytes(small_disk.free_bytes() - MIB))
    small_disk.relieve()

    assert left(camera) == []
    assert CleanupRun.objects.latest("pk").details["nothing_left"] is True
    assert clips_on(volume) == before
    assert [path.read_bytes() for path in volume.path.rglob("*.jpg")] == [PICTURE] * 2
    assert_downloaded(viewer, *clips)
