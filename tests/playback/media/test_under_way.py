"""A body that is being sent ends with the right, and with the reader's patience."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from plans.models import Membership
from playback.models import PlaybackSession
from recordings import file_parts
from recordings.models import Recording
from tests.playback.media.scene import Watching
from tests.recordings.api.transfer import hang_up
from tests.site.conftest import database_away
from tests.unit.playback.clock import Clock

# Whole transactions, because whoever asks outside of a request leaves no connection behind.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.contract]

CHUNK = 10_000  # so that the content has 60


@pytest.fixture
def answer(watching: Watching, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr(file_parts, "CHUNK_BYTES", CHUNK)
    found: Any = Client().get(watching.url)
    assert found.status_code == 200
    yield found
    hang_up(found)


def seconds_until_cut(answer: Any, clock: Clock, step: float) -> float:
    """How long a reader that takes a chunk each `step` goes on getting bytes."""
    began = clock.seconds

    def read() -> None:
        for _chunk in answer.streaming_content:
            clock.turn(step)

    with pytest.raises(ConnectionResetError):
        read()
    return clock.seconds - began


def test_a_steady_reader_gets_all_and_rights_are_asked_for_again(
    answer: Any, clock: Clock, watching: Watching, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    chunks = iter(answer.streaming_content)
    got = [next(chunks)]
    for seconds, queries in ((9, 0), (1, 0), (10, 0), (9, 0), (1, 4)):
        clock.turn(seconds)
        with django_assert_num_queries(queries):
            got.append(next(chunks))
    got.extend(chunks)
    assert b"".join(got) == watching.content


@pytest.mark.parametrize("what", [PlaybackSession, Membership, Recording])
def test_what_is_taken_away_ends_it_within_a_minute(answer: Any, clock: Clock, what: Any) -> None:
    chunks = iter(answer.streaming_content)
    next(chunks)
    what.objects.all().delete()
    assert 0 < seconds_until_cut(answer, clock, 1) <= 50


def test_it_ends_while_the_database_is_away(answer: Any, clock: Clock) -> None:
    next(iter(answer.streaming_content))
    with database_away():
        assert 0 < seconds_until_cut(answer, clock, 0.9) <= 50


def test_a_reader_slower_than_64_kb_a_second_is_given_up(answer: Any, clock: Clock) -> None:
    """600 KB: 9.4 s, and half a minute of grace."""
    assert 39 <= seconds_until_cut(answer, clock, 1) <= 41


def test_one_that_is_just_fast_enough_gets_all(
    answer: Any, clock: Clock, watching: Watching
) -> None:
    got = b""
    for chunk in answer.streaming_content:
        got += chunk
        clock.turn(0.6)
    assert got == watching.content
