"""Finishing rows of closed files, from real files on a real volume."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from recordings.indexing import finish_recording, unfinished_recordings
from recordings.media.index import PackedIndex, unpack
from recordings.models import Camera, FragmentIndex, Recording, StorageVolume
from recordings.volumes import ensure_first_volume
from tests.people import make_city
from tests.unit.media.ffmpeg_samples import SECONDS, record, video_packets

pytestmark = pytest.mark.django_db
Reason = Recording.CloseReason
Status = Recording.Status
OPENED = datetime(2026, 11, 20, 15, 0, 0, tzinfo=UTC)
START = OPENED + timedelta(seconds=0.3)
MEDIA = timedelta(seconds=SECONDS)
PERIOD = timedelta(milliseconds=40)  # a write comes one frame after the frame that it holds
FILE = "city_1/cam_1/2026-11-20/15-00-00_1a2b3c4d.mp4"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return record(tmp_path_factory.mktemp("indexing"), "h264")


@pytest.fixture
def volume(tmp_path: Path) -> StorageVolume:
    return ensure_first_volume(tmp_path)


@pytest.fixture
def row(volume: StorageVolume) -> Recording:
    """A row that is closed, without its file."""
    camera = Camera.objects.create(city=make_city(), name="camera")
    recording = Recording.objects.create(
        camera=camera,
        volume=volume,
        run_id="1a2b3c4d",
        file_path=FILE,
        start_time=OPENED,
        closed_at=OPENED + timedelta(seconds=5),
        close_reason=Reason.ROLLOVER,
    )
    recording.path.parent.mkdir(parents=True)
    return recording


def write(row: Recording, data: bytes, last_write: datetime | None = None) -> None:
    row.path.write_bytes(data)
    if last_write is not None:
        os.utime(row.path, (last_write.timestamp(), last_write.timestamp()))


def finished(row: Recording) -> Recording:
    assert finish_recording(row.pk)
    return Recording.objects.get(pk=row.pk)


FACTS = [
    *("status", "start_time", "time_source", "end_time", "duration_ms", "file_size"),
    *("video_codec", "audio_codec", "width", "height", "frames", "frames_lost", "error"),
]


def facts(row: Recording) -> dict[str, object]:
    return {name: getattr(row, name) for name in FACTS}


def columns(row: Recording) -> PackedIndex:
    index = FragmentIndex.objects.get(recording=row)
    return PackedIndex(
        index.init_size,
        index.first_offset,
        index.timescale,
        index.first_dts,
        bytes(index.sizes),
        bytes(index.durations),
    )


def test_a_whole_file_is_complete_with_all_its_facts(row: Recording, sample: Path) -> None:
    write(row, sample.read_bytes(), START + MEDIA + PERIOD)
    assert facts(finished(row)) == {
        "status": Status.COMPLETE,
        "start_time": START,
        "time_source": "written",
        "end_time": START + MEDIA,
        "duration_ms": SECONDS * 1000,
        "file_size": sample.stat().st_size,
        "video_codec": "avc1.42c00d",
        "audio_codec": "",
        "width": 320,
        "height": 240,
        "frames": SECONDS * 25,
        "frames_lost": 0,
        "error": "",
    }


def test_the_sound_is_noted(row: Recording, tmp_path: Path) -> None:
    write(row, record(tmp_path, "h264", audio="pcm_alaw").read_bytes())
    assert finished(row).audio_codec == "mp4a.40.2"


def test_the_index_holds_every_key_fragment_where_it_is(row: Recording, sample: Path) -> None:
    write(row, sample.read_bytes())
    finished(row)
    index = unpack(columns(row))
    keys = [packet for packet in video_packets(sample) if packet.key]
    assert [index.decode_times[i] for i in range(index.count) if index.is_key(i)] == [
        packet.dts for packet in keys
    ]
    data = sample.read_bytes()
    assert {data[at + 4 : at + 8] for at in index.offsets[:-1]} == {b"moof"}


def test_a_file_that_was_switched_off_is_stopped(row: Recording, sample: Path) -> None:
    Recording.objects.update(close_reason=Reason.STOPPED)
    write(row, sample.read_bytes())
    assert finished(row).status == Status.STOPPED


@pytest.mark.parametrize("reason", [r for r in Reason if r is not Reason.STOPPED])
def test_a_file_that_ended_otherwise_is_complete(
    row: Recording, sample: Path, reason: Recording.CloseReason
) -> None:
    Recording.objects.update(close_reason=reason)
    write(row, sample.read_bytes())
    assert finished(row).status == Status.COMPLETE


def test_a_torn_file_is_finished_up_to_its_last_whole_fragment(
    row: Recording, sample: Path
) -> None:
    data = sample.read_bytes()
    torn = data[: data.rfind(b"moof") + 300]
    write(row, torn)
    found = finished(row)
    assert (found.status, found.file_size) == (Status.COMPLETE, len(torn))
    assert 0 < (found.frames or 0) < SECONDS * 25
    index = unpack(columns(row))
    assert index.end_offset <= data.rfind(b"moof") - 4
    assert found.duration_ms == round(index.duration * 1000 / index.timescale)


@pytest.mark.parametrize(
    ("size", "error"),
    [(0, "no_moov"), (30, "no_moov"), (2000, "no_fragment")],
)
def test_a_file_without_a_whole_fragment_is_an_error(
    row: Recording, sample: Path, size: int, error: str
) -> None:
    write(row, sample.read_bytes()[:size])
    found = facts(finished(row))
    assert str(found.pop("error")).startswith(error)
    assert found == {
        "status": Status.ERROR,
        "start_time": OPENED,
        "time_source": "name",
        "end_time": OPENED,
        "duration_ms": 0,
        "file_size": size,
        "video_codec": "",
        "audio_codec": "",
        "width": None,
        "height": None,
        "frames": 0,
        "frames_lost": None,
    }
    assert not FragmentIndex.objects.exists()


def test_a_file_that_is_missing_is_an_error(row: Recording) -> None:
    found = finished(row)
    assert (found.status, found.file_size, found.error) == (
        Status.ERROR,
        0,
        "No such file or directory",
    )


def test_a_file_on_a_disk_that_is_not_there_is_left_for_later(
    row: Recording, volume: StorageVolume, sample: Path
) -> None:
    away = volume.path.with_name("away")
    volume.path.rename(away)
    volume.path.mkdir()
    before = Recording.objects.values().get()
    assert not finish_recording(row.pk)
    assert Recording.objects.values().get() == before
    volume.path.rmdir()
    away.rename(volume.path)
    write(row, sample.read_bytes())
    assert finished(row).status == Status.COMPLETE


def test_finishing_twice_is_finishing_once(row: Recording, sample: Path) -> None:
    write(row, sample.read_bytes())
    once, index = facts(finished(row)), columns(row)
    assert not finish_recording(row.pk)
    assert (facts(Recording.objects.get()), columns(row)) == (once, index)


def test_a_row_that_is_open_unknown_or_done_is_left_alone(row: Recording, sample: Path) -> None:
    write(row, sample.read_bytes())
    assert not finish_recording(uuid4())
    Recording.objects.update(closed_at=None)
    assert not finish_recording(row.pk)
    Recording.objects.update(status=Status.DOOMED, closed_at=OPENED, end_time=OPENED)
    assert not finish_recording(row.pk)
    assert Recording.objects.get().status == Status.DOOMED


def test_rows_whose_finishing_was_lost_are_found_oldest_first(row: Recording) -> None:
    older = Recording.objects.create(
        camera=row.camera,
        volume=row.volume,
        run_id="00000000",
        file_path="older.mp4",
        start_time=OPENED,
        closed_at=OPENED,
    )
    at = OPENED + timedelta(seconds=5)
    assert unfinished_recordings(at + timedelta(seconds=1)) == [older.pk, row.pk]
    assert unfinished_recordings(at) == [older.pk]
    Recording.objects.filter(pk=older.pk).update(status=Status.COMPLETE, end_time=OPENED)
    assert unfinished_recordings(at) == []
