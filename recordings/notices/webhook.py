"""Posting a notice to a webhook, signed.

1. The host's name is looked up, and every address it means must be allowed.
2. The connection is made to such an address, never to the name: it cannot mean another host by
   then. The name is what the certificate is checked against.
3. The request is sent, and of the answer only its status line and headers are read. No redirect
   is followed.
4. A timer cuts the connection at the time limit, however slowly bytes drip in.
"""

import base64
import contextlib
import hashlib
import hmac
import http.client
import secrets
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import unquote, urlsplit

import certifi

from recordings.notices import failures
from recordings.notices.failures import NotSent
from recordings.notices.networks import Forbidden, NameNotFound, checked_addresses
from recordings.rtsp.addresses import IPNetwork

TOTAL_SECONDS = 10.0
CONNECT_SECONDS = 4.0
PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Webhook:
    """A parsed address. `target` is path and query; `user` and `password` are decoded."""

    scheme: str
    host: str
    port: int
    target: str = field(repr=False)
    user: str | None = field(repr=False)
    password: str = field(repr=False)

    @property
    def netloc(self) -> str:
        """Host and port as the Host header has them (RFC 9110 §7.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def parse_webhook(text: str) -> Webhook:
    """Raises ValueError for what is no plain http:// or https:// address."""
    parts = urlsplit(text)
    scheme = parts.scheme.lower()
    if scheme not in PORTS or not parts.hostname or parts.port == 0:
        raise ValueError
    if not (text.isascii() and text.isprintable()) or set(" \\#<>\"'") & set(text):
        raise ValueError
    if "@" in parts.path or "%" in parts.hostname:  # a raw / in a password; an interface
        raise ValueError
    return Webhook(
        scheme=scheme,
        host=parts.hostname,
        port=parts.port or PORTS[scheme],
        target=(parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
        user=None if parts.username is None else unquote(parts.username),
        password=unquote(parts.password or ""),
    )


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Over the time too, so that what was recorded cannot be played again later."""
    told = timestamp.encode() + b"." + body
    return "sha256=" + hmac.new(secret.encode(), told, hashlib.sha256).hexdigest()


def check_host(webhook: Webhook, networks: Sequence[IPNetwork]) -> list[str]:
    """The host's addresses. Raises NotSent unless all of them may be reached."""
    try:
        return checked_addresses(webhook.host, webhook.port, networks)
    except NameNotFound:
        raise NotSent(failures.NAME_NOT_FOUND) from None
    except Forbidden:
        raise NotSent(failures.FORBIDDEN_ADDRESS) from None


def post(
    webhook: Webhook,
    secret: str,
    name: str,
    body: bytes,
    networks: Sequence[IPNetwork],
    now: datetime,
) -> None:
    """Within `TOTAL_SECONDS` of the look-up. `name` is the same each time the notice is tried.

    Raises NotSent.
    """
    timestamp = str(int(now.timestamp()))
    headers = {
        "Host": webhook.netloc,
        "User-Agent": "vms-notices",
        "Content-Type": "application/json",
        "Connection": "close",
        "Idempotency-Key": name,
        "X-VMS-Timestamp": timestamp,
        "X-VMS-Signature": signature(secret, timestamp, body),
    }
    if webhook.user is not None:
        pair = f"{webhook.user}:{webhook.password}".encode()
        headers["Authorization"] = "Basic " + base64.b64encode(pair).decode()
    status = _status(webhook, check_host(webhook, networks), headers, body)
    if 300 <= status < 400:
        raise NotSent(failures.REDIRECTED)
    if not 200 <= status < 300:
        raise NotSent(f"HTTP {status}")


def _status(webhook: Webhook, ips: list[str], headers: dict[str, str], body: bytes) -> int:
    deadline = time.monotonic() + TOTAL_SECONDS
    try:
        with contextlib.closing(_connected(ips, webhook.port, deadline)) as plain:
            status = _exchange(webhook, plain, headers, body, deadline)
        if time.monotonic() >= deadline:
            raise TimeoutError  # a head that was cut short reads as one that ended
        return status
    except (OSError, http.client.HTTPException, ValueError) as error:
        late = time.monotonic() >= deadline
        raise NotSent(failures.TIMED_OUT if late else _reason(error)) from None


def _reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return failures.BAD_CERTIFICATE
    if isinstance(error, TimeoutError):
        return failures.TIMED_OUT
    if isinstance(error, ConnectionRefusedError):
        return failures.REFUSED
    return failures.UNREACHABLE if isinstance(error, OSError) else failures.NOT_HTTP


def _connected(ips: list[str], port: int, deadline: float) -> socket.socket:
    """To the first that answers; many hosts have an address of IPv6 that leads nowhere."""
    failure: OSError = TimeoutError()
    for ip in ips:
        left = deadline - time.monotonic()
        if left <= 0:
            break
        try:
            return socket.create_connection((ip, port), timeout=min(left, CONNECT_SECONDS))
        except OSError as error:
            failure = error
    raise failure


def _exchange(
    webhook: Webhook, plain: socket.socket, headers: dict[str, str], body: bytes, deadline: float
) -> int:
    left = max(deadline - time.monotonic(), 0.01)
    plain.settimeout(left)
    with _cut_off_after(left, plain):
        connection = http.client.HTTPConnection(webhook.host, webhook.port)
        connection.sock = plain
        if webhook.scheme == "https":
            connection.sock = _trusting().wrap_socket(plain, server_hostname=webhook.host)
        with contextlib.closing(connection):
            connection.request("POST", webhook.target, body, headers)
            with contextlib.closing(connection.getresponse()) as response:
                return response.status


def _trusting() -> ssl.SSLContext:
    """What the system trusts, and the public authorities where it has no list of its own."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


@contextlib.contextmanager
def _cut_off_after(seconds: float, connected: socket.socket) -> Iterator[None]:
    """Ends the connection then. A twin of the descriptor: TLS takes the socket's own away."""
    with contextlib.closing(connected.dup()) as twin:
        timer = threading.Timer(seconds, _cut, [twin])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()


def _cut(connected: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)
