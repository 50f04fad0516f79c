"""The picture of a moment is the last key frame at or before it, and says when that was."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from recordings.models import Camera, Recording, StorageVolume
from tests.people import People
from tests.playback.pictures.conftest import Sample
from tests.playback.pictures.scene import ask, finished, iso, scanned, times_of_key_frames
from tests.playback.pictures.showing import Frames, size_of
from tests.recordings.api.scene import NOON, growing, make_camera, make_recording, place_file

pytestmark = pytest.mark.django_db

MILLISECOND = timedelta(milliseconds=1)
STREAMS = [
    ("h264", None, 12),
    ("h264 with B-frames", None, 12),
    ("h264 with long GOPs", "aac", 50),
    ("h265", "pcm_alaw", 12),
]


@pytest.mark.parametrize(("encoder", "audio", "gop"), STREAMS, ids=[s[0] for s in STREAMS])
def test_each_key_frame_is_shown_from_its_moment_to_the_next(
    people: People,
    camera: Camera,
    volume: StorageVolume,
    sample: Sample,
    tmp_path: Path,
    encoder: str,
    audio: str | None,
    gop: int,
) -> None:
    path = sample(encoder, audio)
    finished(camera, volume, path)
    times = times_of_key_frames(path)
    frames = Frames.of(path)
    seen = []
    for number, moment in enumerate(times):
        until = times[number + 1] if number + 1 < len(times) else moment + timedelta(days=300)
        answers = [ask(people.viewer, camera, at) for at in (moment, until - MILLISECOND)]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert answers[0].content == answers[1].content
        number_shown = frames.number_of(answers[0].content, tmp_path)
        seen.append(([a.headers["X-Frame-Time"] for a in answers], number_shown))
    assert seen == [([iso(m)] * 2, number * gop) for number, m in enumerate(times)]


def test_the_answer_is_a_small_private_jpeg(
    people: People, camera: Camera, volume: StorageVolume, sample: Sample
) -> None:
    path = sample("h264")
    row = finished(camera, volume, path)
    dts = scanned(path).decode_times[0]
    answer = ask(people.viewer, camera, NOON)
    assert {name: answer.headers.get(name) for name in HEADERS} == {
        **HEADERS,
        "Content-Length": str(len(answer.content)),
        "ETag": f'"{row.pk}-{dts}_320"',
    }
    assert size_of(answer.content) == (320, 240)
    assert len(answer.content) < 25_000


HEADERS = {
    "Content-Type": "image/jpeg",
    "Content-Length": "",
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Time": "2026-03-10T12:00:00.000Z",
    "ETag": "",
    "Set-Cookie": None,
}


def test_whoever_has_the_picture_is_not_sent_it_again(
    people: People, camera: Camera, volume: StorageVolume, sample: Sample
) -> None:
    finished(camera, volume, sample("h264"))
    first = ask(people.viewer, camera, NOON)
    for tag, status in {first.headers["ETag"]: 304, '"another"': 200}.items():
        again = ask(people.viewer, camera, NOON, headers={"If-None-Match": tag})
        body = b"" if status == 304 else first.content
        assert (again.status_code, again.content) == (status, body)
        assert again.headers["X-Frame-Time"] == first.headers["X-Frame-Time"]


def test_without_a_moment_the_newest_is_shown(
    people: People, camera: Camera, volume: StorageVolume, sample: Sample
) -> None:
    path = sample("h264")
    start = timezone.now().replace(microsecond=0) - timedelta(days=2)
    finished(camera, volume, path, start)
    answer = ask(people.viewer, camera)
    expected = iso(times_of_key_frames(path, start)[-1])
    assert (answer.status_code, answer.headers["X-Frame-Time"]) == (200, expected)


def test_a_moment_without_an_offset_is_the_citys(
    people: People, camera: Camera, volume: StorageVolume, sample: Sample
) -> None:
    finished(camera, volume, sample("h264"))
    for at in ("2026-03-10T09:00:00", "2026-03-10 09:00:00", "2026-03-10T12:00:00Z"):
        answer = ask(people.viewer, camera, at=at)
        assert answer.headers["X-Frame-Time"] == "2026-03-10T12:00:00.000Z"
    early = ask(people.viewer, camera, at="2026-03-10T08:59:59.999")
    assert (early.status_code, early.json()["code"]) == (404, "no_recording")


def test_asked_for_the_moment_that_it_bears_a_frame_comes_again(
    people: People, camera: Camera, volume: StorageVolume, sample: Sample
) -> None:
    """Also where the camera's clock is fast, and the file's start no whole millisecond."""
    path = sample("h264")
    start = NOON + timedelta(microseconds=123_456)
    media = scanned(path)
    lasts = timedelta(seconds=media.duration / media.timescale * 0.9973)
    finished(camera, volume, path, start, end_time=start + lasts)
    for moment in times_of_key_frames(path, start):
        first = ask(people.viewer, camera, moment)
        told = first.headers["X-Frame-Time"]
        again = ask(people.viewer, camera, at=told)
        assert (again.content, again.headers["X-Frame-Time"]) == (first.content, told)


def test_over_a_change_of_files_and_a_gap_the_last_before_is_shown(
    people: People, camera: Camera, volume: StorageVolume, sample: Sample, tmp_path: Path
) -> None:
    first, second = sample("h264"), sample("h265", "pcm_alaw")
    later = NOON + timedelta(hours=1)
    finished(camera, volume, first)
    finished(camera, volume, second, later)
    expected = {
        later - MILLISECOND: (times_of_key_frames(first)[-1], first, 96),
        later: (later, second, 0),
    }
    for at, (moment, path, number) in expected.items():
        answer = ask(people.viewer, camera, at)
        assert answer.headers["X-Frame-Time"] == iso(moment)
        assert Frames.of(path).number_of(answer.content, tmp_path) == number


def test_a_file_that_is_being_written_shows_its_whole_fragments(
    people: People, camera: Camera, volume: StorageVolume, sample: Sample
) -> None:
    path = sample("h264")
    content, offsets = path.read_bytes(), scanned(path).offsets
    finished(camera, volume, path, NOON - timedelta(hours=1))
    row = growing(camera, volume, content[: offsets[0] + 50])
    times = times_of_key_frames(path)
    late = NOON + timedelta(minutes=5)
    before = times_of_key_frames(path, NOON - timedelta(hours=1))[-1]
    assert ask(people.viewer, camera, late).headers["X-Frame-Time"] == iso(before)
    for number in range(1, len(offsets)):
        place_file(row, content[: offsets[number] + 50])
        answer = ask(people.viewer, camera, late)
        assert answer.headers["X-Frame-Time"] == iso(times[number - 1])


@pytest.mark.parametrize("status", [Recording.Status.ERROR, Recording.Status.DOOMED])
def test_what_is_unreadable_or_being_deleted_is_not_shown(
    people: People, camera: Camera, volume: StorageVolume, sample: Sample, status: str
) -> None:
    row = finished(camera, volume, sample("h264"))
    assert ask(people.viewer, camera, NOON).status_code == 200
    Recording.objects.filter(pk=row.pk).update(status=status)
    answer = ask(people.viewer, camera, NOON)
    assert (answer.status_code, answer.json()["code"]) == (404, "no_recording")


def test_where_nothing_was_recorded_the_next_moment_is_named(
    people: People, camera: Camera, volume: StorageVolume, sample: Sample
) -> None:
    nothing = ask(people.viewer, camera, NOON)
    assert (nothing.status_code, nothing.json()) == (404, no_recording(None))
    finished(camera, volume, sample("h264"))
    finished(camera, volume, sample("h264"), NOON + timedelta(hours=1))
    finished(make_camera(people.city), volume, sample("h264"), NOON - timedelta(hours=1))
    early = ask(people.viewer, camera, NOON - MILLISECOND)
    assert (early.status_code, early.json()) == (404, no_recording("2026-03-10T12:00:00Z"))


def no_recording(after: str | None) -> dict[str, object]:
    return {
        "code": "no_recording",
        "detail": "Nothing is recorded at this time.",
        "fields": {},
        "nearest": {"before": None, "after": after},
    }


def test_a_file_that_is_gone_gives_way_to_the_one_before(
    people: People, camera: Camera, volume: StorageVolume, sample: Sample
) -> None:
    path = sample("h264")
    finished(camera, volume, path)
    for minutes in (1, 2):
        finished(camera, volume, path, NOON + timedelta(minutes=minutes)).path.unlink()
    make_recording(camera, NOON + timedelta(minutes=3))  # without an index
    answer = ask(people.viewer, camera, NOON + timedelta(minutes=4))
    assert answer.headers["X-Frame-Time"] == iso(times_of_key_frames(path)[-1])


def test_only_a_few_files_are_tried(
    people: People, camera: Camera, volume: StorageVolume, sample: Sample
) -> None:
    finished(camera, volume, sample("h264"))
    for minutes in (1, 2, 3, 4):
        later = NOON + timedelta(minutes=minutes)
        finished(camera, volume, sample("h264"), later).path.unlink()
    answer = ask(people.viewer, camera, NOON + timedelta(minutes=5))
    assert (answer.status_code, answer.json()["code"]) == (409, "unreadable_picture")


@pytest.mark.parametrize(
    ("asked", "width"), [(32, 160), (160, 160), (161, 320), (320, 320), (640, 320), (1920, 320)]
)
def test_widths_are_few_and_never_above_the_cameras(
    people: People, camera: Camera, volume: StorageVolume, sample: Sample, asked: int, width: int
) -> None:
    finished(camera, volume, sample("h264"))
    answer = ask(people.viewer, camera, NOON, width=asked)
    assert size_of(answer.content) == (width, width * 3 // 4)
