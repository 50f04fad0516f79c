"""An archive to be cleaned, made in a process of its own over the data folder of its environment.

Each recording has a row, a fragment index and a real, small file. The oldest hours of every camera
are past the longest plan's retention.
"""

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from recordings.models import Camera, StorageVolume

EXPIRED_HOURS = 24
INDEX_BYTES = 2_500  # of each of an hour's two columns
FILE_BYTES = 200


def fill(cameras: int, hours: int) -> None:
    """`hours` of each camera, of which the first EXPIRED_HOURS are over."""
    from plans.models import City, Plan  # noqa: PLC0415  after django.setup()
    from recordings.cleanup.expiry import last_due  # noqa: PLC0415
    from recordings.models import Camera, CleanupRun, StorageVolume  # noqa: PLC0415
    from recordings.usage.counting import recount  # noqa: PLC0415

    plan = Plan.objects.get(code="premium")
    over = timedelta(days=plan.retention_days, hours=1)
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    first = now - over - timedelta(hours=EXPIRED_HOURS)
    # As if last night's had been made: the worker shall not begin by itself.
    CleanupRun.objects.get_or_create(
        kind=CleanupRun.Kind.RETENTION,
        due_at=last_due(now),
        defaults={"started_at": now, "finished_at": now},
    )
    volume = StorageVolume.objects.get()
    cities = [City.objects.create(name=f"Archive {number}", plan=plan) for number in range(20)]
    for number in range(cameras):
        camera = Camera.objects.create(city=cities[number % len(cities)], name=f"Old {number}")
        _fill_camera(camera, volume, first, hours)
    recount()


def _fill_camera(camera: "Camera", volume: "StorageVolume", first: datetime, hours: int) -> None:
    from recordings.models import FragmentIndex, Recording  # noqa: PLC0415

    folder = camera.folder
    rows = []
    for start in (first + timedelta(hours=hour) for hour in range(hours)):
        rows.append(
            Recording(
                camera=camera,
                volume=volume,
                run_id=f"{camera.pk:08x}",
                file_path=f"{folder}/{start:%Y-%m-%d/%H-%M-%S}_{camera.pk:08x}.mp4",
                status=Recording.Status.COMPLETE,
                start_time=start,
                end_time=start + timedelta(hours=1),
                closed_at=start + timedelta(hours=1),
                duration_ms=3_600_000,
                file_size=FILE_BYTES,
                frames=90_000,
                frames_lost=0,
            )
        )
    _write_files(volume.path, [row.file_path for row in rows])
    Recording.objects.bulk_create(rows, batch_size=500)
    column = os.urandom(INDEX_BYTES)
    FragmentIndex.objects.bulk_create(
        (
            FragmentIndex(
                recording=row,
                init_size=100,
                first_offset=100,
                timescale=90_000,
                first_dts=0,
                sizes=column,
                durations=column,
            )
            # The columns weigh where they are deleted.
            for row in rows[:EXPIRED_HOURS]
        ),
        batch_size=500,
    )


def _write_files(root: Path, paths: list[str]) -> None:
    content = os.urandom(FILE_BYTES)
    written = (datetime.now(UTC) - timedelta(days=1)).timestamp()
    for folder in {path.rpartition("/")[0] for path in paths}:
        (root / folder).mkdir(parents=True, exist_ok=True)
    for path in paths:
        descriptor = os.open(root / path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o440)
        os.write(descriptor, content)
        os.utime(descriptor, (written, written))
        os.close(descriptor)


if __name__ == "__main__":
    django.setup()
    fill(*map(int, sys.argv[1:]))
