"""A plain RTSP client that shows what goes over the wire."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from recordings.simulator.process import CameraProcess

TIMEOUT_SECONDS = 10.0


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: str

    def header(self, name: str) -> str:
        return dict(self.headers)[name]


@dataclass(frozen=True)
class Interleaved:
    channel: int
    packet: bytes

    @property
    def marker(self) -> bool:
        return bool(self.packet[1] & 0x80)

    @property
    def sequence(self) -> int:
        return int.from_bytes(self.packet[2:4], "big")

    @property
    def timestamp(self) -> int:
        return int.from_bytes(self.packet[4:8], "big")

    @property
    def payload(self) -> bytes:
        return self.packet[12:]


class RtspClient:
    def __init__(self, camera: CameraProcess, receive_buffer_bytes: int | None = None) -> None:
        self._camera = camera
        self._socket = socket.socket()
        self._socket.settimeout(TIMEOUT_SECONDS)
        if receive_buffer_bytes is not None:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer_bytes)
        self._sequence = 0
        self._read = b""

    def __enter__(self) -> Self:
        self._socket.connect(("127.0.0.1", self._camera.port))
        return self

    def __exit__(self, *_error: object) -> None:
        self._socket.close()

    def send(self, method: str, path: str, headers: Mapping[str, str]) -> None:
        self._sequence += 1
        lines = [f"{method} {self._camera.url(path)} RTSP/1.0", f"CSeq: {self._sequence}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self._socket.sendall("\r\n".join([*lines, "", ""]).encode())

    def ask(self, method: str, path: str = "/cam1", **headers: str) -> Answer:
        self.send(method, path, headers)
        return self.answer()

    def answer(self) -> Answer:
        """The next answer; packets before it are passed over."""
        while self._peek(1) == b"$":
            self.packet()
        while b"\r\n\r\n" not in self._read:
            self._receive()
        head, _, self._read = self._read.partition(b"\r\n\r\n")
        status_line, *lines = head.decode().split("\r\n")
        pairs = [line.partition(": ") for line in lines]
        headers = [(name, value) for name, _, value in pairs]
        body = self._take(int(dict(headers).get("Content-Length", "0"))).decode()
        return Answer(int(status_line.split(" ")[1]), headers, body)

    def play(self, path: str = "/cam1", tracks: tuple[str, ...] = ("track1",)) -> Answer:
        """Over TCP, in the tracks' order."""
        session = ""
        for at, track in enumerate(tracks):
            transport = f"RTP/AVP/TCP;unicast;interleaved={2 * at}-{2 * at + 1}"
            answer = self.ask("SETUP", f"{path}/{track}", Transport=transport)
            assert answer.status == 200
            session = answer.header("Session").partition(";")[0]
        return self.ask("PLAY", path, Session=session)

    def packet(self) -> Interleaved:
        header = self._take(4)
        assert header[:1] == b"$"
        return Interleaved(header[1], self._take(int.from_bytes(header[2:], "big")))

    def frame(self) -> list[Interleaved]:
        """Video packets up to the next one that ends a frame."""
        packets = [self._video_packet()]
        while not packets[-1].marker:
            packets.append(self._video_packet())
        return packets

    def read_to_end(self) -> None:
        """Returns at the end of the connection; raises ConnectionResetError at a reset."""
        while piece := self._socket.recv(65536):
            self._read = piece

    def _video_packet(self) -> Interleaved:
        packet = self.packet()
        while packet.channel != 0:
            packet = self.packet()
        return packet

    def _peek(self, size: int) -> bytes:
        while len(self._read) < size:
            self._receive()
        return self._read[:size]

    def _take(self, size: int) -> bytes:
        taken = self._peek(size)
        self._read = self._read[size:]
        return taken

    def _receive(self) -> None:
        piece = self._socket.recv(65536)
        if not piece:
            raise EOFError("the camera closed the connection")
        self._read += piece
