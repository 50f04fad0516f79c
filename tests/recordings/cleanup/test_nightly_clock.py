"""A clock that leaps forward deletes nothing; a small step deletes nothing early."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_django import Settings

from plans.models import AuditEntry
from recordings.cleanup import dooming
from recordings.cleanup.clock_witness import FILE, Note, Notes, has_leapt, judge
from recordings.cleanup.confirming import release
from recordings.cleanup.nightly import retention_run
from recordings.models import CleanupRun, Detection
from tests.recordings.cleanup.scene import DAY, HOUR, Scene

MINUTE = timedelta(minutes=1)


def passes(scene: Scene, time: timedelta) -> None:
    """With the pass of each minute, as far as the witness is concerned."""
    for _tenth in range(time // (10 * MINUTE)):
        scene.clock.turn(10 * MINUTE)
        has_leapt(scene.clock)


def last_run() -> CleanupRun:
    run = CleanupRun.objects.order_by("-due_at").first()
    assert run is not None
    return run


def test_a_leap_stops_the_run_and_a_day_later_it_is_made(scene: Scene) -> None:
    row = scene.recording(scene.camera(), scene.ago(days=1))
    retention_run(scene.clock)
    scene.clock.step(30 * DAY)
    retention_run(scene.clock)
    assert (last_run().stopped_by, last_run().finished_at) == ("clock", scene.clock.now())
    assert row.path.exists()
    passes(scene, 23 * HOUR)
    retention_run(scene.clock)
    assert row.path.exists()
    passes(scene, HOUR)
    retention_run(scene.clock)
    assert (last_run().stopped_by, last_run().files) == ("", 1)
    assert not row.path.exists()


def test_a_leap_in_the_middle_of_a_run_makes_nothing_over(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    camera = scene.camera()
    over = scene.recording(camera, scene.ago(days=9))
    kept = scene.recording(camera, scene.ago(days=1))
    detection = Detection.objects.create(
        city=camera.city, camera=camera, at=kept.start_time, source="lpr", external_id="1"
    )
    doom = dooming.doom

    def leap(*arguments: Any) -> Any:
        doomed = doom(*arguments)
        scene.clock.step(30 * DAY)
        return doomed

    monkeypatch.setattr("recordings.cleanup.deleting.doom", leap)
    retention_run(scene.clock)
    assert (over.path.exists(), kept.path.exists()) == (False, True)
    assert Detection.objects.get() == detection


def test_a_leap_that_is_set_right_again_is_forgotten_at_once(scene: Scene) -> None:
    camera = scene.camera()
    kept = scene.recording(camera, scene.ago(days=1))
    retention_run(scene.clock)
    scene.clock.step(30 * DAY)
    retention_run(scene.clock)
    scene.clock.step(-30 * DAY)
    over = scene.recording(camera, scene.ago(days=6, hours=22))
    scene.clock.turn(18 * HOUR)
    retention_run(scene.clock)
    due_then = CleanupRun.objects.order_by("started_at").values_list("stopped_by", flat=True)
    assert list(due_then) == ["", "", "clock"]
    assert (kept.path.exists(), over.path.exists()) == (True, False)


def test_a_leap_of_an_hour_is_within_the_grace(scene: Scene) -> None:
    camera = scene.camera()
    retention_run(scene.clock)
    young = scene.recording(camera, scene.ago(days=6, hours=7))
    over = scene.recording(camera, scene.ago(days=6, hours=9))
    scene.clock.turn(18 * HOUR)  # 03:00 of the next day
    has_leapt(scene.clock)
    scene.clock.step(HOUR)
    retention_run(scene.clock)
    assert last_run().stopped_by == ""
    assert (young.path.exists(), over.path.exists()) == (True, False)


def test_many_small_leaps_are_a_large_one(scene: Scene) -> None:
    retention_run(scene.clock)
    for _step in range(5):
        passes(scene, HOUR)
        assert not has_leapt(scene.clock)
        scene.clock.step(14 * MINUTE)
    assert has_leapt(scene.clock)


def test_a_person_may_confirm_the_time(scene: Scene) -> None:
    row = scene.recording(scene.camera(), scene.ago(days=1))
    retention_run(scene.clock)
    scene.clock.step(30 * DAY)
    retention_run(scene.clock)
    assert release(last_run(), None, scene.clock)
    assert not release(last_run(), None, scene.clock)
    retention_run(scene.clock)
    assert not row.path.exists()
    assert last_run().details["released"] == {"clock": scene.clock.now().isoformat()}
    assert AuditEntry.objects.get().details == {"run": last_run().pk, "released": "clock"}


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"taken": [1]}', '{"taken": 7, "leapt": {}}'])
def test_damaged_notes_are_none(scene: Scene, settings: Settings, damage: str) -> None:
    path = settings.VMS_RUN_DIR / FILE
    path.write_text(damage)
    assert not has_leapt(scene.clock)
    scene.clock.step(2 * HOUR)
    assert has_leapt(scene.clock)


def test_notes_of_another_boot_say_nothing_but_a_leap_is_remembered() -> None:
    before = Note("a", running=500.0, wall=1_000_000.0)
    rebooted = Note("b", running=20.0, wall=9_000_000.0)
    assert judge(Notes((before,)), rebooted) == Notes((rebooted,))
    leapt = Note("a", running=600.0, wall=1_900_000.0)
    assert judge(Notes((before,)), leapt) == Notes((before,), leapt)
    soon, late = Note("b", 20.0, 1_950_000.0), Note("b", 50_000.0, 1_900_000.0 + 86_400)
    assert judge(Notes((before,), leapt), soon) == Notes((soon,), leapt)
    assert judge(Notes((soon,), leapt), late) == Notes((soon, late))


def test_a_note_is_taken_each_half_hour_and_kept_for_a_day() -> None:
    notes = Notes()
    for minute in range(3 * 24 * 60):
        notes = judge(notes, Note("a", 60.0 * minute, 5_000.0 + 60.0 * minute))
    assert len(notes.taken) == 48
    assert notes.leapt is None
