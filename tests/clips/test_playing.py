"""A page plays a clip from its file: in parts, noted once, without holding a place for long."""

from typing import Any

import pytest
from django.test import Client

from clips.models import Clip
from plans.models import AuditEntry
from recordings.api import downloads
from tests.clips.scene import Scene
from tests.people import api_client

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.contract]


@pytest.fixture
def clip(scene: Scene) -> Clip:
    scene.record_all()
    return scene.cut(5_000, 15_000)


def fetched(scene: Scene, clip: Clip, query: str, **headers: Any) -> tuple[int, str, bytes]:
    client = api_client(scene.people.viewer)
    answer: Any = client.get(f"/api/clips/{clip.pk}/download/{query}", **headers)
    body = b"".join(answer.streaming_content)
    answer.close()
    return answer.status_code, answer.get("Content-Range", ""), body


def exports() -> int:
    return AuditEntry.objects.filter(action=AuditEntry.Action.EXPORT).count()


def test_a_player_gets_parts_and_puts_them_together(
    scene: Scene, clip: Clip, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "PLAYED_BYTES", 100_000)
    assert clip.path is not None
    whole, got = clip.path.read_bytes(), b""
    while len(got) < len(whole):
        status, told, part = fetched(scene, clip, "?inline=1", HTTP_RANGE=f"bytes={len(got)}-")
        assert status == 206
        assert told == f"bytes {len(got)}-{len(got) + len(part) - 1}/{len(whole)}"
        assert 0 < len(part) <= 100_000
        got += part
    assert got == whole
    assert exports() == 1


def test_a_download_is_whole_and_noted_each_time(scene: Scene, clip: Clip) -> None:
    assert clip.path is not None
    for count in (1, 2):
        status, told, body = fetched(scene, clip, "")
        assert (status, told, body) == (200, "", clip.path.read_bytes())
        assert exports() == count


def test_everybody_who_plays_it_is_noted(scene: Scene, clip: Clip) -> None:
    for person in (scene.people.viewer, scene.people.owner):
        answer = api_client(person).get(f"/api/clips/{clip.pk}/download/", HTTP_RANGE="bytes=5-9")
        answer.close()
        assert answer.status_code == 206
    names = AuditEntry.objects.filter(action=AuditEntry.Action.EXPORT).values_list("username")
    assert sorted(names) == [("owner",), ("viewer",)]


def test_nobody_else_gets_a_byte(scene: Scene, clip: Clip) -> None:
    url = f"/api/clips/{clip.pk}/download/"
    assert Client().get(url).status_code == 401
    assert api_client(scene.people.stranger).get(url).status_code == 404
    assert exports() == 0
