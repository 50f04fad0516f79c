"""A clip from the request to the download, on an installation as a user runs it."""

import contextlib
import hashlib
import os
import shutil
import signal
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests

from recordings.spans import moment_of
from tests.bench.installation import BenchStack, add_cameras
from tests.browser.recorded_scene import in_time, place
from tests.clips.scene import LENGTHS, SPEC, codes_in
from tests.waiting import wait_for

HOURS_AGO_MS = 7_200_000


class Installation:
    """With one camera, whose files follow one another from `start_ms` on. While `hangs` is there,
    FFmpeg does nothing."""

    def __init__(self, folder: Path, samples: Sequence[Path]) -> None:
        self.hangs = folder / "hangs"
        program = folder / "ffmpeg"
        real = shutil.which("ffmpeg")
        program.write_text(f'#!/bin/sh\n[ -e {self.hangs} ] && exec sleep 60\nexec {real} "$@"\n')
        program.chmod(0o755)
        self.stack = BenchStack(folder / "data", settings={"VMS_FFMPEG": str(program)})
        self.start_ms = (int(time.time()) * 1000 - HOURS_AGO_MS) // 1000 * 1000
        self.files = [shutil.copy(sample, folder / sample.name) for sample in samples]

    def fill(self) -> None:
        [self.camera] = add_cameras(self.stack, ["rtsp://127.0.0.1/none"], record=False)
        starts = [self.start_ms + 1000 * sum(LENGTHS[:at]) for at in range(len(LENGTHS))]
        files = [Path(file) for file in self.files]
        place(self.stack, self.camera, in_time(files, LENGTHS, starts, SPEC.fps))

    def ask(self, start_ms: int, end_ms: int) -> int:
        asked = self.stack.ask(
            "POST",
            "/api/clips/",
            camera=self.camera,
            name="Portaria",
            start_time=moment_of(self.start_ms + start_ms).isoformat(),
            end_time=moment_of(self.start_ms + end_ms).isoformat(),
        )
        assert asked.status_code == 202, asked.text
        assert asked.json()["status"] == "pending"
        return int(asked.json()["id"])

    def clip(self, clip_id: int) -> dict[str, Any]:
        clip: dict[str, Any] = self.stack.api("GET", f"/api/clips/{clip_id}/")
        return clip

    def wait_for_status(self, clip_id: int, status: str, seconds: float) -> dict[str, Any]:
        wait_for(
            lambda: self.clip(clip_id)["status"] == status, f"a clip that is {status}", seconds
        )
        return self.clip(clip_id)

    def download(self, clip_id: int) -> bytes:
        url = f"{self.stack.url}/api/clips/{clip_id}/download/"
        headers = {"Authorization": f"Token {self.stack.token}"}
        answer = requests.get(url, headers=headers, timeout=20)
        answer.raise_for_status()
        return answer.content

    def kept(self) -> list[str]:
        """All files of clips, by their names."""
        folder = self.stack.data / "recordings" / "clips"
        return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def installation(
    tmp_path_factory: pytest.TempPathFactory, samples: Sequence[Path]
) -> Iterator[Installation]:
    installation = Installation(tmp_path_factory.mktemp("installation"), samples)
    with installation.stack:
        installation.fill()
        yield installation


def test_what_is_downloaded_is_what_was_cut(installation: Installation, tmp_path: Path) -> None:
    clip = installation.wait_for_status(installation.ask(28_000, 62_000), "ready", 30)
    content = installation.download(clip["id"])
    assert hashlib.sha256(content).hexdigest() == clip["sha256"]
    assert len(content) == clip["file_size"]
    assert (clip["progress"], clip["error"], clip["gaps"]) == (100, None, [])
    (tmp_path / "clip.mp4").write_bytes(content)
    assert codes_in(tmp_path / "clip.mp4") == [*range(28 * SPEC.fps, 62 * SPEC.fps)]


def test_when_the_worker_is_killed_the_next_one_cuts_it(installation: Installation) -> None:
    installation.hangs.touch()
    clip_id = installation.ask(10_000, 20_000)
    installation.wait_for_status(clip_id, "cutting", 30)
    for process in installation.stack.component("worker"):
        with contextlib.suppress(psutil.NoSuchProcess):
            os.kill(process.pid, signal.SIGKILL)
    installation.hangs.unlink()
    clip = installation.wait_for_status(clip_id, "ready", 120)
    assert hashlib.sha256(installation.download(clip_id)).hexdigest() == clip["sha256"]
    name = f"clip_{clip_id}"
    mine = {file for file in installation.kept() if not file.startswith("clip_")}
    wait_for(lambda: not mine & {*installation.kept()}, "what was left to be cleared")
    assert [file for file in installation.kept() if file.startswith(name)] == [
        f"{name}.jpg",
        f"{name}.mp4",
    ]
