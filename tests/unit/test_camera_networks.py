"""Which IP addresses a camera may have."""

import socket

import pytest

from recordings.faults import CameraFault, Fault
from recordings.rtsp.addresses import is_allowed, parse_address, parse_networks, resolve

DEFAULT = parse_networks(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"])
LOOPBACK = parse_networks(["127.0.0.0/8", "::1/128"])


@pytest.mark.parametrize(
    "ip",
    ["10.0.0.5", "172.16.0.1", "172.31.255.255", "192.168.1.64", "fd00::5", "::ffff:10.0.0.5"],
)
def test_private_addresses_are_allowed_by_default(ip: str) -> None:
    assert is_allowed(ip, DEFAULT)


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1",
        "0.0.0.0",
        "8.8.8.8",
        "172.32.0.1",
        "169.254.169.254",
        "100.100.100.200",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::ffff:a9fe:a9fe",
        "64:ff9b::a9fe:a9fe",
        "fe80::1",
        "fe80::1%eth0",
        "fd00::5%eth0",
        "2001:db8::1",
    ],
)
def test_other_addresses_are_refused_by_default(ip: str) -> None:
    assert not is_allowed(ip, DEFAULT)


def test_without_networks_nothing_is_allowed() -> None:
    assert not is_allowed("10.0.0.5", ())


def test_loopback_is_allowed_where_it_is_listed() -> None:
    assert [is_allowed(ip, LOOPBACK) for ip in ("127.0.0.9", "::1", "::ffff:127.0.0.1")] == [
        True,
        True,
        True,
    ]


def test_empty_texts_are_no_networks() -> None:
    assert parse_networks(["", " 10.0.0.0/8 "]) == parse_networks(["10.0.0.0/8"])


def test_a_malformed_network_is_named() -> None:
    with pytest.raises(ValueError, match=r"10\.0\.0\.0/99"):
        parse_networks(["10.0.0.0/8", "10.0.0.0/99"])


@pytest.mark.parametrize(
    ("url", "ip"),
    [
        ("rtsp://10.0.0.5/", "10.0.0.5"),
        ("rtsp://[fd00::5]/", "fd00::5"),
        ("rtsp://[::ffff:10.0.0.5]/", "::ffff:10.0.0.5"),
    ],
)
def test_an_allowed_host_resolves_to_its_ip(url: str, ip: str) -> None:
    assert resolve(parse_address(url), DEFAULT) == ip


@pytest.mark.parametrize(
    "url",
    [
        "rtsp://127.0.0.1/",
        "rtsp://localhost/",
        "rtsp://2130706433/",
        "rtsp://0x7f.1/",
        "rtsp://[::ffff:169.254.169.254]/",
        "rtsp://169.254.169.254/latest/meta-data/",
    ],
)
def test_a_host_outside_is_forbidden_however_it_is_written(url: str) -> None:
    with pytest.raises(CameraFault) as refused:
        resolve(parse_address(url), DEFAULT)
    assert refused.value.fault is Fault.FORBIDDEN_ADDRESS


@pytest.mark.parametrize("host", ["no-such-camera.invalid", "a..b", "x" * 70, "%00"])
def test_a_name_that_nobody_knows_is_not_found(host: str) -> None:
    with pytest.raises(CameraFault) as refused:
        resolve(parse_address(f"rtsp://{host}/"), DEFAULT)
    assert refused.value.fault is Fault.NOT_FOUND


def test_a_name_that_points_inside_and_outside_is_forbidden(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
    answers = [(*kind, ("10.0.0.5", 554)), (*kind, ("8.8.8.8", 554))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kinds: answers)
    with pytest.raises(CameraFault) as refused:
        resolve(parse_address("rtsp://two-faced.example/"), DEFAULT)
    assert refused.value.fault is Fault.FORBIDDEN_ADDRESS
