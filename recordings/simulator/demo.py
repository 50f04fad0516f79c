"""The demo camera: a clock on a test card, whose seconds agree with those on the wall."""

import asyncio
import socket
from collections.abc import Callable
from pathlib import Path

from recordings.simulator.clip_media import ClipSpec, make_clip
from recordings.simulator.options import CameraOptions
from recordings.simulator.prepared import prepare_clip
from recordings.simulator.program import serve_until_signal

DEMO_CLIP = ClipSpec(
    width=1280,
    height=720,
    fps=25,
    gop_frames=50,
    seconds=60,
    bitrate=1_000_000,
    audio="aac",
)
_HOST = "127.0.0.1"
_PORT_FILE = "port"


def serve_demo(
    folder: Path,
    port: int,
    ffmpeg: str,
    announce: Callable[[str], None],
    spec: ClipSpec = DEMO_CLIP,
) -> None:
    """Serves until SIGTERM or SIGINT; `announce` gets the camera's address once it listens.

    Media is made in `folder` on the first call. Port 0 means the one of last time when it is still
    free, so that a camera added by its address is found again, else any.
    Raises ClipError when the media cannot be made, OSError when the port is taken.
    """
    clip = prepare_clip(make_clip(folder, spec, ffmpeg))
    options = CameraOptions(host=_HOST, port=port or _last_port(folder), align_to_minute=True)

    def remember(listening_port: int) -> None:
        (folder / _PORT_FILE).write_text(f"{listening_port}\n")
        announce(f"rtsp://{_HOST}:{listening_port}/cam1")

    asyncio.run(serve_until_signal([clip], options, remember))


def _last_port(folder: Path) -> int:
    try:
        port = int((folder / _PORT_FILE).read_text())
        with socket.socket() as probe:
            # As the server will bind: connections of the last run in TIME_WAIT do no harm.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((_HOST, port))
    except (OSError, ValueError, OverflowError):
        return 0
    return port
