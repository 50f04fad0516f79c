"""A whole installation on PostgreSQL and Redis of its own, with a camera under recording."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from recordings.simulator.process import CameraProcess
from tests.cameras import SMALL
from tests.faults.installation.services import Service, own_services
from tests.faults.installation.truth import media_files
from tests.system.stack import Stack
from tests.waiting import wait_for

CATCHES_UP_SECONDS = 180
"""At once, when no message is lost; else a task looks each 20 s at what was closed 15 s ago. The
rest is for a machine that is busy with other tests."""
FINISHED = ("COMPLETE", "STOPPED")


@dataclass(frozen=True, slots=True)
class Installation:
    """A stack on servers of its own, with one camera (its id) under recording."""

    stack: Stack
    database: Service
    broker: Service
    camera: int

    @property
    def files(self) -> list[Path]:
        return media_files(self.stack.data / "recordings")

    def rows(self) -> list[dict[str, str]]:
        rows: list[dict[str, str]] = []
        page = 1
        while True:
            path = f"/api/recordings/?camera={self.camera}&page_size=500&page={page}"
            answer = self.stack.api("GET", path)
            rows += answer["results"]
            if not answer["next"]:
                return rows
            page += 1

    def finished(self) -> set[str]:
        """Paths of finished rows."""
        return {row["file_path"] for row in self.rows() if row["status"] in FINISHED}

    def wait_for_more_files(self, count: int) -> list[Path]:
        """Those that have ended, once there are so many more."""
        known = len(self.files)
        wait_for(lambda: len(self.files) > known + count, f"{count} more files", 90)
        return self.files[:-1]

    def wait_until_finished(self, files: list[Path]) -> None:
        """Each of the files has its finished row."""
        root = self.stack.data / "recordings"
        wanted = {str(path.relative_to(root)) for path in files}
        wait_for(lambda: wanted <= self._known(), "rows of all files", CATCHES_UP_SECONDS)

    def _known(self) -> set[str]:
        try:
            return self.finished()
        except requests.RequestException:
            return set()


@contextmanager
def run_installation(data: Path, clips: Path) -> Iterator[Installation]:
    """Records one camera from the first; afterwards nothing of it is left."""
    with (
        own_services() as (database, broker),
        pytest.MonkeyPatch.context() as environment,
        CameraProcess(clips, SMALL) as camera,
    ):
        environment.setenv("DATABASE_URL", database.url)
        environment.setenv("VMS_BROKER_URL", broker.url)
        with Stack(data) as stack:
            city = stack.api("POST", "/api/cities/", name="Aurora", plan="basic")
            made = stack.api(
                "POST",
                "/api/cameras/",
                city=city["id"],
                name="Portaria",
                rtsp_url=camera.url(),
                recording_enabled=True,
            )
            running = Installation(stack, database, broker, made["id"])
            wait_for(lambda: len(running.finished()) > 1, "finished files", CATCHES_UP_SECONDS)
            yield running
