"""What is on the disk: growing, shorter than it was, gone, or something else."""

import json
import os
from pathlib import Path

import pytest

from recordings.models import Recording
from tests.playback.media.scene import NOT_FOUND, Watching, ask
from tests.unit.playback.clock import Clock

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


def test_a_file_that_grows_is_served_up_to_where_it_is(watching: Watching) -> None:
    Recording.objects.update(status=Recording.Status.RECORDING, end_time=None)
    path, content = watching.recording.path, watching.content
    past = ask(watching.url, Range="bytes=600000-")
    assert (past.status, past.headers["Content-Range"]) == (416, "bytes */600000")
    before = ask(watching.url, "HEAD").headers["ETag"]
    with path.open("ab") as file:
        file.write(b"more")
    answer = ask(watching.url, Range="bytes=599998-")
    assert (answer.status, answer.body) == (206, content[-2:] + b"more")
    assert answer.headers["Content-Range"] == "bytes 599998-600003/600004"
    whole = ask(watching.url, **{"Range": "bytes=0-9", "If-Range": before})
    assert (whole.status, whole.body) == (200, content + b"more")


def test_a_file_cut_shorter_has_no_bytes_past_its_end(watching: Watching) -> None:
    os.truncate(watching.recording.path, 1_000)
    answer = ask(watching.url, Range="bytes=1000-1999")
    assert (answer.status, answer.headers["Content-Range"]) == (416, "bytes */1000")
    answer = ask(watching.url, Range="bytes=500-1999")
    assert (answer.status, answer.body) == (206, watching.content[500:1_000])
    os.truncate(watching.recording.path, 0)
    assert ask(watching.url, Range="bytes=0-9").status == 416
    assert ask(watching.url).body == b""


def make_link(path: Path) -> None:
    target = path.with_suffix(".elsewhere")
    target.write_bytes(b"secret")
    path.symlink_to(target)


@pytest.mark.parametrize(
    "put",
    [lambda path: None, make_link, Path.mkdir, os.mkfifo],
    ids=["nothing", "link", "folder", "pipe"],
)
@pytest.mark.parametrize("asked", ["", "bytes=0-9"])
def test_what_is_not_the_recordings_file_is_not_sent(
    watching: Watching, put: object, asked: str
) -> None:
    watching.recording.path.unlink()
    assert callable(put)
    put(watching.recording.path)
    answer = ask(watching.url, Range=asked)
    assert (answer.status, json.loads(answer.body)) == (404, NOT_FOUND)


@pytest.mark.parametrize("status", [Recording.Status.DOOMED, Recording.Status.ERROR])
def test_what_is_not_played_is_not_served(
    watching: Watching, clock: Clock, status: Recording.Status
) -> None:
    assert ask(watching.url).status == 200
    Recording.objects.update(status=status)
    clock.turn(31)
    answer = ask(watching.url)
    assert (answer.status, json.loads(answer.body)) == (404, NOT_FOUND)


def test_a_row_that_is_gone_is_not_served(watching: Watching, clock: Clock) -> None:
    assert ask(watching.url).status == 200
    watching.recording.delete()
    clock.turn(31)
    assert ask(watching.url).status == 404


def test_the_volume_may_move(watching: Watching, clock: Clock, tmp_path: Path) -> None:
    volume = watching.recording.volume
    moved = volume.path.rename(tmp_path / "moved")
    assert ask(watching.url).status == 404
    volume.root = str(moved)
    volume.save()
    clock.turn(31)
    assert ask(watching.url).body == watching.content
