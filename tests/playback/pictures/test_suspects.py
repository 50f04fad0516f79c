"""Fragments that could not be drawn are left alone for a minute."""

from uuid import uuid4

import pytest

from playback.pictures import suspects as module
from playback.pictures.suspects import REMEMBERED_SECONDS, Suspects


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def suspects(clock: Clock) -> Suspects:
    return Suspects(clock)


def test_a_fragment_is_left_alone_for_a_minute(suspects: Suspects, clock: Clock) -> None:
    file = uuid4()
    suspects.note(file, 10, was_deadly=True)
    seen = []
    for now in (100.0, 100.0 + REMEMBERED_SECONDS - 0.1, 100.0 + REMEMBERED_SECONDS):
        clock.now = now
        seen.append((suspects.holds(file, 10), suspects.holds(file, 11)))
    assert seen == [(True, False), (True, False), (False, False)]


def test_three_deadly_ones_speak_for_all_of_their_file(suspects: Suspects, clock: Clock) -> None:
    file, other = uuid4(), uuid4()
    seen = []
    for offset in (10, 20, 30):
        suspects.note(file, offset, was_deadly=True)
        seen.append((suspects.holds(file, 99), suspects.holds(other, 99)))
        clock.now += 20
    assert seen == [(False, False), (False, False), (True, False)]
    assert (clock.now, suspects.holds(file, 99)) == (160.0, False)


def test_those_that_were_refused_do_not(suspects: Suspects) -> None:
    file = uuid4()
    for offset in range(50):
        suspects.note(file, offset, was_deadly=False)
    assert (suspects.holds(file, 49), suspects.holds(file, 99)) == (True, False)


def test_only_so_many_are_remembered(suspects: Suspects, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REMEMBERED", 3)
    file = uuid4()
    for offset in range(5):
        suspects.note(file, offset, was_deadly=False)
    assert [suspects.holds(file, offset) for offset in range(5)] == [False] * 2 + [True] * 3
