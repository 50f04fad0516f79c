"""A volume with old footage of a city whose plan wants it compressed, and what comes of it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db.models import Sum

from plans.models import City, Plan
from recordings.compression.job import compress_next
from recordings.models import (
    Camera,
    Compression,
    FragmentIndex,
    Hold,
    Recording,
    ReplacedFile,
    Usage,
)
from tests.people import make_city
from tests.recordings.audit import scene as audited

OPENED = audited.OPENED
Mode = Plan.CompressMode
Outcome = Compression.Outcome


@dataclass
class StandingClock:
    """Where a test puts it; monotonic time goes with it."""

    at: datetime = OPENED + timedelta(days=3)

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()

    def of_file(self, modified_at: float) -> datetime:
        return datetime.fromtimestamp(modified_at, UTC)


@dataclass
class Scene:
    """Plans are bought by city: `want` is what a plan says of compression."""

    tree: audited.Scene
    clock: StandingClock = field(default_factory=StandingClock)

    @property
    def root(self) -> Path:
        return self.tree.root

    def want(self, city: City, days: int | None = 2, mode: Mode = Mode.REENCODE) -> None:
        Plan.objects.filter(pk=city.plan_id).update(compress_after_days=days, compress_mode=mode)

    def camera(self, city: City | None = None, **values: Any) -> Camera:
        camera = self.tree.camera(city=city)
        Camera.objects.filter(pk=camera.pk).update(**values)
        return Camera.objects.get(pk=camera.pk)

    def recording(self, minute: int = 0, camera: Camera | None = None, **values: Any) -> Recording:
        """A finished one; its sound and its pictures are those of the sample."""
        row = self.tree.recording(camera or self.camera(), minute)
        Recording.objects.filter(pk=row.pk).update(**values)
        return fresh(row)

    def hold(self, row: Recording, source: Hold.Source = Hold.Source.PERSON) -> Hold:
        assert row.end_time is not None
        return Hold.objects.create(
            camera=row.camera,
            start_time=row.end_time - timedelta(seconds=1),
            end_time=row.end_time + timedelta(hours=1),
            reason="theft",
            until=self.clock.now() + timedelta(days=30),
            source=source,
            created_at=self.clock.now(),
        )

    def compress(self) -> Compression | None:
        return compress_next(self.clock, busy=lambda: False)

    def compressed(self) -> Compression:
        """The next attempt, which must come to the end that is wanted."""
        attempt = self.compress()
        assert attempt is not None
        told = f"{attempt.outcome} {attempt.reason}"
        assert told == "done ", told
        return attempt

    def assert_whole(self) -> None:
        """Rows and disk agree to the byte, and so does what is counted."""
        again = self.tree.audit()
        assert again == {}
        kept = Recording.objects.exclude(status=Recording.Status.RECORDING)
        summed = kept.aggregate(bytes=Sum("file_size"))["bytes"]
        assert Usage.objects.aggregate(bytes=Sum("bytes"))["bytes"] == summed


def fresh(row: Recording) -> Recording:
    return Recording.objects.select_related("volume", "camera").get(pk=row.pk)


def make_scene(volume: Any, sample: Path) -> Scene:
    scene = Scene(audited.Scene(volume, sample, make_city()))
    scene.want(scene.tree.city)
    return scene


def everything(row: Recording) -> dict[str, Any]:
    """All that is known of a recording and lies on its disk, to be the same after what failed."""
    files = sorted(path for path in row.volume.path.rglob("*") if path.is_file())
    lines = {path: path.read_bytes() for path in files if path.suffix == ".mp4"}
    return {
        "row": Recording.objects.filter(pk=row.pk).values().get(),
        "index": FragmentIndex.objects.filter(pk=row.pk).values().get(),
        "replaced": list(ReplacedFile.objects.values()),
        "usage": list(Usage.objects.values()),
        "media": lines,
    }
