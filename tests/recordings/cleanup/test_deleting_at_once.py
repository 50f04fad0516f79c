"""Several cleanups, and a hold, at the same moment: everything once, and no hold unseen."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from recordings.audit.rebuilding import hold_done
from recordings.cleanup.deleting import delete_recordings, resume_pending
from recordings.cleanup.dooming import locked_cameras
from recordings.cleanup.ledger_rows import broken_link
from recordings.cleanup.nightly import retention_run
from recordings.models import CleanupRun, Deletion, PendingDeletion, Recording, Usage
from recordings.usage.counters import Weight, usage_add
from tests.recordings.cleanup.scene import FILE_BYTES, HOUR, Scene, make_scene

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.contract]
Reason = PendingDeletion.Reason
FILES = 40


@pytest.fixture
def scene(transactional_db: None, tmp_path: Path, settings: Settings) -> Scene:
    settings.VMS_RUN_DIR = tmp_path / "run"
    settings.VMS_RUN_DIR.mkdir()
    return make_scene(tmp_path)


def at_once(*calls: Callable[[], object]) -> None:
    start = Barrier(len(calls), timeout=30)

    def run(call: Callable[[], object]) -> None:
        try:
            start.wait()
            call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as threads:
        list(threads.map(run, calls))


def test_two_machines_that_delete_the_same_delete_it_once(scene: Scene) -> None:
    camera = scene.camera()
    ids = [row.pk for row in scene.hours(camera, scene.ago(days=9), FILES)]
    runs = [scene.run(), scene.run()]

    def delete(run: CleanupRun) -> Callable[[], object]:
        return lambda: delete_recordings(run, ids, Reason.EXPIRED, scene.clock)

    at_once(*map(delete, runs), lambda: resume_pending(scene.clock))
    resume_pending(scene.clock)
    scene.assert_settled()
    assert scene.rows() == []
    assert sum(len(entry.files) for entry in Deletion.objects.all()) == FILES
    totals = list(CleanupRun.objects.values_list("files", "bytes"))
    assert [sum(column) for column in zip(*totals, strict=True)] == [FILES, FILES * FILE_BYTES]
    assert sum(Usage.objects.values_list("bytes", flat=True)) == 0
    assert broken_link() is None


def test_messages_that_came_twice_make_one_run(scene: Scene) -> None:
    scene.hours(scene.camera(), scene.ago(days=9), FILES)
    at_once(*[lambda: retention_run(scene.clock)] * 5)
    assert CleanupRun.objects.get().files == FILES
    assert Deletion.objects.count() == 1


def test_a_hold_that_is_being_set_is_waited_for(scene: Scene) -> None:
    """It locks the camera's row first, as `recordings.services.holds` does."""
    camera = scene.camera()
    row = scene.recording(camera, scene.ago(days=9))
    locked, run = Event(), scene.run()

    def hold() -> None:
        with transaction.atomic():
            locked_cameras([camera.pk])
            locked.set()
            delete_soon.wait(timeout=0.5)
            scene.hold(camera, row.start_time, row.start_time + HOUR)

    def delete() -> None:
        assert locked.wait(timeout=30)
        delete_recordings(run, [row.pk], Reason.EXPIRED, scene.clock)
        delete_soon.set()

    delete_soon = Event()
    at_once(hold, delete)
    assert scene.files() == [row.file_path]
    assert Recording.objects.get().status == Recording.Status.COMPLETE


def test_somebody_who_counts_what_is_being_doomed_is_not_waited_for_in_turn(scene: Scene) -> None:
    """An audit holds the recording, and adds to a day's bytes, whose new row names the camera."""
    camera = scene.camera()
    row = scene.recording(camera, scene.ago(days=9))
    held, run = Event(), scene.run()

    def audit() -> None:
        with transaction.atomic():
            assert hold_done(row)
            held.set()
            deleted.wait(timeout=0.5)  # until the other waits, having locked the camera
            usage_add([Weight(camera.pk, scene.volume.pk, scene.ago(days=99), 0, 0)])

    def delete() -> None:
        assert held.wait(timeout=30)
        delete_recordings(run, [row.pk], Reason.EXPIRED, scene.clock)
        deleted.set()

    deleted = Event()
    at_once(audit, delete)
    assert scene.files() == scene.rows() == []
