"""What was ended stays ended for its sign-in, and signing in anew plays again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from plans.models import User
from playback.models import PlaybackSession
from playback.services import media_path, session_end, sessions_forget
from tests.people import PASSWORD, People
from tests.playback.media.scene import Watching, ask
from tests.unit.playback.clock import Clock

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.contract,
    pytest.mark.usefixtures("quick_passwords"),
]

BARRED = {
    "code": "session_ended",
    "detail": "Your playback was ended; sign in again.",
    "fields": {},
}
DAY = timedelta(days=1)


@pytest.fixture
def viewer(watching: Watching) -> User:
    PlaybackSession.objects.all().delete()
    watching.user.set_password(PASSWORD)
    watching.user.save()
    return watching.user


def by_cookie(viewer: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    sign_in_again(client)
    return client


def sign_in_again(client: Client) -> None:
    """As the client does it, also for somebody who is signed in."""
    form = {"username": "viewer", "password": PASSWORD}
    answer = client.post("/api/auth/login/", form, content_type="application/json")
    assert answer.status_code == 200


def by_token(viewer: User) -> Client:
    form = {"username": "viewer", "password": PASSWORD}
    token = APIClient().post("/api/auth/login/", form).json()["token"]
    headers = {"Authorization": f"Token {token}", "accept-language": "en"}
    return Client(headers=headers)


def play(client: Client, watching: Watching) -> int:
    return client.get(f"/api/playback/cameras/{watching.camera.pk}/live.m3u8").status_code


def end_all(viewer: User) -> None:
    session = PlaybackSession.objects.earliest("pk")
    session_end(session, actor=viewer, now=timezone.now(), address=None)


SIGN_INS = [by_cookie, by_token]


@pytest.mark.parametrize("sign_in", SIGN_INS, ids=lambda way: way.__name__)
def test_its_sign_in_gets_no_playlist_any_more(
    viewer: User, watching: Watching, sign_in: Callable[[User], Client]
) -> None:
    client, other = sign_in(viewer), sign_in(viewer)
    first = play(client, watching)
    end_all(viewer)
    for name in ("live.m3u8", f"index.m3u8?at={timezone.now():%Y-%m-%dT%H:%M:%SZ}"):
        answer = client.get(f"/api/playback/cameras/{watching.camera.pk}/{name}")
        assert (answer.status_code, answer.json()) == (403, BARRED)
    assert client.get("/api/playback/sessions/").status_code == 200
    assert PlaybackSession.objects.count() == 1
    assert (play(other, watching), play(sign_in(viewer), watching)) == (first, first)


def test_the_browser_that_is_still_signed_in_may_sign_in_anew(
    viewer: User, watching: Watching
) -> None:
    client = by_cookie(viewer)
    first, key = play(client, watching), client.session.session_key
    sign_in_again(client)
    assert client.session.session_key == key
    end_all(viewer)
    assert play(client, watching) == 403
    sign_in_again(client)
    assert play(client, watching) == first
    assert client.session.session_key != key


def test_all_sessions_of_the_sign_in_end_with_one(watching: Watching, clock: Clock) -> None:
    """The renewed one too, and one that another request began at that moment."""
    row = watching.session
    urls = []
    for _each in range(2):
        row.pk = None
        row.save()
        urls.append(media_path(row, watching.camera, watching.recording.pk))
    assert [ask(url).status for url in urls] == [200, 200]
    session_end(row, actor=watching.user, now=timezone.now(), address=None)
    assert not PlaybackSession.objects.filter(ended_at=None).exists()
    row.pk, row.ended_at = None, None
    row.save()
    urls.append(media_path(row, watching.camera, watching.recording.pk))
    clock.turn(31)
    assert [ask(url).status for url in urls] == [403, 403, 403]


def test_one_that_expired_bars_nothing(viewer: User, watching: Watching) -> None:
    client = by_cookie(viewer)
    first = play(client, watching)
    PlaybackSession.objects.update(expires_at=timezone.now())
    assert play(client, watching) == first
    assert PlaybackSession.objects.count() == 2


def test_sessions_are_forgotten_a_month_after_they_were_over(
    people: People, watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    monkeypatch.setattr("playback.services.FORGOTTEN_AT_ONCE", 2)
    second = timedelta(seconds=1)
    times = {
        "expired": (now - 31 * DAY - second, None),
        "ended": (now - 31 * DAY, now - 31 * DAY - second),
        "expired lately": (now - 31 * DAY + second, None),
        "expired, ended lately": (now - 40 * DAY, now - DAY),
        "ended lately": (now, now - 31 * DAY + second),
        "living": (now + DAY, None),
        "expired before": (now - 400 * DAY, None),
    }
    PlaybackSession.objects.all().delete()
    for name, (expires_at, ended_at) in times.items():
        PlaybackSession.objects.create(
            user=people.viewer,
            sign_in=PlaybackSession.TOKEN,
            sign_in_key=name,
            created_at=now,
            seen_at=now,
            expires_at=expires_at,
            ended_at=ended_at,
        )
    assert sessions_forget(now) == 3
    kept = {"expired lately", "expired, ended lately", "ended lately", "living"}
    assert set(PlaybackSession.objects.values_list("sign_in_key", flat=True)) == kept
    assert sessions_forget(now) == 0
