"""Pictures in the cache: found again, and not once their recording is being deleted."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from playback.pictures import drawing
from playback.pictures.cache import PictureCache, PictureKey
from playback.pictures.keeping import tidy_pictures
from playback.pictures.pool import AT_ONCE, Place, pool
from recordings.models import Camera, Recording, StorageVolume
from tests.people import People
from tests.playback.pictures.conftest import Sample
from tests.playback.pictures.scene import ask, finished
from tests.recordings.api.scene import NOON

LATE = NOON + timedelta(hours=1)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The widths that children have drawn."""
    widths: list[int] = []
    draw = Place.draw

    def noted(place: Place, sample: Any, width: int) -> bytes:
        widths.append(width)
        return draw(place, sample, width)

    monkeypatch.setattr(Place, "draw", noted)
    return widths


@pytest.fixture
def recording(camera: Camera, volume: StorageVolume, sample: Sample) -> Recording:
    return finished(camera, volume, sample("h264"))


def pictures_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.mark.django_db
@pytest.mark.contract
def test_a_picture_is_drawn_once_a_width(
    people: People, recording: Recording, drawn: list[int]
) -> None:
    asked = [(LATE, 320), (LATE, 300), (LATE + timedelta(days=1), 320), (LATE, 100), (NOON, 320)]
    bodies = {
        ask(people.viewer, recording.camera, at, width=width).content
        for at, width in asked
        for _ in range(3)
    }
    assert (drawn, len(bodies)) == ([320, 160, 320], 3)


@pytest.mark.django_db
def test_without_room_for_a_cache_each_is_drawn_anew(
    people: People,
    recording: Recording,
    drawn: list[int],
    settings: Any,
    nothing_is_remembered: Path,
) -> None:
    settings.VMS_PICTURE_CACHE_MB = 0
    for _ in range(3):
        assert ask(people.viewer, recording.camera, LATE).status_code == 200
    assert (drawn, nothing_is_remembered.exists()) == ([320] * 3, False)


@pytest.mark.django_db
@pytest.mark.contract
@pytest.mark.parametrize("end", ["doomed", "gone"])
def test_a_picture_is_not_served_once_its_recording_is_being_deleted(
    people: People, recording: Recording, nothing_is_remembered: Path, end: str
) -> None:
    assert ask(people.viewer, recording.camera, LATE).status_code == 200
    row = Recording.objects.filter(pk=recording.pk)
    if end == "doomed":
        row.update(status=Recording.Status.DOOMED)
    else:
        row.delete()
    assert ask(people.viewer, recording.camera, LATE).status_code == 404
    assert len(pictures_in(nothing_is_remembered)) == 1
    tidy_pictures()
    assert pictures_in(nothing_is_remembered) == []


@pytest.mark.django_db
def test_a_picture_that_is_drawn_while_its_recording_is_deleted_is_not_kept(
    people: People,
    recording: Recording,
    nothing_is_remembered: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draw = Place.draw

    def deleted_meanwhile(place: Place, sample: Any, width: int) -> bytes:
        Recording.objects.filter(pk=recording.pk).update(status=Recording.Status.DOOMED)
        tidy_pictures()
        return draw(place, sample, width)

    monkeypatch.setattr(Place, "draw", deleted_meanwhile)
    assert ask(people.viewer, recording.camera, LATE).status_code == 200
    assert pictures_in(nothing_is_remembered) == []


@pytest.mark.django_db(transaction=True)
def test_many_people_at_once_cost_a_picture_little_more_than_one(
    people: People, recording: Recording, drawn: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each child draws it at most once: who waited is given what was drawn meanwhile."""
    monkeypatch.setattr(pool, "_wait_seconds", 60)

    def in_a_thread(_number: int) -> tuple[int, bytes]:
        try:
            answer = ask(people.viewer, recording.camera, LATE)
            return answer.status_code, answer.content
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = set(threads.map(in_a_thread, range(20)))
    assert {status for status, _ in answers} == {200}
    assert len(answers) == 1
    assert len(drawn) <= 2


@pytest.mark.django_db
def test_while_a_picture_is_stored_the_children_are_free_and_others_have_it_already(
    people: People, recording: Recording, drawn: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    put = PictureCache.put
    meanwhile: list[bytes] = []

    def slow_put(cache: PictureCache, key: PictureKey, picture: bytes) -> None:
        with pool.place(), pool.place():
            pass
        meanwhile.append(ask(people.viewer, recording.camera, LATE).content)
        put(cache, key, picture)

    monkeypatch.setattr(pool, "_wait_seconds", 0.05)
    monkeypatch.setattr(PictureCache, "put", slow_put)
    answer = ask(people.viewer, recording.camera, LATE)
    assert (meanwhile, drawn, drawing._unstored) == ([answer.content], [320], {})


@pytest.mark.django_db
@pytest.mark.contract
def test_finding_a_picture_reads_one_recording_whatever_else_there_is(
    people: People,
    recording: Recording,
    volume: StorageVolume,
    sample: Sample,
    django_assert_num_queries: Callable[..., Any],
) -> None:
    for hours in range(1, 30):
        finished(recording.camera, volume, sample("h264"), NOON - timedelta(hours=hours))
    ask(people.viewer, recording.camera, LATE)
    camera = Camera.objects.get(pk=recording.camera_id)
    with django_assert_num_queries(1):
        assert drawing.picture_at(camera, round(LATE.timestamp() * 1000), 320) is not None
