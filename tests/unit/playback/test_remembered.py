"""Answers kept for a short while, by an injected clock."""

import threading
from collections.abc import Callable

import pytest

from playback.remembered import Lives, NotRemembered, Remembered
from tests.unit.playback.clock import Clock

LIVES = Lives(fresh=30, at_most=60, pause=2)


class Away(Exception):
    pass


class Source:
    """Counts how often it is asked; answers the count, or is away."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.is_away = False

    def __call__(self, key: str) -> str:
        self.asked.append(key)
        if self.is_away:
            raise Away(key)
        return f"{key}{len(self.asked)}"


def remembered(find: Callable[[str], str], clock: Clock, kept: int = 10) -> Remembered[str, str]:
    return Remembered(find, lives=LIVES, kept=kept, clock=clock, away=(Away,))


def test_an_answer_is_kept_while_it_is_fresh() -> None:
    source, clock = Source(), Clock()
    answers = remembered(source, clock)
    assert (answers.get("a"), answers.get("a")) == ("a1", "a1")
    clock.turn(29.9)
    assert (answers.get("a"), answers.known("a")) == ("a1", "a1")
    clock.turn(0.1)
    assert (answers.get("a"), source.asked) == ("a2", ["a", "a"])


def test_known_asks_nobody() -> None:
    source, clock = Source(), Clock()
    answers = remembered(source, clock)
    with pytest.raises(NotRemembered):
        answers.known("a")
    answers.get("a")
    clock.turn(30)
    with pytest.raises(NotRemembered):
        answers.known("a")
    assert source.asked == ["a"]


def test_while_the_source_is_away_an_answer_lasts_a_minute_and_no_longer() -> None:
    source, clock = Source(), Clock()
    answers = remembered(source, clock)
    answers.get("a")
    source.is_away = True
    clock.turn(59.9)
    assert answers.get("a") == "a1"
    clock.turn(0.1)
    with pytest.raises(Away):
        answers.get("a")
    assert source.asked == ["a", "a"]  # the second failure was told from memory


def test_a_source_that_failed_is_asked_again_after_a_pause() -> None:
    source, clock = Source(), Clock()
    answers = remembered(source, clock)
    source.is_away = True
    for _each in range(3):
        with pytest.raises(Away):
            answers.get("a")
    clock.turn(2)
    source.is_away = False
    assert (answers.get("a"), source.asked) == ("a2", ["a", "a"])


def test_the_age_counts_from_before_the_question() -> None:
    clock = Clock()

    def slow(key: str) -> str:
        clock.turn(20)
        return key

    answers = remembered(slow, clock)
    answers.get("a")
    clock.turn(10)
    with pytest.raises(NotRemembered):
        answers.known("a")


def test_the_least_recently_used_is_forgotten_first() -> None:
    source, clock = Source(), Clock()
    answers = remembered(source, clock, kept=2)
    for key in ("a", "b", "a", "c"):
        answers.get(key)
    assert answers.known("a") == "a1"
    with pytest.raises(NotRemembered):
        answers.known("b")
    answers.forget()
    with pytest.raises(NotRemembered):
        answers.known("a")


def test_one_thread_asks_and_the_others_go_on_with_what_they_have() -> None:
    clock, begun, go_on = Clock(), threading.Event(), threading.Event()
    asked: list[str] = []

    def find(key: str) -> str:
        asked.append(key)
        if len(asked) == 2:
            begun.set()
            assert go_on.wait(20)
        return f"{key}{len(asked)}"

    answers = remembered(find, clock)
    answers.get("a")
    clock.turn(30)
    renewed: list[str] = []
    thread = threading.Thread(target=lambda: renewed.append(answers.get("a")))
    thread.start()
    assert begun.wait(20)
    assert answers.get("a") == "a1"
    go_on.set()
    thread.join(20)
    assert (renewed, answers.get("a"), asked) == (["a2"], "a2", ["a", "a"])


def test_those_who_have_nothing_wait_for_the_one_who_asks() -> None:
    clock, go_on = Clock(), threading.Event()
    asked: list[str] = []

    def find(key: str) -> str:
        asked.append(key)
        assert go_on.wait(20)
        return key

    answers = remembered(find, clock)
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(answers.get("a"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    go_on.set()
    for thread in threads:
        thread.join(20)
    assert (found, asked) == (["a"] * 8, ["a"])
