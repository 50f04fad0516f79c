"""The number of an H.264 picture, from its first slice header (ITU-T H.264 §7.3.2, §7.3.3)."""

from typing import NamedTuple

from recordings.media.bits import BitReader, payload_of
from recordings.media.errors import MediaError
from recordings.media.numbers import PictureNumber, Ranges

_IDR, _SPS, _PPS = 5, 7, 8
_SLICES = frozenset({1, _IDR})
_MAX_CONFIGURED = 64
_SLICE_BYTES = 32

# Profiles whose parameter sets tell the chroma format and scaling matrices (§7.3.2.1.1).
_HIGH_PROFILES = frozenset({44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244})
_SEPARATE_PLANES = 3
_MAX_CYCLE = 255


class _Sequence(NamedTuple):
    """Of a sequence parameter set; ``order_bits`` is 0 unless pic_order_cnt_type is 0."""

    separate_planes: bool
    frame_num_bits: int
    order_bits: int
    gaps_allowed: bool
    frames_only: bool


class AvcPictures:
    """Reads units of one stream; its parameter sets may stand in the avcC and between pictures."""

    header_bytes = 1

    def __init__(self, avcc: bytes) -> None:
        self.length_bytes = (avcc[4] & 3) + 1
        self._sequences: dict[int, _Sequence] = {}
        self._sequence_of: dict[int, int] = {}
        for unit in _configured(avcc):
            self.take_parameters(unit)

    def is_slice(self, first_byte: int) -> bool:
        return first_byte & 0x1F in _SLICES

    def is_parameters(self, first_byte: int) -> bool:
        return first_byte & 0x1F in (_SPS, _PPS)

    def take_parameters(self, unit: bytes) -> None:
        bits = BitReader(payload_of(unit, 1))
        if unit[0] & 0x1F == _SPS:
            number, sequence = _read_sequence(bits)
            self._sequences[number & 0x1F] = sequence
        elif unit[0] & 0x1F == _PPS:
            picture = bits.unsigned()
            self._sequence_of[picture & 0xFF] = bits.unsigned()

    def read_slice(self, unit: bytes) -> PictureNumber:
        """Raises MediaError ``bad_bits`` for what is no frame's first slice."""
        bits = BitReader(payload_of(unit[:_SLICE_BYTES], 1))
        if bits.unsigned() != 0:
            raise MediaError("bad_bits", "a picture without its first slice")
        bits.unsigned()  # slice_type
        sequence = self._sequences.get(self._sequence_of.get(bits.unsigned(), -1))
        if sequence is None:
            raise MediaError("bad_bits", "a slice without its parameter sets")
        if sequence.separate_planes:
            bits.take(2)
        number = bits.take(sequence.frame_num_bits)
        if not sequence.frames_only and bits.take(1):
            raise MediaError("bad_bits", "a field, not a frame")
        is_reset = unit[0] & 0x1F == _IDR
        if is_reset:
            bits.unsigned()  # idr_pic_id
        return PictureNumber(
            is_reset=is_reset,
            is_reference=bool(unit[0] & 0x60),
            frame_num=number,
            order=bits.take(sequence.order_bits),
            ranges=Ranges(
                1 << sequence.frame_num_bits,
                1 << sequence.order_bits if sequence.order_bits else 0,
                sequence.gaps_allowed,
            ),
        )


def _configured(avcc: bytes) -> list[bytes]:
    """The parameter sets in an avcC (ISO/IEC 14496-15 §5.3.3.1), as far as they fit."""
    units: list[bytes] = []
    at = 5
    for mask in (0x1F, 0xFF):  # the sequence sets, then the picture sets
        count = avcc[at] & mask if at < len(avcc) else 0
        at += 1
        for _ in range(min(count, _MAX_CONFIGURED)):
            length = int.from_bytes(avcc[at : at + 2], "big")
            unit = avcc[at + 2 : at + 2 + length]
            if not unit or len(unit) < length:
                return units
            units.append(unit)
            at += 2 + length
    return units


def _read_sequence(bits: BitReader) -> tuple[int, _Sequence]:
    """``(seq_parameter_set_id, what is needed of it)``."""
    profile = bits.take(24) >> 16
    number = bits.unsigned()
    separate_planes = _skip_high_profile(bits) if profile in _HIGH_PROFILES else False
    frame_num_bits = _bits_of(bits.unsigned())
    order_bits = _read_order_bits(bits)
    bits.unsigned()  # max_num_ref_frames
    gaps_allowed = bool(bits.take(1))
    bits.skip_unsigned(2)  # width and height
    frames_only = bool(bits.take(1))
    return number, _Sequence(separate_planes, frame_num_bits, order_bits, gaps_allowed, frames_only)


def _bits_of(minus_four: int) -> int:
    if minus_four > 12:
        raise MediaError("bad_bits", f"numbers of {minus_four + 4} bits")
    return minus_four + 4


def _skip_high_profile(bits: BitReader) -> bool:
    """Whether colour planes are coded apart."""
    chroma_format = bits.unsigned()
    separate_planes = bool(bits.take(1)) if chroma_format == _SEPARATE_PLANES else False
    bits.skip_unsigned(2)  # bit depths
    bits.take(1)
    if bits.take(1):  # scaling matrices
        for index in range(12 if chroma_format == _SEPARATE_PLANES else 8):
            if bits.take(1):
                _skip_scaling_list(bits, 16 if index < 6 else 64)
    return separate_planes


def _skip_scaling_list(bits: BitReader, size: int) -> None:
    last = following = 8
    for _ in range(size):
        if following:
            following = (last + bits.signed()) & 0xFF
        last = following or last


def _read_order_bits(bits: BitReader) -> int:
    """Of pic_order_cnt_lsb; 0 for the types that have none, whose fields are skipped."""
    kind = bits.unsigned()
    if kind == 0:
        return _bits_of(bits.unsigned())
    if kind == 1:
        bits.take(1)
        bits.skip_unsigned(2)
        count = bits.unsigned()
        if count > _MAX_CYCLE:
            raise MediaError("bad_bits", f"a cycle of {count} frames")
        bits.skip_unsigned(count)
    return 0
