"""Cameras, volumes and recordings, set up past every rule."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from django.utils import timezone

from plans.models import City
from recordings.models import Camera, Recording, StorageVolume, Wish
from recordings.rtsp.addresses import parse_address
from recordings.secrets import encrypt
from recordings.usage.counters import Weight, usage_add
from tests.people import People

CANARY = "s3cr3t-canary"
# A port that nobody listens at, in a network that is allowed.
ADDRESS = f"rtsp://admin:{CANARY}@127.0.0.1:9/cam1"
MASKED = "rtsp://***@127.0.0.1:9/cam1"
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)

_numbers = count(1)


def make_camera(city: City, name: str | None = None, **values: Any) -> Camera:
    address = parse_address(ADDRESS)
    given = {
        "name": name or f"Camera {next(_numbers):03}",
        "address_encrypted": encrypt(ADDRESS),
        "address_display": address.masked,
        "has_password": address.has_password,
    }
    return Camera.objects.create(city=city, **{**given, **values})


def want(camera: Camera) -> Wish:
    """Recording is wanted from now on."""
    camera.recording_enabled = True
    camera.save(update_fields=["recording_enabled"])
    return Wish.objects.create(camera=camera, started_at=timezone.now())


def make_recording(
    camera: Camera, start: datetime = NOON, seconds: float = 3600, **values: Any
) -> Recording:
    """A finished row without a file, unless `values` says otherwise."""
    number = next(_numbers)
    given = {
        "volume": values.get("volume") or _nowhere(),
        "run_id": f"{number:08x}",
        "file_path": f"{camera.folder}/{start:%Y-%m-%d/%H-%M-%S}_{number:08x}.mp4",
        "status": Recording.Status.COMPLETE,
        "start_time": start,
        "end_time": start + timedelta(seconds=seconds),
        "duration_ms": round(seconds * 1000),
        "file_size": 1_000_000,
        "video_codec": "avc1.42C01E",
        "audio_codec": "mp4a.40.2",
        "frames": round(seconds * 25),
        "frames_lost": 0,
    }
    recording = Recording.objects.create(camera=camera, **{**given, **values})
    if recording.status != Recording.Status.RECORDING:
        size = recording.file_size
        usage_add([Weight(camera.pk, recording.volume_id, recording.start_time, size)])
    return recording


def _nowhere() -> StorageVolume:
    """A row without a folder."""
    return StorageVolume.objects.get_or_create(name="nowhere", root="/nowhere")[0]


def place_file(recording: Recording, content: bytes) -> Path:
    recording.path.parent.mkdir(parents=True, exist_ok=True)
    recording.path.write_bytes(content)
    return recording.path


def growing(camera: Camera, volume: StorageVolume, content: bytes, **values: Any) -> Recording:
    """A file that is still being written, and its row."""
    given = {
        "status": Recording.Status.RECORDING,
        "end_time": None,
        "duration_ms": None,
        "file_size": 0,
        "video_codec": "",
        "audio_codec": "",
        "frames": None,
        "frames_lost": None,
    }
    recording = make_recording(camera, volume=volume, **{**given, **values})
    place_file(recording, content)
    return recording


@dataclass(frozen=True)
class Scene:
    """A city's cameras, one idle and one that records, and the other city's like them."""

    people: People
    idle: Camera
    busy: Camera
    wish: Wish
    recording: Recording
    foreign: Camera
    foreign_wish: Wish
    foreign_recording: Recording


def make_scene(people: People, volume: StorageVolume, content: bytes) -> Scene:
    idle, busy = make_camera(people.city, "Idle"), make_camera(people.city, "Busy")
    foreign = make_camera(people.other_city, "Foreign")
    recording = make_recording(idle, volume=volume, file_size=len(content))
    foreign_recording = make_recording(foreign, volume=volume, file_size=len(content))
    for row in (recording, foreign_recording):
        place_file(row, content)
    return Scene(
        people=people,
        idle=idle,
        busy=busy,
        wish=want(busy),
        recording=recording,
        foreign=foreign,
        foreign_wish=want(foreign),
        foreign_recording=foreign_recording,
    )
