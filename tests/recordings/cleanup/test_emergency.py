"""Footage that goes before its time: whose, in which order, and what is said of it."""

from datetime import timedelta

from recordings.models import CleanupRun, Deletion
from tests.people import make_city
from tests.recordings.cleanup.scene import HOUR
from tests.recordings.cleanup.small_disk import (
    FILE_BYTES,
    NEED_FILES,
    SmallDisk,
    assert_all_finished,
    details,
    disks,
    left,
    mounts_impossible,
    runs,
    small_disk,
    starts,
)

__all__ = ["disks", "mounts_impossible", "small_disk"]


def test_the_oldest_go_until_the_upper_mark(small_disk: SmallDisk) -> None:
    camera = small_disk.scene.camera()
    rows = small_disk.hours(camera, 10)
    small_disk.crowd()

    small_disk.relieve()

    assert left(camera) == starts(rows[NEED_FILES:])
    assert small_disk.free_bytes() >= small_disk.marks().eased
    assert runs() == [("emergency", NEED_FILES, "")]
    assert Deletion.objects.get().reason == "emergency"
    small_disk.scene.assert_settled()
    assert_all_finished()


def test_the_run_tells_what_it_cost_each_city(small_disk: SmallDisk) -> None:
    """The first file began 5 days ago and was promised for 7 from its end."""
    camera = small_disk.scene.camera()
    rows = small_disk.hours(camera, 10)
    small_disk.crowd()
    volume, need = small_disk.volume, small_disk.marks().eased - small_disk.free_bytes()

    small_disk.relieve()

    assert details() == {
        "volume": volume.pk,
        "volume_name": volume.name,
        "missing_bytes": need,
        "gave_back_bytes": NEED_FILES * FILE_BYTES,
        "disk_kept": False,
        "nothing_left": False,
        "cities": {
            str(camera.city_id): {
                "name": camera.city.name,
                "files": NEED_FILES,
                "bytes": NEED_FILES * FILE_BYTES,
                "hours_early": 48.0 + NEED_FILES,
                "oldest_kept": rows[NEED_FILES].start_time.isoformat(),
            }
        },
    }
    run = CleanupRun.objects.get()
    assert (run.expected_bytes, run.bytes, run.freed_bytes) == (
        need,
        NEED_FILES * FILE_BYTES,
        NEED_FILES * FILE_BYTES,
    )


def test_the_city_furthest_above_its_share_pays_first(small_disk: SmallDisk) -> None:
    """Both have one camera of the same plan; the second keeps 10 files to the first's 2, and its
    footage is the younger."""
    modest = small_disk.scene.camera()
    greedy = small_disk.scene.camera("Square", city=make_city("Boreal"))
    small_disk.hours(modest, 2, ago_hours=130)
    rows = small_disk.hours(greedy, 10)
    small_disk.crowd()

    small_disk.relieve()

    assert len(left(modest)) == 2
    assert left(greedy) == starts(rows[NEED_FILES:])
    assert list(details()["cities"]) == [str(greedy.city_id)]


def test_a_larger_entitlement_lets_a_city_keep_more(small_disk: SmallDisk) -> None:
    """168 GB a camera and 1 GB: to keep as much is to be further above one's share."""
    large = small_disk.scene.camera()
    small = small_disk.scene.camera("Square", city=make_city("Boreal"), max_size_gb=1)
    small_disk.hours(large, 6, ago_hours=130)
    small_disk.hours(small, 6)
    small_disk.crowd()

    small_disk.relieve()

    assert (len(left(large)), len(left(small))) == (6, 2)


def test_cities_that_are_level_pay_in_turn(small_disk: SmallDisk) -> None:
    cameras = [
        small_disk.scene.camera("Gate", city=make_city(name)) for name in ("Boreal", "Cerrado")
    ]
    for camera in cameras:
        small_disk.hours(camera, 6)
    small_disk.crowd()

    small_disk.relieve()

    assert [len(left(camera)) for camera in cameras] == [4, 4]


def test_what_is_past_its_retention_goes_first_and_for_that_reason(small_disk: SmallDisk) -> None:
    """The night's cleanup did not come; the city that pays then keeps the most all the same."""
    kept = small_disk.scene.camera()
    over = small_disk.scene.camera("Square", city=make_city("Boreal"))
    rows = small_disk.hours(kept, 10)
    expired = small_disk.hours(over, 3, ago_hours=8 * 24)
    small_disk.crowd()

    small_disk.relieve()

    assert left(over) == []
    assert left(kept) == starts(rows[NEED_FILES - len(expired) :])
    entries = Deletion.objects.values_list("reason", "camera").order_by("number")
    assert list(entries) == [("expired", over.pk), ("emergency", kept.pk)]
    cities = details()["cities"]
    assert cities[str(over.city_id)]["hours_early"] == 0.0


def test_what_is_held_or_being_written_never_goes(small_disk: SmallDisk) -> None:
    scene = small_disk.scene
    camera = scene.camera()
    rows = small_disk.hours(camera, 10)
    held = rows[:8]
    scene.hold(camera, held[0].start_time, held[-1].start_time + HOUR)
    growing = scene.open_recording(camera, scene.ago(days=6), size_bytes=FILE_BYTES)
    clip = scene.volume.path / "clips" / "cam_1" / "clip_1.mp4"
    clip.parent.mkdir(parents=True)
    clip.write_bytes(b"a clip")
    small_disk.crowd()

    small_disk.relieve()

    assert left(camera) == starts([growing, *held])
    assert clip.read_bytes() == b"a clip"
    assert growing.path.exists()
    assert details()["nothing_left"] is True


def test_that_nothing_is_left_is_said_once(small_disk: SmallDisk) -> None:
    camera = small_disk.scene.camera()
    rows = small_disk.hours(camera, 10)
    small_disk.scene.hold(camera, rows[0].start_time, rows[-1].start_time + HOUR)
    small_disk.crowd()

    for _ in range(4):
        small_disk.relieve()
        small_disk.scene.clock.turn(timedelta(minutes=1))

    assert left(camera) == starts(rows)
    assert runs() == [("emergency", 0, "")]
    assert details()["nothing_left"] is True
    assert small_disk.volume.is_short


def test_a_released_hold_lets_it_go_on(small_disk: SmallDisk) -> None:
    camera = small_disk.scene.camera()
    rows = small_disk.hours(camera, 10)
    hold = small_disk.scene.hold(camera, rows[0].start_time, rows[-1].start_time + HOUR)
    small_disk.crowd()
    small_disk.relieve()
    hold.released_at = small_disk.scene.clock.now()
    hold.save()

    small_disk.relieve()

    assert left(camera) == starts(rows[NEED_FILES:])
    assert runs() == [("emergency", 0, ""), ("emergency", NEED_FILES, "")]
