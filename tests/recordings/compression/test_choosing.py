"""What is compressed: what a plan asks for, and nothing that is held, doomed or of no use."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from plans.models import Plan
from recordings.audit.generation import raise_generations
from recordings.children import run_limited
from recordings.compression.choosing import _can_be_made, candidates, expected, ripe
from recordings.ffmpeg.compression import encoders_argv, encoders_in
from recordings.models import Compression, Hold, Recording, StorageVolume
from recordings.volumes import (
    VOLUME_IDENTITY,
    Room,
    ensure_first_volume,
    marks_of,
    read_identity,
    write_identity,
)
from tests.people import make_city
from tests.recordings.compression.scene import Mode, Outcome, Scene

pytestmark = pytest.mark.contract
BOTH = frozenset({"libx264", "libx265"})


def chosen(scene: Scene, encoders: frozenset[str] = BOTH) -> list[Recording]:
    return list(candidates(scene.clock.now(), encoders))


def test_the_oldest_comes_first(scene: Scene) -> None:
    camera = scene.camera()
    late, early, middle = (scene.recording(minute, camera) for minute in (60, 0, 30))
    assert chosen(scene) == [early, middle, late]


def test_without_a_plan_that_asks_for_it_nothing_is_touched(scene: Scene) -> None:
    scene.recording()
    assert Plan._meta.get_field("compress_after_days").default is not None
    scene.want(scene.tree.city, days=None)
    assert chosen(scene) == []


def test_each_city_by_its_own_plan(scene: Scene) -> None:
    late, never, soon = (make_city(name, plan) for name, plan in CITIES)
    scene.want(scene.tree.city, days=None)
    scene.want(late, days=4)
    scene.want(soon, days=1)
    never.plan = scene.tree.city.plan
    never.save()
    rows = [scene.recording(0, scene.camera(city)) for city in (late, never, soon)]
    assert chosen(scene) == [rows[2]]


CITIES = (("Late", "pro"), ("Never", "basic"), ("Soon", "premium"))


def test_only_what_is_older_than_that(scene: Scene) -> None:
    row = scene.recording()
    assert row.end_time is not None
    scene.clock.at = row.end_time + timedelta(days=2)
    assert chosen(scene) == []
    scene.clock.at += timedelta(milliseconds=1)
    assert chosen(scene) == [row]


def test_not_what_will_soon_be_gone_anyway(scene: Scene) -> None:
    row = scene.recording()
    assert row.end_time is not None
    scene.clock.at = row.end_time + timedelta(days=7, hours=-12)
    assert chosen(scene) == []
    scene.clock.at -= timedelta(minutes=1)
    assert chosen(scene) == [row]


@pytest.mark.parametrize(
    "values",
    [
        {"status": "RECORDING"},
        {"status": "ERROR"},
        {"status": "DOOMED"},
        {"file_version": 1},
        {"frames_broken": 1},
        {"file_size": 99_999},
        {"duration_ms": 100_000_000},
    ],
)
def test_not_these(scene: Scene, values: dict[str, Any]) -> None:
    scene.recording(**values)
    assert chosen(scene) == []


@pytest.mark.parametrize("values", [{"status": "STOPPED"}, {"frames_broken": 0}])
def test_but_these(scene: Scene, values: dict[str, Any]) -> None:
    row = scene.recording(**values)
    assert chosen(scene) == [row]


@pytest.mark.parametrize("source", list(Hold.Source))
def test_never_what_is_held_nor_a_clips_source(scene: Scene, source: Hold.Source) -> None:
    row = scene.recording()
    hold = scene.hold(row, source)
    assert chosen(scene) == []
    Hold.objects.filter(pk=hold.pk).update(released_at=scene.clock.now())
    assert chosen(scene) == [row]


@pytest.mark.parametrize(
    ("outcome", "tries", "again"),
    [
        (Outcome.DONE, 1, False),
        (Outcome.REFUSED, 1, False),
        (Outcome.RUNNING, 1, False),
        (Outcome.FAILED, 1, True),
        (Outcome.FAILED, 2, True),
        (Outcome.FAILED, 3, False),
    ],
)
def test_what_failed_is_tried_three_times(
    scene: Scene, outcome: Outcome, tries: int, again: bool
) -> None:
    row = scene.recording()
    Compression.objects.create(
        recording=row,
        mode=Mode.REENCODE,
        outcome=outcome,
        tries=tries,
        started_at=scene.clock.now(),
        bytes_before=row.file_size,
    )
    assert chosen(scene) == ([row] if again else [])


def test_an_encoder_that_is_missing_stops_those_who_need_it(scene: Scene) -> None:
    row = scene.recording()
    assert chosen(scene, frozenset({"libx265"})) == []
    assert chosen(scene, frozenset({"libx264"})) == [row]
    scene.want(scene.tree.city, mode=Mode.KEY_FRAMES)
    assert chosen(scene, frozenset()) == [row]


def test_ffmpeg_tells_its_encoders() -> None:
    listing = run_limited(encoders_argv("ffmpeg"), b"", seconds=20, memory_bytes=1 << 30)
    assert encoders_in(listing.decode()) >= {"libx264", "libx265", "aac"}


def test_not_on_a_volume_that_is_short(scene: Scene) -> None:
    scene.recording()
    StorageVolume.objects.update(is_short=True)
    assert chosen(scene) == []


def test_not_where_both_files_would_make_other_footage_go(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Below the lower mark footage goes before its time, until the upper one is reached."""
    row = scene.recording()
    total, rate = 1_000_000_000_000, 5_000_000_000
    StorageVolume.objects.update(bytes_per_hour=rate)
    marks = marks_of(row.volume.reserve_bytes, total, rate)
    enough = marks.eased + row.file_size
    for free, found in ((marks.short + row.file_size, []), (marks.eased, []), (enough, [row])):
        room = Room(total, free, is_read_only=False)
        monkeypatch.setattr("recordings.compression.choosing.room_on", lambda _, r=room: r)
        assert chosen(scene) == found


def test_what_cannot_be_compressed_now_is_not_even_read(scene: Scene) -> None:
    """It may be all that a city has, and it is asked for each five minutes."""
    row = scene.recording()
    with CaptureQueriesContext(connection) as queries:
        assert chosen(scene) == [row]
    assert not any("fragmentindex" in query["sql"] for query in queries)
    rows = ripe(scene.clock.now())
    assert list(rows.filter(_can_be_made(frozenset()))) == []


def test_not_on_a_volume_without_room_for_the_result(scene: Scene) -> None:
    scene.recording()
    StorageVolume.objects.update(reserve_bytes=1 << 60)
    assert chosen(scene) == []


def test_not_on_a_volume_that_is_away_but_on_the_others(scene: Scene, tmp_path: Path) -> None:
    away, here = scene.recording(0), scene.recording(30)
    second = ensure_first_volume(tmp_path / "second")
    (scene.root / VOLUME_IDENTITY).rename(tmp_path / "taken")
    assert chosen(scene) == []
    Recording.objects.filter(pk=here.pk).update(volume=second)
    assert chosen(scene) == [here]
    assert away.volume_id != second.pk


def test_not_while_the_database_may_be_older_than_the_disk(
    scene: Scene, settings: Settings
) -> None:
    row = scene.recording()
    raise_generations()
    assert chosen(scene) == [row]
    identity = scene.root / VOLUME_IDENTITY
    write_identity(identity, {**read_identity(identity), "generation": 50})
    assert chosen(scene) == []


def test_what_is_expected_of_it(scene: Scene) -> None:
    camera = scene.camera()
    rows = [scene.recording(minute, camera) for minute in (0, 30)]
    total = sum(row.file_size for row in rows)
    seconds = sum(row.duration_ms or 0 for row in rows) / 1000
    found = expected(scene.clock.now())
    assert (found.files, found.bytes, found.seconds) == (2, total, seconds)
    assert found.saved_bytes == total // 2
    Compression.objects.create(
        recording=rows[0],
        mode=Mode.REENCODE,
        outcome=Outcome.DONE,
        started_at=scene.clock.now(),
        bytes_before=1000,
        bytes_after=250,
    )
    assert expected(scene.clock.now()).saved_bytes == round(rows[1].file_size * 0.75)
