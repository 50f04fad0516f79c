"""Trying an address before it is used: what the camera offers, or why it does not.

DESCRIBE gives faults their names in milliseconds; then a child process opens the stream with
PyAV for the picture's size and rate. A child, because a demuxer fed by a stranger's camera may
hang or crash, and must take nothing else along. The address reaches it through its stdin.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from recordings.children import run_limited
from recordings.faults import CameraFault, Fault
from recordings.rtsp.addresses import parse_address, parse_networks, resolve
from recordings.rtsp.describe import describe

DESCRIBE_SECONDS = 2.0  # to connect, and once more to be answered
OPEN_SECONDS = 6.0
MEMORY_BYTES = 1_000_000_000
OPENER = Path(__file__).parent / "rtsp" / "open_stream.py"


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """`video` is {codec, width, height, fps}; `audio` a codec name or None."""

    video: dict[str, Any]
    audio: str | None


def probe(rtsp_url: str, transport: str = "tcp") -> ProbeResult:
    """Within 10 s, once the name is resolved. Raises CameraFault."""
    address = parse_address(rtsp_url)
    ip = resolve(address, parse_networks(settings.VMS_CAMERA_NETWORKS))
    sdp = describe(address, ip, DESCRIBE_SECONDS)
    request = {"url": address.at(ip, with_user=True), "ip": ip, "transport": transport}
    output = run_limited(
        [sys.executable, "-I", str(OPENER)],
        json.dumps(request).encode(),
        seconds=OPEN_SECONDS,
        memory_bytes=MEMORY_BYTES,
    )
    try:
        seen = json.loads(output)
    except ValueError:
        message = "The camera answered, but sent no picture in time."
        raise CameraFault(Fault.TIMEOUT, message) from None
    return ProbeResult({"codec": sdp.video, **seen["video"]}, seen["audio"])
