"""Lost frames in the last five minutes of files that grow, and of files that are finished."""

import os
import subprocess
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from recordings.alerting import frames
from recordings.alerting.frames import LOOKS_A_ROUND, Piece, lost_percent, next_in_turn
from recordings.alerting.looks import Memory
from recordings.alerting.tail import scan_tail
from recordings.alerting.watching import watch
from recordings.clock import Clock
from recordings.media.fragments import scan
from recordings.models import Alert, Camera, Recording
from tests.recordings.alerting.story import Story
from tests.unit.media.ffmpeg_samples import _FRAGMENTED

RATE = 10
LENGTH_SECONDS = 420


def film(folder: Path, name: str, drop: str = "0") -> Path:
    """Seven minutes of a small picture, without the frames for which `drop` is true."""
    source, path = folder / "source.mkv", folder / f"{name}0.mp4"
    quiet = ["ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "error", "-y"]
    if not source.exists():
        picture = f"color=s=64x48:r={RATE}:d={LENGTH_SECONDS}"
        encoder = ["-c:v", "libx264", "-preset", "ultrafast", "-bf", "0", "-g", "20"]
        subprocess.run([*quiet, "-f", "lavfi", "-i", picture, *encoder, source], check=True)
    form = ["-f", "segment", "-segment_time", "3600", "-segment_format", "mp4"]
    form += ["-segment_format_options", _FRAGMENTED, "-reset_timestamps", "1"]
    kept = ["-c:v", "copy", "-bsf:v", f"noise=amount=0:drop='{drop}'"]
    subprocess.run([*quiet, "-i", source, *kept, *form, folder / f"{name}%d.mp4"], check=True)
    return path


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("films")
    last_minutes = f"gt(n,{LENGTH_SECONDS * RATE - 3000})"
    lost = {
        "whole": "0",
        "two percent": f"{last_minutes}*eq(mod(n,50),7)",
        "seven in a thousand": f"{last_minutes}*eq(mod(n,140),7)",
        "long ago": f"lt(n,{100 * RATE})*gt(n,20)*eq(mod(n,5),3)",
    }
    return {name: film(folder, name.replace(" ", "-"), drop) for name, drop in lost.items()}


@contextmanager
def opened(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@pytest.mark.parametrize("seconds", [1, 60, 300, 419, 1000])
@pytest.mark.parametrize("guess_bytes", [1, 10_000, 10**9])
def test_the_tail_is_the_end_of_the_whole(
    films: dict[str, Path], seconds: int, guess_bytes: int
) -> None:
    with opened(films["two percent"]) as descriptor:
        whole = scan(descriptor)
        tail = scan_tail(descriptor, seconds, guess_bytes)
    count = tail.count
    assert list(tail.offsets) == list(whole.offsets)[-count:]
    assert list(tail.decode_times) == list(whole.decode_times)[-count:]
    assert tail.end_offset == whole.end_offset
    wanted_ticks = min(seconds * whole.timescale, whole.duration)
    assert wanted_ticks - 2 * whole.timescale <= tail.duration <= wanted_ticks


def test_a_torn_end_and_bytes_that_look_like_a_fragment_mislead_nobody(
    films: dict[str, Path], tmp_path: Path
) -> None:
    data = films["two percent"].read_bytes()
    path = tmp_path / "torn.mp4"
    path.write_bytes(data[:-500])
    with opened(path) as descriptor:
        whole = scan(descriptor)
        # From the middle of a fragment whose frame holds a false moof.
        middle = whole.offsets[whole.count // 2]
        false = b"\x00\x00\x00\x40moof\x00\x00\x00\x10mfhd"
        with path.open("r+b") as file:
            file.seek(middle + 900)
            file.write(false)
        back = path.stat().st_size - middle - 880
        tail = scan_tail(descriptor, 100, back)
    assert list(tail.offsets) == list(whole.offsets)[-tail.count :]


def place(story: Story, camera: Camera, film: Path, *, is_over: bool = False) -> Recording:
    """As if it had been recorded until now."""
    row = story.opens(camera)
    row.path.write_bytes(film.read_bytes())
    story.write(row)
    start = story.clock.now() - timedelta(seconds=LENGTH_SECONDS)
    Recording.objects.filter(pk=row.pk).update(start_time=start)
    camera.wishes.update(started_at=start)
    if is_over:
        story.finish(row)
    return row


def open_losses(camera: Camera) -> list[float]:
    rows = Alert.objects.open().filter(camera=camera, kind=Alert.Kind.FRAME_LOSS)
    return [row.details["lost_percent"] for row in rows]


pytestmark = [pytest.mark.django_db]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("whole", []), ("two percent", [2.0]), ("seven in a thousand", []), ("long ago", [])],
)
@pytest.mark.parametrize("is_over", [False, True])
def test_more_than_one_in_a_hundred_within_five_minutes_is_told(
    story: Story, films: dict[str, Path], name: str, expected: list[float], is_over: bool
) -> None:
    camera = story.camera()
    place(story, camera, films[name], is_over=is_over)
    watch(story.clock)
    watch(story.clock)
    assert open_losses(camera) == pytest.approx(expected, abs=0.1)


def test_it_closes_below_half_of_that(story: Story, films: dict[str, Path]) -> None:
    camera = story.camera()
    row = place(story, camera, films["two percent"])
    watch(story.clock)
    row.path.write_bytes(films["seven in a thousand"].read_bytes())
    story.write(row)
    watch(story.clock)
    assert len(open_losses(camera)) == 1
    row.path.write_bytes(films["whole"].read_bytes())
    story.write(row)
    watch(story.clock)
    assert open_losses(camera) == []
    assert Alert.objects.filter(camera=camera).count() == 1


def test_what_was_lost_before_the_last_five_minutes_is_over(
    story: Story, films: dict[str, Path]
) -> None:
    """A file that is not finished yet, of a camera that went away."""
    camera = story.camera()
    place(story, camera, films["two percent"])
    watch(story.clock)
    assert len(open_losses(camera)) == 1
    story.clock.later(240)
    watch(story.clock)
    story.clock.later(61)
    watch(story.clock)
    assert open_losses(camera) == []


def test_a_storm_of_alerts_does_not_make_a_look_read_every_camera(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "MOST_A_LOOK", 8)
    asked: list[int] = []

    def pieces(cameras: Collection[int], clock: Clock) -> dict[int, list[Piece]]:
        asked.append(len(cameras))
        return {camera: [Piece(2900, 100, 300)] for camera in cameras}

    monkeypatch.setattr(frames, "_pieces", pieces)
    cameras = [story.camera(f"Gate {number}") for number in range(40)]
    for _ in range(6):
        watch(story.clock)
    assert sum(len(open_losses(camera)) for camera in cameras) == 40
    assert max(asked) <= 16


def test_what_cannot_be_known_is_no_loss() -> None:
    assert lost_percent([Piece(3000, 50, 200), Piece(100, None, 10)]) is None
    assert lost_percent([]) is None


def test_a_second_of_trouble_in_a_runs_first_minute_is_not_much_of_five() -> None:
    assert lost_percent([Piece(1450, 50, 60)]) == pytest.approx(100 * 50 / 1500 / 5)


@pytest.mark.parametrize("cameras", [1, 8, 9, 100, 3000])
def test_every_camera_has_its_turn(cameras: int) -> None:
    memory, ids = Memory(), list(range(10, 10 + cameras))
    looks = max(LOOKS_A_ROUND, -(-cameras // 500))
    turns = [next_in_turn(ids, memory) for _ in range(looks)]
    assert {camera for turn in turns for camera in turn} == set(ids)
    assert max(len(turn) for turn in turns) <= 500
