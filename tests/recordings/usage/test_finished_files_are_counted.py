"""Whatever finishes, reopens or gives up a recording keeps the counters true."""

import os
from datetime import UTC, datetime

import pytest

from recordings.audit.rebuilding import read_media, reopen
from recordings.indexing import finish_recording
from recordings.models import Recording, Usage
from recordings.usage.counting import differences
from recordings.volumes import ensure_first_volume
from tests.recordings.audit.scene import OPENED, Scene, Status
from tests.recordings.usage.invariant import counters_say, rows_say

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


def test_a_finished_file_weighs_what_it_is_long_on_the_day_it_began(scene: Scene) -> None:
    camera = scene.camera()
    first, second = scene.recording(camera), scene.recording(camera, minute=60 * 12)
    size = scene.sample.stat().st_size
    assert counters_say() == {
        (camera.pk, scene.volume.pk, OPENED.date()): (size, 1),
        (camera.pk, scene.volume.pk, datetime(2026, 3, 11, tzinfo=UTC).date()): (size, 1),
    }
    assert counters_say() == rows_say()
    assert not finish_recording(first.pk)  # twice is once
    assert not finish_recording(second.pk)
    assert counters_say() == rows_say()


def test_one_that_is_being_written_does_not_count(scene: Scene) -> None:
    recording = scene.recording(scene.camera())
    Usage.objects.all().delete()
    Recording.objects.filter(pk=recording.pk).update(status=Status.RECORDING, end_time=None)
    assert (counters_say(), list(differences())) == ({}, [])


@pytest.mark.parametrize("content", [b"", b"no film" * 100])
def test_one_without_anything_readable_counts_with_its_bytes(scene: Scene, content: bytes) -> None:
    camera = scene.camera()
    path = scene.path(camera)
    scene.place(path, content)
    row = Recording.objects.create(
        camera=camera, volume=scene.volume, run_id="1", file_path=path, start_time=OPENED
    )
    Recording.objects.filter(pk=row.pk).update(closed_at=OPENED)
    assert finish_recording(row.pk)
    key = (camera.pk, scene.volume.pk, OPENED.date())
    assert counters_say() == rows_say() == {key: (len(content), 1)}


def test_a_file_that_was_cut_is_counted_anew(scene: Scene) -> None:
    recording = scene.recording(scene.camera())
    recording.path.chmod(0o600)
    os.truncate(recording.path, recording.file_size // 2)
    assert scene.audit(repair=True) == {"size_differs": (1, 1)}
    again = Recording.objects.get(pk=recording.pk)
    assert again.file_size == recording.file_size // 2
    assert counters_say() == rows_say()
    assert list(differences()) == []


def test_a_file_that_is_gone_weighs_nothing_and_comes_back_with_its_weight(scene: Scene) -> None:
    recording = scene.recording(scene.camera())
    content = recording.path.read_bytes()
    recording.path.unlink()
    assert scene.audit(repair=True) == {"missing": (1, 1)}
    key = (recording.camera_id, recording.volume_id, OPENED.date())
    assert counters_say() == rows_say() == {key: (0, 1)}
    recording.path.write_bytes(content)
    assert scene.audit(repair=True) == {"size_differs": (1, 1)}
    assert counters_say() == rows_say() == {key: (len(content), 1)}


def test_a_file_that_was_moved_to_another_volume_is_counted_there(scene: Scene) -> None:
    recording = scene.recording(scene.camera())
    elsewhere = ensure_first_volume(scene.root.parent / "second")
    place = elsewhere.path / recording.file_path
    place.parent.mkdir(parents=True)
    recording.path.rename(place)
    assert reopen(recording, read_media(place), volume=elsewhere, file_path=recording.file_path)
    assert counters_say() == rows_say()
    assert {volume for _camera, volume, _day in counters_say()} == {elsewhere.pk}


def test_rows_that_were_rebuilt_are_counted(scene: Scene) -> None:
    camera = scene.camera()
    for minute in range(3):
        scene.recording(camera, minute)
    Recording.objects.all().delete()
    Usage.objects.all().delete()
    assert scene.audit(repair=True) == {"without_row": (3, 3)}
    assert counters_say() == rows_say()
    assert list(differences()) == []
