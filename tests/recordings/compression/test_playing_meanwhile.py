"""Whoever has a playlist plays on from the file that it describes; the next one names the new."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from playback.media_files import media_files
from playback.services import LASTS
from recordings.compression.leftovers import KEPT
from recordings.models import Recording
from tests.people import api_client, make_member
from tests.playback.media.scene import ask
from tests.recordings.compression.samples import scan_of
from tests.recordings.compression.scene import OPENED, Mode, Scene, fresh

_MAP = re.compile(r'#EXT-X-MAP:URI="(\S+)",BYTERANGE="(\d+)@(\d+)"')
_ENTRY = re.compile(r"#EXT-X-BYTERANGE:(\d+)@(\d+)\n(/media/\S+)")


def playlist(scene: Scene, client: Any) -> str:
    query = {"at": (OPENED + timedelta(seconds=5)).isoformat()}
    camera = Recording.objects.get().camera_id
    answer = client.get(f"/api/playback/cameras/{camera}/index.m3u8", query)
    assert answer.status_code == 200, answer.content
    return str(answer.content.decode())


def played(text: str) -> bytes:
    """All that a player reads, in its order: the init part, then each range."""
    media_files.forget()
    (uri, size, at), entries = _MAP.findall(text)[0], _ENTRY.findall(text)
    parts = [(size, at, uri), *entries]
    data = b""
    for size, at, uri in parts:
        answer = ask(uri, Range=f"bytes={at}-{int(at) + int(size) - 1}")
        assert answer.status == 206, answer.body
        data += answer.body
    return data


def media_of(path: Path) -> bytes:
    found = scan_of(path)
    content = path.read_bytes()
    return content[: found.init_size] + content[found.first_offset : found.end_offset]


def lengths(text: str) -> list[str]:
    return re.findall(r"#EXTINF:([\d.]+)|#EXT-X-PROGRAM-DATE-TIME:(\S+)", text)


@pytest.mark.parametrize("mode", list(Mode))
def test_a_list_from_before_plays_the_old_bytes_and_one_from_after_the_new(
    scene: Scene, mode: Mode
) -> None:
    scene.want(scene.tree.city, mode=mode)
    before = scene.recording()
    client = api_client(make_member(scene.tree.city))
    old_list = playlist(scene, client)
    old = media_of(before.path)
    assert played(old_list) == old
    scene.compressed()
    assert played(old_list) == old
    new_list = playlist(scene, client)
    assert played(new_list) == media_of(fresh(before).path) != old
    assert lengths(new_list) == lengths(old_list)
    assert played(old_list) == old


def test_what_a_server_remembers_of_the_old_file_stays_right(scene: Scene) -> None:
    row = scene.recording()
    client = api_client(make_member(scene.tree.city))
    uri = _ENTRY.findall(playlist(scene, client))[0][2]
    content = row.path.read_bytes()
    assert ask(uri).body == content
    scene.compressed()
    assert ask(uri).body == content  # from memory
    new_uri = _ENTRY.findall(playlist(scene, client))[0][2]
    new = ask(new_uri)
    assert new.body == fresh(row).path.read_bytes()
    assert new.headers["ETag"] != ask(uri).headers["ETag"]


def test_the_old_file_outlasts_every_session_that_may_ask_for_it(scene: Scene) -> None:
    assert timedelta(hours=1) <= KEPT - LASTS
    row = scene.recording()
    uri = _ENTRY.findall(playlist(scene, api_client(make_member(scene.tree.city))))[0][2]
    scene.compressed()
    scene.clock.at += LASTS
    scene.compress()
    assert row.path.exists()
    assert ask(uri).status == 200
    scene.clock.at += KEPT - LASTS + timedelta(seconds=1)
    scene.compress()
    assert not row.path.exists()
    media_files.forget()
    assert ask(uri).status == 404
    scene.assert_whole()


def test_nothing_of_a_doomed_recording_is_served(scene: Scene) -> None:
    scene.recording()
    client = api_client(make_member(scene.tree.city))
    uris = [_ENTRY.findall(playlist(scene, client))[0][2]]
    scene.compressed()
    uris.append(_ENTRY.findall(playlist(scene, client))[0][2])
    Recording.objects.update(status=Recording.Status.DOOMED)
    media_files.forget()
    assert [ask(uri).status for uri in uris] == [404, 404]


def test_a_download_is_of_the_new_file(scene: Scene) -> None:
    row = scene.recording()
    client = api_client(make_member(scene.tree.city))
    scene.compressed()
    answer: Any = client.get(f"/api/recordings/{row.pk}/download/")
    assert b"".join(answer.streaming_content) == fresh(row).path.read_bytes()
    answer.close()
