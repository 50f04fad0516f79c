"""Reads boxes of a file through one buffer of 4 KiB."""

import os

from recordings.media.boxes import HEADER_BYTES, LARGE_HEADER_BYTES, BoxHeader, read_header

_READ_BYTES = 4096


class FileWindow:
    """The file as it was when the window was made: bytes written later are not seen.

    One pread usually brings a prft, a whole moof and the header of its mdat.
    """

    def __init__(self, fd: int) -> None:
        self.fd = fd
        self.size = os.fstat(fd).st_size
        self.data = b""
        self._base = 0

    def locate(self, at: int, length: int) -> int | None:
        """Where in ``data`` the ``length`` bytes at file offset ``at`` begin; None when the file
        ends before they do. ``length`` is the caller's to bound. Replaces ``data``."""
        if at + length > self.size:
            return None
        index = at - self._base
        if index >= 0 and index + length <= len(self.data):
            return index
        self.data = os.pread(self.fd, max(length, _READ_BYTES), at)
        self._base = at
        return 0 if len(self.data) >= length else None

    def header(self, at: int) -> BoxHeader | None:
        """The box header at file offset ``at``; None when the file ends inside it."""
        index = self.locate(at, HEADER_BYTES)
        if index is None:
            return None
        header = read_header(self.data, index)
        if header is None or header.header_bytes != HEADER_BYTES:
            # A 64-bit size: its second half must lie inside the file as well.
            index = self.locate(at, LARGE_HEADER_BYTES)
            header = None if index is None else read_header(self.data, index)
        return header
