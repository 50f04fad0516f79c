"""A right that is taken away ends what it opened within a minute, on the injected clock."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth import HASH_SESSION_KEY
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken
from pytest_django import DjangoAssertNumQueries

from plans.entitlements import Role
from plans.models import Membership
from playback.models import PlaybackSession
from playback.services import media_path, session_end
from tests.people import People, join
from tests.playback.media.scene import Watching, ask, session_by_token
from tests.site.conftest import database_away
from tests.unit.playback.clock import Clock

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.contract,
    pytest.mark.usefixtures("quick_passwords"),
]


@pytest.fixture
def in_browser(watching: Watching) -> tuple[Client, Watching]:
    """The same person, by a cookie."""
    client = Client()
    client.force_login(watching.user, "django.contrib.auth.backends.ModelBackend")
    key = client.session.session_key
    PlaybackSession.objects.filter(pk=watching.session.pk).update(
        sign_in=PlaybackSession.SESSION, sign_in_key=key
    )
    return client, watching


def leave_city(watching: Watching) -> None:
    Membership.objects.filter(user=watching.user).delete()


def switch_off(watching: Watching) -> None:
    watching.user.is_active = False
    watching.user.save()


def delete_account(watching: Watching) -> None:
    watching.user.delete()


def revoke_token(watching: Watching) -> None:
    AuthToken.objects.filter(user=watching.user).delete()


def let_token_expire(watching: Watching) -> None:
    past = timezone.now() - timedelta(seconds=1)
    AuthToken.objects.filter(user=watching.user).update(expiry=past)


def end_session(watching: Watching) -> None:
    session_end(watching.session, actor=watching.user, now=timezone.now(), address=None)


def let_session_expire(watching: Watching) -> None:
    PlaybackSession.objects.update(expires_at=timezone.now())


TAKEN_AWAY = [
    leave_city,
    switch_off,
    delete_account,
    revoke_token,
    let_token_expire,
    end_session,
    let_session_expire,
]


@pytest.mark.parametrize("take_away", TAKEN_AWAY, ids=lambda act: act.__name__)
def test_it_ends_with_the_right(
    watching: Watching, clock: Clock, take_away: Callable[[Watching], None]
) -> None:
    assert ask(watching.url).status == 200
    take_away(watching)
    clock.turn(31)
    answer = ask(watching.url)
    assert (answer.status, answer.code) == (403, "bad_token")


def log_out(client: Client, watching: Watching) -> None:
    client.logout()


def change_password(client: Client, watching: Watching) -> None:
    watching.user.set_password("another long password")
    watching.user.save()


def let_cookie_expire(client: Client, watching: Watching) -> None:
    session = client.session
    session.set_expiry(-1)
    session.save()


def sign_in_as_another(client: Client, watching: Watching) -> None:
    session = client.session
    session["_auth_user_id"] = "0"
    session.save()


def lose_the_hash(client: Client, watching: Watching) -> None:
    session = client.session
    del session[HASH_SESSION_KEY]
    session.save()


COOKIE_ENDINGS = [
    log_out,
    change_password,
    let_cookie_expire,
    sign_in_as_another,
    lose_the_hash,
]


@pytest.mark.parametrize("end", COOKIE_ENDINGS, ids=lambda act: act.__name__)
def test_it_ends_with_the_browsers_sign_in(
    in_browser: tuple[Client, Watching], clock: Clock, end: Callable[[Client, Watching], None]
) -> None:
    client, watching = in_browser
    assert ask(watching.url).status == 200
    end(client, watching)
    clock.turn(31)
    assert ask(watching.url).status == 403


def test_a_right_that_is_given_opens_within_half_a_minute(
    people: People, watching: Watching, clock: Clock
) -> None:
    session = session_by_token(people.stranger, timezone.now())
    url = media_path(session, watching.camera, watching.recording.pk)
    assert ask(url).status == 403
    join(people.stranger, people.city)
    clock.turn(31)
    assert ask(url).status == 200


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 200), ("operator", 200), ("viewer", 200), ("superuser", 200), ("stranger", 403)],
)
def test_each_person(people: People, watching: Watching, who: str, status: int) -> None:
    session = session_by_token(getattr(people, who), timezone.now())
    assert ask(media_path(session, watching.camera, watching.recording.pk)).status == status


def test_a_role_of_every_kind_may_watch(people: People, watching: Watching, clock: Clock) -> None:
    for role in Role:
        Membership.objects.filter(user=watching.user).update(role=role)
        clock.turn(31)
        assert ask(watching.url).status == 200


def test_a_range_costs_no_query(
    watching: Watching, clock: Clock, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ask(watching.url)
    clock.turn(29)
    with django_assert_num_queries(0):
        assert ask(watching.url, Range="bytes=0-9").status == 206
    clock.turn(1)
    with django_assert_num_queries(4):  # session, token, cities; recording
        assert ask(watching.url, Range="bytes=0-9").status == 206


def test_while_the_database_is_away_a_verdict_lasts_40_seconds(
    watching: Watching, clock: Clock
) -> None:
    assert ask(watching.url).status == 200
    clock.turn(39)
    with database_away():
        assert ask(watching.url, Range="bytes=0-9").status == 206
        clock.turn(1)
        answer = ask(watching.url, Range="bytes=0-9")
    assert (answer.status, answer.code, answer.headers["Retry-After"]) == (503, "unavailable", "5")
    clock.turn(2)
    assert ask(watching.url).status == 200


def test_without_a_verdict_there_is_nothing_while_the_database_is_away(
    watching: Watching,
) -> None:
    with database_away():
        assert ask(watching.url).status == 503
