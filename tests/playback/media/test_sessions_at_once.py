"""Requests of one sign-in at the same time, and a database that is locked meanwhile."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet
from knox.models import AuthToken

from playback.models import PlaybackSession
from playback.services import playback_session
from tests.people import People
from tests.playback.media.test_sessions import by_token

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.contract]


@contextmanager
def locked_for_updates() -> Iterator[None]:
    with patch.object(QuerySet, "update", side_effect=OperationalError("database is locked")):
        yield


def test_two_first_requests_come_to_one_session(people: People) -> None:
    token = AuthToken.objects.create(user=people.viewer)[0]
    request, both = by_token(people.viewer, token), threading.Barrier(2, timeout=20)
    create: Any = PlaybackSession.objects.create

    def create_together(**values: Any) -> PlaybackSession:
        both.wait()  # both have looked, and neither has begun one
        created: PlaybackSession = create(**values)
        both.wait()
        return created

    def begin(seconds: int) -> int:
        try:
            return playback_session(request, NOW + timedelta(seconds=seconds)).pk
        finally:
            connection.close()

    with (
        patch.object(PlaybackSession.objects, "create", create_together),
        ThreadPoolExecutor(2) as pool,
    ):
        found = list(pool.map(begin, (0, 1)))
    [kept] = PlaybackSession.objects.values_list("pk", flat=True)
    assert found == [kept, kept]
    assert playback_session(request, NOW).pk == kept


def test_of_two_that_last_the_older_is_used(people: People) -> None:
    token = AuthToken.objects.create(user=people.viewer)[0]
    request = by_token(people.viewer, token)
    first = playback_session(request, NOW)
    later = PlaybackSession.objects.get(pk=first.pk)
    later.pk, later.created_at, later.expires_at = None, NOW + MINUTE, NOW + 25 * 60 * MINUTE
    later.save()
    assert playback_session(request, NOW + MINUTE) == first
    assert playback_session(request, NOW + 13 * 60 * MINUTE) == later


def test_when_it_was_seen_is_written_once(people: People) -> None:
    token = AuthToken.objects.create(user=people.viewer)[0]
    request = by_token(people.viewer, token)
    first = playback_session(request, NOW)
    update: Any = QuerySet.update

    def after_another(rows: Any, **values: Any) -> Any:
        """Another process was quicker."""
        update(PlaybackSession.objects.all(), seen_at=NOW + 9 * MINUTE)
        return update(rows, **values)

    with patch.object(QuerySet, "update", after_another):
        playback_session(request, NOW + 10 * MINUTE)
    first.refresh_from_db()
    assert first.seen_at == NOW + 9 * MINUTE


def test_a_locked_database_does_not_cost_the_list(people: People) -> None:
    token = AuthToken.objects.create(user=people.viewer)[0]
    request = by_token(people.viewer, token)
    first = playback_session(request, NOW)
    with locked_for_updates():
        assert playback_session(request, NOW + 10 * MINUTE) == first
        with transaction.atomic():
            assert playback_session(request, NOW + 10 * MINUTE) == first
            assert PlaybackSession.objects.get().seen_at == NOW  # it goes on
