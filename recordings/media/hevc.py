"""The number of an H.265 picture, from its first slice header (ITU-T H.265 §7.3.2, §7.3.6)."""

from typing import NamedTuple

from recordings.media.bits import BitReader, payload_of
from recordings.media.errors import MediaError
from recordings.media.numbers import PictureNumber, Ranges

_SPS, _PPS = 33, 34
_FIRST_IRAP, _LAST_IRAP = 16, 23
_IDR = frozenset({19, 20})
_BROKEN_LINK = frozenset({16, 17, 18})
_LAST_SUBLAYER = 15  # types 0 to 15; the even ones are no reference within their sub-layer
_LEADING = frozenset({6, 7, 8, 9})
_LAST_SLICE = 31
_MAX_CONFIGURED = 64
_SLICE_BYTES = 32
_PROFILE_BITS = 88
_LEVEL_BITS = 8
_SEPARATE_PLANES = 3


class _Sequence(NamedTuple):
    separate_planes: bool
    order_bits: int


class _Picture(NamedTuple):
    """Of a picture parameter set: what stands between a slice's type and its number."""

    sequence: int
    has_output_flag: bool
    extra_bits: int


class HevcPictures:
    """Reads units of one stream; its parameter sets may stand in the hvcC and between pictures."""

    header_bytes = 2

    def __init__(self, hvcc: bytes) -> None:
        self.length_bytes = (hvcc[21] & 3) + 1
        self._sequences: dict[int, _Sequence] = {}
        self._pictures: dict[int, _Picture] = {}
        for unit in _configured(hvcc):
            self.take_parameters(unit)

    def is_slice(self, first_byte: int) -> bool:
        return first_byte >> 1 & 0x3F <= _LAST_SLICE

    def is_parameters(self, first_byte: int) -> bool:
        return first_byte >> 1 & 0x3F in (_SPS, _PPS)

    def take_parameters(self, unit: bytes) -> None:
        bits = BitReader(payload_of(unit, 2))
        kind = unit[0] >> 1 & 0x3F
        if kind == _SPS:
            number, sequence = _read_sequence(bits)
            self._sequences[number & 0xF] = sequence
        elif kind == _PPS:
            number = bits.unsigned()
            sequence_number = bits.unsigned()
            bits.take(1)
            self._pictures[number & 0x3F] = _Picture(
                sequence_number, bool(bits.take(1)), bits.take(3)
            )

    def read_slice(self, unit: bytes) -> PictureNumber:
        """Raises MediaError ``bad_bits`` for what is no picture's first slice."""
        kind = unit[0] >> 1 & 0x3F
        bits = BitReader(payload_of(unit[:_SLICE_BYTES], 2))
        if not bits.take(1) or kind in _BROKEN_LINK:
            raise MediaError("bad_bits", "a picture without its first slice, or after a splice")
        if _FIRST_IRAP <= kind <= _LAST_IRAP:
            bits.take(1)
        picture = self._pictures.get(bits.unsigned())
        sequence = None if picture is None else self._sequences.get(picture.sequence)
        if picture is None or sequence is None:
            raise MediaError("bad_bits", "a slice without its parameter sets")
        bits.take(picture.extra_bits)
        bits.unsigned()  # slice_type
        bits.take(picture.has_output_flag + 2 * sequence.separate_planes)
        is_reset = kind in _IDR
        return PictureNumber(
            is_reset=is_reset,
            is_reference=_is_anchor(kind, unit[1] & 7),
            frame_num=0,
            order=0 if is_reset else bits.take(sequence.order_bits),
            ranges=Ranges(0, 1 << sequence.order_bits, False),
        )


def _is_anchor(kind: int, temporal_id_plus_1: int) -> bool:
    """Whether later pictures may count from this one (§8.3.1, prevTid0Pic)."""
    is_sublayer_non_reference = kind < _LAST_SUBLAYER and kind % 2 == 0
    return temporal_id_plus_1 == 1 and not is_sublayer_non_reference and kind not in _LEADING


def _configured(hvcc: bytes) -> list[bytes]:
    """The parameter sets in an hvcC (ISO/IEC 14496-15 §8.3.3.1), as far as they fit."""
    units: list[bytes] = []
    at = 23
    for _ in range(hvcc[22]):
        count = int.from_bytes(hvcc[at + 1 : at + 3], "big")
        at += 3
        for _ in range(min(count, _MAX_CONFIGURED)):
            length = int.from_bytes(hvcc[at : at + 2], "big")
            unit = hvcc[at + 2 : at + 2 + length]
            if len(unit) < max(length, 3):
                return units
            units.append(unit)
            at += 2 + length
    return units


def _read_sequence(bits: BitReader) -> tuple[int, _Sequence]:
    """``(sps_seq_parameter_set_id, what is needed of it)``."""
    bits.take(4)
    sub_layers = bits.take(3)
    bits.take(1)
    _skip_profiles(bits, sub_layers)
    number = bits.unsigned()
    separate_planes = bool(bits.take(1)) if bits.unsigned() == _SEPARATE_PLANES else False
    bits.skip_unsigned(2)  # width and height
    if bits.take(1):
        bits.skip_unsigned(4)  # what is cropped
    bits.skip_unsigned(2)  # bit depths
    minus_four = bits.unsigned()
    if minus_four > 12:
        raise MediaError("bad_bits", f"numbers of {minus_four + 4} bits")
    return number, _Sequence(separate_planes, minus_four + 4)


def _skip_profiles(bits: BitReader, sub_layers: int) -> None:
    """profile_tier_level (§7.3.3)."""
    bits.take(_PROFILE_BITS + _LEVEL_BITS)
    present = [(bits.take(1), bits.take(1)) for _ in range(sub_layers)]
    if sub_layers:
        bits.take(2 * (8 - sub_layers))
    for has_profile, has_level in present:
        bits.take(_PROFILE_BITS * has_profile + _LEVEL_BITS * has_level)
