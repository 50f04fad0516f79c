"""What an audit finds, without changing anything."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from recordings.audit.findings import EXAMPLES, Findings, Kind
from recordings.audit.names import shown
from recordings.models import Recording, StorageVolume
from recordings.volumes import CAMERA_IDENTITY, VOLUME_IDENTITY
from tests.recordings.audit.scene import OPENED, Reason, Scene, Status

pytestmark = pytest.mark.django_db


def state_of(root: Path) -> list[tuple[str, int]]:
    return sorted((str(path), path.lstat().st_size) for path in root.rglob("*"))


def rows() -> list[dict[str, Any]]:
    return [dict(row) for row in Recording.objects.order_by("pk").values()]


def test_a_volume_as_it_should_be_has_nothing_to_be_found(scene: Scene) -> None:
    camera = scene.camera()
    for minute in range(3):
        scene.recording(camera, minute)
    (scene.root / camera.folder / "2026-03-11").mkdir()  # made ahead, or emptied
    (scene.root / "lost+found").mkdir()
    assert scene.audit() == {}
    scene.assert_consistent()


def test_each_kind_of_trouble_is_told_and_nothing_is_touched(scene: Scene) -> None:
    camera, other = scene.camera(), scene.camera("Yard")
    scene.recording(other)
    missing, cut, open_row = (scene.recording(camera, minute) for minute in range(3))
    missing.path.unlink()
    os.truncate(cut.path, cut.file_size - 1)
    Recording.objects.filter(pk=open_row.pk).update(status=Status.RECORDING, closed_at=None)
    scene.place(scene.path(camera, 3))
    scene.place(f"{camera.folder}/holiday.mp4", b"")
    scene.place("photos/beach.jpg", b"")
    scene.place(f"{camera.folder}/{CAMERA_IDENTITY}.123", b"{")
    (scene.root / other.folder / CAMERA_IDENTITY).write_text("{}")
    before = state_of(scene.root), rows()
    found = scene.audit()
    found.pop("in_use")  # the temporary file is young: perhaps it is being written
    assert found == {
        "foreign": (2, 0),
        "damaged_identity": (1, 0),
        "without_row": (1, 0),
        "missing": (1, 0),
        "size_differs": (1, 0),
        "open_without_recorder": (1, 0),
    }
    assert (state_of(scene.root), rows()) == before


@pytest.mark.parametrize("identity", [None, "{}", '{"volume": "another"}'])
def test_a_volume_without_its_disk_is_left_alone(scene: Scene, identity: str | None) -> None:
    scene.recording(scene.camera())
    away = scene.root.with_name("away")
    scene.root.rename(away)
    scene.root.mkdir()
    scene.place("foreign.txt", b"")
    if identity is not None:
        (scene.root / VOLUME_IDENTITY).write_text(identity)
    before = state_of(scene.root), rows()
    assert scene.audit(repair=True) == {"volume_missing": (1, 0)}
    assert (state_of(scene.root), rows()) == before


def test_a_missing_volume_does_not_hide_another(scene: Scene) -> None:
    StorageVolume.objects.create(name="gone", root=str(scene.root.with_name("gone")))
    scene.recording(scene.camera()).path.unlink()
    assert scene.audit() == {"volume_missing": (1, 0), "missing": (1, 0)}


def test_a_link_in_a_folders_place_is_not_followed_and_not_moved(scene: Scene) -> None:
    camera = scene.camera()
    scene.recording(camera)
    day = scene.root / camera.folder / "2026-03-10"
    day.rename(scene.root / "aside")
    day.symlink_to(day.parent)  # a loop
    assert scene.audit(repair=True) == {"link": (1, 0), "foreign": (1, 1)}
    assert Recording.objects.get().status == Status.COMPLETE
    assert day.is_symlink()


@pytest.mark.parametrize(
    "name",
    [
        b"new\nline.mp4",
        b"15-00-00_1a2b3c4d.mp4\n",
        b"\xff\xfe.mp4",
        b"\\",
        b"x" * 255,
        "15-00-00_١a2b3c4d.mp4".encode(),
        b"25-00-00_1a2b3c4d.mp4",
        b"15-00-00_1A2B3C4D.mp4",
    ],
)
def test_hostile_names_are_foreign_and_shown_in_one_line(scene: Scene, name: bytes) -> None:
    camera = scene.camera()
    day = scene.root / camera.folder / "2026-03-10"
    day.mkdir()
    Path(os.fsdecode(os.fsencode(day) + b"/" + name)).write_bytes(b"hostile")
    assert scene.audit() == {"foreign": (1, 0)}
    assert scene.audit(repair=True) == {"foreign": (1, 1)}
    assert list(day.iterdir()) == []
    assert scene.audit() == {}


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("a\nb", "a\\nb"),
        ("\udcff", "\\udcff"),
        ("\\n", "\\\\n"),
        ("São Paulo/é", "São Paulo/é"),
        ("\u202egpj", "\\u202egpj"),
        ("", "."),
        ("x" * 600, "x" * 500),
    ],
)
def test_a_name_is_shown_without_its_control_characters(path: str, line: str) -> None:
    assert shown(path) == line


def test_examples_are_capped_and_counts_are_not() -> None:
    findings = Findings()
    for number in range(EXAMPLES + 5):
        findings.add(Kind.FOREIGN, str(number))
    tally = findings.tallies[Kind.FOREIGN]
    assert (tally.found, len(tally.examples), findings.problems) == (EXAMPLES + 5, EXAMPLES, 1005)


def test_closed_and_doomed_rows_are_their_own_tasks(scene: Scene) -> None:
    camera = scene.camera()
    doomed, error = scene.recording(camera, 0), scene.recording(camera, 1)
    Recording.objects.filter(pk=doomed.pk).update(status=Status.DOOMED)
    doomed.path.unlink()
    Recording.objects.filter(pk=error.pk).update(status=Status.ERROR, file_size=0)
    error.path.unlink()
    assert scene.audit() == {}


def test_an_open_row_of_a_closed_recorder_keeps_what_was_noted(scene: Scene) -> None:
    row = scene.recording(scene.camera(), reason=Reason.STALLED)
    Recording.objects.update(status=Status.RECORDING, closed_at=None, close_reason="")
    assert scene.audit(repair=True) == {"open_without_recorder": (1, 1)}
    again = Recording.objects.get(pk=row.pk)
    assert (again.status, again.close_reason) == (Status.COMPLETE, Reason.STALLED)
    assert again.start_time == row.start_time == OPENED + timedelta(milliseconds=250)


def test_a_closed_row_that_nobody_finished_is_finished(scene: Scene) -> None:
    scene.recording(scene.camera())
    Recording.objects.update(status=Status.RECORDING, closed_at=datetime.now(UTC))
    assert scene.audit(repair=True) == {"unfinished": (1, 1)}
    scene.assert_consistent()
