"""Bits of NAL units (ITU-T H.264 §7.2, §7.4.1, §9.1; the same in H.265)."""

from recordings.media.errors import MediaError

_MAX_ZEROS = 32


def payload_of(unit: bytes, header_bytes: int) -> bytes:
    """Without the header, and without the bytes that keep start codes from arising."""
    return unit[header_bytes:].replace(b"\0\0\3", b"\0\0")


class BitReader:
    """Raises MediaError ``bad_bits`` where the bytes end, whatever a number claims to be."""

    __slots__ = ("_bits", "_left")

    def __init__(self, data: bytes) -> None:
        self._bits = int.from_bytes(data, "big")
        self._left = 8 * len(data)

    def take(self, count: int) -> int:
        """The next ``count`` bits as one number."""
        left = self._left - count
        if left < 0:
            raise MediaError("bad_bits", "the unit ends too soon")
        found = self._bits >> left
        self._bits ^= found << left
        self._left = left
        return found

    def unsigned(self) -> int:
        """ue(v), an Exp-Golomb number."""
        zeros = self._left - self._bits.bit_length()
        if zeros > _MAX_ZEROS:
            raise MediaError("bad_bits", "too long a number")
        return self.take(2 * zeros + 1) - 1

    def signed(self) -> int:
        """se(v)."""
        number = self.unsigned()
        return (number + 1) // 2 if number % 2 else -(number // 2)

    def skip_unsigned(self, count: int) -> None:
        for _ in range(count):
            self.unsigned()
