"""Each playlist and each range tells who watches which moment, at most once in ten seconds."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from playback import viewers
from playback.models import PlaybackSession, Viewing
from playback.services import media_path, viewings_forget
from playback.viewers import write_pending
from tests.people import People, api_client
from tests.playback.media.scene import Watching, ask, session_by_token
from tests.playback.playlists.scene import Recorder
from tests.unit.playback.clock import Clock

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def rows() -> list[tuple[Any, ...]]:
    write_pending()
    return list(Viewing.objects.order_by("pk").values_list("session", "camera", "moment"))


@pytest.fixture
def now() -> datetime:
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def began(now: datetime) -> datetime:
    """Of a recording that is over."""
    return now - timedelta(hours=4)


def test_a_range_tells_the_moment_of_its_fragment(
    people: People, recorder: Recorder, now: datetime, began: datetime
) -> None:
    recording = recorder.recorded(began)
    session = session_by_token(people.viewer, now)
    url = media_path(session, recorder.camera, recording.pk)
    offsets = recorder.sample.scan.offsets
    assert ask(url, range=f"bytes=0-{offsets[0] - 1}").status == 206
    assert rows() == []  # the file's description alone
    assert ask(url, range=f"bytes={offsets[4]}-{offsets[5] - 1}").status == 206
    assert rows() == [(session.pk, recorder.camera.pk, began + 4 * 0.48 * SECOND)]


def test_a_file_without_an_index_is_as_far_in_time_as_in_bytes(watching: Watching) -> None:
    half = len(watching.content) // 2
    assert ask(watching.url, range=f"bytes={half}-{half + 9}").status == 206
    moment = watching.recording.start_time + timedelta(minutes=30)
    assert rows() == [(watching.session.pk, watching.camera.pk, moment)]


def test_what_is_younger_than_a_minute_is_live(
    people: People, recorder: Recorder, now: datetime
) -> None:
    recording = recorder.opens(now - 30 * SECOND)
    session = session_by_token(people.viewer, now)
    at = recorder.sample.scan.offsets[2]
    path = media_path(session, recorder.camera, recording.pk)
    assert ask(path, range=f"bytes={at}-{at + 9}").status == 206
    assert rows() == [(session.pk, recorder.camera.pk, None)]


def test_a_playlist_tells_what_was_asked_until_bytes_tell_better(
    people: People, recorder: Recorder, clock: Clock, began: datetime
) -> None:
    recording = recorder.recorded(began)
    client = api_client(people.viewer)
    url = f"/api/playback/cameras/{recorder.camera.pk}/index.m3u8"
    asked = {"at": (began + SECOND).isoformat()}
    assert client.get(url, asked).status_code == 200
    session = PlaybackSession.objects.get()
    key = session.pk, recorder.camera.pk
    assert rows() == [(*key, began + SECOND)]
    clock.turn(11)
    at = recorder.sample.scan.offsets[6]
    ask(media_path(session, recorder.camera, recording.pk), range=f"bytes={at}-{at + 9}")
    assert rows() == [(*key, began + 6 * 0.48 * SECOND)]
    clock.turn(11)
    assert client.get(url, asked).status_code == 200  # a list that grows is fetched again and again
    assert rows() == [(*key, began + 6 * 0.48 * SECOND)]


def test_a_live_playlist_tells_of_no_moment(
    people: People, recorder: Recorder, now: datetime
) -> None:
    recorder.opens(now - 30 * SECOND)
    url = f"/api/playback/cameras/{recorder.camera.pk}/live.m3u8"
    assert api_client(people.viewer).get(url).status_code == 200
    assert rows() == [(PlaybackSession.objects.get().pk, recorder.camera.pk, None)]


def test_one_sight_in_ten_seconds_goes_further(watching: Watching, clock: Clock) -> None:
    ask(watching.url, range="bytes=60000-60009")
    ((_, _, first),) = rows()
    clock.turn(9.9)
    ask(watching.url, range="bytes=300000-300009")
    assert rows()[0][2] == first
    clock.turn(0.2)
    ask(watching.url, range="bytes=300000-300009")
    assert rows()[0][2] == watching.recording.start_time + timedelta(minutes=30)


def test_ranges_cost_no_query_more(watching: Watching, clock: Clock) -> None:
    ask(watching.url)
    clock.turn(11)
    with CaptureQueriesContext(connection) as queries:
        assert ask(watching.url, range="bytes=300000-300009").status == 206
    assert len(queries) == 0


def test_a_pause_of_a_minute_begins_anew(watching: Watching, clock: Clock) -> None:
    ask(watching.url)
    write_pending()
    old = timezone.now() - timedelta(seconds=61)
    Viewing.objects.update(began_at=old, seen_at=old)
    clock.turn(11)
    ask(watching.url)
    write_pending()
    row = Viewing.objects.get()
    assert row.began_at == row.seen_at > old


@pytest.mark.parametrize("method", ["HEAD", "POST"])
def test_what_sends_no_bytes_tells_nothing(watching: Watching, method: str) -> None:
    ask(watching.url, method)
    assert rows() == []


def test_a_database_that_is_locked_costs_nobody_a_byte(
    watching: Watching, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(sights: object) -> None:
        raise OperationalError("database is locked")

    with monkeypatch.context() as patched:
        patched.setattr(viewers, "_write", locked)
        patched.setattr("django.db.connections.close_all", lambda: None)
        assert ask(watching.url).body == watching.content
        write_pending()
    assert rows() == []
    clock.turn(11)
    ask(watching.url)
    assert len(rows()) == 1


def test_they_are_forgotten_after_a_day(watching: Watching) -> None:
    ask(watching.url)
    write_pending()
    seen_at = Viewing.objects.get().seen_at
    assert viewings_forget(seen_at + timedelta(hours=24)) == 0
    assert viewings_forget(seen_at + timedelta(hours=24, seconds=1)) == 1


def test_a_sight_that_comes_while_they_are_written_stops_nobody(
    watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a request that held the dict just as it was taken."""
    ask(watching.url)
    taken, placed = viewers.viewers.take(), viewers._placed

    def placed_late(sight: viewers.Sight) -> viewers.Sight:
        taken[viewers.Watched(watching.session.pk, 0)] = sight
        return placed(sight)

    monkeypatch.setattr(viewers.viewers, "take", lambda: taken)
    monkeypatch.setattr(viewers, "_placed", placed_late)
    write_pending()
    assert Viewing.objects.get().camera_id == watching.camera.pk
