"""Files whose disk is away: what their recorders say stands for them."""

from datetime import timedelta
from pathlib import Path

import pytest

from recordings.alerting.looks import Memory
from recordings.alerting.watching import watch
from recordings.faults import Fault
from recordings.models import Camera, Recording, StorageVolume
from recordings.states import State
from recordings.volumes import ensure_first_volume
from tests.recordings.alerting.story import Story, told

pytestmark = [pytest.mark.django_db, pytest.mark.contract]
HOUR_SECONDS = 3600


@pytest.fixture
def camera(story: Story) -> Camera:
    """Recorded for an hour and half of the next."""
    camera = story.camera()
    row = story.opens(camera)
    story.clock.later(HOUR_SECONDS)
    story.finish(row, Recording.CloseReason.ROLLOVER)
    row = story.opens(camera)
    story.clock.later(HOUR_SECONDS / 2)
    story.write(row)
    story.beat()
    watch(story.clock)
    return camera


def take_away(volume: StorageVolume) -> None:
    volume.path.rename(volume.path.with_name("away"))


def test_recording_that_goes_on_on_another_disk_has_no_gap_to_tell(
    story: Story, camera: Camera, tmp_path: Path
) -> None:
    lost, row = story.volume, Recording.objects.get(status=Recording.Status.RECORDING)
    take_away(lost)
    story.clock.later(5)
    watch(story.clock)
    story.clock.later(6)
    story.state(camera, State.STALLED)
    Recording.objects.filter(pk=row.pk).update(closed_at=story.clock.now())
    watch(story.clock)
    story.clock.later(2)
    story.volume = ensure_first_volume(tmp_path / "other")
    other = story.opens(camera, "0000000b")
    story.state(camera, State.RECORDING)
    for _ in range(8):
        story.clock.later(15)
        story.beat()
        story.write(other)
        watch(story.clock)
    assert told(camera) == []


def test_a_gap_begins_when_the_recorder_told_it_and_not_at_the_file_before(
    story: Story, camera: Camera
) -> None:
    take_away(story.volume)
    story.clock.later(10)
    story.state(camera, State.FAILED, Fault.VOLUME)
    since = story.clock.now()
    for _ in range(3):
        story.clock.later(15)
        story.beat()
        watch(story.clock)
    assert told(camera) == [("recording_stopped", "disk", since, None)]


def test_or_at_the_last_sign_of_life_of_one_that_went_with_it(story: Story, camera: Camera) -> None:
    take_away(story.volume)
    since = story.clock.now()
    story.clock.later(32)
    watch(story.clock)
    assert told(camera) == []
    story.clock.later(2)
    watch(story.clock)
    assert told(camera) == [("recording_stopped", "recorder_down", since, None)]


def test_a_file_that_waits_there_to_be_finished_ended_when_it_was_closed(
    story: Story, camera: Camera
) -> None:
    closed = story.clock.later(1)
    Recording.objects.filter(status=Recording.Status.RECORDING).update(closed_at=closed)
    story.state(camera, State.BACKOFF, Fault.UNREACHABLE)
    take_away(story.volume)
    for _ in range(5):
        story.clock.later(15)
        story.beat()
        watch(story.clock)
    assert told(camera) == [("camera_offline", "camera_offline", closed, None)]


def test_a_volume_under_another_folder_makes_no_alert_of_an_hour(
    story: Story, camera: Camera
) -> None:
    """Its row was edited before its disk was moved."""
    StorageVolume.objects.update(root=f"{story.volume.root}-new")
    for _ in range(4):
        story.clock.later(15)
        story.beat()
        watch(story.clock)
    assert told(camera) == []


def test_a_file_that_never_comes_back_does_not_lengthen_each_look_for_ever(
    story: Story, camera: Camera, tmp_path: Path, run_folder: Path
) -> None:
    take_away(story.volume)
    story.volume = ensure_first_volume(tmp_path / "other")
    story.clock.later(40)
    other = story.opens(camera, "0000000b")
    begin = story.clock.now()
    story.beat()
    watch(story.clock)
    assert Memory.read().looked_until_ms == round(begin.timestamp() * 1000)
    story.clock.later(2 * HOUR_SECONDS + 60)
    story.write(other)
    story.beat()
    watch(story.clock)
    looked_until = timedelta(milliseconds=Memory.read().looked_until_ms)
    assert looked_until.total_seconds() == story.clock.now().timestamp()
