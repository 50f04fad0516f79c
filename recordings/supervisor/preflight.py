"""What is checked and made before FFmpeg is spawned; runs in a thread, without the database."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from django.conf import settings

from recordings.faults import CameraFault, Fault
from recordings.ffmpeg.command import RecordCommand, Source
from recordings.ffmpeg.layout import day_folders, new_run_id
from recordings.ffmpeg.program import find_ffmpeg
from recordings.rtsp.addresses import parse_address, parse_networks, resolve
from recordings.rtsp.describe import describe
from recordings.secrets import decrypt
from recordings.supervisor.cameras import WantedCamera
from recordings.volumes import VolumeRef, ensure_camera_folder, usable_volumes

DESCRIBE_SECONDS = 4.0


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything a spawn needs."""

    command: RecordCommand
    volume: VolumeRef
    folder: str  # relative to the volume
    secrets: tuple[str, ...]

    @property
    def run_id(self) -> str:
        return self.command.run_id


def prepare(camera: WantedCamera, volumes: list[VolumeRef], now: datetime) -> Prepared:
    """Check our side first, then ask the camera. Raises CameraFault."""
    program = find_ffmpeg(settings.VMS_FFMPEG)
    volume, folder = _make_room(camera, volumes, now)
    source = _ask(camera)
    command = RecordCommand(
        program, source, str(folder), new_run_id(), settings.RECORDING_SEGMENT_DURATION
    )
    return Prepared(command, volume, camera.folder, source.address.secrets)


def _make_room(
    camera: WantedCamera, volumes: list[VolumeRef], now: datetime
) -> tuple[VolumeRef, Path]:
    """The camera's folder on the first volume that takes it. Raises the first one's fault."""
    faults: list[CameraFault] = []
    for volume in usable_volumes(volumes):
        try:
            folder = ensure_camera_folder(
                volume, camera.folder, camera.uuid, camera.city_uuid, day_folders(now)
            )
        except CameraFault as fault:
            faults.append(fault)
        else:
            return volume, folder
    raise faults[0]


def _ask(camera: WantedCamera) -> Source:
    if not camera.address_encrypted:
        raise CameraFault(Fault.INVALID, "The camera has no address.")
    address = parse_address(decrypt(camera.address_encrypted))
    ip = resolve(address, parse_networks(settings.VMS_CAMERA_NETWORKS))
    sdp = describe(address, ip, DESCRIBE_SECONDS)
    audio: Literal["copy", "transcode"] | None = None
    if camera.audio and sdp.audio is not None:
        audio = "copy" if sdp.copies_audio else "transcode"
    return Source(address, ip, camera.transport, sdp.video, audio)


def secrets_of(camera: WantedCamera) -> tuple[str, ...]:
    """What must be masked in messages of a recorder that was started earlier."""
    try:
        return parse_address(decrypt(camera.address_encrypted)).secrets
    except CameraFault:
        return ()
