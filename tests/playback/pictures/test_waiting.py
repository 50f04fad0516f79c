"""Pictures never take all threads of the web server, however many people want some."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from playback.pictures.pool import AT_ONCE, AllBusy, Place, Pool, pool
from recordings.models import Camera, StorageVolume
from tests.people import People
from tests.playback.pictures.conftest import Sample
from tests.playback.pictures.scene import ask, finished
from tests.recordings.api.scene import NOON
from tests.waiting import wait_for

THREADS = 40


@pytest.mark.django_db(transaction=True)
def test_of_forty_requests_six_wait_and_the_others_are_told_at_once(
    people: People,
    camera: Camera,
    volume: StorageVolume,
    sample: Sample,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Told while no child comes free, so without having waited for one."""
    finished(camera, volume, sample("h264"))
    monkeypatch.setattr(pool, "_wait_seconds", 60)
    is_free, draw = threading.Event(), Place.draw
    refused: list[tuple[Any, ...]] = []

    def slow(place: Place, key: Any, width: int) -> bytes:
        assert is_free.wait(60)
        return draw(place, key, width)

    def in_a_thread(_number: int) -> int:
        try:
            answer = ask(people.viewer, camera, NOON + timedelta(hours=1))
            if answer.status_code != 200:
                refused.append((answer.json()["code"], answer.headers.get("Retry-After")))
            return int(answer.status_code)
        finally:
            connection.close()

    monkeypatch.setattr(Place, "draw", slow)
    with ThreadPoolExecutor(THREADS) as threads:
        answers = threads.map(in_a_thread, range(THREADS))
        try:
            wait_for(lambda: len(refused) >= THREADS - AT_ONCE, "the refusals")
        finally:
            is_free.set()
    assert sorted(answers) == [200] * AT_ONCE + [503] * (THREADS - AT_ONCE)
    assert refused == [("busy", "2")] * (THREADS - AT_ONCE)
    assert ask(people.viewer, camera, NOON).status_code == 200


def test_a_turn_is_given_back_however_it_ends() -> None:
    some = Pool(children=2, at_once=3, wait_seconds=0.01)
    for _ in range(4):
        with some.place(), some.place(), pytest.raises(AllBusy), some.place():
            pass
        with pytest.raises(ZeroDivisionError), some.place():
            raise ZeroDivisionError


def test_beyond_the_bound_nobody_waits_even_for_a_child_that_is_free() -> None:
    some = Pool(children=3, at_once=2, wait_seconds=60)
    with ExitStack() as taken:
        taken.enter_context(some.place())
        taken.enter_context(some.place())
        with pytest.raises(AllBusy), some.place():
            pass
