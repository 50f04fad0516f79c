"""The page of a shared clip: what it says, to whom, and in what language."""

from datetime import timedelta

import pytest
from django.test import Client

from clips.models import Clip
from tests.clips.shares.sharing import NOW, START, Sharer, browser, program
from tests.people import People

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


def test_it_needs_no_account_and_keeps_no_session(path: str) -> None:
    client = browser()
    answer = client.get(path)
    assert answer.status_code == 200
    assert set(client.cookies) == {"shared_clip"}


def test_it_shows_the_clip_and_says_what_it_is(path: str, clip: Clip) -> None:
    page = browser().get(path).content.decode()
    for words in (
        "<h1>Batida na Rua São João</h1>",
        f'src="{path}/clip.mp4"',
        f'poster="{path}/thumbnail.jpg"',
        f'href="{path}/clip.mp4?download=1"',
        "<dt>Camera</dt><dd>Portão</dd>",
        "<dt>Start</dt><dd>Nov. 20, 2026, 09:59:30 (UTC\N{MINUS SIGN}03:00)</dd>",
        "<dt>End</dt><dd>Nov. 20, 2026, 10:00:30 (UTC\N{MINUS SIGN}03:00)</dd>",
        "<dt>Length</dt><dd>0:01:00</dd>",
        f"<dt>SHA-256</dt><dd>{clip.sha256}</dd>",
        "<dt>This link is good until</dt><dd>Nov. 22, 2026, 09:59:30 (UTC\N{MINUS SIGN}03:00)</dd>",
        '<meta name="robots" content="noindex, nofollow">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
    ):
        assert words in page
    assert "not recorded" not in page


def test_it_says_what_was_not_recorded(path: str) -> None:
    start_ms = round(START.timestamp() * 1000)
    Clip.objects.update(gaps=[[start_ms + 1000, start_ms + 4000], [start_ms, start_ms + 500]])
    page = browser().get(path).content.decode()
    assert "<dt>Of which not recorded</dt><dd>0:00:04</dd>" in page


def test_as_json_it_says_the_same(path: str, clip: Clip) -> None:
    assert program().get(path).json() == {
        "password_needed": False,
        "name": "Batida na Rua São João",
        "camera": "Portão",
        "start_time": "2026-11-20T12:59:30Z",
        "end_time": "2026-11-20T13:00:30Z",
        "duration_seconds": 60.04,
        "sha256": clip.sha256,
        "expires_at": "2026-11-22T12:59:30Z",
    }


def test_the_hour_that_comes_twice_is_told_apart(owner: Sharer, people: People) -> None:
    """Of the time zone that the city has, not the installation's."""
    people.city.time_zone = "America/New_York"
    people.city.save()
    Clip.objects.update(
        start_time=NOW.replace(month=11, day=1, hour=5), end_time=NOW.replace(day=1, hour=6)
    )
    page = browser().get(owner.link()).content.decode()
    assert "Nov. 1, 2026, 01:59:30 (UTC\N{MINUS SIGN}04:00)" in page
    assert "Nov. 1, 2026, 01:59:30 (UTC\N{MINUS SIGN}05:00)" in page


def test_it_speaks_portuguese_unless_the_reader_does_not(path: str) -> None:
    languages = ("pt-BR,pt;q=0.9", "en", "de")
    answers = [browser(**{"accept-language": language}).get(path) for language in languages]
    assert [answer["Content-Language"] for answer in answers] == ["pt-br", "en", "pt-br"]
    assert (
        "20 de Novembro de 2026, 09:59:30 (UTC\N{MINUS SIGN}03:00)" in answers[0].content.decode()
    )


def test_a_name_is_never_markup(path: str) -> None:
    Clip.objects.update(name='<script>alert(1)</script>"><img src=x>')
    page = browser().get(path).content.decode()
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&gt;&lt;img src=x&gt;" in page


@pytest.mark.parametrize("accept", ["text/html", "application/json", "*/*"])
def test_no_answer_is_kept_passed_on_or_found(guarded: str, accept: str) -> None:
    for where in (guarded, "/s/x", "/s/", guarded + "/clip.mp4", guarded + "/thumbnail.jpg"):
        for method in ("get", "head"):
            answer = getattr(browser(accept), method)(where)
            assert answer["Cache-Control"] == "no-store"
            assert answer["Referrer-Policy"] == "no-referrer"
            assert answer["X-Robots-Tag"] == "noindex, nofollow"
            assert answer["Content-Security-Policy"].startswith("default-src 'none'")
            assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
            assert "Accept" in answer["Vary"]
            expected = "application/json" if accept == "application/json" else "text/html"
            assert answer["Content-Type"].startswith(expected)


def test_what_is_sent_to_another_purpose_is_not_kept_either(path: str) -> None:
    for part in ("/clip.mp4", "/thumbnail.jpg"):
        answer = browser().head(path + part)
        assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
        assert answer["X-Robots-Tag"] == "noindex, nofollow"


def test_an_end_is_seen_at_the_next_request(owner: Sharer, guarded: str) -> None:
    client: Client = browser()
    client.post(guarded, {"password": "três pontes"})
    parts = ("", "/clip.mp4", "/thumbnail.jpg")
    assert [client.head(guarded + part).status_code for part in parts] == [200] * 3
    owner.end()
    assert [client.get(guarded + part).status_code for part in parts] == [404] * 3


def test_an_archived_cameras_clip_stays_open(path: str, clip: Clip) -> None:
    clip.camera.archived_at = NOW - timedelta(hours=1)
    clip.camera.save()
    assert browser().get(path).status_code == 200
