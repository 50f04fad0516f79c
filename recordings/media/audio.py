"""Audio sample entries (ISO/IEC 14496-12 §12.2, 14496-14 §5.6, 14496-1 §7.2.6, 14496-3 §1.6)."""

import struct
from dataclasses import dataclass
from typing import NamedTuple

from recordings.media.boxes import children
from recordings.media.errors import MediaError

_AUDIO_ENTRY_BYTES = 28
_ES_DESCRIPTOR = 3
_DECODER_CONFIG = 4
_DECODER_SPECIFIC = 5
_MPEG4_AUDIO = 0x40
_EXPLICIT_RATE = 15
_SAMPLE_RATES = (
    *(96000, 88200, 64000, 48000, 44100, 32000, 24000),
    *(22050, 16000, 12000, 11025, 8000, 7350),
)
_CHANNELS = (0, 1, 2, 3, 4, 5, 6, 8)


@dataclass(frozen=True, slots=True)
class AudioTrack:
    """``codec`` as RFC 6381 writes it; ``sample_rate`` in hertz."""

    track_id: int
    timescale: int
    codec: str
    channels: int
    sample_rate: int


class _AudioConfig(NamedTuple):
    """AudioSpecificConfig; zero where it leaves the answer to others."""

    object_type: int
    sample_rate: int
    channels: int


def read_audio_entry(track_id: int, timescale: int, kind: bytes, entry: bytes) -> AudioTrack:
    """An audio sample entry's body. Codecs other than mp4a are named by their four letters.

    The AAC configuration wins over the entry's own fields: FFmpeg writes two channels there for
    mono too.
    """
    if len(entry) < _AUDIO_ENTRY_BYTES:
        raise MediaError("bad_box", "short audio sample entry")
    channels, sample_rate = struct.unpack_from(">H6xH", entry, 16)
    codec = _four_letters(kind)
    if kind == b"mp4a":
        codec, config = _read_esds(entry)
        channels = config.channels or channels
        sample_rate = config.sample_rate or sample_rate
    return AudioTrack(
        track_id=track_id,
        timescale=timescale,
        codec=codec,
        channels=channels,
        # 16 bits cannot hold 88200 Hz; the writers then leave 0 and count time in samples.
        sample_rate=sample_rate or timescale,
    )


def _four_letters(kind: bytes) -> str:
    letters = kind.decode("latin-1").strip()
    if not letters.isascii() or not letters.replace("-", "").isalnum():
        raise MediaError("unsupported", f"audio {kind!r}")
    return letters


def _read_esds(entry: bytes) -> tuple[str, _AudioConfig]:
    for kind, body, stop in children(entry, _AUDIO_ENTRY_BYTES, len(entry)):
        if kind == b"esds":
            return _read_descriptors(entry[body + 4 : stop])
    raise MediaError("bad_box", "mp4a without esds")


def _read_descriptors(data: bytes) -> tuple[str, _AudioConfig]:
    stream = _descriptor(data, _ES_DESCRIPTOR)
    config = _descriptor(stream[_stream_header_bytes(stream) :], _DECODER_CONFIG)
    if len(config) < 13:
        raise MediaError("bad_box", "short decoder configuration")
    object_type_indication = config[0]
    if object_type_indication != _MPEG4_AUDIO:
        return f"mp4a.{object_type_indication:02x}", _AudioConfig(0, 0, 0)
    specific = _read_audio_config(_descriptor(config[13:], _DECODER_SPECIFIC))
    return f"mp4a.40.{specific.object_type}", specific


def _stream_header_bytes(stream: bytes) -> int:
    """Length of an ES_Descriptor's own fields, whose parts depend on three flags."""
    if len(stream) < 3:
        raise MediaError("bad_box", "short ES descriptor")
    flags = stream[2]
    length = 3 + (2 if flags & 0x80 else 0)
    if flags & 0x40:
        if len(stream) <= length:
            raise MediaError("bad_box", "short ES descriptor")
        length += 1 + stream[length]
    return length + (2 if flags & 0x20 else 0)


def _descriptor(data: bytes, wanted: int) -> bytes:
    """The body of the descriptor that must begin ``data``; its length takes one to four bytes."""
    if not data or data[0] != wanted:
        raise MediaError("bad_box", f"no descriptor {wanted} in esds")
    length = 0
    for at, byte in enumerate(data[1:5], start=2):
        length = length << 7 | byte & 0x7F
        if not byte & 0x80:
            if at + length > len(data):
                break
            return data[at : at + length]
    raise MediaError("bad_box", f"descriptor {wanted} in esds does not fit")


def _read_audio_config(data: bytes) -> _AudioConfig:
    bits = int.from_bytes(data[:8].ljust(8, b"\0"), "big")
    left = 64

    def take(count: int) -> int:
        nonlocal left
        left -= count
        return bits >> left & (1 << count) - 1

    object_type = take(5)
    if object_type == 31:
        object_type = 32 + take(6)
    rate_index = take(4)
    if rate_index == _EXPLICIT_RATE:
        sample_rate = take(24)
    else:
        sample_rate = _SAMPLE_RATES[rate_index] if rate_index < len(_SAMPLE_RATES) else 0
    channel_index = take(4)
    channels = _CHANNELS[channel_index] if channel_index < len(_CHANNELS) else 0
    return _AudioConfig(object_type, sample_rate, channels)
