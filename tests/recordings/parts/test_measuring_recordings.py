"""Which recordings are decoded, in which order and for how long, and what is stored."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from recordings import measuring
from recordings.measuring import Measured, MeasuredRecording, loss_of, measure_recordings
from recordings.media.loss import Loss
from recordings.models import Camera, Recording, StorageVolume
from recordings.volumes import ensure_first_volume
from tests.people import make_city
from tests.unit.media.ffmpeg_samples import SECONDS, record

pytestmark = pytest.mark.django_db
Status = Recording.Status
OPENED = datetime(2026, 11, 20, 15, 0, 0, tzinfo=UTC)
FRAMES = SECONDS * 25
CLEAN = Measured(FRAMES, FRAMES, 0)


class CountingClock:
    """Each look at it is a second later."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return OPENED + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        self.seconds += 1
        return self.seconds

    def of_file(self, modified_at: float) -> datetime:
        return datetime.fromtimestamp(modified_at, UTC)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return record(tmp_path_factory.mktemp("measuring"), "h264").read_bytes()


@pytest.fixture
def volume(tmp_path: Path) -> StorageVolume:
    return ensure_first_volume(tmp_path)


@pytest.fixture
def camera(volume: StorageVolume) -> Camera:
    return Camera.objects.create(city=make_city(), name="camera")


def add(
    camera: Camera,
    hour: int,
    content: bytes | None,
    *,
    status: Status = Status.COMPLETE,
    frames: int = FRAMES,
    lost: int | None = 0,
    broken: int | None = None,
) -> Recording:
    volume = StorageVolume.objects.get()
    row = Recording.objects.create(
        camera=camera,
        volume=volume,
        run_id="1a2b3c4d",
        file_path=f"{camera.pk}-{hour}.mp4",
        status=status,
        start_time=OPENED + timedelta(hours=hour),
        end_time=None if status == Status.RECORDING else OPENED + timedelta(hours=hour + 1),
        frames=frames,
        frames_lost=lost,
        frames_broken=broken,
    )
    if content is not None:
        row.path.write_bytes(content)
    return row


def stored() -> dict[str, int | None]:
    return dict(Recording.objects.values_list("file_path", "frames_broken"))


def test_finished_recordings_are_decoded_newest_first(camera: Camera, sample: bytes) -> None:
    older = add(camera, 0, sample)
    newer = add(camera, 1, sample, status=Status.STOPPED)
    assert measure_recordings(60, CountingClock()) == [
        MeasuredRecording(newer.pk, CLEAN),
        MeasuredRecording(older.pk, CLEAN),
    ]
    assert stored() == {older.file_path: 0, newer.file_path: 0}
    assert measure_recordings(60, CountingClock()) == []


def test_none_is_begun_after_the_budget(camera: Camera, sample: bytes) -> None:
    rows = [add(camera, hour, sample) for hour in range(3)]
    done = measure_recordings(2, CountingClock())
    assert [found.recording_id for found in done] == [rows[2].pk]
    assert measure_recordings(0, CountingClock()) == []


def test_what_is_open_unreadable_doomed_or_decoded_is_left_alone(
    camera: Camera, sample: bytes
) -> None:
    for hour, status in enumerate((Status.RECORDING, Status.ERROR, Status.DOOMED)):
        add(camera, hour, sample, status=status)
    add(camera, 5, sample, broken=7)
    before = stored()
    assert measure_recordings(60, CountingClock()) == []
    assert stored() == before


def test_files_that_cannot_be_read_hold_up_no_others(camera: Camera, sample: bytes) -> None:
    whole = add(camera, 0, sample)
    add(camera, 1, None)
    add(camera, 2, b"no film")
    done = measure_recordings(60, CountingClock())
    assert done == [MeasuredRecording(whole.pk, CLEAN)]
    assert sorted(stored().values(), key=str) == [0, None, None]


def test_a_disk_that_is_not_there_is_left_for_later(
    camera: Camera, sample: bytes, volume: StorageVolume
) -> None:
    row = add(camera, 0, sample)
    away = volume.path.with_name("away")
    volume.path.rename(away)
    volume.path.mkdir()
    assert measure_recordings(60, CountingClock()) == []
    volume.path.rmdir()
    away.rename(volume.path)
    assert measure_recordings(60, CountingClock()) == [MeasuredRecording(row.pk, CLEAN)]


def test_a_number_that_was_stored_meanwhile_stands(
    camera: Camera, sample: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = add(camera, 0, sample)

    def decode_slowly(_path: Path, _frames: int) -> Measured:
        Recording.objects.update(frames_broken=3)
        return CLEAN

    monkeypatch.setattr(measuring, "decode_file", decode_slowly)
    assert measure_recordings(60, CountingClock()) == []
    assert stored() == {row.file_path: 3}


def test_losses_are_summed_by_camera(camera: Camera) -> None:
    other = Camera.objects.create(city=make_city("other"), name="other")
    add(camera, 0, None, lost=2, broken=1)
    add(camera, 1, None, lost=3, broken=0)
    add(camera, 2, None, frames=4, lost=None, broken=0)
    add(camera, 3, None, status=Status.RECORDING, lost=None)
    add(other, 0, None, lost=None, broken=5)
    add(other, 1, None, lost=1)
    losses = loss_of(Recording.objects.all())
    assert losses == {
        camera.pk: Loss(present=2 * FRAMES + 4, lost=5, broken=1),
        other.pk: Loss(present=2 * FRAMES, lost=None, broken=None),
    }
    assert (losses[camera.pk].expected, losses[other.pk].expected) == (2 * FRAMES + 9, None)


def test_losses_add_up_and_what_is_unknown_stays_unknown() -> None:
    known = Loss(100, 2, 1)
    assert known + Loss(50, 0, 3) == Loss(150, 2, 4)
    assert known + Loss(50, None, 0) == Loss(150, None, 1)
    assert known + Loss(50, 1, None) == Loss(150, 3, None)
