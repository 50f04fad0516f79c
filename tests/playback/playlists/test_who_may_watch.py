"""Every member of the city, and nobody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from plans.models import Membership, User
from playback.models import PlaybackSession
from tests.people import People, api_client
from tests.plans.answers import ANONYMOUS, NOT_FOUND
from tests.playback.playlists.scene import (
    Recorder,
    StandingClock,
    live_of,
    text_of,
    window_of,
)
from tests.recordings.api.scene import NOON, make_camera

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


@pytest.fixture
def answers(recorder: Recorder, clock: StandingClock) -> Any:
    """Of both lists, to a person; each has something in it."""
    recorder.opens(NOON)
    clock.now = NOON + timedelta(seconds=5)

    def ask(user: User | None) -> list[Any]:
        return [window_of(user, recorder.camera, at=NOON), live_of(user, recorder.camera)]

    return ask


@pytest.mark.parametrize("who", ["owner", "operator", "viewer", "superuser"])
def test_members_and_superusers_watch(people: People, answers: Any, who: str) -> None:
    assert [answer.status_code for answer in answers(getattr(people, who))] == [200, 200]


def test_nobody_without_signing_in(answers: Any) -> None:
    assert [(a.status_code, a.json()) for a in answers(None)] == [(401, ANONYMOUS)] * 2
    assert not PlaybackSession.objects.exists()


def test_another_citys_camera_is_a_missing_one(people: People, answers: Any) -> None:
    missing = make_camera(people.city)
    key = missing.pk
    missing.delete()
    client = api_client(people.stranger)
    for name, foreign in zip(("index.m3u8", "live.m3u8"), answers(people.stranger), strict=True):
        absent: Any = client.get(f"/api/playback/cameras/{key}/{name}")
        assert (foreign.status_code, foreign.content) == (404, absent.content)
        assert dict(foreign.headers) == dict(absent.headers)
        assert foreign.json() == NOT_FOUND
    assert not PlaybackSession.objects.exists()


def test_whoever_has_left_the_city_watches_no_more(people: People, answers: Any) -> None:
    answers(people.viewer)
    Membership.objects.filter(user=people.viewer).delete()
    assert [answer.status_code for answer in answers(people.viewer)] == [404, 404]


def test_a_camera_that_was_archived_still_plays(people: People, recorder: Recorder) -> None:
    row = recorder.recorded(NOON)
    recorder.camera.archived_at, recorder.camera.is_active = timezone.now(), False
    recorder.camera.save()
    answer = window_of(people.viewer, recorder.camera, at=NOON)
    assert text_of(answer, a=row).count("a.mp4") == 6


def test_a_browsers_session_watches_too(people: People, recorder: Recorder) -> None:
    row = recorder.recorded(NOON)
    client = api_client()
    client.force_login(people.viewer, backend="django.contrib.auth.backends.ModelBackend")
    url = f"/api/playback/cameras/{recorder.camera.pk}/index.m3u8"
    answer = client.get(url, {"at": "2026-03-10T12:00:00Z"})
    assert text_of(answer, a=row).count("#EXTINF") == 5
