"""One client's RTSP connection and the session in it (RFC 2326 §10)."""

import asyncio
import secrets
import socket
import struct
from collections.abc import Callable

from recordings.simulator.camera import Camera, StreamPath, find_stream
from recordings.simulator.message import BadRequestError, Request, read_request, response
from recordings.simulator.sdp import AUDIO_TRACK, VIDEO_TRACK, describe
from recordings.simulator.subscriber import (
    CHANNELS,
    Subscriber,
    TcpSubscriber,
    Track,
    UdpSubscriber,
)
from recordings.simulator.transport import ClientPorts, Interleaved, Transport, choose_transport

_METHODS = "OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER"
_SESSION_TIMEOUT_SECONDS = 60
_TRACKS: dict[str, Track] = {VIDEO_TRACK: "video", AUDIO_TRACK: "audio"}


class RtspConnection:
    """Ends with its TCP connection, also when the media goes by UDP."""

    def __init__(
        self, camera: Camera, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._camera = camera
        self._reader = reader
        self._writer = writer
        self._session_id = secrets.token_hex(8).upper()
        self._tracks: dict[Track, Transport] = {}
        self._subscriber: Subscriber | None = None
        # These ask for the password. The others concern a session that had it: as with most
        # cameras, one that was let in lives through a change of password.
        self._guarded: dict[str, Callable[[Request, StreamPath], bytes]] = {
            "DESCRIBE": self._describe,
            "SETUP": self._setup,
            "PLAY": self._play,
        }

    async def serve(self) -> None:
        """Answers requests until either side ends the connection."""
        try:
            while not self._writer.is_closing():
                request = await read_request(self._reader)
                await self._camera.thawed.wait()
                self._writer.write(self._answer(request))
                if request.method == "TEARDOWN":
                    break
        except (asyncio.IncompleteReadError, BadRequestError, OSError):
            pass  # the client went away, or sent what no answer helps against
        finally:
            self.close()

    def close(self) -> None:
        """Ends the connection after what was already written to it."""
        self._leave()
        self._writer.close()

    def abort(self) -> None:
        """Ends the connection at once; the client sees a reset."""
        self._leave()
        reset(self._writer)

    def _leave(self) -> None:
        if self._subscriber is not None:
            self._camera.feed.audience.leave(self._subscriber)
            self._subscriber = None

    def _answer(self, request: Request) -> bytes:
        if request.method == "OPTIONS":
            return response(200, request, [("Public", _METHODS)])
        if request.method in self._guarded:
            return self._answer_guarded(request)
        if request.method == "TEARDOWN":
            self._leave()
            return response(200, request, [self._session_header()])
        if request.method == "GET_PARAMETER":
            return response(200, request, [self._session_header()])
        return response(405, request, [("Allow", _METHODS)])

    def _answer_guarded(self, request: Request) -> bytes:
        guard = self._camera.guard
        if not guard.admits(request.method, request.headers.get("authorization", "")):
            challenges = [("WWW-Authenticate", challenge) for challenge in guard.challenges()]
            return response(401, request, challenges)
        if request.path == "/redirect":
            return self._redirect(request)
        stream = find_stream(_without_track(request.path))
        if stream is None:
            return response(404, request)
        return self._guarded[request.method](request, stream)

    def _redirect(self, request: Request) -> bytes:
        return response(302, request, [("Location", self._camera.redirect_target)])

    def _describe(self, request: Request, stream: StreamPath) -> bytes:
        clip, counters = self._camera.clip, self._camera.counters
        if stream.redirects_later:
            counters.redirects_later += 1
            if counters.redirects_later % 2 == 0:
                return self._redirect(request)
        body = describe(
            clip,
            self._camera.options.host,
            announce_audio=clip.audio is not None or stream.quiet_audio,
            unknown_codec=stream.unknown_codec,
        )
        base = request.url.rstrip("/") + "/"
        headers = [("Content-Base", base), ("Content-Type", "application/sdp")]
        return response(200, request, headers, body)

    def _setup(self, request: Request, stream: StreamPath) -> bytes:
        track = _TRACKS.get(request.path.rpartition("/")[2])
        if track is None:
            return response(404, request)
        if self._subscriber is not None:
            return response(455, request)
        transport = choose_transport(request.headers.get("transport", ""))
        others = {type(other) for name, other in self._tracks.items() if name != track}
        if transport is None or others - {type(transport)}:
            return response(461, request)
        self._tracks[track] = transport
        timeout = f";timeout={_SESSION_TIMEOUT_SECONDS}"
        return response(
            200,
            request,
            [
                ("Transport", self._transport_header(track, transport)),
                ("Session", self._session_id + timeout),
            ],
        )

    def _transport_header(self, track: Track, transport: Transport) -> str:
        if isinstance(transport, Interleaved):
            rtp, rtcp = CHANNELS[track]
            return f"RTP/AVP/TCP;unicast;interleaved={rtp}-{rtcp}"
        server_port = self._camera.udp.rtp_port
        return (
            f"RTP/AVP;unicast;client_port={transport.rtp}-{transport.rtcp}"
            f";server_port={server_port}-{server_port + 1}"
        )

    def _play(self, request: Request, stream: StreamPath) -> bytes:
        self._camera.counters.play_requests += 1
        if not self._tracks or request.headers.get("session") != self._session_id:
            return response(454, request)
        if self._subscriber is None and not stream.silent:
            self._subscriber = self._subscribe(stream)
            self._camera.feed.audience.join(self._subscriber)
        return response(200, request, [self._session_header(), ("Range", "npt=0-")])

    def _subscribe(self, stream: StreamPath) -> Subscriber:
        tracks = dict(self._tracks)
        if stream.quiet_audio:
            tracks.pop("audio", None)
        host = self._writer.get_extra_info("peername")[0]
        destinations = {
            track: ((host, ports.rtp), (host, ports.rtcp))
            for track, ports in tracks.items()
            if isinstance(ports, ClientPorts)
        }
        if destinations:
            udp = self._camera.udp
            return UdpSubscriber(udp.rtp, udp.rtcp, destinations)
        return TcpSubscriber(self._writer.transport, frozenset(tracks))

    def _session_header(self) -> tuple[str, str]:
        return ("Session", self._session_id)


def reset(writer: asyncio.StreamWriter) -> None:
    """Ends a connection with RST: asyncio alone would say FIN, even when it aborts."""
    client: socket.socket = writer.get_extra_info("socket")
    if client.fileno() >= 0:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def _without_track(path: str) -> str:
    base, _, last = path.rpartition("/")
    return base if last in _TRACKS else path
