"""A volume with real recordings, and what an audit makes of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from plans.models import City
from recordings.audit.auditing import run_audit
from recordings.audit.names import QUARANTINE, is_media
from recordings.indexing import finish_recording
from recordings.models import AuditRun, Camera, CoverageDay, Recording, StorageVolume, Wish
from recordings.times import FileTimes, append_times
from recordings.usage.counting import recount
from recordings.volumes import VolumeRef, ensure_camera_folder

Status = Recording.Status
Reason = Recording.CloseReason
OPENED = datetime(2026, 3, 10, 12, tzinfo=UTC)
RUN = "1a2b3c4d"


@dataclass(frozen=True)
class Scene:
    """`sample` is a real recording of some seconds, copied into the tree under our names."""

    volume: StorageVolume
    sample: Path
    city: City

    @property
    def root(self) -> Path:
        return self.volume.path

    def camera(self, name: str = "Gate", city: City | None = None) -> Camera:
        """With its folder and identity file; older than its footage."""
        camera = Camera.objects.create(city=city or self.city, name=name)
        Camera.objects.filter(pk=camera.pk).update(created_at=OPENED - timedelta(days=1))
        ref = VolumeRef(self.volume.pk, self.volume.uuid, self.root, 0)
        ensure_camera_folder(ref, camera.folder, camera.uuid, camera.city.uuid, [])
        return Camera.objects.get(pk=camera.pk)

    def path(self, camera: Camera, minute: int = 0, run: str = RUN) -> str:
        opened = OPENED + timedelta(minutes=minute)
        return f"{camera.folder}/{opened:%Y-%m-%d/%H-%M-%S}_{run}.mp4"

    def place(self, path: str, content: bytes | None = None) -> Path:
        """A file of the sample's bytes, or of `content`."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(self.sample.read_bytes() if content is None else content)
        return file

    def recording(
        self, camera: Camera, minute: int = 0, run: str = RUN, reason: Reason = Reason.ROLLOVER
    ) -> Recording:
        """A file that was recorded and finished."""
        path = self.path(camera, minute, run)
        file = self.place(path)
        opened = OPENED + timedelta(minutes=minute)
        start_ms = round(opened.timestamp() * 1000) + 250
        append_times(file.parent, FileTimes(file.name, start_ms, None, "arrival", reason))
        row = Recording.objects.create(
            camera=camera,
            volume=self.volume,
            run_id=run,
            file_path=path,
            start_time=opened,
            closed_at=opened + timedelta(seconds=5),
            close_reason=reason,
        )
        assert finish_recording(row.pk)
        return Recording.objects.get(pk=row.pk)

    def audit(self, *, repair: bool = False, confirmed: bool = False) -> dict[str, tuple[int, int]]:
        """What was found and mended, by kind.

        Tests change rows past the counters of usage, which are counted anew before: what the
        audit itself then leaves wrong is found by the next one.
        """
        recount()
        return counts_of(run_audit(repair, confirmed=confirmed))

    def assert_consistent(self) -> None:
        """Invariant 3: a file has a row or is in quarantine, a complete row has its file, and
        bytes add up; a second repair finds nothing."""
        rows = {row.file_path: row for row in Recording.objects.filter(volume=self.volume)}
        files = {path: (self.root / path).stat().st_size for path in media_in(self.root)}
        whole = {Status.COMPLETE, Status.STOPPED}
        finished = {path for path, row in rows.items() if row.status in whole}
        assert files.keys() <= rows.keys()
        assert finished <= files.keys()
        assert {path: rows[path].file_size for path in files} == files
        assert sum(row.file_size for row in rows.values()) == sum(files.values())
        again = run_audit(True)
        assert again.problems == 0, again.findings
        assert again.findings["bytes_on_disk"] == again.findings["bytes_in_rows"]


def counts_of(run: AuditRun) -> dict[str, tuple[int, int]]:
    return {
        kind: (tally["found"], tally["mended"]) for kind, tally in run.findings["kinds"].items()
    }


def media_in(root: Path) -> Iterable[str]:
    """Files named as ours where ours lie, outside quarantine."""
    for path in sorted(root.glob("city_*/cam_*/*/*")):
        if path.is_file() and not path.is_symlink() and is_media(path.parent.name, path.name):
            yield str(path.relative_to(root))


def quarantined(root: Path) -> list[str]:
    """Paths of what lies in quarantine, relative to it."""
    folder = root / QUARANTINE
    found = [path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()]
    return sorted(str(path.relative_to(folder)) for path in found)


def lose_database() -> None:
    """Everything that is known of recordings and cities, but for the volume's own row."""
    for model in (Recording, CoverageDay, Wish, Camera, City, AuditRun):
        model.objects.all().delete()
    StorageVolume.objects.update(generation=0)


def facts(row: Recording) -> dict[str, Any]:
    """All that a rebuilt row shares with the one that was lost."""
    return {
        name: getattr(row, name)
        for name in (
            *("run_id", "file_path", "status", "close_reason", "start_time", "end_time"),
            *("duration_ms", "file_size", "video_codec", "audio_codec", "width", "height"),
            *("frames", "frames_lost", "time_source"),
        )
    }
