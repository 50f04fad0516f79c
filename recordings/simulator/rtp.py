"""RTP (RFC 3550): media cut into payloads, and payloads and reports made into packets."""

import struct
from dataclasses import dataclass, field
from typing import Final

from recordings.simulator.annexb import AccessUnit, Codec, Nal, is_slice, nal_type

MAX_PAYLOAD_BYTES: Final = 1400  # with all headers below Ethernet's 1500
PCMU_PACKET_BYTES: Final = 160  # 20 ms, the default of RFC 3551 §4.2
AAC_FRAME_SAMPLES: Final = 1024

_FU_A_TYPE = 28  # RFC 6184 §5.8
_H265_FU_TYPE = 49  # RFC 7798 §4.4.3
_NTP_EPOCH_OFFSET_SECONDS = 2_208_988_800  # from 1900 to 1970
_CNAME = b"camera"


def fragment_nal(nal: Nal, codec: Codec) -> list[bytes]:
    """RTP payloads of one NAL unit: the unit itself, or fragmentation units when it is large."""
    if len(nal) <= MAX_PAYLOAD_BYTES:
        return [nal]
    kind = nal_type(nal, codec)
    if codec == "h264":
        indicator, body = bytes([nal[0] & 0xE0 | _FU_A_TYPE]), nal[1:]
    else:
        indicator, body = bytes([nal[0] & 0x81 | _H265_FU_TYPE << 1, nal[1]]), nal[2:]
    room = MAX_PAYLOAD_BYTES - len(indicator) - 1
    pieces = [body[at : at + room] for at in range(0, len(body), room)]
    headers = [kind] * len(pieces)
    headers[0] |= 0x80  # start
    headers[-1] |= 0x40  # end
    return [
        indicator + bytes([header]) + piece for header, piece in zip(headers, pieces, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class FramePayloads:
    """One access unit ready to be sent; the stamp goes between `before` and `slices`."""

    before: tuple[bytes, ...]
    slices: tuple[bytes, ...]


def frame_payloads(unit: AccessUnit, codec: Codec) -> FramePayloads:
    first_slice = next(at for at, nal in enumerate(unit) if is_slice(nal, codec))
    return FramePayloads(
        before=tuple(part for nal in unit[:first_slice] for part in fragment_nal(nal, codec)),
        slices=tuple(part for nal in unit[first_slice:] for part in fragment_nal(nal, codec)),
    )


def aac_payloads(adts: bytes) -> list[bytes]:
    """One payload an AAC frame of an ADTS stream, in AAC-hbr mode (RFC 3640 §3.3.6).

    Each begins with the length of the AU headers in bits (16) and one header of 13 bits of size and
    3 of index.
    """
    payloads = []
    at = 0
    while at + 7 <= len(adts):
        size = (adts[at + 3] & 3) << 11 | adts[at + 4] << 3 | adts[at + 5] >> 5
        header_bytes = 7 if adts[at + 1] & 1 else 9
        frame = adts[at + header_bytes : at + size]
        payloads.append(struct.pack(">HH", 16, len(frame) << 3) + frame)
        at += size
    return payloads


def pcmu_payloads(samples: bytes) -> list[bytes]:
    """Payloads of 20 ms; what is left over at the end is not sent."""
    whole = len(samples) - len(samples) % PCMU_PACKET_BYTES
    return [samples[at : at + PCMU_PACKET_BYTES] for at in range(0, whole, PCMU_PACKET_BYTES)]


@dataclass(slots=True)
class RtpSource:
    """One synchronisation source: numbers its packets and counts them for its reports."""

    payload_type: int
    clock_hz: int
    ssrc: int
    sequence: int
    first_timestamp: int
    _packets: int = field(default=0, init=False)
    _octets: int = field(default=0, init=False)

    def timestamp(self, media_seconds: float) -> int:
        return (self.first_timestamp + round(media_seconds * self.clock_hz)) & 0xFFFFFFFF

    def packet(self, payload: bytes, timestamp: int, *, marker: bool) -> bytes:
        second = self.payload_type | (0x80 if marker else 0)
        header = struct.pack(">BBHII", 0x80, second, self.sequence, timestamp, self.ssrc)
        self.sequence = (self.sequence + 1) & 0xFFFF
        self._packets += 1
        self._octets += len(payload)
        return header + payload

    def report(self, wall_seconds: float, timestamp: int) -> bytes:
        """Sender report and the canonical name that each compound packet must have (§6.1).

        `wall_seconds` is the camera's clock since the epoch at the RTP time `timestamp`.
        """
        whole = int(wall_seconds)
        fraction = int((wall_seconds - whole) * 2**32)
        ntp_seconds = (whole + _NTP_EPOCH_OFFSET_SECONDS) & 0xFFFFFFFF
        counts = (self._packets & 0xFFFFFFFF, self._octets & 0xFFFFFFFF)
        sender = struct.pack(
            ">BBHIIIIII", 0x80, 200, 6, self.ssrc, ntp_seconds, fraction, timestamp, *counts
        )
        item = bytes([1, len(_CNAME)]) + _CNAME
        chunk = struct.pack(">I", self.ssrc) + item + bytes(4 - len(item) % 4)
        return sender + struct.pack(">BBH", 0x81, 202, len(chunk) // 4) + chunk


def interleave(channel: int, packet: bytes) -> bytes:
    """The packet as it stands inside an RTSP connection (RFC 2326 §10.12)."""
    return struct.pack(">BBH", 0x24, channel, len(packet)) + packet
