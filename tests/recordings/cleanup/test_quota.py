"""A camera that keeps more than its quota loses its oldest footage, and no other does."""

import os
from datetime import timedelta

import pytest

from plans.entitlements import GB
from recordings.cleanup.clock_witness import has_leapt
from recordings.cleanup.confirming import release
from recordings.cleanup.pressure import relieve
from recordings.clock import SystemClock
from recordings.models import Camera, CleanupRun, Deletion, Recording, StorageVolume
from recordings.usage.counters import Weight, usage_add
from recordings.volumes import VOLUME_IDENTITY, read_identity, write_identity
from tests.people import make_city
from tests.recordings.cleanup.scene import DAY, HOUR, Scene
from tests.recordings.cleanup.small_disk import assert_all_finished, left, runs

pytestmark = pytest.mark.contract
LARGE = GB // 4


def large_hours(scene: Scene, camera: Camera, count: int, size_bytes: int = LARGE) -> list[str]:
    """Files with holes, so that the disk has room for them; their paths, oldest first."""
    rows = scene.hours(camera, scene.ago(hours=count + 2), count)
    for row in rows:
        stat = row.path.stat()
        os.truncate(row.path, size_bytes)
        os.utime(row.path, (stat.st_mtime, stat.st_mtime))
        usage_add([Weight(camera.pk, row.volume_id, row.start_time, size_bytes - stat.st_size, 0)])
    Recording.objects.filter(camera=camera).update(file_size=size_bytes)
    return [row.file_path for row in rows]


def kept_paths(camera: Camera) -> list[str]:
    rows = Recording.objects.filter(camera=camera).order_by("start_time")
    return list(rows.values_list("file_path", flat=True))


def test_the_oldest_go_until_the_camera_is_within_its_quota(scene: Scene) -> None:
    camera = scene.camera(max_size_gb=1)
    other = scene.camera("Square", max_size_gb=2)
    paths = large_hours(scene, camera, 7)
    others = large_hours(scene, other, 7)

    relieve(scene.clock)

    assert kept_paths(camera) == paths[3:]
    assert kept_paths(other) == others
    assert runs() == [("quota", 3, "")]
    run = CleanupRun.objects.get()
    assert (run.expected_files, run.expected_bytes, run.bytes) == (3, 3 * LARGE, 3 * LARGE)
    entry = Deletion.objects.get()
    assert (entry.reason, entry.camera, entry.bytes) == ("quota", camera, 3 * LARGE)
    scene.assert_settled()
    assert_all_finished()


def test_once_within_it_nothing_goes_and_no_run_is_noted(scene: Scene) -> None:
    camera = scene.camera(max_size_gb=1)
    large_hours(scene, camera, 6)
    relieve(scene.clock)
    kept = kept_paths(camera)

    for _ in range(3):
        scene.clock.turn(timedelta(minutes=1))
        relieve(scene.clock)

    assert len(kept) == 4
    assert kept_paths(camera) == kept
    assert runs() == [("quota", 2, "")]


def test_a_held_file_stays_and_a_younger_one_goes_for_it(scene: Scene) -> None:
    camera = scene.camera(max_size_gb=1)
    paths = large_hours(scene, camera, 6)
    first = Recording.objects.get(file_path=paths[0])
    scene.hold(camera, first.start_time, first.start_time + HOUR)

    relieve(scene.clock)

    assert kept_paths(camera) == [paths[0], *paths[3:]]


def test_when_all_is_held_nothing_goes_and_no_run_is_noted(scene: Scene) -> None:
    camera = scene.camera(max_size_gb=1)
    paths = large_hours(scene, camera, 6)
    scene.hold(camera, scene.ago(days=2), scene.clock.now())

    relieve(scene.clock)

    assert kept_paths(camera) == paths
    assert runs() == []


def test_a_file_that_is_being_written_stays(scene: Scene) -> None:
    camera = scene.camera(max_size_gb=1)
    large_hours(scene, camera, 6)
    growing = scene.open_recording(camera, scene.ago(days=3))

    relieve(scene.clock)

    assert kept_paths(camera)[0] == growing.file_path


def test_a_smaller_plan_costs_nothing_for_a_day(scene: Scene) -> None:
    camera = scene.camera(max_size_gb=1)
    paths = large_hours(scene, camera, 7)
    now = scene.clock.now()
    camera.keep_promise(7, 3, now=now, until=now + DAY)
    camera.save()

    relieve(scene.clock)
    before = kept_paths(camera)
    scene.clock.turn(DAY)
    relieve(scene.clock)

    assert before == paths
    assert len(kept_paths(camera)) == 4


def test_what_lies_on_a_disk_that_is_away_costs_no_younger_footage(scene: Scene) -> None:
    camera = scene.camera(max_size_gb=1)
    large_hours(scene, camera, 6)
    away = scene.another_volume("away")
    Recording.objects.filter(start_time__lt=scene.ago(hours=5)).update(volume=away)
    for row in Recording.objects.filter(volume=away):
        usage_add([Weight(camera.pk, scene.volume.pk, row.start_time, -LARGE, -1)])
        usage_add([Weight(camera.pk, away.pk, row.start_time, LARGE)])
    (away.path / VOLUME_IDENTITY).unlink()
    kept = kept_paths(camera)

    relieve(scene.clock)

    assert kept_paths(camera) == kept
    assert runs() == []


def test_the_brake_stops_what_is_too_much_at_once_and_says_so_once(scene: Scene) -> None:
    camera = scene.camera(max_size_gb=1)
    paths = large_hours(scene, camera, 180, GB // 60)

    for _ in range(3):
        relieve(scene.clock)
        scene.clock.turn(timedelta(minutes=1))

    assert kept_paths(camera) == paths
    assert runs() == [("quota", 0, "brake")]
    run = CleanupRun.objects.get()
    assert (run.expected_files, run.expected_bytes) == (120, 180 * (GB // 60) - GB)


def test_a_person_who_confirms_it_releases_the_brake_for_that_run(scene: Scene) -> None:
    camera = scene.camera(max_size_gb=1)
    paths = large_hours(scene, camera, 180, GB // 60)
    relieve(scene.clock)

    assert release(CleanupRun.objects.get(), None, scene.clock)
    relieve(scene.clock)

    assert kept_paths(camera) == paths[120:]
    assert runs() == [("quota", 120, "")]
    assert_all_finished()


def test_sixty_small_files_are_never_too_much(scene: Scene) -> None:
    camera = scene.camera(max_size_gb=1)
    large_hours(scene, camera, 120, GB // 60)

    relieve(scene.clock)

    assert runs() == [("quota", 60, "")]


def test_a_restored_database_deletes_nothing(scene: Scene) -> None:
    camera = scene.camera(max_size_gb=1)
    paths = large_hours(scene, camera, 6)
    identity = scene.volume.path / VOLUME_IDENTITY
    write_identity(identity, {**read_identity(identity), "generation": 5})

    relieve(scene.clock)

    assert kept_paths(camera) == paths
    assert runs() == []
    assert StorageVolume.objects.get().measured_at == scene.clock.now()


def test_after_a_leap_of_the_clock_no_hold_is_taken_for_over(scene: Scene) -> None:
    camera = scene.camera(max_size_gb=1)
    paths = large_hours(scene, camera, 6)
    scene.hold(camera, scene.ago(days=2), scene.clock.now())
    assert not has_leapt(scene.clock)

    scene.clock.step(400 * DAY)
    relieve(scene.clock)

    assert kept_paths(camera) == paths
    assert runs() == []


def test_another_city_never_pays(scene: Scene) -> None:
    camera = scene.camera(max_size_gb=1)
    other = scene.camera("Bridge", city=make_city("Boreal"))
    large_hours(scene, camera, 6)
    large_hours(scene, other, 6)
    kept = left(other)

    relieve(scene.clock)

    assert len(left(camera)) == 4
    assert left(other) == kept


def test_with_nothing_recorded_it_does_nothing(scene: Scene) -> None:
    relieve(SystemClock())
    assert runs() == []
