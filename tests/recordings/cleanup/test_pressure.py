"""What the minute's pass measures, and when it leaves a short volume to the recorders."""

from datetime import timedelta

from recordings.cleanup.lock import alone
from recordings.cleanup.pressure import relieve
from recordings.models import Camera, CleanupRun, Recording, StorageVolume
from recordings.usage.counters import Weight, usage_add
from recordings.usage.measuring import bytes_per_hour, hours_left
from recordings.volumes import VOLUME_IDENTITY, marks_of, room_on
from tests.faults.installation.disks import MIB
from tests.recordings.cleanup.scene import FILE_BYTES, HOUR, Scene
from tests.recordings.cleanup.small_disk import (
    PAGE_BYTES,
    RESERVE_BYTES,
    SmallDisk,
    disks,
    left,
    mounts_impossible,
    runs,
    small_disk,
)

__all__ = ["disks", "mounts_impossible", "small_disk"]


def test_marks_are_an_hour_or_two_of_recording_at_most_some_percent() -> None:
    assert marks_of(2_000, 100_000, 500) == (2_500, 3_000)
    assert marks_of(2_000, 100_000, 50_000) == (5_000, 8_000)


def test_marks_are_percents_while_the_rate_is_unknown() -> None:
    assert marks_of(2_000, 100_000, None) == (5_000, 8_000)
    assert marks_of(2_000, 100_000, 0) == (5_000, 8_000)


def test_a_volume_is_measured(small_disk: SmallDisk) -> None:
    scene = small_disk.scene
    scene.hours(scene.camera(), scene.ago(hours=10), 10, size_bytes=MIB // 8)

    small_disk.relieve()

    volume = small_disk.volume
    assert volume.measured_at == scene.clock.now()
    assert volume.total_bytes == 16 * MIB
    assert volume.free_bytes == room_on(volume.path).free_bytes
    assert volume.bytes_per_hour == MIB // 8
    assert not volume.is_short
    assert hours_left(volume) == (volume.free_bytes - RESERVE_BYTES) / (MIB // 8)


def test_a_volume_that_is_away_keeps_what_was_measured_last(scene: Scene) -> None:
    relieve(scene.clock)
    before = StorageVolume.objects.values().get()
    (scene.volume.path / VOLUME_IDENTITY).unlink()
    scene.clock.turn(timedelta(minutes=1))

    relieve(scene.clock)

    assert StorageVolume.objects.values().get() == before


def test_the_rate_is_of_what_began_since_yesterday(scene: Scene) -> None:
    camera, other = scene.camera(), scene.camera("Square")
    scene.hours(camera, scene.ago(days=5), 24, size_bytes=10 * FILE_BYTES)
    scene.hours(camera, scene.ago(hours=20), 20)
    scene.hours(other, scene.ago(hours=20), 20)

    assert bytes_per_hour(scene.volume, scene.clock.now()) == 2 * FILE_BYTES


def test_a_thousand_cameras_have_a_rate_too(scene: Scene) -> None:
    camera = scene.camera()
    first = scene.hours(camera, scene.ago(hours=20), 20)[0]
    usage_add([Weight(camera.pk, scene.volume.pk, first.start_time, 20 * 10**12)])

    assert bytes_per_hour(scene.volume, scene.clock.now()) == 10**12 + FILE_BYTES


def test_a_growing_file_counts_with_what_is_written_of_it(scene: Scene) -> None:
    """A new installation knows its rate before its first hour is over."""
    camera = scene.camera()
    growing = scene.open_recording(camera, scene.ago(hours=0.5), size_bytes=6_000)
    assert bytes_per_hour(scene.volume, scene.clock.now()) == 12_000

    growing.path.unlink()
    assert bytes_per_hour(scene.volume, scene.clock.now()) == 0


def test_the_first_seconds_are_taken_for_a_minute(scene: Scene) -> None:
    scene.open_recording(scene.camera(), scene.ago(hours=1 / 3600), size_bytes=100)
    assert bytes_per_hour(scene.volume, scene.clock.now()) == 6_000


def test_where_nothing_is_recorded_the_rate_is_nothing_and_hours_are_unknown(scene: Scene) -> None:
    scene.hours(scene.camera(), scene.ago(days=5), 10)
    relieve(scene.clock)
    volume = StorageVolume.objects.get()
    assert volume.bytes_per_hour == 0
    assert hours_left(volume) is None
    assert hours_left(StorageVolume(bytes_per_hour=5)) is None


def test_no_hour_is_left_below_the_reserve() -> None:
    assert hours_left(StorageVolume(bytes_per_hour=5, free_bytes=10, reserve_bytes=90)) == 0


def test_short_is_short_until_the_upper_mark(small_disk: SmallDisk) -> None:
    """Nobody wants to record here: what is short is only said."""
    marks = small_disk.marks()
    seen = []
    for left_bytes in (marks.short + MIB // 8, marks.short - MIB // 8, marks.short + MIB // 8):
        filler = small_disk.fill(left_bytes)
        small_disk.relieve()
        seen.append(small_disk.volume.is_short)
        filler.unlink()
    small_disk.fill(marks.eased + PAGE_BYTES)
    small_disk.relieve()
    assert [*seen, small_disk.volume.is_short] == [False, True, True, False]
    assert runs() == []


def short_scene(small_disk: SmallDisk) -> list[Recording]:
    """A camera that is to be recorded, some of its footage, and no room but in the reserve."""
    camera = small_disk.scene.camera(recording_enabled=True)
    rows = small_disk.hours(camera, 8)
    small_disk.fill(small_disk.marks().short - MIB // 8)
    return rows


def test_while_another_volume_takes_its_recorders_nothing_goes(small_disk: SmallDisk) -> None:
    rows = short_scene(small_disk)
    other = small_disk.another("second")

    small_disk.relieve()

    assert small_disk.volume.is_short
    assert not StorageVolume.objects.get(pk=other.pk).is_short
    assert left(rows[0].camera) == [row.start_time for row in rows]
    assert runs() == []


def assert_its_oldest_goes(small_disk: SmallDisk, rows: list[Recording]) -> None:
    small_disk.relieve()
    kept = left(rows[0].camera)
    assert 0 < len(kept) < len(rows)
    assert kept == [row.start_time for row in rows][-len(kept) :]
    assert small_disk.free_bytes() >= small_disk.marks().eased
    assert not small_disk.volume.is_short


def test_a_volume_that_is_switched_off_takes_none(small_disk: SmallDisk) -> None:
    rows = short_scene(small_disk)
    other = small_disk.another("second")
    StorageVolume.objects.filter(pk=other.pk).update(is_active=False)
    assert_its_oldest_goes(small_disk, rows)


def test_a_volume_that_is_away_takes_none(small_disk: SmallDisk) -> None:
    rows = short_scene(small_disk)
    other = small_disk.another("second")
    (other.path / VOLUME_IDENTITY).unlink()
    assert_its_oldest_goes(small_disk, rows)


def test_a_volume_without_much_room_takes_none(small_disk: SmallDisk) -> None:
    """Else all recorders would go to and fro between two that are nearly full."""
    rows = short_scene(small_disk)
    other = small_disk.another("second")
    with (other.path / "filler").open("wb") as file:
        file.write(bytes(12 * MIB + MIB // 2))
    assert_its_oldest_goes(small_disk, rows)


def test_what_nobody_records_to_is_left_alone(small_disk: SmallDisk) -> None:
    rows = short_scene(small_disk)
    camera = rows[0].camera
    Camera.objects.update(recording_enabled=False)

    small_disk.relieve()

    assert left(camera) == [row.start_time for row in rows]
    assert small_disk.volume.is_short


def test_a_volume_that_is_switched_off_is_relieved_while_it_is_written_to(
    small_disk: SmallDisk,
) -> None:
    rows = short_scene(small_disk)
    StorageVolume.objects.update(is_active=False)
    small_disk.relieve()
    assert left(rows[0].camera) == [row.start_time for row in rows]

    growing = small_disk.scene.open_recording(
        rows[0].camera, small_disk.scene.ago(hours=0.5), size_bytes=MIB // 4
    )
    small_disk.relieve()

    kept = left(rows[0].camera)
    assert kept[-1] == growing.start_time
    assert 1 < len(kept) < len(rows) + 1


def test_beside_another_cleanup_it_only_measures(small_disk: SmallDisk) -> None:
    rows = short_scene(small_disk)
    with alone():
        small_disk.relieve()
    assert small_disk.volume.is_short
    assert left(rows[0].camera) == [row.start_time for row in rows]


def test_a_run_that_was_cut_off_is_ended(small_disk: SmallDisk) -> None:
    """The next begins with what it finds."""
    rows = short_scene(small_disk)
    cut_off = small_disk.scene.run(kind=CleanupRun.Kind.EMERGENCY)
    small_disk.scene.clock.turn(HOUR)

    small_disk.relieve()

    cut_off.refresh_from_db()
    assert cut_off.finished_at == small_disk.scene.clock.now()
    assert len(left(rows[0].camera)) < len(rows)
    small_disk.scene.assert_settled()


def test_once_there_is_room_again_nothing_more_goes(small_disk: SmallDisk) -> None:
    rows = short_scene(small_disk)
    small_disk.relieve()
    kept = left(rows[0].camera)
    for _ in range(3):
        small_disk.scene.clock.turn(timedelta(minutes=1))
        small_disk.relieve()
    assert left(rows[0].camera) == kept
    assert len(runs()) == 1
