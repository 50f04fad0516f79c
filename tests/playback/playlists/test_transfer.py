"""How a playlist travels: type, caching, compression."""

import gzip
from typing import Any

import pytest

from tests.people import People, api_client
from tests.playback.playlists.scene import LASTS, Recorder
from tests.recordings.api.scene import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


class Client:
    """One sign-in that asks again and again."""

    def __init__(self, people: People, recorder: Recorder) -> None:
        self._client = api_client(people.viewer)
        self._url = f"/api/playback/cameras/{recorder.camera.pk}/index.m3u8"

    def ask(self, method: str = "get", **headers: str) -> Any:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        call = getattr(self._client, method)
        return call(self._url, {"at": "2026-03-10T12:00:00Z"}, headers=given)


@pytest.fixture
def client(people: People, recorder: Recorder) -> Client:
    recorder.recorded(NOON)
    return Client(people, recorder)


def test_headers(client: Client) -> None:
    answer = client.ask()
    names = ("Content-Type", "Cache-Control", "X-Content-Type-Options", "X-Codecs")
    assert [answer[name] for name in names] == [
        "application/vnd.apple.mpegurl",
        "private, no-cache",
        "nosniff",
        "avc1.42c00d",
    ]
    assert {"Accept-Encoding", "Authorization", "Cookie"} <= set(answer["Vary"].split(", "))


@pytest.mark.parametrize(
    "accept", ["*/*", "application/vnd.apple.mpegurl", "application/x-mpegURL", "text/html", "x"]
)
def test_whatever_a_player_accepts(client: Client, accept: str) -> None:
    answer = client.ask(accept=accept)
    assert (answer.status_code, answer.content[:7]) == (200, b"#EXTM3U")


def test_compressed_for_those_who_take_it(client: Client) -> None:
    plain, packed = client.ask(), client.ask(accept_encoding="br, gzip")
    assert packed["Content-Encoding"] == "gzip"
    assert packed["Content-Length"] == str(len(packed.content))
    assert len(packed.content) < len(plain.content)
    assert gzip.decompress(packed.content) == plain.content
    assert "Content-Encoding" not in plain
    assert packed["ETag"] == plain["ETag"]


def test_a_list_that_is_known_is_not_sent_again(client: Client, recorder: Recorder) -> None:
    first = client.ask()
    for encoding in ("identity", "gzip"):
        again = client.ask(if_none_match=first["ETag"], accept_encoding=encoding)
        assert (again.status_code, again.content) == (304, b"")
        assert [again[name] for name in ("ETag", "Cache-Control", "Vary", "X-Window-Start")] == [
            first[name] for name in ("ETag", "Cache-Control", "Vary", "X-Window-Start")
        ]
        assert "Content-Encoding" not in again
    recorder.recorded(NOON + LASTS)
    changed = client.ask(if_none_match=first["ETag"])
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


@pytest.mark.parametrize("tag", ['W/"other"', "nonsense", '""', '"' + "x" * 5000 + '"'])
def test_another_tag_changes_nothing(client: Client, tag: str) -> None:
    assert client.ask(if_none_match=tag).status_code == 200


def test_the_head_alone(client: Client) -> None:
    answer, whole = client.ask("head"), client.ask()
    assert (answer.status_code, answer.content) == (200, b"")
    assert (answer["ETag"], answer["Content-Length"]) == (whole["ETag"], whole["Content-Length"])
