"""`/api/recordings/{id}/download`: the file, or a part of it."""

import os
import subprocess
from pathlib import Path

import pytest

from recordings.models import Recording, StorageVolume
from tests.people import People
from tests.recordings.api.conftest import Footage
from tests.recordings.api.scene import growing, make_camera, make_recording, place_file
from tests.recordings.api.transfer import body_of, download

pytestmark = pytest.mark.django_db

CONTENT = bytes(range(256)) * 40


@pytest.fixture
def recording(people: People, volume: StorageVolume) -> Recording:
    camera = make_camera(people.city, 'Praça São João; "x"\r\nSet-Cookie: a')
    row = make_recording(camera, volume=volume, file_size=len(CONTENT))
    place_file(row, CONTENT)
    return row


def test_the_whole_file(people: People, recording: Recording) -> None:
    answer = download(people.viewer, recording)
    assert (answer.status_code, body_of(answer)) == (200, CONTENT)
    headers = {name: answer.headers.get(name) for name in EXPECTED}
    assert headers == {**EXPECTED, "ETag": f'"{recording.pk}-10240"'}


EXPECTED = {
    "Content-Type": "video/mp4",
    "Content-Length": "10240",
    "Content-Range": None,
    "Accept-Ranges": "bytes",
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Disposition": 'attachment; filename="praca-sao-joao-x-set-cookie-a_'
    '2026-03-10_12-00-00Z.mp4"',
    "Set-Cookie": None,
    "ETag": "",
}


@pytest.mark.parametrize("name", ["监控", "...", "😀", "/etc/passwd"])
def test_a_name_that_leaves_nothing_gives_way_to_the_number(
    people: People, recording: Recording, name: str
) -> None:
    recording.camera.name = name
    recording.camera.save()
    answer = download(people.viewer, recording, "HEAD")
    stem = "etcpasswd" if "etc" in name else f"cam-{recording.camera_id}"
    expected = f'attachment; filename="{stem}_2026-03-10_12-00-00Z.mp4"'
    assert answer.headers["Content-Disposition"] == expected


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=10-19", 10, 20),
        ("bytes=10-", 10, 10240),
        ("bytes=-10", 10230, 10240),
        ("bytes=-99999", 0, 10240),
        ("bytes=10239-", 10239, 10240),
        ("bytes=10-99999999", 10, 10240),
        (" bytes=10-19 ", 10, 20),
    ],
)
def test_a_part_of_it(
    people: People, recording: Recording, asked: str, start: int, end: int
) -> None:
    answer = download(people.viewer, recording, Range=asked)
    assert (answer.status_code, body_of(answer)) == (206, CONTENT[start:end])
    assert answer.headers["Content-Range"] == f"bytes {start}-{end - 1}/10240"
    assert answer.headers["Content-Length"] == str(end - start)


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=0-1,5-6",
        "bytes=5-4",
        "bytes=-",
        "bytes=",
        "bytes=a-b",
        "bytes=0-1-2",
        "items=0-1",
        "bytes=0x1-2",
        "bytes=-1-2",
        "",
    ],
)
def test_what_is_no_single_range_gets_the_whole(
    people: People, recording: Recording, asked: str
) -> None:
    answer = download(people.viewer, recording, Range=asked)
    assert (answer.status_code, body_of(answer)) == (200, CONTENT)


@pytest.mark.parametrize(
    "asked", ["bytes=10240-", "bytes=10240-10241", "bytes=999999999999-", "bytes=-0"]
)
def test_a_range_outside_is_refused_with_the_size(
    people: People, recording: Recording, asked: str
) -> None:
    answer = download(people.viewer, recording, Range=asked)
    assert (answer.status_code, answer.json()["code"]) == (416, "range_not_satisfiable")
    assert answer.headers["Content-Range"] == "bytes */10240"


def test_a_part_is_sent_only_of_the_file_that_was_meant(
    people: People, recording: Recording
) -> None:
    etag = download(people.viewer, recording, "HEAD").headers["ETag"]
    conditions = {
        etag: 206,
        f"W/{etag}": 200,
        '"another"': 200,
        "Tue, 10 Mar 2026 12:00:00 GMT": 200,
    }
    for condition, status in conditions.items():
        headers = {"Range": "bytes=0-3", "If-Range": condition}
        answer = download(people.viewer, recording, **headers)
        assert (answer.status_code, len(body_of(answer))) == (status, 4 if status == 206 else 10240)


@pytest.mark.parametrize(("asked", "status"), [("", 200), ("bytes=5-9", 206), ("bytes=-0", 416)])
def test_a_head_has_the_same_headers_and_no_body(
    people: People, recording: Recording, asked: str, status: int
) -> None:
    head = download(people.viewer, recording, "HEAD", Range=asked)
    whole = download(people.viewer, recording, "GET", Range=asked)
    assert (head.status_code, whole.status_code) == (status, status)
    assert dict(head.headers) == dict(whole.headers)
    assert (head.streaming, head.content) == (False, b"")
    body_of(whole)


def make_link(path: Path) -> None:
    target = path.with_suffix(".elsewhere")
    target.write_bytes(CONTENT)
    path.symlink_to(target)


@pytest.mark.parametrize(
    "put",
    [lambda path: None, make_link, Path.mkdir, os.mkfifo],
    ids=["nothing", "link", "folder", "pipe"],
)
def test_what_is_not_the_recordings_file_is_not_sent(
    people: People, recording: Recording, put: object
) -> None:
    recording.path.unlink()
    assert callable(put)
    put(recording.path)
    answer = download(people.viewer, recording)
    assert (answer.status_code, answer.json()["code"]) == (409, "file_missing")


def test_a_file_that_is_being_written_ends_with_its_last_whole_fragment(
    people: People, volume: StorageVolume, footage: Footage, tmp_path: Path
) -> None:
    camera = make_camera(people.city)
    row = growing(camera, volume, footage.content[: footage.two_fragments_end + 333])
    whole = footage.content[: footage.two_fragments_end]
    answer = download(people.viewer, row)
    assert (answer.status_code, body_of(answer)) == (200, whole)
    tail = download(people.viewer, row, Range="bytes=-100")
    assert (tail.status_code, body_of(tail)) == (206, whole[-100:])
    past = download(people.viewer, row, Range=f"bytes={len(whole)}-")
    assert past.status_code == 416
    got = tmp_path / "got.mp4"
    got.write_bytes(whole)
    command = ["ffmpeg", "-v", "error", "-nostdin", "-i", str(got), "-f", "null", "-"]
    checked = subprocess.run(command, check=True, capture_output=True, timeout=60)
    assert checked.stderr == b""


@pytest.mark.parametrize("content", [b"", b"\0\0\0\x1cftyp"])
def test_a_file_without_a_whole_fragment_is_not_there_yet(
    people: People, volume: StorageVolume, content: bytes
) -> None:
    row = growing(make_camera(people.city), volume, content)
    answer = download(people.viewer, row)
    assert (answer.status_code, answer.json()["code"]) == (409, "no_media")


def test_an_empty_file_is_sent_empty(people: People, recording: Recording) -> None:
    recording.path.write_bytes(b"")
    assert body_of(download(people.viewer, recording)) == b""
    assert download(people.viewer, recording, Range="bytes=0-").status_code == 416


def test_a_file_that_shrinks_under_way_ends_early(people: People, recording: Recording) -> None:
    answer = download(people.viewer, recording)
    os.truncate(recording.path, 100)
    assert body_of(answer) == CONTENT[:100]
