"""Recordings with real files and their indexes, and requests for their pictures."""

import os
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from plans.models import User
from recordings.media.fragments import FragmentScan, scan
from recordings.media.index import pack
from recordings.models import Camera, FragmentIndex, Recording, StorageVolume
from tests.people import api_client
from tests.recordings.api.scene import NOON, make_recording, place_file


def scanned(path: Path) -> FragmentScan:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return scan(descriptor)
    finally:
        os.close(descriptor)


def finished(
    camera: Camera, volume: StorageVolume, sample: Path, start: datetime = NOON, **values: Any
) -> Recording:
    """A finished recording of the sample; its wall time runs as its media does."""
    media = scanned(sample)
    lasts = timedelta(seconds=media.duration / media.timescale)
    row = make_recording(camera, start, volume=volume, **{"end_time": start + lasts, **values})
    place_file(row, sample.read_bytes())
    FragmentIndex.objects.create(recording=row, **asdict(pack(media)))
    return row


def ask(
    user: User | None,
    camera: Camera,
    at: datetime | str | None = None,
    headers: dict[str, str] | None = None,
    **query: str | int,
) -> Any:
    """The answer to a request for the camera's picture."""
    moment = at.isoformat() if isinstance(at, datetime) else at
    given: dict[str, str | int] = query if moment is None else {"at": moment, **query}
    url = f"/api/playback/cameras/{camera.pk}/frame.jpg"
    return api_client(user).get(url, given, headers=headers)


def times_of_key_frames(sample: Path, start: datetime = NOON) -> list[datetime]:
    """To the millisecond, as answers tell them."""
    media = scanned(sample)
    return [
        start + timedelta(milliseconds=round((dts - media.first_dts) * 1000 / media.timescale))
        for dts, is_key in zip(media.decode_times, media.keys, strict=True)
        if is_key
    ]


def iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
