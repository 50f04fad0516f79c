"""Disks that go away while they are recorded to."""

import json
import logging
import uuid
from pathlib import Path

import pytest

from recordings.supervisor.volume_watch import LOOK_SECONDS, VolumeWatch
from recordings.volumes import VOLUME_IDENTITY, VolumeRef
from tests.recordings.parts.turned_clock import TurnedClock


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def watch(clock: TurnedClock) -> VolumeWatch:
    return VolumeWatch(clock)


def make_volume(root: Path, number: int = 1) -> VolumeRef:
    root.mkdir()
    volume = VolumeRef(number, uuid.uuid4(), root, 0)
    identify(volume)
    return volume


def identify(volume: VolumeRef, identity: uuid.UUID | None = None) -> None:
    content = json.dumps({"volume": str(identity or volume.uuid)})
    (volume.root / VOLUME_IDENTITY).write_text(content)


def looks(
    watch: VolumeWatch, clock: TurnedClock, volumes: list[VolumeRef], count: int
) -> list[set[int]]:
    found = []
    for _ in range(count):
        found.append(watch.lost(volumes))
        clock.at += LOOK_SECONDS
    return found


def test_a_disk_that_is_there_is_not_lost(
    watch: VolumeWatch, clock: TurnedClock, tmp_path: Path
) -> None:
    volumes = [make_volume(tmp_path / "one"), make_volume(tmp_path / "two", 2)]
    assert looks(watch, clock, volumes, 4) == [set()] * 4


def test_a_disk_that_went_away_is_lost_at_the_second_look(
    watch: VolumeWatch, clock: TurnedClock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    volumes = [make_volume(tmp_path / "one"), make_volume(tmp_path / "two", 2)]
    assert looks(watch, clock, volumes, 1) == [set()]
    volumes[1].root.rename(tmp_path / "away")
    with caplog.at_level(logging.ERROR):
        assert looks(watch, clock, volumes, 3) == [set(), {2}, {2}]
    assert caplog.messages == ["volume 2 is missing or another disk is mounted there"] * 2


def test_another_disk_at_the_path_is_a_lost_disk(
    watch: VolumeWatch, clock: TurnedClock, tmp_path: Path
) -> None:
    volume = make_volume(tmp_path / "one")
    identify(volume, uuid.uuid4())
    assert looks(watch, clock, [volume], 2) == [set(), {1}]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"volume": 5}'])
def test_a_disk_without_a_name_is_a_lost_disk(
    watch: VolumeWatch, clock: TurnedClock, tmp_path: Path, content: str
) -> None:
    volume = make_volume(tmp_path / "one")
    (volume.root / VOLUME_IDENTITY).write_text(content)
    assert looks(watch, clock, [volume], 2) == [set(), {1}]


def test_a_single_failed_look_loses_nothing(
    watch: VolumeWatch, clock: TurnedClock, tmp_path: Path
) -> None:
    volume = make_volume(tmp_path / "one")
    for _ in range(3):
        (volume.root / VOLUME_IDENTITY).unlink()
        assert looks(watch, clock, [volume], 1) == [set()]
        identify(volume)
        assert looks(watch, clock, [volume], 1) == [set()]


def test_a_disk_that_came_back_is_not_lost_any_more(
    watch: VolumeWatch, clock: TurnedClock, tmp_path: Path
) -> None:
    volume = make_volume(tmp_path / "one")
    (volume.root / VOLUME_IDENTITY).unlink()
    assert looks(watch, clock, [volume], 2) == [set(), {1}]
    identify(volume)
    assert looks(watch, clock, [volume], 1) == [set()]


def test_nothing_is_looked_at_between_two_looks(
    watch: VolumeWatch, clock: TurnedClock, tmp_path: Path
) -> None:
    volume = make_volume(tmp_path / "one")
    (volume.root / VOLUME_IDENTITY).unlink()
    assert watch.lost([volume]) == set()
    clock.at += LOOK_SECONDS - 0.25
    assert watch.lost([volume]) == set()
    clock.at += 0.25
    assert watch.lost([volume]) == {1}
    assert watch.lost([volume]) == set()


def test_a_disk_that_nobody_records_to_any_more_is_forgotten(
    watch: VolumeWatch, clock: TurnedClock, tmp_path: Path
) -> None:
    volume = make_volume(tmp_path / "one")
    (volume.root / VOLUME_IDENTITY).unlink()
    assert looks(watch, clock, [volume], 1) == [set()]
    assert looks(watch, clock, [], 1) == [set()]
    assert looks(watch, clock, [volume], 2) == [set(), {1}]
