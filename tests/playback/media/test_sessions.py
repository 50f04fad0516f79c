"""Playback sessions: one for each sign-in, found again, renewed, with stable addresses."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import RequestFactory
from knox.models import AuthToken
from pytest_django import DjangoAssertNumQueries, Settings
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.test import force_authenticate

from plans.models import User
from playback.models import PlaybackSession
from playback.services import media_path, playback_session
from tests.people import People
from tests.recordings.api.scene import make_camera

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def by_token(user: User, token: AuthToken, **meta: str) -> Request:
    plain = RequestFactory().get("/")
    plain.META.update(meta)
    force_authenticate(plain, user, token)
    return Request(plain)


def by_cookie(user: User, **meta: str) -> HttpRequest:
    request = RequestFactory().get("/")
    request.META.update(meta)
    request.user = user
    request.session = SessionStore()
    request.session.create()
    return request


@pytest.fixture
def token(people: People) -> AuthToken:
    return AuthToken.objects.create(user=people.viewer)[0]


def test_a_tokens_session(people: People, token: AuthToken) -> None:
    meta = {"REMOTE_ADDR": "192.0.2.7", "HTTP_USER_AGENT": "player\0" + "é" * 300}
    session = playback_session(by_token(people.viewer, token, **meta), NOW)
    session.refresh_from_db()
    told = {name: getattr(session, name) for name in EXPECTED}
    assert told == {**EXPECTED, "user": people.viewer, "sign_in_key": token.digest}


EXPECTED = {
    "user": None,
    "sign_in": "token",
    "sign_in_key": "",
    "created_at": NOW,
    "seen_at": NOW,
    "expires_at": NOW + 24 * HOUR,
    "ended_at": None,
    "address": "192.0.2.7",
    "user_agent": "player" + "é" * 194,
}


def test_a_browsers_session(people: People) -> None:
    request = by_cookie(people.viewer)
    session = playback_session(request, NOW)
    expected = ("session", request.session.session_key)
    assert (session.sign_in, session.sign_in_key) == expected
    assert playback_session(request, NOW) == session


@pytest.mark.parametrize(
    ("given", "kept"),
    [("", None), ("unknown", None), ("fe80::1%eth0", "fe80::1"), ("2001:DB8::1", "2001:db8::1")],
)
def test_the_address_is_one_or_none(
    people: People, token: AuthToken, given: str, kept: str | None
) -> None:
    session = playback_session(by_token(people.viewer, token, REMOTE_ADDR=given), NOW)
    session.refresh_from_db()
    assert session.address == kept


def test_behind_a_proxy_the_address_is_the_one_it_names(
    people: People, token: AuthToken, settings: Settings
) -> None:
    settings.VMS_BEHIND_PROXY = True
    meta = {"HTTP_X_FORWARDED_FOR": "6.6.6.6, 192.0.2.9"}
    assert playback_session(by_token(people.viewer, token, **meta), NOW).address == "192.0.2.9"


def test_it_is_found_again_by_one_query(
    people: People, token: AuthToken, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    request = by_token(people.viewer, token)
    first = playback_session(request, NOW)
    with django_assert_num_queries(1):
        assert playback_session(request, NOW + timedelta(seconds=599)) == first
    with django_assert_num_queries(4):  # a savepoint, the moment, and its release
        assert playback_session(request, NOW + timedelta(minutes=10)) == first
    first.refresh_from_db()
    assert (first.seen_at, first.expires_at) == (NOW + timedelta(minutes=10), NOW + 24 * HOUR)


def test_it_is_renewed_while_half_a_day_is_left(people: People, token: AuthToken) -> None:
    request = by_token(people.viewer, token)
    first = playback_session(request, NOW)
    assert playback_session(request, NOW + 12 * HOUR) == first
    second = playback_session(request, NOW + 12 * HOUR + timedelta(seconds=1))
    assert second != first
    assert second.expires_at == NOW + 36 * HOUR + timedelta(seconds=1)
    assert playback_session(request, NOW + 13 * HOUR) == second


def test_each_sign_in_has_its_own(people: People, token: AuthToken) -> None:
    other_token = AuthToken.objects.create(user=people.viewer)[0]
    requests = [
        by_token(people.viewer, token),
        by_token(people.viewer, other_token),
        by_cookie(people.viewer),
        by_cookie(people.owner),
    ]
    sessions = [playback_session(request, NOW) for request in requests]
    assert len(set(sessions)) == 4
    assert [playback_session(request, NOW) for request in requests] == sessions


def test_nobody_has_none(people: People) -> None:
    nobody = by_cookie(people.viewer)
    nobody.user = AnonymousUser()
    without_session = RequestFactory().get("/")
    without_session.user = people.viewer
    for request in (nobody, without_session):
        with pytest.raises(NotAuthenticated):
            playback_session(request, NOW)
    assert not PlaybackSession.objects.exists()


def test_an_address_is_the_same_each_time_and_another_for_each_recording(
    people: People, token: AuthToken
) -> None:
    camera = make_camera(people.city)
    request = by_token(people.viewer, token)
    one, other = UUID(int=1), UUID(int=2)
    paths = [
        media_path(playback_session(request, NOW + minutes * HOUR / 60), camera, recording_id)
        for minutes in (0, 5)
        for recording_id in (one, other)
    ]
    assert paths[:2] == paths[2:]
    assert paths[0] != paths[1]
    assert paths[0].startswith("/media/")
    assert (paths[0].removesuffix(".mp4") + ".mp4", len(paths[0])) == (paths[0], 109)
