"""A clip that was really cut, and its marked copy, are counted as they lie on the disk."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from recordings.summarising import calculate
from tests.clips.conftest import scene
from tests.clips.rows import make_copy
from tests.clips.scene import Scene
from tests.panel.storage.recount import disk_says, page_says, signed_in
from tests.unit.media.ffmpeg_samples import record

__all__ = ["scene"]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    return [record(tmp_path_factory.mktemp("small"), "h264")]


def test_a_clip_that_was_cut(scene: Scene) -> None:
    (recording,) = scene.record_all()
    clip = scene.cut(0, 1500, mode="fragment")
    assert clip.path is not None
    make_copy(clip, bytes(12_345))
    calculate(scene.clock)
    said = page_says(signed_in(scene.people.superuser))
    assert said == disk_says()
    size = clip.path.stat().st_size + 12_345
    assert said["by-city"] == {str(scene.people.city.pk): (recording.file_size, 1, size)}
    assert said["by-user"] == {
        "None": (recording.file_size, 1, 0),
        str(scene.people.operator.pk): (0, 0, size),
    }
