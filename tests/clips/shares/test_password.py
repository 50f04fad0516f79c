"""A link with a password: what it takes, how long it is remembered, and when it is locked."""

import unicodedata
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from clips.models import ClipShare
from tests.clips.shares.conftest import StandingClock
from tests.clips.shares.sharing import (
    CONTENT,
    PASSWORD,
    Sharer,
    browser,
    openings,
    program,
)
from tests.recordings.api.transfer import body_of

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

PARTS = ("/clip.mp4", "/clip.mp4?download=1", "/thumbnail.jpg")


def give(path: str, password: str = PASSWORD, client: Client | None = None) -> Any:
    return (client or browser()).post(path, {"password": password})


def test_without_it_nothing_of_the_clip_is_told(guarded: str) -> None:
    page = browser().get(guarded).content.decode()
    for words in ("Batida", "Portão", "2026", "clip.mp4"):
        assert words not in page
    assert f'<form method="post" action="{guarded}">' in page
    assert program().get(guarded).json() == {"password_needed": True}
    needed = "This clip is shared with a password."
    for part in PARTS:
        answer = program().get(guarded + part)
        assert answer.status_code == 403
        assert answer.json() == {"code": "password_needed", "detail": needed, "fields": {}}
    assert openings() == []


def test_the_right_one_opens_page_and_media(guarded: str) -> None:
    client = browser()
    answer = give(guarded, client=client)
    assert (answer.status_code, answer["Location"]) == (303, guarded)
    assert openings() == []  # nothing is shown yet
    assert "Batida" in client.get(guarded).content.decode()
    assert body_of(client.get(guarded + "/clip.mp4")) == CONTENT


def test_it_is_the_same_however_a_keyboard_writes_it(guarded: str) -> None:
    written = unicodedata.normalize("NFD", PASSWORD)
    assert written != PASSWORD
    assert give(guarded, written).status_code == 303


def test_the_cookie_is_this_links_alone(guarded: str) -> None:
    for secure in (False, True):
        answer = browser().post(guarded, {"password": PASSWORD}, secure=secure)
        cookie = answer.cookies["shared_clip"]
        kept = {name: value for name, value in cookie.items() if value and name != "expires"}
        expected = {"path": guarded, "httponly": True, "samesite": "Strict", "max-age": 86400}
        assert kept == (expected | {"secure": True} if secure else expected)


@pytest.mark.parametrize("value", ["", "x", "A" * 3_000, "0:1abcde:sig", "MA:1abc:\x7f"])
def test_a_cookie_that_is_not_ours_opens_nothing(guarded: str, value: str) -> None:
    client = browser()
    client.cookies["shared_clip"] = value
    assert client.get(guarded + "/clip.mp4").status_code == 403


def test_a_cookie_is_good_for_no_other_link_and_no_other_password(
    owner: Sharer, guarded: str
) -> None:
    client = browser()
    give(guarded, client=client)
    value = client.cookies["shared_clip"].value
    newer = owner.link(password=PASSWORD)
    other = browser()
    other.cookies["shared_clip"] = value
    assert other.get(newer + "/clip.mp4").status_code == 403
    free = owner.link()
    browser().get(free)
    ClipShare.objects.filter(revoked_at=None).update(password="md5$salt$other")
    assert other.get(free + "/clip.mp4").status_code == 403


def test_a_wrong_one_is_told_and_nothing_is_logged(guarded: str) -> None:
    page = give(guarded, "wrong password")
    assert page.status_code == 403
    assert '<p role="alert">The password is wrong.</p>' in page.content.decode()
    assert f'action="{guarded}"' in page.content.decode()
    assert not page.cookies
    said = {"code": "wrong_password", "detail": "The password is wrong.", "fields": {}}
    assert give(guarded, "wrong password", program()).json() == said
    assert openings() == []


def wrong(path: str, times: int) -> list[int]:
    return [give(path, "wrong password").status_code for _time in range(times)]


def test_after_five_wrong_ones_none_is_looked_at(guarded: str, clock: StandingClock) -> None:
    assert wrong(guarded, 5) == [403] * 5
    answer = give(guarded)
    assert (answer.status_code, answer["Retry-After"]) == (429, "600")
    words = "Too many wrong passwords. Try again in 10\xa0minutes."
    assert words in answer.content.decode()
    assert give(guarded, client=program()).json()["detail"] == words
    clock.now += timedelta(minutes=9, seconds=59, milliseconds=500)
    answer = give(guarded)
    assert (answer.status_code, answer["Retry-After"]) == (429, "1")
    assert "Try again in 1\xa0minute." in answer.content.decode()
    clock.now += timedelta(milliseconds=500)
    assert give(guarded).status_code == 303


def test_each_further_wrong_one_doubles_the_wait_up_to_a_day(
    guarded: str, clock: StandingClock
) -> None:
    wrong(guarded, 5)
    waits = []
    for _lock in range(9):
        waits.append(int(give(guarded)["Retry-After"]) // 60)
        clock.now += timedelta(minutes=waits[-1])
        ClipShare.objects.update(expires_at=clock.now + timedelta(hours=1))
        assert wrong(guarded, 1) == [403]
    assert waits == [10, 20, 40, 80, 160, 320, 640, 1280, 1440]


def test_the_right_one_sets_the_count_back(guarded: str) -> None:
    for _time in range(3):
        assert wrong(guarded, 4) == [403] * 4
        assert give(guarded).status_code == 303


def test_whoever_is_in_is_not_locked_out(guarded: str) -> None:
    client = browser()
    give(guarded, client=client)
    wrong(guarded, 5)
    assert give(guarded).status_code == 429
    assert client.get(guarded).status_code == 200


@pytest.mark.parametrize("password", ["", "a", "a" * 10_000, "a" * 100_000, "ab\x00cd", "ab\ncd"])
def test_what_can_be_no_password_is_no_guess(guarded: str, password: str) -> None:
    for _time in range(6):
        answer = give(guarded, password, program())
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert give(guarded).status_code == 303


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded; charset=utf-16", "password=x"),
        ("application/x-www-form-urlencoded", "&" * 5_000),
        ("multipart/form-data", "x"),
        ("multipart/form-data; boundary=x", "no boundary"),
        ("application/json", '{"password": "três pontes"}'),
    ],
)
def test_a_form_that_cannot_be_read_is_refused(guarded: str, content_type: str, body: str) -> None:
    answer = browser().post(guarded, body.encode(), content_type=content_type)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()


def test_where_none_is_needed_any_is_let_pass(path: str) -> None:
    for _time in range(6):
        assert give(path, "whatever").status_code == 303
    assert browser().get(path).status_code == 200
