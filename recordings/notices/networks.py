"""Which hosts notices may be sent to: public ones, and those in networks that were allowed.

Knows no framework: a child process without our settings uses it too.
"""

import ipaddress
import socket
from collections.abc import Callable, Sequence
from typing import Any

from recordings.rtsp.addresses import IPNetwork, is_allowed

LookUp = Callable[..., Any]
IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052 §2.1


class NameNotFound(Exception):
    """The host has no address."""


class Forbidden(Exception):
    """An address of the host is neither public nor in an allowed network."""


def checked_addresses(
    host: str, port: int, networks: Sequence[IPNetwork], look_up: LookUp = socket.getaddrinfo
) -> list[str]:
    """What the host's name means now, if all of it may be reached.

    All, because a name that points inside and outside is a trick or a mistake. The caller must
    connect to the answer itself: the name may mean another host a moment later.
    Raises NameNotFound or Forbidden.
    """
    try:
        found = look_up(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NameNotFound from None
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not all(may_be_reached(address, networks) for address in addresses):
        raise Forbidden
    return addresses


def may_be_reached(text: str, networks: Sequence[IPNetwork]) -> bool:
    if is_allowed(text, networks):
        return True
    return all(_is_public(address) for address in _meant_by(ipaddress.ip_address(text)))


def _is_public(address: IPAddress) -> bool:
    if address.is_multicast or address.is_reserved or not address.is_global:
        return False
    return not (isinstance(address, ipaddress.IPv6Address) and _has_a_place(address))


def _has_a_place(address: ipaddress.IPv6Address) -> bool:
    """Whether it means something on one link or site only (RFC 4007 §11, RFC 3879)."""
    return address.scope_id is not None or address.is_site_local


def _meant_by(address: IPAddress) -> list[IPAddress]:
    """The address, and those of IPv4 to which its packets would be passed on."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    if address in _NAT64:
        return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    inner: list[IPAddress] = [address]
    if address.sixtofour is not None:
        inner.append(address.sixtofour)
    if address.teredo is not None:
        inner += address.teredo
    return inner
