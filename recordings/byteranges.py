"""One byte range of a file, as HTTP asks for it (RFC 9110 §14)."""

import re

_ONE_RANGE = re.compile(r"([0-9]{0,99})-([0-9]{0,99})")


class RangeRefused(ValueError):
    """Of a file of `size` bytes there is no answer to this range."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.size = size

    @property
    def content_range(self) -> str:
        """The header that a 416 carries (RFC 9110 §14.4)."""
        return f"bytes */{self.size}"


class NoSingleRange(RangeRefused):
    """Several ranges, or what is no range: may be ignored or refused (RFC 9110 §14.2)."""


class RangeOutside(RangeRefused):
    """It begins past the end, or holds nothing."""


def parse_range(header: str, size: int) -> tuple[int, int] | None:
    """[start, end) of what is asked for, inside [0, size); None to send the whole file.

    Raises NoSingleRange or RangeOutside.
    """
    unit, _, asked = header.strip().partition("=")
    if unit.strip().lower() != "bytes":
        return None  # a unit that is not known must be ignored
    found = _ONE_RANGE.fullmatch(asked.strip())
    if found is None or not (found[1] or found[2]):
        raise NoSingleRange(size)
    if not found[1]:
        start, end = max(0, size - int(found[2])), size
    else:
        start, last = int(found[1]), int(found[2]) if found[2] else size
        if last < start and found[2]:
            raise NoSingleRange(size)
        end = min(last + 1, size)
    if start >= end:
        raise RangeOutside(size)
    return start, end
