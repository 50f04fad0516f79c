"""RTSP requests and answers as bytes (RFC 2326 §4 to §7)."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

_REASONS: Final = {
    200: "OK",
    302: "Moved Temporarily",
    400: "Bad Request",
    401: "Unauthorized",
    404: "Not Found",
    405: "Method Not Allowed",
    454: "Session Not Found",
    455: "Method Not Valid in This State",
    461: "Unsupported Transport",
}
_MAX_BODY_BYTES = 64 * 1024


class BadRequestError(Exception):
    """What came is not RTSP; nothing after it can be trusted."""


@dataclass(frozen=True, slots=True)
class Request:
    """`headers` have lower-case names."""

    method: str
    url: str
    headers: Mapping[str, str]

    @property
    def path(self) -> str:
        """Without a slash at its end: clients differ in whether they send one."""
        return urlsplit(self.url).path.rstrip("/")


async def read_request(reader: asyncio.StreamReader) -> Request:
    """The next request; what a client sends interleaved (its receiver reports) is skipped.

    Raises IncompleteReadError at the end of the connection, BadRequestError for other bytes.
    """
    first = await reader.readexactly(1)
    while first == b"$":
        header = await reader.readexactly(3)
        await reader.readexactly(int.from_bytes(header[1:], "big"))
        first = await reader.readexactly(1)
    try:
        head = first + await reader.readuntil(b"\r\n\r\n")
    except asyncio.LimitOverrunError as error:
        raise BadRequestError("endless header") from error
    request = _parse(head.decode("utf-8", "replace"))
    await _skip_body(reader, request)
    return request


def _parse(head: str) -> Request:
    request_line, *lines = head.strip().split("\r\n")
    words = request_line.split(" ")
    if len(words) != 3 or not words[2].startswith("RTSP/"):
        raise BadRequestError("no request line")
    pairs = (line.split(":", 1) for line in lines if ":" in line)
    headers = {name.strip().lower(): value.strip() for name, value in pairs}
    return Request(words[0], words[1], headers)


async def _skip_body(reader: asyncio.StreamReader, request: Request) -> None:
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > _MAX_BODY_BYTES:
        raise BadRequestError("impossible length")
    await reader.readexactly(int(length))


def response(
    status: int,
    request: Request,
    headers: Sequence[tuple[str, str]] = (),
    body: str = "",
) -> bytes:
    lines = [f"RTSP/1.0 {status} {_REASONS[status]}"]
    lines.append(f"CSeq: {request.headers.get('cseq', '0')}")
    lines += [f"{name}: {value}" for name, value in headers]
    payload = body.encode()
    if payload:
        lines.append(f"Content-Length: {len(payload)}")
    return "\r\n".join([*lines, "", ""]).encode() + payload
