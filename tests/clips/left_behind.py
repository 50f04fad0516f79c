"""What a test of faults looks at afterwards: the whole folder, the row, the hold."""

import hashlib
from pathlib import Path

import psutil

from clips.claims import send_again
from clips.cutter import cut
from clips.models import FOLDER, Clip, Status
from clips.tidying import tidy
from recordings.models import StorageVolume
from tests.clips.scene import Scene, codes_in


def everything() -> list[str]:
    """All files of clips on all volumes, relative to these."""
    roots = [volume.path for volume in StorageVolume.objects.all()]
    files = (path for root in roots for path in (root / FOLDER).rglob("*") if path.is_file())
    return sorted(str(path.relative_to(path.parents[2])) for path in files)


def named(clip: Clip) -> list[str]:
    """The files that a finished clip has."""
    stem = f"{FOLDER}/cam_{clip.camera_id}/clip_{clip.pk}"
    return [f"{stem}.jpg", f"{stem}.mp4"]


def fresh(clip: Clip) -> Clip:
    return Clip.objects.select_related("volume", "hold").get(pk=clip.pk)


def assert_whole(clip: Clip, codes: list[int]) -> None:
    """Ready, with its file and its picture and nothing else, and its source no longer held."""
    clip = fresh(clip)
    assert (clip.status, clip.error, clip.progress) == (Status.READY, "", 100)
    assert clip.path is not None
    assert everything() == named(clip)
    assert hashlib.sha256(clip.path.read_bytes()).hexdigest() == clip.sha256
    assert clip.path.stat().st_size == clip.file_size
    assert clip.manifest["file"]["sha256"] == clip.sha256
    assert codes_in(clip.path) == codes
    assert_released(clip)


def assert_nothing_left(clip: Clip, status: Status, code: str = "") -> None:
    clip = fresh(clip)
    assert (clip.status, clip.error_code) == (status, code)
    assert everything() == []
    assert (clip.file_path, clip.sha256, clip.volume, clip.manifest) == ("", "", None, {})
    assert_released(clip)


def assert_released(clip: Clip) -> None:
    assert clip.hold is not None
    assert clip.hold.released_at is not None


def go_on(scene: Scene) -> None:
    """What the reconcile task and a worker do with what is left."""
    for clip_id in send_again(Clip, scene.clock):
        cut(clip_id, scene.clock)
    tidy(scene.clock)


def children_at(folder: Path) -> list[int]:
    """Processes that work on a file below the folder."""
    found = []
    for process in psutil.process_iter(["pid", "cmdline"]):
        if any(str(folder) in word for word in process.info["cmdline"] or []):
            found.append(process.info["pid"])
    return found
