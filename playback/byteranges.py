"""What part of a recorded file answers a request (RFC 9110 §13.1.5, §14)."""

from dataclasses import dataclass
from uuid import UUID

from recordings.byteranges import parse_range


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes [start, end) of a file of `size` bytes; `is_whole` when no range was asked for."""

    start: int
    end: int
    size: int
    is_whole: bool

    @property
    def status(self) -> int:
        return 200 if self.is_whole else 206

    @property
    def length(self) -> int:
        return self.end - self.start

    @property
    def content_range(self) -> str:
        return f"bytes {self.start}-{self.end - 1}/{self.size}"


def etag_of(recording_id: UUID, size: int) -> str:
    """Strong: bytes of a recording never change, there are only more of them."""
    return f'"{recording_id}-{size}"'


def part_of(size: int, etag: str, asked: str, condition: str | None) -> Part:
    """The part for the headers Range and If-Range, "" and None when they are missing.

    What is no single range is refused and not ignored: the whole of an hour, sent by mistake, is
    a gigabyte. Raises RangeRefused.
    """
    found = parse_range(asked, size) if condition in (None, etag) else None
    start, end = found or (0, size)
    return Part(start, end, size, is_whole=found is None)
