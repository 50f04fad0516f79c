"""Damaged and hostile files: a clear answer each time, and the others' pictures go on."""

import random
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from playback.pictures import drawing
from playback.pictures.pool import Pool
from recordings.media.boxes import children
from recordings.models import Camera, Recording, StorageVolume
from tests.people import People
from tests.playback.pictures.conftest import Sample
from tests.playback.pictures.scene import ask, finished, scanned
from tests.recordings.api.scene import NOON, make_camera

pytestmark = pytest.mark.django_db

LATE = NOON + timedelta(hours=1)
UNREADABLE = {
    "code": "unreadable_picture",
    "detail": "The picture of this moment cannot be read.",
    "fields": {},
}
CONTAINERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"mvex", b"moof", b"traf"}
HANGS = "import socket, time; s = socket.socket(fileno=0); s.sendall(bytes([6])); time.sleep(600)"
UsePool = Callable[..., Pool]


@pytest.fixture
def use_pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[UsePool]:
    """Another program in the children's place."""
    made: list[Pool] = []

    def use(code: str, **values: Any) -> Pool:
        made.append(Pool((sys.executable, "-I", "-c", code), **values))
        monkeypatch.setattr(drawing, "pool", made[-1])
        return made[-1]

    yield use
    for each in made:
        each.close()


@pytest.fixture
def recording(camera: Camera, volume: StorageVolume, sample: Sample) -> Recording:
    return finished(camera, volume, sample("h264"))


def boxes_of(data: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where each box starts and ends, those inside others too."""
    for kind, body, stop in children(data, start, end):
        yield body - 8, stop
        if kind in CONTAINERS:
            yield from boxes_of(data, body, stop)


def seen(people: People, recording: Recording, at: object = LATE) -> tuple[int, str]:
    """Without what was remembered of the last look."""
    drawing.suspects._known.clear()
    answer = ask(people.viewer, recording.camera, LATE if at is LATE else str(at))
    if answer.status_code == 200:
        assert answer.content.startswith(b"\xff\xd8\xff")
        return 200, answer.headers["X-Frame-Time"]
    return answer.status_code, answer.json()["code"]


def test_a_file_truncated_at_every_border_of_a_box(
    people: People, recording: Recording, settings: Any
) -> None:
    settings.VMS_PICTURE_CACHE_MB = 0
    content = recording.path.read_bytes()
    whole = scanned(recording.path).end_offset
    newest = seen(people, recording)
    assert newest[0] == 200
    borders = sorted({border for box in boxes_of(content, 0, len(content)) for border in box})
    answers = {}
    for border in borders:
        recording.path.write_bytes(content[:border])
        answers[border] = seen(people, recording)
    assert len(borders) > 80
    assert answers == {b: newest if b >= whole else (409, "unreadable_picture") for b in borders}


@pytest.mark.parametrize("size", [0, 1, 7, 8, 9, 0x7FFF_FFFF, 0xFFFF_FFFF])
def test_boxes_that_lie_about_their_size(
    people: People, recording: Recording, settings: Any, size: int
) -> None:
    settings.VMS_PICTURE_CACHE_MB = 0
    content = recording.path.read_bytes()
    end = scanned(recording.path).offsets[1]
    answers = set()
    for start, _ in boxes_of(content, 0, end):
        lying = content[:start] + size.to_bytes(4, "big") + content[start + 4 :]
        recording.path.write_bytes(lying)
        answers.add(seen(people, recording, NOON.isoformat()))
    assert answers <= {(200, "2026-03-10T12:00:00.000Z"), (409, "unreadable_picture")}
    assert (409, "unreadable_picture") in answers


@pytest.mark.parametrize("content", ["nothing", "zeros", "noise", "another file"])
def test_a_file_that_is_not_what_was_indexed(
    people: People, recording: Recording, sample: Sample, content: str
) -> None:
    size = recording.path.stat().st_size
    recording.path.write_bytes(
        {
            "nothing": b"",
            "zeros": bytes(size),
            "noise": random.Random(1).randbytes(size),
            "another file": sample("h264 with long GOPs", "aac").read_bytes(),
        }[content]
    )
    answer = ask(people.viewer, recording.camera, LATE)
    assert (answer.status_code, answer.json()) == (409, UNREADABLE)


@pytest.mark.parametrize("put", ["link", "folder"])
def test_what_is_no_file_is_not_read(people: People, recording: Recording, put: str) -> None:
    elsewhere = recording.path.rename(recording.path.with_suffix(".elsewhere"))
    if put == "link":
        recording.path.symlink_to(elsewhere)
    else:
        recording.path.mkdir()
    answer = ask(people.viewer, recording.camera, LATE)
    assert (answer.status_code, answer.json()) == (409, UNREADABLE)


def test_pictures_of_noise_are_refused_and_the_rest_of_the_file_is_shown(
    people: People, recording: Recording
) -> None:
    media = scanned(recording.path)
    content = bytearray(recording.path.read_bytes())
    start, end = media.offsets[1], media.offsets[2]
    body = content.index(b"mdat", start) + 4
    content[body:end] = random.Random(2).randbytes(end - body)
    recording.path.write_bytes(content)
    second = NOON + timedelta(seconds=0.5)
    answers = [ask(people.viewer, recording.camera, at) for at in (NOON, second, LATE)]
    assert [answer.status_code for answer in answers] == [200, 409, 200]
    assert answers[1].json() == UNREADABLE


def test_a_fragment_that_kills_children_does_so_once_a_minute(
    people: People, recording: Recording, use_pool: UsePool, tmp_path: Path
) -> None:
    starts = tmp_path / "starts"
    note = f"open({str(starts)!r}, 'a').write('x')\n"
    use_pool(note + HANGS, picture_seconds=0.2)
    answers = [ask(people.viewer, recording.camera, LATE) for _ in range(5)]
    assert [(answer.status_code, answer.json()) for answer in answers] == [(409, UNREADABLE)] * 5
    assert starts.read_text() == "x"


def test_what_another_city_has_seen_go_wrong_does_not_show(
    people: People, volume: StorageVolume, recording: Recording, sample: Sample
) -> None:
    """Poison in one camera's file leaves the children to the others."""
    recording.path.write_bytes(bytes(recording.path.stat().st_size))
    other = finished(make_camera(people.other_city), volume, sample("h265"))
    for _ in range(3):
        assert ask(people.viewer, recording.camera, LATE).status_code == 409
        assert ask(people.stranger, other.camera, LATE).status_code == 200


def test_when_all_children_are_at_work_one_is_asked_to_come_again(
    people: People, recording: Recording, use_pool: UsePool
) -> None:
    pool = use_pool(HANGS, children=1, wait_seconds=0.05)
    with pool.place():
        answer = ask(people.viewer, recording.camera, LATE)
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert answer.headers["Retry-After"] == "2"


def test_a_fragment_that_is_too_large_is_not_read(
    people: People, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("playback.pictures.finding.MAX_FRAGMENT_BYTES", 1000)
    answer = ask(people.viewer, recording.camera, LATE)
    assert (answer.status_code, answer.json()) == (409, UNREADABLE)
