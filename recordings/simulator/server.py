"""The simulated camera as a server, with the faults that can be done to it."""

import asyncio
import contextlib
import socket
from collections.abc import Sequence
from typing import Self, TypedDict

from recordings.simulator.auth import Guard
from recordings.simulator.camera import Camera
from recordings.simulator.feed import Feed
from recordings.simulator.options import CameraOptions
from recordings.simulator.pace import Clock
from recordings.simulator.prepared import PreparedClip
from recordings.simulator.session import RtspConnection, reset
from recordings.simulator.transport import open_udp_pair

_LISTEN_BACKLOG = 1024
# The kernel would otherwise keep megabytes for a viewer on this machine, and one that reads too
# slowly would not be noticed for a minute.
_SEND_BUFFER_BYTES = 128 * 1024


class CameraStatus(TypedDict):
    """`connections` and `play_requests` count since the start; `open`, `playing` are now.

    `next_frame` goes on by itself; `last_sent_frame` is the last one that anybody got. Dropped
    frames are those that a viewer was too slow for. `packets_lost` of `frames_damaged` frames went
    missing by order; `damaged` names the last thousand of these frames.
    """

    connections: int
    open: int
    playing: int
    play_requests: int
    next_frame: int
    last_sent_frame: int | None
    frames_dropped: int
    packets_lost: int
    frames_damaged: int
    damaged: list[int]


class CameraServer:
    """`async with CameraServer(clips, options) as camera:` shows the first on `camera.port`."""

    def __init__(
        self, clips: Sequence[PreparedClip], options: CameraOptions, clock: Clock | None = None
    ) -> None:
        self._clips = clips
        self._options = options
        self._clock = clock or Clock()
        self._down_until_seconds = 0.0
        self._open: dict[RtspConnection, asyncio.Task[None]] = {}

    async def __aenter__(self) -> Self:
        udp = await open_udp_pair(self._options.host)
        try:
            self._server = await asyncio.start_server(
                self._serve,
                self._options.host,
                self._options.port,
                backlog=_LISTEN_BACKLOG,
            )
        except OSError:
            udp.close()
            raise
        self.port: int = self._server.sockets[0].getsockname()[1]
        guard = Guard(self._options.credentials, self._options.auth_schemes)
        feed = Feed(self._clips[0], self._options, self._clock)
        self._camera = Camera(self._options, feed, guard, udp, self.port)
        self._camera.thawed.set()
        self._feeding = asyncio.create_task(feed.run())
        return self

    async def __aexit__(self, *_error: object) -> None:
        self._server.close()
        self._feeding.cancel()
        self.resume()
        self.drop()
        with contextlib.suppress(asyncio.CancelledError):
            await self._feeding
        await asyncio.gather(*self._open.values())
        self._camera.udp.close()
        await self._server.wait_closed()

    async def wait_broken(self) -> None:
        """Ends only by the error that ended the stream."""
        await asyncio.shield(self._feeding)

    def stall(self) -> None:
        """Freezes the camera: connections stay, nothing is sent or answered."""
        self._camera.thawed.clear()
        self._camera.feed.stalled = True

    def resume(self) -> None:
        """Ends a stall; viewers go on with the next key frame."""
        self._camera.thawed.set()
        self._camera.feed.stalled = False

    def drop(self) -> None:
        """Resets all connections."""
        for connection in list(self._open):
            connection.abort()

    def fin(self) -> None:
        """Closes all connections in good order."""
        for connection in list(self._open):
            connection.close()

    def down(self, seconds: float) -> None:
        """Resets all connections, and for some time each new one."""
        self._down_until_seconds = self._clock.monotonic() + seconds
        self.drop()

    def silence_audio(self) -> None:
        """Sends no more sound."""
        self._camera.feed.audio_silenced = True

    def show(self, number: int) -> None:
        """Shows another of the clips; raises ValueError where there is none.

        With the same codecs from the next key frame on, in band; else the encoder restarts, and
        with it all connections.
        """
        if not 0 <= number < len(self._clips):
            raise ValueError("there is no such clip")
        feed, clip = self._camera.feed, self._clips[number]
        if clip.continues(feed.clip):
            feed.show(clip)
        else:
            feed.restart(clip)
            self.drop()

    def lose(self, percent: float, seed: int) -> None:
        """Loses that share of all video packets from now on; 0 ends it. Raises ValueError."""
        self._camera.feed.loss.begin(percent, seed)

    def skip(self, frames: int) -> None:
        """Loses the next so many frames whole. Raises ValueError."""
        self._camera.feed.loss.skip(frames)

    def set_ntp_offset(self, seconds: float) -> None:
        """From the next report on the camera's clock is this much ahead of ours."""
        self._camera.feed.ntp_offset_seconds = seconds

    def set_password(self, password: str) -> None:
        """Raises ValueError for a camera that has none. Sessions that play go on."""
        self._camera.guard.change_password(password)

    def status(self) -> CameraStatus:
        feed, counters = self._camera.feed, self._camera.counters
        loss = feed.loss
        return CameraStatus(
            connections=counters.connections,
            open=len(self._open),
            playing=len(feed.audience),
            play_requests=counters.play_requests,
            next_frame=feed.next_frame,
            last_sent_frame=feed.audience.last_sent_frame,
            frames_dropped=feed.audience.frames_dropped,
            packets_lost=loss.packets,
            frames_damaged=loss.frames,
            damaged=list(loss.damaged),
        )

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._clock.monotonic() < self._down_until_seconds or not self._server.is_serving():
            reset(writer)
            return
        self._camera.counters.connections += 1
        client: socket.socket = writer.get_extra_info("socket")
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER_BYTES)
        connection = RtspConnection(self._camera, reader, writer)
        task = asyncio.current_task()
        assert task is not None
        self._open[connection] = task
        try:
            await connection.serve()
        finally:
            del self._open[connection]
