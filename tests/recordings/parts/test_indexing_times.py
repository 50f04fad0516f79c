"""The times of a finished row, and what is written down of them beside its file."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zlib import decompress

import pytest

from recordings.birth import born_at
from recordings.indexing import finish_recording
from recordings.models import Camera, FragmentIndex, Recording, StorageVolume
from recordings.times import TIMES_FILE, FileTimes, append_times, read_times
from recordings.volumes import VOLUME_IDENTITY, ensure_first_volume
from tests.people import make_city
from tests.unit.media.ffmpeg_samples import SECONDS, record
from tests.unit.media.synthetic import FRAME_TICKS, TIMESCALE, file_of_steps

pytestmark = pytest.mark.django_db
Reason = Recording.CloseReason
RUN = "1a2b3c4d"
OPENED = datetime(2026, 11, 20, 15, 0, 0, tzinfo=UTC)
START = OPENED + timedelta(seconds=0.3)
MEDIA = timedelta(seconds=SECONDS)
PERIOD = timedelta(milliseconds=40)  # a write comes one frame after the frame that it holds


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return record(tmp_path_factory.mktemp("indexing"), "h264").read_bytes()


@pytest.fixture
def volume(tmp_path: Path) -> StorageVolume:
    return ensure_first_volume(tmp_path)


@pytest.fixture
def camera() -> Camera:
    return Camera.objects.create(city=make_city(), name="camera")


def make_row(
    camera: Camera, volume: StorageVolume, data: bytes, opened: datetime = OPENED
) -> Recording:
    """A closed row with its file, which was last written to as if it had begun at START."""
    row = Recording.objects.create(
        camera=camera,
        volume=volume,
        run_id=RUN,
        file_path=f"city_1/cam_1/{opened:%Y-%m-%d/%H-%M-%S}_{RUN}.mp4",
        start_time=opened,
        closed_at=opened + timedelta(seconds=5),
        close_reason=Reason.ROLLOVER,
    )
    row.path.parent.mkdir(parents=True, exist_ok=True)
    row.path.write_bytes(data)
    last_write = (START + MEDIA + PERIOD).timestamp()
    os.utime(row.path, (last_write, last_write))
    return row


@pytest.fixture
def row(camera: Camera, volume: StorageVolume, sample: bytes) -> Recording:
    return make_row(camera, volume, sample)


def finished(row: Recording) -> Recording:
    assert finish_recording(row.pk)
    return Recording.objects.get(pk=row.pk)


def times_of(row: Recording) -> tuple[datetime, datetime | None, str, int | None]:
    return row.start_time, row.end_time, row.time_source, row.duration_ms


def ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def test_what_the_supervisor_saw_is_the_rows(row: Recording) -> None:
    start, end = START + timedelta(seconds=0.25), START + timedelta(seconds=4.5)
    told = FileTimes(row.path.name, ms(start), ms(end), "arrival", "rollover")
    append_times(row.path.parent, told)
    assert times_of(finished(row)) == (start, end, "arrival", SECONDS * 1000)
    assert read_times(row.path.parent) == {row.path.name: told}


def test_times_that_nobody_saw_are_written_down_beside_the_file(row: Recording) -> None:
    assert times_of(finished(row)) == (START, START + MEDIA, "written", SECONDS * 1000)
    told = FileTimes(row.path.name, ms(START), ms(START + MEDIA), "written", "rollover")
    assert read_times(row.path.parent) == {row.path.name: told}


def test_why_the_file_ended_stands_as_it_was_told(row: Recording) -> None:
    append_times(row.path.parent, FileTimes(row.path.name, reason="stalled"))
    finished(row)
    assert read_times(row.path.parent)[row.path.name].reason == "stalled"


def test_the_birth_of_a_runs_later_file_tells_its_start(
    camera: Camera, volume: StorageVolume, sample: bytes
) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    make_row(camera, volume, sample, now - timedelta(hours=1))
    later = make_row(camera, volume, sample, now)
    born = born_at(later.path)
    assert born is not None
    start = datetime.fromtimestamp(round(born - 0.04, 3), UTC)
    assert times_of(finished(later)) == (start, start + MEDIA, "born", SECONDS * 1000)


def test_the_birth_of_a_runs_first_file_tells_nothing(
    camera: Camera, volume: StorageVolume, sample: bytes
) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    row = make_row(camera, volume, sample, now)
    assert times_of(finished(row)) == (now, now + MEDIA, "name", SECONDS * 1000)


def test_a_leap_of_the_cameras_clock_ends_the_row_before_it(
    camera: Camera, volume: StorageVolume
) -> None:
    steps = [FRAME_TICKS] * 99
    steps[60] += 3_600 * TIMESCALE
    row = make_row(camera, volume, file_of_steps(steps))
    name = row.path.name
    append_times(row.path.parent, FileTimes(name, ms(START), ms(START + MEDIA), "arrival"))
    found = finished(row)
    end = START + timedelta(seconds=2)
    assert (*times_of(found), found.frames) == (START, end, "arrival", 2000, 50)
    index = FragmentIndex.objects.get(recording=row)
    assert len(decompress(index.durations)) == 2 * 4
    told = FileTimes(name, ms(START), ms(end), "arrival", "rollover")
    assert read_times(row.path.parent) == {name: told}


def test_the_lead_of_a_sound_that_begins_earlier_is_kept_apart(
    camera: Camera, volume: StorageVolume, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    data = record(source, "h264 with long GOPs", audio="pcm_alaw").read_bytes()
    row = make_row(camera, volume, data)
    found = finished(row)
    index = FragmentIndex.objects.get(recording=row)
    assert index.lead / index.timescale == pytest.approx(1024 / 8000, abs=0.001)
    assert found.duration_ms == SECONDS * 1000


def test_times_that_cannot_be_written_down_keep_no_row_from_being_finished(
    row: Recording,
) -> None:
    (row.path.parent / TIMES_FILE).mkdir()
    assert times_of(finished(row)) == (START, START + MEDIA, "written", SECONDS * 1000)


def test_a_foreign_disk_at_the_path_is_left_as_it_is(row: Recording, volume: StorageVolume) -> None:
    (volume.path / VOLUME_IDENTITY).write_text('{"volume": "another"}')
    before = Recording.objects.values().get()
    assert not finish_recording(row.pk)
    assert (Recording.objects.values().get(), read_times(row.path.parent)) == (before, {})
