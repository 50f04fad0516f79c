"""A clip's file with ranges, its picture, its manifest; each under a name that is safe."""

from typing import Any

import pytest

from clips.models import Clip, Status
from plans.models import AuditEntry
from tests.clips.api.asking import Asker
from tests.clips.rows import CONTENT, PICTURE, make_clip, make_copy
from tests.clips.scene import Scene
from tests.people import People
from tests.plans.answers import NOT_FOUND
from tests.recordings.api.transfer import body_of, hang_up

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

STEM = "accident_portaria_2026-11-20_10-00-00"
NOT_READY = {"code": "not_ready", "detail": "The clip is not ready.", "fields": {}}
NAMES = ("download/", "thumbnail.jpg", "manifest.json")


@pytest.fixture
def clip(people: People, scene: Scene) -> Clip:
    return make_clip(scene.camera, people.operator, content=CONTENT, volume=scene.volume)


def headers_of(answer: Any, *names: str) -> list[str | None]:
    return [answer.headers.get(name) for name in names]


def test_the_whole_file(operator: Asker, clip: Clip) -> None:
    answer = operator.file(clip.pk)
    assert (answer.status_code, body_of(answer)) == (200, CONTENT)
    names = ("Content-Type", "Content-Length", "Accept-Ranges", "ETag", "Content-Disposition")
    assert headers_of(answer, *names) == [
        "video/mp4",
        str(len(CONTENT)),
        "bytes",
        f'"{clip.sha256}"',
        f'attachment; filename="{STEM}.mp4"',
    ]
    hang_up(answer)


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=10-19", 10, 20),
        ("bytes=10-", 10, 10240),
        ("bytes=-10", 10230, 10240),
    ],
)
def test_a_part_of_it(operator: Asker, clip: Clip, asked: str, start: int, end: int) -> None:
    answer = operator.file(clip.pk, Range=asked)
    assert (answer.status_code, body_of(answer)) == (206, CONTENT[start:end])
    assert answer.headers["Content-Range"] == f"bytes {start}-{end - 1}/10240"
    hang_up(answer)


def test_a_part_of_what_is_not_the_same_any_more_is_the_whole(operator: Asker, clip: Clip) -> None:
    same = operator.file(clip.pk, **{"Range": "bytes=1-2", "If-Range": f'"{clip.sha256}"'})
    other = operator.file(clip.pk, **{"Range": "bytes=1-2", "If-Range": '"another"'})
    assert (same.status_code, other.status_code) == (206, 200)
    for answer in (same, other):
        hang_up(answer)


def test_a_range_outside_of_it_is_refused(operator: Asker, clip: Clip) -> None:
    answer = operator.file(clip.pk, Range="bytes=10240-")
    assert (answer.status_code, answer.headers["Content-Range"]) == (416, "bytes */10240")


def test_it_can_be_played_in_a_page(operator: Asker, clip: Clip) -> None:
    answer = operator.file(clip.pk, "download/?inline=1")
    assert answer.headers["Content-Disposition"] == f'inline; filename="{STEM}.mp4"'
    hang_up(answer)


def test_the_marked_copy(operator: Asker, clip: Clip) -> None:
    assert operator.file(clip.pk, "download/?marked=1").json() == NOT_FOUND
    copy = make_copy(clip, CONTENT[::-1])
    answer = operator.file(clip.pk, "download/?marked=1")
    assert body_of(answer) == CONTENT[::-1]
    assert headers_of(answer, "ETag", "Content-Disposition") == [
        f'"{copy.sha256}"',
        f'attachment; filename="{STEM}_marked.mp4"',
    ]
    hang_up(answer)
    copy.status = Status.CUTTING
    copy.save()
    assert operator.file(clip.pk, "download/?marked=1").status_code == 404


@pytest.mark.parametrize(
    ("name", "camera", "stem"),
    [
        ("../../etc/passwd", "Portaria", "etcpasswd_portaria"),
        (
            "Praça São João",
            'Avenida; "x"\r\nSet-Cookie: a',
            "praca-sao-joao_avenida-x-set-cookie-a",
        ),
        ("<script>alert(1)</script>", "Portaria", "scriptalert1script_portaria"),
        ("监控 😀", "监控", "clip-{clip}_cam-{camera}"),
        ("x" * 255, "y" * 100, "x" * 80 + "_" + "y" * 80),
        ("...", "..", "clip-{clip}_cam-{camera}"),
    ],
)
def test_the_files_name_holds_letters_digits_and_dashes(
    operator: Asker, clip: Clip, name: str, camera: str, stem: str
) -> None:
    clip.name, clip.camera.name = name, camera
    clip.save()
    clip.camera.save()
    stem = stem.format(clip=clip.pk, camera=clip.camera_id) + "_2026-11-20_10-00-00"
    download, manifest = operator.file(clip.pk), operator.file(clip.pk, "manifest.json")
    assert download.headers["Content-Disposition"] == f'attachment; filename="{stem}.mp4"'
    expected = f'attachment; filename="{stem}.manifest.json"'
    assert manifest.headers["Content-Disposition"] == expected
    hang_up(download)


def test_the_picture(operator: Asker, clip: Clip) -> None:
    answer = operator.file(clip.pk, "thumbnail.jpg")
    assert (answer.status_code, answer.content) == (200, PICTURE)
    assert headers_of(answer, "Content-Type", "Cache-Control") == [
        "image/jpeg",
        "private, no-store",
    ]


def test_the_manifest(operator: Asker, clip: Clip) -> None:
    answer = operator.file(clip.pk, "manifest.json")
    found = answer.json()
    assert found.pop("signature")["algorithm"] == "Ed25519"
    assert (answer.status_code, found) == (200, clip.manifest)
    assert headers_of(answer, "Content-Type", "Cache-Control") == [
        "application/json",
        "private, no-store",
    ]


def test_a_last_slash_may_be_there_or_not(operator: Asker, clip: Clip) -> None:
    for name in NAMES:
        answers = [operator.file(clip.pk, name.rstrip("/") + end) for end in ("", "/")]
        assert [answer.status_code for answer in answers] == [200, 200]
        for answer in answers:
            hang_up(answer)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "status", [Status.PENDING, Status.CUTTING, Status.FAILED, Status.CANCELLED]
)
def test_before_it_is_ready_there_is_nothing(
    operator: Asker, scene: Scene, name: str, status: Status
) -> None:
    clip = make_clip(scene.camera, status=status)
    answer = operator.file(clip.pk, name)
    assert (answer.status_code, answer.json()) == (409, NOT_READY)


@pytest.mark.parametrize("name", NAMES)
def test_once_it_is_deleted_there_is_nothing(operator: Asker, clip: Clip, name: str) -> None:
    Clip.objects.update(status=Status.DELETED)
    answer = operator.file(clip.pk, name)
    assert (answer.status_code, answer.json()) == (404, NOT_FOUND)


def test_a_volume_that_is_away_is_said(operator: Asker, clip: Clip) -> None:
    assert clip.path is not None
    clip.path.rename(clip.path.with_name("elsewhere"))
    answer = operator.file(clip.pk)
    assert (answer.status_code, answer.json()["code"]) == (409, "file_missing")


def test_whoever_downloads_is_noted_and_who_asks_for_the_head_is_not(
    operator: Asker, clip: Clip, people: People
) -> None:
    head = operator.client.head(f"/api/clips/{clip.pk}/download/")
    assert (head.status_code, head.headers["Content-Length"]) == (200, str(len(CONTENT)))
    hang_up(operator.file(clip.pk, Range="bytes=0-9"))
    entry = AuditEntry.objects.get(action="export")
    assert (entry.username, entry.city, entry.address) == ("operator", people.city, "127.0.0.1")
    assert entry.details == {
        "clip": clip.pk,
        "sha256": clip.sha256,
        "range": "bytes 0-9/10240",
    }
