"""How a client wants its packets: the Transport header (RFC 2326 §12.39), and UDP sockets."""

import asyncio
import re
from dataclasses import dataclass
from typing import cast

_CLIENT_PORTS = re.compile(r"client_port=(\d{1,5})(?:-(\d{1,5}))?")
_PORT_PAIR_ATTEMPTS = 50


@dataclass(frozen=True, slots=True)
class ClientPorts:
    rtp: int
    rtcp: int


@dataclass(frozen=True, slots=True)
class Interleaved:
    """Inside the RTSP connection."""


Transport = ClientPorts | Interleaved


def choose_transport(header: str) -> Transport | None:
    """The first of the client's proposals that this server can do, else None."""
    for proposal in header.split(","):
        protocol, *parameters = [part.strip() for part in proposal.split(";")]
        if "multicast" in parameters:
            continue
        if protocol == "RTP/AVP/TCP":
            return Interleaved()
        ports = _CLIENT_PORTS.search(proposal)
        if protocol in ("RTP/AVP", "RTP/AVP/UDP") and ports:
            rtp = int(ports[1])
            return ClientPorts(rtp, int(ports[2] or rtp + 1))
    return None


@dataclass(frozen=True, slots=True)
class UdpPair:
    """The camera's sockets for RTP (an even port) and RTCP (the one above), for all viewers."""

    rtp: asyncio.DatagramTransport
    rtcp: asyncio.DatagramTransport
    rtp_port: int

    def close(self) -> None:
        self.rtp.close()
        self.rtcp.close()


class _Deaf(asyncio.DatagramProtocol):
    """Receiver reports and datagrams that open a firewall are not read."""


async def open_udp_pair(host: str) -> UdpPair:
    for _ in range(_PORT_PAIR_ATTEMPTS):
        rtp, port = await _bind(host, 0)
        if port % 2 == 0:
            try:
                rtcp, _port = await _bind(host, port + 1)
            except OSError:  # the neighbour is taken
                pass
            else:
                return UdpPair(rtp, rtcp, port)
        rtp.close()
    raise OSError("no two neighbouring UDP ports are free")


async def _bind(host: str, port: int) -> tuple[asyncio.DatagramTransport, int]:
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(_Deaf, local_addr=(host, port))
    return transport, cast(int, transport.get_extra_info("sockname")[1])
