"""Rows rebuilt from files alone."""

import json
import os
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from plans.models import City
from recordings.models import Camera, FragmentIndex, Recording
from recordings.volumes import CAMERA_IDENTITY
from tests.people import make_city, make_member
from tests.recordings.audit.scene import (
    OPENED,
    RUN,
    Reason,
    Scene,
    Status,
    facts,
    lose_database,
    quarantined,
)

pytestmark = pytest.mark.django_db


def all_facts() -> list[dict[str, object]]:
    return [facts(row) for row in Recording.objects.order_by("file_path")]


def test_everything_comes_back_after_the_database_was_lost(scene: Scene) -> None:
    first, second = scene.camera(), scene.camera("Yard", make_city("Boreal"))
    for minute, reason in enumerate((Reason.ROLLOVER, Reason.STALLED, Reason.STOPPED)):
        scene.recording(first, minute, reason=reason)
        scene.recording(second, minute, "0badcafe", reason)
    before = all_facts()
    uuids = {(camera.uuid, camera.city.uuid) for camera in (first, second)}
    lose_database()
    assert scene.audit() == {"without_row": (6, 0)}
    assert scene.audit(repair=True) == {"without_row": (6, 6)}
    assert all_facts() == before
    assert FragmentIndex.objects.count() == 6
    assert {(c.uuid, c.city.uuid) for c in Camera.objects.select_related("city")} == uuids
    assert set(Recording.objects.values_list("wish", flat=True)) == {None}
    scene.assert_consistent()


def test_a_recovered_camera_records_nothing_and_only_superusers_see_it(scene: Scene) -> None:
    camera = scene.camera()
    scene.recording(camera)
    city, uuid = scene.city.uuid, camera.uuid
    lose_database()
    member = make_member(make_city("Boreal"))
    scene.audit(repair=True)
    found = Camera.objects.select_related("city__plan").get()
    assert (found.uuid, found.recording_enabled, found.is_active) == (uuid, False, False)
    assert (found.address_encrypted, found.archived_at is None) == ("", False)
    assert str(uuid)[:8] in found.name
    assert (found.city.uuid, found.city.plan.code) == (city, "premium")
    assert not Camera.objects.visible_to(member).exists()
    assert not found.city.memberships.exists()


def test_a_known_city_gets_its_camera_back(scene: Scene) -> None:
    camera = scene.camera()
    scene.recording(camera)
    Recording.objects.all().delete()
    camera.delete()
    scene.audit(repair=True)
    assert Camera.objects.get().city == scene.city


def test_the_footage_of_a_number_that_came_again_stays_with_its_camera(scene: Scene) -> None:
    """Folder cam_N is by now the number of another camera, in another city perhaps."""
    old = scene.camera()
    row = scene.recording(old)
    uuid, number = old.uuid, old.pk
    Recording.objects.all().delete()
    old.delete()
    new = Camera.objects.create(pk=number, city=scene.city)
    assert scene.audit(repair=True) == {"without_row": (1, 1), "folder_taken": (1, 0)}
    again = Recording.objects.select_related("camera").get()
    assert (again.file_path, again.camera.uuid) == (row.file_path, uuid)
    assert again.camera != new
    assert scene.audit(repair=True) == {"folder_taken": (1, 0)}


def test_a_file_without_a_word_about_it_is_named_by_its_name(scene: Scene) -> None:
    camera = scene.camera()
    file = scene.place(scene.path(camera))
    os.utime(file, (0, 0))
    assert scene.audit(repair=True) == {"without_row": (1, 1)}
    row = Recording.objects.get()
    assert (row.camera, row.status, row.run_id) == (camera, Status.COMPLETE, RUN)
    assert row.close_reason == Reason.RECORDER_DOWN
    assert abs(row.start_time - OPENED) < timedelta(seconds=2)
    scene.assert_consistent()


@pytest.mark.parametrize("content", [b"", b"not a film", b"\0" * 5000])
def test_a_file_without_anything_readable_goes_to_quarantine(scene: Scene, content: bytes) -> None:
    path = scene.path(scene.camera())
    scene.place(path, content)
    assert scene.audit(repair=True) == {"without_row": (1, 1), "unreadable": (1, 1)}
    assert quarantined(scene.root) == [path]
    assert (scene.root / ".quarantine" / path).read_bytes() == content
    assert not Recording.objects.exists()
    scene.assert_consistent()


def test_a_second_one_of_the_same_name_stands_beside_it(scene: Scene) -> None:
    path = scene.path(scene.camera())
    for number in range(3):
        scene.place(path, bytes([number]))
        scene.audit(repair=True)
    assert quarantined(scene.root) == [f".again-2/{path}", f".again-3/{path}", path]


def test_a_file_that_is_another_cameras_is_not_shown_to_its_city(scene: Scene) -> None:
    camera, other = scene.camera(), scene.camera("Yard", make_city("Boreal"))
    row = scene.recording(camera)
    path = scene.path(other)
    scene.place(path)
    row.path.rename(scene.root / path)
    assert scene.audit(repair=True) == {
        "without_row": (1, 1),
        "missing": (1, 1),
        "misplaced": (1, 1),
    }
    assert not Recording.objects.filter(camera=other).exists()
    assert quarantined(scene.root) == [path]
    scene.assert_consistent()


def test_rows_follow_a_cameras_folder_that_was_moved(scene: Scene) -> None:
    camera = scene.camera()
    scene.recording(camera, 0)
    scene.recording(camera, 1)
    before = all_facts()
    elsewhere = f"{camera.folder}4711"
    (scene.root / camera.folder).rename(scene.root / elsewhere)
    for row in before:
        row["file_path"] = str(row["file_path"]).replace(camera.folder, elsewhere)
    assert scene.audit(repair=True) == {"without_row": (2, 2), "missing": (2, 2)}
    assert all_facts() == before
    scene.assert_consistent()


def identity_of(root: Path, folder: str) -> dict[str, str]:
    content: dict[str, str] = json.loads((root / folder / CAMERA_IDENTITY).read_text())
    return content


@pytest.mark.parametrize("damage", [None, "", "{}", "[" * 4000, "{damaged", '{"camera": "x"}'])
def test_a_lost_identity_comes_back_from_the_rows(scene: Scene, damage: str | None) -> None:
    camera = scene.camera()
    scene.recording(camera)
    path = scene.root / camera.folder / CAMERA_IDENTITY
    path.unlink()
    if damage is not None:
        path.write_text(damage)
    kind = "no_identity" if damage is None else "damaged_identity"
    assert scene.audit() == {kind: (1, 0)}
    assert scene.audit(repair=True) == {kind: (1, 1)}
    wanted = {"camera": str(camera.uuid), "city": str(camera.city.uuid)}
    assert identity_of(scene.root, camera.folder) == wanted
    assert len(quarantined(scene.root)) == (damage is not None)
    assert scene.audit() == {}


def test_the_rows_with_their_files_know_better_than_an_identity_file(scene: Scene) -> None:
    camera, other = scene.camera(), scene.camera("Yard")
    scene.recording(camera)
    path = scene.root / camera.folder / CAMERA_IDENTITY
    path.write_text(json.dumps({"camera": str(other.uuid), "city": str(uuid4())}))
    assert scene.audit(repair=True) == {"wrong_identity": (1, 1), "folder_taken": (1, 0)}
    assert identity_of(scene.root, camera.folder)["camera"] == str(camera.uuid)
    assert scene.audit() == {}


def test_footage_of_nobody_goes_to_no_city_that_is_there(scene: Scene) -> None:
    """No identity, no rows, and the camera of that number is younger than the footage."""
    camera = scene.camera()
    Camera.objects.update(created_at=OPENED + timedelta(days=1))
    (scene.root / camera.folder / CAMERA_IDENTITY).unlink()
    scene.place(scene.path(camera))
    assert scene.audit(repair=True) == {"no_identity": (1, 1), "without_row": (1, 1)}
    row = Recording.objects.select_related("camera__city").get()
    assert row.camera != camera
    assert row.camera.city != scene.city
    identity = identity_of(scene.root, camera.folder)
    assert (UUID(identity["camera"]), UUID(identity["city"])) == (
        row.camera.uuid,
        row.camera.city.uuid,
    )
    assert City.objects.count() == 2
    assert scene.audit(repair=True) == {"folder_taken": (1, 0)}
