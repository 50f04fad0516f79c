"""Behind a real nginx with the documented configuration: it sends the bytes, VMS decides."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest
import requests
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from plans.models import AuditEntry
from playback.services import media_path
from recordings.models import Recording
from tests.people import PASSWORD
from tests.playback.media.nginx import nginx
from tests.playback.media.scene import BAD_TOKEN, Watching, ask, changed
from tests.recordings.api.scene import make_recording, place_file
from tests.waiting import wait_for

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def proxy(
    watching: Watching, live_server: LiveServer, settings: Settings, tmp_path: Path
) -> Iterator[str]:
    settings.VMS_ACCEL_REDIRECT = "/volumes/"
    settings.VMS_BEHIND_PROXY = True
    settings.USE_X_FORWARDED_HOST = True
    volume = watching.recording.volume
    with nginx(tmp_path / "nginx", live_server.thread.port, volume.pk, volume.path) as address:
        yield address


def get(address: str, path: str, method: str = "GET", **headers: str) -> requests.Response:
    given = {"Accept-Language": "en", "Connection": "close", **headers}
    with closing(requests.request(method, f"{address}{path}", headers=given, timeout=20)) as answer:
        assert answer.content is not None
        return answer


EXPECTED = {
    "Content-Type": "video/mp4",
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Accel-Redirect": None,
    "Set-Cookie": None,
}


def test_a_range(proxy: str, watching: Watching) -> None:
    answer = get(proxy, watching.url, Range="bytes=1000-500999")
    assert (answer.status_code, answer.content) == (206, watching.content[1_000:501_000])
    told = {name: answer.headers.get(name) for name in EXPECTED}
    assert told == EXPECTED
    assert answer.headers["Content-Length"] == "500000"
    assert answer.headers["Content-Range"] == "bytes 1000-500999/600000"


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-0", 0, 1), ("bytes=-7", 599_993, 600_000), ("bytes=599999-", 599_999, 600_000)],
)
def test_other_ranges(proxy: str, watching: Watching, asked: str, start: int, end: int) -> None:
    answer = get(proxy, watching.url, Range=asked)
    assert (answer.status_code, answer.content) == (206, watching.content[start:end])


def test_the_whole_file_and_a_head(proxy: str, watching: Watching) -> None:
    whole, head = get(proxy, watching.url), get(proxy, watching.url, "HEAD")
    assert (whole.status_code, whole.content) == (200, watching.content)
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert (head.status_code, head.headers["Content-Length"]) == (200, "600000")
    assert head.content == b""


def test_a_part_is_sent_only_of_the_file_that_was_meant(proxy: str, watching: Watching) -> None:
    etag = get(proxy, watching.url, "HEAD").headers["ETag"]
    same = get(proxy, watching.url, **{"Range": "bytes=0-3", "If-Range": etag})
    other = get(proxy, watching.url, **{"Range": "bytes=0-3", "If-Range": '"x"'})
    assert (same.status_code, same.content) == (206, watching.content[:4])
    assert (other.status_code, other.content) == (200, watching.content)


@pytest.mark.parametrize("asked", ["bytes=600000-", "bytes=0-1,5-6", "bytes=5-4", "bytes=-0"])
def test_an_absurd_range_is_refused_by_vms(proxy: str, watching: Watching, asked: str) -> None:
    for headers in ({}, {"If-Range": '"x"'}):
        answer = get(proxy, watching.url, Range=asked, **headers)
        assert (answer.status_code, answer.json()["code"]) == (416, "range_not_satisfiable")
        assert answer.headers["Content-Range"] == "bytes */600000"


def test_what_grows_is_served_up_to_where_it_is(proxy: str, watching: Watching) -> None:
    Recording.objects.update(status=Recording.Status.RECORDING, end_time=None)
    get(proxy, watching.url)
    with watching.recording.path.open("ab") as file:
        file.write(b"more")
    assert (
        get(proxy, watching.url, Range="bytes=599999-").content == watching.content[-1:] + b"more"
    )


def test_the_addresses_are_in_no_access_log(proxy: str, watching: Watching, tmp_path: Path) -> None:
    for asked in ("bytes=0-9", "bytes=600000-"):
        get(proxy, watching.url, Range=asked)
    get(proxy, "/api/cameras/")
    log = tmp_path / "nginx" / "access.log"
    wait_for(lambda: "/api/cameras/" in log.read_text(), "the log")
    assert "/media/" not in log.read_text()


def test_a_whole_hour_is_refused_by_vms(proxy: str, watching: Watching) -> None:
    os.truncate(watching.recording.path, 1_000_000_000)
    odd = [{}, {"Range": "bytes=0-9", "If-Range": '"x"'}, {"Range": "bytes =0-9"}]
    for headers in odd:
        answer = get(proxy, watching.url, **headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "too_large")
    assert get(proxy, watching.url, Range="bytes=0-9").content == watching.content[:10]


def test_a_bad_token_is_refused_by_vms(proxy: str, watching: Watching) -> None:
    expired = changed(watching.url, expires_s=1_600_000_000)
    for url in (expired, watching.url[:-5] + ".mp4", "/media/"):
        answer = get(proxy, url)
        assert (answer.status_code, answer.json()) == (403, BAD_TOKEN)


def test_nobody_outside_reaches_a_volume(proxy: str, watching: Watching) -> None:
    volume = f"/volumes/{watching.recording.volume_id}/"
    for path in (
        f"{volume}{watching.recording.file_path}",
        f"{volume}.vms-volume.json",
        volume,
        f"/media/..{volume}.vms-volume.json",
        f"/volumes/..{volume}.vms-volume.json",
    ):
        answer = get(proxy, path, **{"X-Accel-Redirect": f"{volume}.vms-volume.json"})
        assert answer.status_code == 404
        assert str(watching.recording.volume.uuid) not in answer.text


def test_a_folder_that_became_a_link_is_not_followed(
    proxy: str, watching: Watching, tmp_path: Path
) -> None:
    folder = watching.recording.path.parent
    folder.symlink_to(folder.rename(tmp_path / "elsewhere"))
    answer = get(proxy, watching.url)
    assert answer.status_code == 404
    assert watching.content not in answer.content


def test_a_name_with_every_sign_arrives(proxy: str, watching: Watching) -> None:
    name = "a b%20c#d?e;f&ção+ü.mp4"
    recording = make_recording(
        watching.camera, volume=watching.recording.volume, file_path=f"odd/{name}"
    )
    place_file(recording, b"odd content")
    url = media_path(watching.session, watching.camera, recording.pk)
    assert get(proxy, url, Range="bytes=4-").content == b"content"


def test_vms_names_the_file_by_its_volume(watching: Watching, settings: Settings) -> None:
    row = watching.recording
    for prefix in ("/volumes/", "/volumes"):
        settings.VMS_ACCEL_REDIRECT = prefix
        answer = ask(watching.url, Range="bytes=0-9")
        assert (answer.status, answer.body) == (200, b"")
        expected = f"/volumes/{row.volume_id}/{quote(row.file_path)}"
        assert answer.headers["X-Accel-Redirect"] == expected
    os.truncate(row.path, 5)
    assert ask(watching.url, Range="bytes=5-9").status == 416
    row.path.unlink()
    assert ask(watching.url, Range="bytes=0-9").status == 404


@pytest.mark.usefixtures("quick_passwords")
def test_an_address_is_the_proxys_word(proxy: str, watching: Watching) -> None:
    watching.user.set_password(PASSWORD)
    watching.user.save()
    login = {"username": watching.user.username, "password": PASSWORD}
    forged = {"X-Forwarded-For": "6.6.6.6", "X-Forwarded-Host": "evil.example"}
    url = f"{proxy}/api/auth/login/"
    with closing(requests.post(url, json=login, headers=forged, timeout=20)) as answer:
        assert answer.status_code == 200
        headers = {"Authorization": f"Token {answer.json()['token']}", **forged}
    entry = AuditEntry.objects.get(action=AuditEntry.Action.SIGN_IN)
    assert entry.address == "127.0.0.1"
    page = get(proxy, "/api/recordings/?page=2", **headers).json()
    assert page["previous"] == f"{proxy}/api/recordings/?page=1"
