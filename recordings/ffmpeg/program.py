"""Which FFmpeg runs."""

import shutil
from pathlib import Path

import imageio_ffmpeg

from recordings.faults import CameraFault, Fault


def find_ffmpeg(configured: str) -> str:
    """The configured program, else `ffmpeg` on PATH, else the wheel's. Raises CameraFault."""
    if configured:
        found = shutil.which(configured)
        if not found:
            raise CameraFault(Fault.PROGRAM, f"VMS_FFMPEG names {configured}, which does not run.")
        return str(Path(found).absolute())  # it is started from another folder
    found = shutil.which("ffmpeg")
    if found:
        return found
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError:
        message = "FFmpeg is missing; install it with: apt-get install ffmpeg"
        raise CameraFault(Fault.PROGRAM, message) from None
