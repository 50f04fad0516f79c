"""Annex B byte streams (ITU-T H.264 and H.265, Annex B) taken apart into access units."""

import re
from collections.abc import Iterator
from typing import Literal

Codec = Literal["h264", "h265"]
Nal = bytes
AccessUnit = list[Nal]

# Zero bytes before a start code belong to no NAL unit: a NAL unit never ends with 0x00.
_START_CODE = re.compile(rb"\x00{2,}\x01")

_AUD = {"h264": 9, "h265": 35}
_SEI = {"h264": 6, "h265": 39}
_USER_DATA_UNREGISTERED = 5

# Parameter sets by the name that SDP uses for them (RFC 6184 §8.1, RFC 7798 §7.1).
PARAMETER_SETS: dict[Codec, dict[str, int]] = {
    "h264": {"sps": 7, "pps": 8},
    "h265": {"vps": 32, "sps": 33, "pps": 34},
}


def nal_type(nal: Nal, codec: Codec) -> int:
    return nal[0] & 0x1F if codec == "h264" else (nal[0] >> 1) & 0x3F


def is_slice(nal: Nal, codec: Codec) -> bool:
    """Whether the NAL unit carries picture data (a VCL NAL unit)."""
    kind = nal_type(nal, codec)
    return 1 <= kind <= 5 if codec == "h264" else kind < 32


def is_key(unit: AccessUnit, codec: Codec) -> bool:
    """Whether decoding can start here: H.264 IDR, H.265 IRAP (types 16 to 23)."""
    kinds = {nal_type(nal, codec) for nal in unit}
    return 5 in kinds if codec == "h264" else any(16 <= kind <= 23 for kind in kinds)


def split_nals(stream: bytes) -> Iterator[Nal]:
    """NAL units in order, without their start codes."""
    starts = list(_START_CODE.finditer(stream))
    ends = [start.start() for start in starts[1:]] + [len(stream)]
    for start, end in zip(starts, ends, strict=True):
        if start.end() < end:
            yield stream[start.end() : end]


def split_access_units(stream: bytes, codec: Codec) -> list[AccessUnit]:
    """Access units of a stream in which each one begins with an access unit delimiter.

    The delimiters themselves and the encoder's signature are left out, as cameras send neither.
    """
    units: list[AccessUnit] = []
    for nal in split_nals(stream):
        if nal_type(nal, codec) == _AUD[codec]:
            units.append([])
        elif units and not _is_user_data(nal, codec):
            units[-1].append(nal)
    return units


def parameter_sets(unit: AccessUnit, codec: Codec) -> dict[str, Nal]:
    """The parameter sets that an access unit repeats, by name."""
    by_type = {nal_type(nal, codec): nal for nal in unit}
    return {name: by_type[kind] for name, kind in PARAMETER_SETS[codec].items() if kind in by_type}


def _is_user_data(nal: Nal, codec: Codec) -> bool:
    if nal_type(nal, codec) != _SEI[codec]:
        return False
    header_bytes = 1 if codec == "h264" else 2
    return nal[header_bytes] == _USER_DATA_UNREGISTERED
