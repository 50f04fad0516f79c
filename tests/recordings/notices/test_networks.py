"""Only public hosts, and those in allowed networks, are ever connected to."""

import socket
from typing import Any

import pytest

from recordings.notices.networks import (
    Forbidden,
    NameNotFound,
    checked_addresses,
    may_be_reached,
)
from recordings.rtsp.addresses import parse_networks

INSIDE = (
    "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "ff0e::1",
    "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b::a00:1",
    "2002:7f00:1::", "2002:a00:1::1", "2001:0:a00:1::",
)  # fmt: skip
OUTSIDE = ("8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808")


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_not_public_is_forbidden(address: str) -> None:
    assert not may_be_reached(address, ())


@pytest.mark.parametrize("address", OUTSIDE)
def test_what_is_public_is_allowed(address: str) -> None:
    assert may_be_reached(address, ())


def test_an_allowed_network_is_allowed_and_no_other() -> None:
    networks = parse_networks(["10.1.0.0/16", "fd00::/8"])
    reached = [ip for ip in ("10.1.2.3", "::ffff:10.1.2.3", "fd00::1", "10.2.0.1", "127.0.0.1")
               if may_be_reached(ip, networks)]  # fmt: skip
    assert reached == ["10.1.2.3", "::ffff:10.1.2.3", "fd00::1"]


@pytest.mark.parametrize(
    "spelt", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "localhost", "[::1]"]
)
def test_other_spellings_of_this_machine_are_seen_through(spelt: str) -> None:
    with pytest.raises(Forbidden):
        checked_addresses(spelt.strip("[]"), 80, ())


@pytest.mark.parametrize("name", ["nowhere.invalid", "a" * 300, "a..b", "\x00", "é" * 80])
def test_a_name_that_means_nothing_is_not_found(name: str) -> None:
    with pytest.raises(NameNotFound):
        checked_addresses(name, 80, ())


def test_a_name_that_also_points_inside_is_forbidden() -> None:
    def look_up(_host: str, port: int, **_options: Any) -> list[Any]:
        kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*kind, ("8.8.8.8", port)), (*kind, ("10.0.0.1", port))]

    with pytest.raises(Forbidden):
        checked_addresses("both.example", 80, (), look_up)
    allowed = parse_networks(["10.0.0.0/8"])
    assert checked_addresses("both.example", 80, allowed, look_up) == ["8.8.8.8", "10.0.0.1"]
