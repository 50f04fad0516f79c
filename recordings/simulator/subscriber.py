"""Those who watch: a burst of packets is built once and handed to each of them."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from recordings.simulator.rtp import interleave

Track = Literal["video", "audio"]
Address = tuple[str, int]

# The server names the interleaved channels, RTP and RTCP (RFC 2326 §12.39): the same for
# everybody, so that one block of bytes serves all viewers.
CHANNELS: dict[Track, tuple[int, int]] = {"video": (0, 1), "audio": (2, 3)}


@dataclass(slots=True)
class Burst:
    """All that leaves the camera with one frame: its packets, the sound so far, reports."""

    frame: int
    key: bool
    packets: dict[Track, list[bytes]] = field(default_factory=dict)
    reports: dict[Track, bytes] = field(default_factory=dict)
    _interleaved: dict[frozenset[Track], bytes] = field(default_factory=dict)

    def interleaved(self, tracks: frozenset[Track]) -> bytes:
        """The tracks' packets as bytes of an RTSP connection; built for the first who asks."""
        if tracks not in self._interleaved:
            self._interleaved[tracks] = b"".join(self._framed(tracks))
        return self._interleaved[tracks]

    def _framed(self, tracks: frozenset[Track]) -> Iterable[bytes]:
        for track, packets in self.packets.items():
            if track in tracks:
                yield from (interleave(CHANNELS[track][0], packet) for packet in packets)
        for track, report in self.reports.items():
            if track in tracks:
                yield interleave(CHANNELS[track][1], report)


class Subscriber(Protocol):
    def backlog_bytes(self) -> int:
        """Bytes handed over and not yet taken by the network."""

    def send(self, burst: Burst) -> None: ...


class TcpSubscriber:
    """Reads from its RTSP connection."""

    def __init__(self, transport: asyncio.WriteTransport, tracks: frozenset[Track]) -> None:
        self._transport = transport
        self._tracks = tracks

    def backlog_bytes(self) -> int:
        return self._transport.get_write_buffer_size()

    def send(self, burst: Burst) -> None:
        self._transport.write(burst.interleaved(self._tracks))


class UdpSubscriber:
    """Gets datagrams, at an address for RTP and one for RTCP a track."""

    def __init__(
        self,
        rtp: asyncio.DatagramTransport,
        rtcp: asyncio.DatagramTransport,
        destinations: Mapping[Track, tuple[Address, Address]],
    ) -> None:
        self._rtp = rtp
        self._rtcp = rtcp
        self._destinations = destinations

    def backlog_bytes(self) -> int:
        return 0  # what the network does not take is lost, as datagrams are

    def send(self, burst: Burst) -> None:
        for track, (rtp_address, rtcp_address) in self._destinations.items():
            for packet in burst.packets.get(track, []):
                self._rtp.sendto(packet, rtp_address)
            if track in burst.reports:
                self._rtcp.sendto(burst.reports[track], rtcp_address)


class Audience:
    """Everybody who watches now, and what was sent to them."""

    def __init__(self, *, start_at_key: bool, backlog_limit_bytes: int) -> None:
        self._start_at_key = start_at_key
        self._backlog_limit_bytes = backlog_limit_bytes
        self._waiting_for_key: dict[Subscriber, bool] = {}
        self.last_sent_frame: int | None = None
        self.frames_dropped = 0

    def __len__(self) -> int:
        return len(self._waiting_for_key)

    def join(self, subscriber: Subscriber) -> None:
        self._waiting_for_key[subscriber] = self._start_at_key

    def leave(self, subscriber: Subscriber) -> None:
        self._waiting_for_key.pop(subscriber, None)

    def wait_for_key(self) -> None:
        """After frames that nobody got, all go on where decoding can start."""
        self._waiting_for_key = dict.fromkeys(self._waiting_for_key, True)

    def send(self, burst: Burst) -> None:
        """To each the whole burst, or to a viewer who is too far behind none of it."""
        for subscriber, waits in self._waiting_for_key.items():
            if waits and not burst.key:
                continue
            self._waiting_for_key[subscriber] = False
            if subscriber.backlog_bytes() > self._backlog_limit_bytes:
                self.frames_dropped += 1
                continue
            subscriber.send(burst)
            self.last_sent_frame = burst.frame
