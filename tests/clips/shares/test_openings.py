"""Each page shown and each download is written down, once, before anything is sent."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError

from clips.models import Clip, ClipShare
from plans.models import AuditEntry
from tests.clips.shares.conftest import StandingClock
from tests.clips.shares.sharing import (
    CONTENT,
    PASSWORD,
    Sharer,
    browser,
    opened,
    openings,
)
from tests.recordings.api.transfer import body_of

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


def test_each_page_and_each_download_is_one_entry(path: str, clip: Clip) -> None:
    client = browser()
    client.get(path)
    assert openings() == [opened("page", clip)]
    client.get(path)
    body_of(client.get(path + "/clip.mp4?download=1"))
    assert openings() == [opened("page", clip)] * 2 + [opened("download", clip)]
    assert set(AuditEntry.objects.values_list("city", flat=True)) == {clip.camera.city_id}
    assert ClipShare.objects.get().openings == 3


def test_playing_belongs_to_the_page_that_was_shown(path: str, clip: Clip) -> None:
    client = browser()
    client.get(path)
    for start in range(0, len(CONTENT), 20_000):
        body_of(client.get(path + "/clip.mp4", headers={"range": f"bytes={start}-"}))
    client.get(path + "/thumbnail.jpg")
    assert openings() == [opened("page", clip)]


def test_a_file_that_is_fetched_without_the_page_is_a_download(path: str, clip: Clip) -> None:
    body_of(browser().get(path + "/clip.mp4"))
    assert openings() == [opened("download", clip)]


def test_a_page_does_not_cover_for_ever(path: str, clip: Clip, clock: StandingClock) -> None:
    client = browser()
    client.get(path)
    clock.now += timedelta(hours=11, minutes=59)
    body_of(client.get(path + "/clip.mp4"))
    assert openings() == [opened("page", clip)]
    clock.now += timedelta(minutes=1)
    body_of(client.get(path + "/clip.mp4"))
    assert openings() == [opened("page", clip), opened("download", clip)]


def test_a_password_alone_covers_nothing(guarded: str, clip: Clip) -> None:
    client = browser()
    client.post(guarded, {"password": PASSWORD})
    body_of(client.get(guarded + "/clip.mp4"))
    assert openings() == [opened("download", clip)]


def test_what_shows_nothing_is_no_opening(owner: Sharer, path: str) -> None:
    client = browser()
    for part in ("", "/clip.mp4", "/clip.mp4?download=1", "/thumbnail.jpg"):
        client.head(path + part)
    answer = client.get(path + "/clip.mp4", headers={"range": f"bytes={len(CONTENT)}-"})
    assert answer.status_code == 416
    assert openings() == []
    assert (ClipShare.objects.get().openings, ClipShare.objects.get().last_opened_at) == (0, None)


@pytest.mark.parametrize("part", ["", "/clip.mp4", "/clip.mp4?download=1"])
def test_what_cannot_be_written_down_is_not_sent(
    path: str, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**entry: Any) -> None:
        raise OperationalError("away")

    monkeypatch.setattr("clips.shares.audit_add", away)
    answer = browser().get(path + part)
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert not answer.cookies
    assert ClipShare.objects.get().openings == 0


def test_a_link_that_ends_while_it_is_opened_opens_nothing(
    owner: Sharer, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look at the link and the entry in the log."""
    missing = browser().get("/s/x").content
    monkeypatch.setattr("clips.pages._rows", lambda share: [])
    monkeypatch.setattr("clips.pages.client_address", lambda request: owner.end() and "::1")
    answer = browser().get(path)
    assert (answer.status_code, answer.content) == (404, missing)
    assert openings() == []


def test_whoever_opens_it_is_known_by_address_alone(owner: Sharer, path: str) -> None:
    """Signed in or not: it is the link that opened it."""
    assert owner.user is not None
    client = browser()
    client.force_login(owner.user)
    client.get(path)
    assert [address for _subject, address, _details in openings()] == ["127.0.0.1"]
