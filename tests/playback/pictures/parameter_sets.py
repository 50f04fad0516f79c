"""Parameter sets as no encoder writes them, bit by bit."""

_SEQUENCE = 33  # H.265 table 7-1


class Bits:
    def __init__(self) -> None:
        self._text = ""

    def fixed(self, value: int, count: int) -> "Bits":
        self._text += f"{value:0{count}b}"
        return self

    def golomb(self, *values: int) -> "Bits":
        """Unsigned exp-Golomb codes (ITU-T H.264 §9.1)."""
        for value in values:
            text = f"{value + 1:b}"
            self._text += "0" * (len(text) - 1) + text
        return self

    def unit(self) -> bytes:
        """With the stop bit, and the bytes that keep start codes out (§7.4.1)."""
        text = self._text + "1"
        text += "0" * (-len(text) % 8)
        raw = bytes(int(text[at : at + 8], 2) for at in range(0, len(text), 8))
        escaped = bytearray()
        for byte in raw:
            if byte < 4 and escaped.endswith(b"\0\0"):
                escaped.append(3)
            escaped.append(byte)
        return bytes(escaped)


def avc_configuration(width: int, height: int) -> bytes:
    """An avcC of the baseline profile; both sizes multiples of 16."""
    sequence = Bits().fixed(0x67, 8).fixed(66, 8).fixed(0, 8).fixed(51, 8)
    sequence.golomb(0, 0, 2, 1).fixed(0, 1)
    sequence.golomb(width // 16 - 1, height // 16 - 1).fixed(0b1100, 4)
    picture = Bits().fixed(0x68, 8).golomb(0, 0).fixed(0, 2).golomb(0, 0, 0).fixed(0, 3)
    picture.golomb(0, 0, 0).fixed(0, 3)
    units = sequence.unit(), picture.unit()
    head = bytes([1, 66, 0, 51, 0xFF, 0xE1])
    return head + _sized(units[0]) + b"\x01" + _sized(units[1])


def hevc_configuration(real: bytes, width: int, height: int) -> bytes:
    """A real hvcC with another sequence set; both sizes multiples of 8."""
    sequence = Bits().fixed(0x4201, 16).fixed(0, 4).fixed(0, 3).fixed(1, 1)
    sequence.fixed(0x0160000000900000000000BA, 96)  # profile_tier_level, H.265 §7.3.3
    sequence.golomb(0, 1, width, height).fixed(0, 1).golomb(0, 0, 4).fixed(1, 1)
    sequence.golomb(0, 0, 0, 0, 3, 0, 3, 0, 0).fixed(0, 4).golomb(0).fixed(0, 5)
    made, at = real[:23], 23
    for _ in range(real[22]):
        kind, length = real[at] & 0x3F, int.from_bytes(real[at + 3 : at + 5], "big")
        assert real[at + 1 : at + 3] == b"\0\1", "one unit of each kind"
        unit = sequence.unit() if kind == _SEQUENCE else real[at + 5 : at + 5 + length]
        made += real[at : at + 3] + _sized(unit)
        at += 5 + length
    return made


def _sized(unit: bytes) -> bytes:
    return len(unit).to_bytes(2, "big") + unit
