"""How long an audit of a large volume takes, and in how much memory."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django

from tests.bench.document import Figure
from tests.bench.form import sized

PROJECT = Path(__file__).resolve().parents[2]
DAYS, HOURS = 30, 24  # of each camera, as the longest plan keeps them
CAMERAS = sized(700, 7)
FILES = CAMERAS * DAYS * HOURS
SIZE_BYTES = 900_000_000  # sparse: nothing of it is on the disk
FIRST_DAY = datetime(2026, 3, 1, tzinfo=UTC)
MOST_SECONDS, MOST_MB = 60, 200
Say = Callable[[str], object]


def measure(say: Say) -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="vms-bench-") as folder:
        data = Path(folder)
        say(f"audit: making {FILES} files and rows\n")
        _run(data, [sys.executable, "manage.py", "prepare"])
        _run(data, [sys.executable, "-m", "tests.bench.audit"])
        say("audit: comparing\n")
        whole = _audit(data)
        for path in sorted((data / "recordings").glob("city_*/cam_*/2026-03-01/*.mp4")):
            path.unlink()
        say("audit: comparing with a day missing\n")
        missing = _audit(data)
    lost = CAMERAS * HOURS
    return [
        _figure("Audit of presence and size, nothing wrong", whole, 0),
        _figure(f"The same with {lost} files missing", missing, lost),
        Figure(
            "Memory of the audit (peak)",
            f"<= {MOST_MB} MB",
            f"{max(whole[1], missing[1]):.0f} MB",
            FILES,
            max(whole[1], missing[1]) <= MOST_MB,
        ),
    ]


def _figure(what: str, seen: tuple[float, float, dict[str, int]], problems: int) -> Figure:
    seconds, _, found = seen
    right = found["files"] == FILES - problems and found["problems"] == problems
    told = f"{seconds:.1f} s, {found['problems']} problems"
    return Figure(what, f"<= {MOST_SECONDS} s", told, FILES, right and seconds <= MOST_SECONDS)


def _environment(data: Path) -> dict[str, str]:
    paths = {"VMS_DATA_DIR": str(data), "RECORDINGS_DIR": str(data / "recordings")}
    return {**os.environ, **paths, "DJANGO_SETTINGS_MODULE": "vms.settings"}


def _run(data: Path, argv: list[str]) -> None:
    environment = _environment(data)
    subprocess.run(argv, cwd=PROJECT, env=environment, check=True, stdout=subprocess.DEVNULL)


def _audit(data: Path) -> tuple[float, float, dict[str, int]]:
    """Seconds of the whole command, its largest size in MB, and what it found."""
    argv = [sys.executable, "manage.py", "audit_recordings", "--json"]
    with tempfile.TemporaryFile("w+") as output:
        began = datetime.now(UTC)
        child = subprocess.Popen(
            argv,
            cwd=PROJECT,
            env=_environment(data),
            stdout=output,
            stderr=subprocess.DEVNULL,
        )
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        seconds = (datetime.now(UTC) - began).total_seconds()
        output.seek(0)
        return seconds, usage.ru_maxrss / 1000, json.load(output)


def fill() -> None:
    """In a process of its own, over the data folder of its environment."""
    from plans.models import City, Plan  # noqa: PLC0415  after django.setup()
    from recordings.models import Camera, Recording, StorageVolume  # noqa: PLC0415
    from recordings.usage.counting import recount  # noqa: PLC0415
    from recordings.volumes import VolumeRef, ensure_camera_folder  # noqa: PLC0415

    volume = StorageVolume.objects.get()
    ref = VolumeRef(volume.pk, volume.uuid, volume.path, 0)
    city = City.objects.create(name="Bench", plan=Plan.objects.get(code="premium"))
    for number in range(CAMERAS):
        camera = Camera.objects.create(city=city, name=f"Bench {number}")
        days = [str((FIRST_DAY + timedelta(days=day)).date()) for day in range(DAYS)]
        ensure_camera_folder(ref, camera.folder, camera.uuid, city.uuid, days)
        rows = []
        for start, path in _files(camera.folder, number):
            with (volume.path / path).open("wb") as file:
                file.truncate(SIZE_BYTES)
            rows.append(
                Recording(
                    camera=camera,
                    volume=volume,
                    run_id=f"{number:08x}",
                    file_path=path,
                    status=Recording.Status.COMPLETE,
                    start_time=start,
                    end_time=start + timedelta(hours=1),
                    closed_at=start + timedelta(hours=1),
                    file_size=SIZE_BYTES,
                )
            )
        Recording.objects.bulk_create(rows, batch_size=500)
    recount()


def _files(folder: str, number: int) -> Iterator[tuple[datetime, str]]:
    for hour in range(DAYS * HOURS):
        start = FIRST_DAY + timedelta(hours=hour)
        yield start, f"{folder}/{start:%Y-%m-%d/%H-%M-%S}_{number:08x}.mp4"


if __name__ == "__main__":
    django.setup()
    fill()
