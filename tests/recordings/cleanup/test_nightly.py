"""The retention run: once for each 03:00, whatever came between."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from recordings.cleanup.lock import CleanupRunning, alone
from recordings.cleanup.nightly import retention_run, run_by_hand
from recordings.models import CameraEvent, CleanupRun, Deletion, Recording
from recordings.volumes import VOLUME_IDENTITY, read_identity, write_identity
from tests.people import make_city
from tests.recordings.cleanup.cuts import PowerCut, cut
from tests.recordings.cleanup.scene import DAY, FILE_BYTES, HOUR, NOW, Scene

pytestmark = pytest.mark.contract
LAST_0300 = datetime(2026, 5, 20, 6, tzinfo=UTC)  # in America/Sao_Paulo


def the_run() -> CleanupRun:
    return CleanupRun.objects.get()


def test_each_camera_is_kept_as_long_as_it_was_promised(scene: Scene) -> None:
    pro = make_city("Boreal", "pro")
    basic, shorter = scene.camera("Gate"), scene.camera("Yard", retention_days=3)
    longer, archived = scene.camera("Hall", pro), scene.camera("Old", archived_at=NOW)
    cameras = {basic: 7, shorter: 3, longer: 15, archived: 7}
    kept = []
    for camera, days in cameras.items():
        scene.recording(camera, scene.ago(days=days, hours=3))
        kept.append(scene.recording(camera, scene.ago(days=days, hours=2)))  # 1 h past: the grace
        kept.append(scene.recording(camera, scene.ago(days=1)))
    retention_run(scene.clock)
    assert scene.files() == scene.rows() == sorted(row.file_path for row in kept)
    told = {entry.camera: entry.retention_days for entry in Deletion.objects.all()}
    assert told == cameras
    run = the_run()
    assert (run.due_at, run.started_at, run.finished_at) == (LAST_0300, NOW, NOW)
    assert (run.files, run.bytes, run.stopped_by) == (4, 4 * FILE_BYTES, "")
    assert (run.expected_files, run.expected_bytes) == (4, 4 * FILE_BYTES)
    assert run.details == {
        "stayed": {},
        "volumes_left_alone": [],
        "detections": 0,
        "events": 0,
        "empty_days": 0,
        "waiting": 0,
    }


def test_a_promise_made_less_is_kept_for_a_day_more(scene: Scene) -> None:
    camera = scene.camera()
    row = scene.recording(camera, scene.ago(days=5))
    scene.recording(camera, scene.ago(days=1))
    camera.keep_promise(7, 0, now=NOW, until=NOW + DAY)
    camera.retention_days = 2
    camera.save()
    retention_run(scene.clock)
    assert row.path.exists()
    scene.clock.turn(DAY)
    retention_run(scene.clock)
    assert not row.path.exists()


def test_held_and_unfinished_footage_stays_and_the_rest_goes(scene: Scene) -> None:
    camera = scene.camera()
    rows = scene.hours(camera, scene.ago(days=9), 5)
    unfinished = scene.open_recording(camera, scene.ago(days=10))
    scene.hold(camera, rows[1].start_time, rows[2].start_time + HOUR)
    retention_run(scene.clock)
    stays = [unfinished, rows[1], rows[2]]
    assert scene.files() == scene.rows() == sorted(row.file_path for row in stays)


def test_a_due_time_has_one_run(scene: Scene) -> None:
    retention_run(scene.clock)
    scene.clock.turn(timedelta(minutes=1))
    retention_run(scene.clock)
    scene.clock.turn(18 * HOUR - timedelta(minutes=2))
    retention_run(scene.clock)
    assert the_run().due_at == LAST_0300
    scene.clock.turn(timedelta(minutes=1))
    retention_run(scene.clock)
    due = [run.due_at for run in CleanupRun.objects.order_by("pk")]
    assert due == [LAST_0300, LAST_0300 + DAY]


def test_missed_nights_are_caught_up_with_by_one_run(scene: Scene) -> None:
    retention_run(scene.clock)
    camera = scene.camera()
    scene.hours(camera, scene.ago(days=3), 4)
    kept = scene.recording(camera, scene.ago(days=1))
    scene.clock.turn(5 * DAY)
    retention_run(scene.clock)
    assert scene.files() == [kept.file_path]
    due = [run.due_at for run in CleanupRun.objects.order_by("pk")]
    assert due == [LAST_0300, LAST_0300 + 5 * DAY]


@pytest.mark.parametrize("step", ["doom", "unlink", "settle", "remove empty days"])
def test_a_run_that_was_cut_off_is_gone_on_with(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    scene.hours(scene.camera(), scene.ago(days=9), 5)
    with monkeypatch.context() as patch:
        cut(patch, step, after=True)
        with pytest.raises(PowerCut):
            retention_run(scene.clock)
    assert the_run().finished_at is None
    scene.clock.turn(timedelta(minutes=1))
    retention_run(scene.clock)
    run = the_run()
    assert (run.files, run.expected_files, run.finished_at) == (5, 5, scene.clock.now())
    assert scene.files() == []
    scene.assert_settled()


def test_while_another_cleanup_is_at_work_nothing_happens(scene: Scene) -> None:
    row = scene.recording(scene.camera(), scene.ago(days=9))
    with alone():
        retention_run(scene.clock)
        with pytest.raises(CleanupRunning):
            run_by_hand(scene.clock)
    assert row.path.exists()
    retention_run(scene.clock)
    assert not row.path.exists()
    assert the_run().files == 1


def test_the_lock_is_free_again_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), alone():
        raise ZeroDivisionError
    with alone():
        assert threading.active_count() >= 1


def test_a_volume_that_is_away_is_left_alone_and_said_so(scene: Scene) -> None:
    second = scene.another_volume("volume-2")
    camera = scene.camera()
    kept = scene.recording(camera, scene.ago(days=9))
    gone = scene.recording(camera, scene.ago(days=9), volume=second)
    (scene.volume.path / VOLUME_IDENTITY).unlink()
    retention_run(scene.clock)
    assert (kept.path.exists(), gone.path.exists()) == (True, False)
    assert the_run().details["volumes_left_alone"] == [scene.volume.name]
    assert (the_run().expected_files, the_run().files) == (1, 1)


def test_files_that_stay_are_told_by_their_reason(scene: Scene) -> None:
    camera = scene.camera()
    first, second = scene.hours(camera, scene.ago(days=9), 2)
    first.path.unlink()
    first.path.mkdir()
    retention_run(scene.clock)
    assert scene.rows() == [first.file_path]
    assert second.path.exists() is False
    assert the_run().details["stayed"] == {"not_a_file": 1}


def test_a_restored_database_locks_it_until_somebody_confirms(scene: Scene) -> None:
    row = scene.recording(scene.camera(), scene.ago(days=9))
    path = scene.volume.path / VOLUME_IDENTITY
    identity = read_identity(path)
    write_identity(path, {**identity, "generation": 7})
    retention_run(scene.clock)
    assert (the_run().stopped_by, the_run().finished_at) == ("restored", NOW)
    assert row.path.exists()
    scene.clock.turn(timedelta(minutes=1))
    retention_run(scene.clock)
    assert the_run().finished_at == NOW
    write_identity(path, identity)
    retention_run(scene.clock)
    assert (the_run().stopped_by, the_run().files) == ("", 1)
    assert not row.path.exists()


def test_old_events_of_the_cameras_are_forgotten(scene: Scene) -> None:
    camera = scene.camera()
    for days in (401, 399):
        CameraEvent.objects.create(camera=camera, at=scene.ago(days=days), state="recording")
    retention_run(scene.clock)
    assert CameraEvent.objects.get().at == scene.ago(days=399)
    assert the_run().details["events"] == 1


def test_empty_days_that_a_crash_left_are_swept(scene: Scene) -> None:
    camera = scene.camera()
    root = scene.volume.path / camera.folder
    kept = scene.recording(camera, scene.ago(days=3))
    for name in ("2026-05-01", "2026-05-18", "2026-05-19", "2026-05-20", "2026-05-27"):
        (root / name).mkdir(exist_ok=True)
        (root / name / ".vms-times.jsonl").write_text("{}\n")
    (root / "2026-04-30").mkdir()
    (root / "2026-05-02").mkdir()
    (root / "2026-05-02" / "notes.txt").write_text("a person's")
    retention_run(scene.clock)
    days = {path.name for path in root.iterdir() if path.is_dir()}
    recent = {"2026-05-19", "2026-05-20", "2026-05-27"}
    assert days == {"2026-05-02", kept.path.parent.name, *recent}
    assert the_run().details["empty_days"] == 3


def test_a_run_by_hand_stands_beside_that_of_the_night(scene: Scene) -> None:
    retention_run(scene.clock)
    scene.recording(scene.camera(), scene.ago(days=9))
    told: list[tuple[int, int]] = []
    run = run_by_hand(
        scene.clock, progress=lambda run, done: told.append((done.files, run.expected_files))
    )
    assert (run.due_at, run.files, run.finished_at) == (None, 1, NOW)
    assert told == [(1, 1)]
    assert not Recording.objects.exists()
