"""A clip that ends now, out of a file that the recorder is still writing."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from clips import cutter
from clips.models import Clip, Status
from recordings.models import Recording
from recordings.spans import epoch_ms
from tests.bench.installation import whole_part
from tests.clips.scene import FIRST, FRAME_MS, LENGTHS, Scene, codes_in
from tests.clips.truth import assert_shows, whole_scene
from tests.recordings.api.scene import growing

pytestmark = pytest.mark.django_db(transaction=True)


class Recorder:
    """Writes a file's fragments one after the other, as FFmpeg does."""

    def __init__(self, sample: Path) -> None:
        found = whole_part(sample)
        assert found is not None
        self.content = sample.read_bytes()
        self.ends = [*found.offsets[1:], found.end_offset]

    def until(self, seconds: int) -> bytes:
        """Fragments last one second, and the next has begun."""
        return self.content[: self.ends[seconds - 1] + 100]

    def go_on(self, path: Path, is_over: threading.Event) -> None:
        """A second of footage each tenth of one."""
        with path.open("ab") as file:
            for end in self.ends:
                if end > file.tell():
                    if is_over.wait(0.1):
                        return
                    file.write(self.content[file.tell() : end])
                    file.flush()


@contextmanager
def recording(
    scene: Scene, sample: Path, seconds: int, at_ms: int, *, goes_on: bool
) -> Iterator[Recording]:
    recorder = Recorder(sample)
    start = FIRST + timedelta(milliseconds=at_ms)
    row = growing(
        scene.camera,
        scene.volume,
        recorder.until(seconds),
        start_time=start,
        run_id="1a2b3c4d",
        file_path=f"{scene.camera.folder}/{start:%Y-%m-%d/%H-%M-%S}_1a2b3c4d.mp4",
    )
    is_over = threading.Event()
    thread = threading.Thread(target=recorder.go_on, args=(row.path, is_over))
    if goes_on:
        thread.start()
    try:
        yield row
    finally:
        is_over.set()
        if goes_on:
            thread.join()


def shown(clip: Clip) -> list[int | None]:
    assert (clip.status, clip.error) == (Status.READY, "")
    assert clip.path is not None
    return codes_in(clip.path)


def test_the_last_fragments_are_waited_for(scene: Scene) -> None:
    with recording(scene, scene.samples[0], 10, 0, goes_on=True) as row:
        clip = scene.cut(4_000, 16_000)
    assert_shows(shown(clip), whole_scene(LENGTHS), 4_000, 16_000)
    assert clip.gaps == []
    assert Recording.objects.get(pk=row.pk).status == Recording.Status.RECORDING


def test_from_a_finished_file_into_the_one_that_is_written(scene: Scene) -> None:
    scene.record(scene.samples[0], FIRST)
    with recording(scene, scene.samples[1], 10, 30_000, goes_on=False):
        clip = scene.cut(28_000, 36_480)
    assert_shows(shown(clip), whole_scene(LENGTHS), 28_000, 36_480)


def test_where_no_more_comes_what_there_is_is_cut(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cutter, "GROWING_SECONDS", 0.3)
    with recording(scene, scene.samples[0], 10, 0, goes_on=False):
        clip = scene.cut(4_000, 16_000)
    codes = shown(clip)
    assert codes == [*range(4_000 // FRAME_MS, 10_000 // FRAME_MS)]
    first_ms = epoch_ms(FIRST)
    assert clip.gaps == [[first_ms + 10_000, first_ms + 16_000]]
