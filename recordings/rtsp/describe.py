"""One DESCRIBE (RFC 2326 §10.2): what a camera offers, or exactly why it does not.

Asked before each start: it costs two round trips, tells the codecs on which FFmpeg's options
depend, and gives faults their names without reading a program's messages.
"""

import re
import socket
import ssl
import time
from dataclasses import dataclass
from email.parser import HeaderParser

from recordings.faults import CameraFault, Fault
from recordings.rtsp.addresses import Address, mask_text
from recordings.rtsp.authorization import authorization
from recordings.rtsp.sdp import Sdp, parse_sdp

MAX_ANSWER_BYTES = 256 * 1024
MAX_REASON_LENGTH = 80
USER_AGENT = "VMS"
_STATUS = re.compile(r"RTSP/\S+ ([1-9][0-9]{2})(?: (.*))?")
_LENGTH = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    reason: str
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        return next((v for k, v in self.headers if k.lower() == name), "")

    def challenges(self) -> list[str]:
        return [v for k, v in self.headers if k.lower() == "www-authenticate"]


def describe(address: Address, ip: str, timeout_seconds: float) -> Sdp:
    """Ask the camera at the checked `ip`. Raises CameraFault with the fault's own code.

    `timeout_seconds` bounds the connection and, once more, all that is asked over it.
    """
    url = address.at(ip, with_user=False)
    try:
        with _connect(address, ip, timeout_seconds) as connected:
            connection = _Connection(connected, time.monotonic() + timeout_seconds)
            answer = _ask(connection, url, 1, "")
            if answer.status == 401 and address.username is not None:
                header = authorization(answer.challenges(), address, "DESCRIBE", url)
                if header:
                    answer = _ask(connection, url, 2, header)
    except TimeoutError:
        raise CameraFault(Fault.TIMEOUT, "The camera did not answer in time.") from None
    except ConnectionRefusedError:
        message = f"Nothing answers on port {address.port} (connection refused)."
        raise CameraFault(Fault.REFUSED, message) from None
    except ssl.SSLError as error:
        raise CameraFault(Fault.UNREACHABLE, f"TLS failed: {error.reason}.") from None
    except OSError as error:
        message = f"The camera cannot be reached: {error.strerror or 'connection lost'}."
        raise CameraFault(Fault.UNREACHABLE, message) from None
    _check(answer, mask_text(answer.reason, address.secrets))
    return parse_sdp(answer.body.decode("utf-8", "replace"))


def _connect(address: Address, ip: str, timeout_seconds: float) -> socket.socket:
    connection = socket.create_connection((ip, address.port), timeout_seconds)
    if not address.is_secure:
        return connection
    # Cameras sign their own certificates; FFmpeg does not verify them either.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        return context.wrap_socket(connection, server_hostname=address.host)
    except BaseException:
        connection.close()
        raise


class _Connection:
    """A socket with one deadline: a camera that sends a byte a second must not go on for ever."""

    def __init__(self, connected: socket.socket, deadline: float) -> None:
        self._socket = connected
        self._deadline = deadline

    def send(self, data: bytes) -> None:
        self._socket.settimeout(self._seconds_left())
        self._socket.sendall(data)

    def receive(self, so_far: int) -> bytes:
        """Some more bytes, after `so_far` of them. Raises when it is too much, late or over."""
        if so_far > MAX_ANSWER_BYTES:
            raise CameraFault(Fault.UNSUPPORTED, "The camera's answer is too long.")
        self._socket.settimeout(self._seconds_left())
        data = self._socket.recv(65536)
        if not data:
            raise ConnectionError("closed")
        return data

    def _seconds_left(self) -> float:
        seconds = self._deadline - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        return seconds


def _ask(connection: _Connection, url: str, cseq: int, authorization_header: str) -> _Answer:
    lines = [
        f"DESCRIBE {url} RTSP/1.0",
        f"CSeq: {cseq}",
        f"User-Agent: {USER_AGENT}",
        "Accept: application/sdp",
    ]
    if authorization_header:
        lines.append(f"Authorization: {authorization_header}")
    connection.send(("\r\n".join(lines) + "\r\n\r\n").encode())
    return _read_answer(connection)


def _read_answer(connection: _Connection) -> _Answer:
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.receive(len(received))
        if not b"RTSP/".startswith(received[:5]):
            raise _not_rtsp()
    head, _, body = received.partition(b"\r\n\r\n")
    first, _, rest = head.decode("latin-1").partition("\r\n")
    status = _STATUS.fullmatch(first)
    if status is None:
        raise _not_rtsp()
    headers = HeaderParser().parsestr(rest).items()
    length = next((v for k, v in headers if k.lower() == "content-length"), "0")
    wanted = int(length) if _LENGTH.fullmatch(length) else 0
    while len(body) < min(wanted, MAX_ANSWER_BYTES):
        body += connection.receive(len(body))
    return _Answer(int(status[1]), status[2] or "", headers, body[:wanted])


def _not_rtsp() -> CameraFault:
    return CameraFault(Fault.UNSUPPORTED, "What answers there does not speak RTSP.")


def _check(answer: _Answer, reason: str) -> None:
    """Raise what the status means; `reason` is the camera's own words, masked."""
    reason = "".join(c for c in reason if c.isprintable())[:MAX_REASON_LENGTH]
    if answer.status == 200:
        return
    if answer.status in (401, 403):
        raise CameraFault(Fault.AUTH_FAILED, "The camera refused the user name or password.")
    if answer.status in (404, 410, 454):
        raise CameraFault(Fault.NOT_FOUND, "The camera has no such stream (path not found).")
    if 300 <= answer.status < 400:
        # FFmpeg would follow it to an address that nobody checked.
        message = "The camera redirects elsewhere; write the final address instead."
        raise CameraFault(Fault.FORBIDDEN_ADDRESS, message)
    if answer.status >= 500:
        message = f"The camera answered {answer.status} {reason}."
        raise CameraFault(Fault.UNREACHABLE, message)
    message = f"The camera refused the request: {answer.status} {reason}."
    raise CameraFault(Fault.UNSUPPORTED, message)
