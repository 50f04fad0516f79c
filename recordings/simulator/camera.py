"""What all connections of one camera share."""

import asyncio
import re
from dataclasses import dataclass, field

from recordings.simulator.auth import Guard
from recordings.simulator.feed import Feed
from recordings.simulator.options import CameraOptions
from recordings.simulator.prepared import PreparedClip
from recordings.simulator.transport import UdpPair

_STREAM_PATH = re.compile(r"/(cam\d+|unknown|silent|quiet-audio|redirect-later)")


@dataclass(slots=True)
class Counters:
    connections: int = 0
    play_requests: int = 0
    redirects_later: int = 0  # times that /redirect-later was described or redirected


@dataclass(slots=True)
class Camera:
    """`port` is 0 until the camera listens; `thawed` is set unless the camera is stalled."""

    options: CameraOptions
    feed: Feed
    guard: Guard
    udp: UdpPair
    port: int = 0
    thawed: asyncio.Event = field(default_factory=asyncio.Event)
    counters: Counters = field(default_factory=Counters)

    @property
    def clip(self) -> PreparedClip:
        """What it shows now."""
        return self.feed.clip

    @property
    def redirect_target(self) -> str:
        return self.options.redirect_to or f"rtsp://{self.options.host}:{self.port}/cam1"


@dataclass(frozen=True, slots=True)
class StreamPath:
    """One of the camera's paths, and what is wrong with the stream there."""

    name: str

    @property
    def unknown_codec(self) -> bool:
        return self.name == "unknown"

    @property
    def silent(self) -> bool:
        """PLAY is answered, and nothing ever comes."""
        return self.name == "silent"

    @property
    def quiet_audio(self) -> bool:
        """Sound is announced, and none ever comes."""
        return self.name == "quiet-audio"

    @property
    def redirects_later(self) -> bool:
        """Of each two who ask what is there, the first is told, the second sent elsewhere."""
        return self.name == "redirect-later"


def find_stream(path: str) -> StreamPath | None:
    """The stream at an RTSP path without its track; None where there is none."""
    match = _STREAM_PATH.fullmatch(path)
    return StreamPath(match[1]) if match else None
