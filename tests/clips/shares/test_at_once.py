"""Many at the same moment: one link stays, five guesses are looked at, each opening counts."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from clips.models import ClipShare
from plans.models import AuditEntry
from tests.clips.shares.conftest import StandingClock
from tests.clips.shares.sharing import Sharer, browser, openings
from tests.people import api_client

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.contract]

CALLERS = 12


def at_once(call: Callable[[], Any]) -> Counter[int]:
    """How many were answered with which status; each in its own thread and connection."""
    start = Barrier(CALLERS, timeout=30)

    def run(_number: int) -> int:
        try:
            start.wait()
            return int(call().status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(CALLERS) as threads:
        return Counter(threads.map(run, range(CALLERS)))


def test_of_many_links_made_at_once_one_is_left(owner: Sharer) -> None:
    client = api_client(owner.user)
    assert at_once(lambda: client.post(owner.path, {"hours": 1})) == {201: CALLERS}
    in_force = ClipShare.objects.filter(revoked_at=None, expires_at__gt=timezone.now())
    assert (in_force.count(), ClipShare.objects.count()) == (1, CALLERS)
    assert AuditEntry.objects.filter(action="clip_share").count() == CALLERS


def test_many_ends_are_one(owner: Sharer, path: str) -> None:
    client = api_client(owner.user)
    assert at_once(lambda: client.delete(owner.path)) == {204: CALLERS}
    assert AuditEntry.objects.filter(action="clip_share_end").count() == 1


def test_of_many_guesses_five_are_looked_at(guarded: str, clock: StandingClock) -> None:
    found = at_once(lambda: browser().post(guarded, {"password": "wrong password"}))
    assert found == {403: 5, 429: CALLERS - 5}
    assert ClipShare.objects.get().wrong_passwords == 5


def test_each_opening_counts(path: str) -> None:
    assert at_once(lambda: browser().get(path)) == {200: CALLERS}
    assert (ClipShare.objects.get().openings, len(openings())) == (CALLERS, CALLERS)
