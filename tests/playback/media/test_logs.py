"""No media URL is in a log: whoever reads the log could watch."""

import logging
from collections.abc import Callable
from unittest.mock import patch

import pytest
from django.test import Client

from playback import media
from playback.media_part import Places
from tests.playback.media.scene import Watching, ask
from tests.site.conftest import database_away

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


def lose_the_file(watching: Watching, monkeypatch: pytest.MonkeyPatch) -> int:
    watching.recording.path.unlink()
    return ask(watching.url).status


def ask_too_far(watching: Watching, monkeypatch: pytest.MonkeyPatch) -> int:
    return ask(watching.url, Range="bytes=600000-").status


def ask_in_a_crowd(watching: Watching, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(media, "_places", Places(0, 0))
    return ask(watching.url).status


def lose_the_database(watching: Watching, monkeypatch: pytest.MonkeyPatch) -> int:
    with database_away():
        return ask(watching.url).status


def post(watching: Watching, monkeypatch: pytest.MonkeyPatch) -> int:
    return ask(watching.url, "POST").status


def end_the_session(watching: Watching, monkeypatch: pytest.MonkeyPatch) -> int:
    watching.session.delete()
    return ask(watching.url).status


def fail(watching: Watching, monkeypatch: pytest.MonkeyPatch) -> int:
    with patch.object(media, "open_file", side_effect=RuntimeError("a fault of ours")):
        return Client(raise_request_exception=False).get(watching.url).status_code


REFUSED = {
    404: lose_the_file,
    416: ask_too_far,
    403: end_the_session,
    405: post,
    500: fail,
}
BUSY = {"busy": ask_in_a_crowd, "away": lose_the_database}


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "django.request"]


@pytest.mark.parametrize(
    ("status", "refuse"),
    [*REFUSED.items(), *((503, refuse) for refuse in BUSY.values())],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_a_refusal_is_logged_without_the_address(
    watching: Watching,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    status: int,
    refuse: Callable[[Watching, pytest.MonkeyPatch], int],
) -> None:
    assert refuse(watching, monkeypatch) == status
    assert [message.endswith("/media/...") for message in told(caplog)] == [True]
    token = watching.url.removeprefix("/media/").removesuffix(".mp4")
    assert token not in caplog.text


def test_the_line_of_the_development_server_is_cut_too(
    watching: Watching, caplog: pytest.LogCaptureFixture
) -> None:
    line = f"GET {watching.url} HTTP/1.1"
    with caplog.at_level(logging.INFO, "django.server"):
        logging.getLogger("django.server").info('"%s" %s %s', line, "206", "10")
    assert caplog.messages == ['"GET /media/..." 206 10']


def test_other_addresses_stay_as_they_are(caplog: pytest.LogCaptureFixture) -> None:
    assert ask("/api/nothing/here/").status == 404
    assert told(caplog) == ["Not Found: /api/nothing/here/"]
