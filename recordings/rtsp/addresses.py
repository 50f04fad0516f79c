"""RTSP addresses: parsed, masked, and held to the networks that are allowed."""

import ipaddress
import re
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from recordings.faults import CameraFault, Fault

MAX_LENGTH = 2048
DEFAULT_PORTS = {"rtsp": 554, "rtsps": 322}
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network
# Some cameras take the password in the path or query instead of the user part. A value reaches
# as far as it can: rather too much is masked than the end of a password shown.
_SECRET_VALUE = re.compile(
    r"(?i)((?:pass(?:word|wd)?|pwd|secret|token|auth|key)=)[^&\s]*?(?=$|[&\s]|_\w+=)"
)
_USER_PART = re.compile(r"(?i)(rtsps?://)[^/\s]*@")


@dataclass(frozen=True, slots=True)
class Address:
    """A checked address. `username` and `password` are as written, percent-encoded."""

    scheme: str
    host: str
    port: int
    target: str = field(repr=False)  # path and query, with the leading slash
    username: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)

    @property
    def is_secure(self) -> bool:
        return self.scheme == "rtsps"

    @property
    def has_password(self) -> bool:
        return bool(self.password) or bool(_SECRET_VALUE.search(self.target))

    @property
    def masked(self) -> str:
        """The address without its secret part, fit to be shown and stored."""
        user = "***@" if self.username is not None else ""
        port = "" if self.port == DEFAULT_PORTS[self.scheme] else f":{self.port}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{user}{host}{port}{mask_values(self.target)}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every spelling of the password that a program might print."""
        written = {m.group(0).split("=", 1)[1] for m in _SECRET_VALUE.finditer(self.target)}
        written.add(self.password or "")
        found = written | {unquote(secret) for secret in written}
        return tuple(sorted(found - {""}, key=lambda secret: (-len(secret), secret)))

    def at(self, ip: str, *, with_user: bool) -> str:
        """The address with the host replaced by the checked `ip`."""
        user = ""
        if with_user and self.username is not None:
            user = self.username + (f":{self.password}" if self.password is not None else "") + "@"
        host = f"[{ip}]" if ":" in ip else ip
        return f"{self.scheme}://{user}{host}:{self.port}{self.target}"


def parse_address(text: str) -> Address:
    """Read an rtsp:// or rtsps:// address. Raises CameraFault(INVALID), saying what to do."""
    if len(text) > MAX_LENGTH:
        raise CameraFault(Fault.INVALID, f"The address is longer than {MAX_LENGTH} characters.")
    if not text.isprintable() or " " in text or "\\" in text:
        message = "The address has a space, backslash or invisible character in it."
        raise CameraFault(Fault.INVALID, message)
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise CameraFault(Fault.INVALID, "The address's host or port is malformed.") from None
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS:
        raise CameraFault(Fault.INVALID, "The address must begin with rtsp:// or rtsps://.")
    if not parts.hostname or port == 0:
        raise CameraFault(Fault.INVALID, "Write the address as rtsp://user:password@host/path.")
    # A raw / ? # in a password ends the host there, and the rest would be shown as the path.
    if "#" in text or "@" in parts.path + parts.query:
        message = "Write @ / ? # as %40 %2F %3F %23, except where they part the address."
        raise CameraFault(Fault.INVALID, message)
    if not unquote(f"{parts.username}{parts.password}").isprintable():
        message = "The user name or password has a control character in it."
        raise CameraFault(Fault.INVALID, message)
    if "***" in (parts.username or "") or "=***" in text:
        raise CameraFault(
            Fault.INVALID, "This is the masked address; write it whole, or leave it out."
        )
    query = f"?{parts.query}" if parts.query else ""
    return Address(
        scheme=scheme,
        host=parts.hostname,
        port=port or DEFAULT_PORTS[scheme],
        target=(parts.path or "/") + query,
        username=parts.username,
        password=parts.password,
    )


def mask_values(text: str) -> str:
    """Blank the values of password-like keys in a path or query."""
    return _SECRET_VALUE.sub(r"\1***", text)


def mask_text(text: str, secrets: Sequence[str] = ()) -> str:
    """Free text (a program's message) without user parts and without the given secrets."""
    masked = mask_values(_USER_PART.sub(r"\1***@", text))
    for secret in sorted(secrets, key=len, reverse=True):
        masked = masked.replace(secret, "***")
    return masked


def parse_networks(texts: Sequence[str]) -> tuple[IPNetwork, ...]:
    """CIDR texts as networks; ValueError names the first that is malformed."""
    return tuple(ipaddress.ip_network(text.strip()) for text in texts if text.strip())


def is_allowed(ip: str, networks: Sequence[IPNetwork]) -> bool:
    """Whether `ip` lies in one of the networks; an IPv4-mapped IPv6 address counts as IPv4."""
    address = ipaddress.ip_address(ip)
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id:
            return False
        address = address.ipv4_mapped or address
    return any(address.version == n.version and address in n for n in networks)


def resolve(address: Address, networks: Sequence[IPNetwork]) -> str:
    """The first address of the host, if all it resolves to are allowed.

    All, because a name that points inside and outside is a trick or a mistake; and the caller
    must use the answer itself, because the name may resolve otherwise a moment later.
    Raises CameraFault NOT_FOUND or FORBIDDEN_ADDRESS.
    """
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        message = f"The name {address.host} was not found."
        raise CameraFault(Fault.NOT_FOUND, message) from None
    ips = [str(entry[4][0]) for entry in found]
    for ip in ips:
        if not is_allowed(ip, networks):
            raise CameraFault(
                Fault.FORBIDDEN_ADDRESS,
                f"{address.host} is outside the networks in which cameras are allowed "
                "(VMS_CAMERA_NETWORKS).",
            )
    return ips[0]
