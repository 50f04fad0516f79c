"""A webhook is posted to as it says, to the address that was checked, and never waited for long."""

import hashlib
import hmac
import json
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from recordings.notices import failures, webhook
from recordings.notices.failures import NotSent
from recordings.notices.networks import checked_addresses
from recordings.notices.webhook import parse_webhook, post, signature
from recordings.rtsp.addresses import parse_networks
from tests.recordings.notices.servers import WebServer, make_certificate, serving

HERE = parse_networks(["127.0.0.0/8", "::1/128"])
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
BODY = json.dumps({"id": "1-2"}).encode()


def send(address: str, networks: Any = HERE) -> str:
    """`sent`, or why not."""
    try:
        post(parse_webhook(address), "secret", "1-2", BODY, networks, NOW)
    except NotSent as refusal:
        return refusal.reason
    return "sent"


def test_what_is_posted_is_signed_with_its_time(web_server: WebServer) -> None:
    address = f"http://us%20er:pa%2Fss@127.0.0.1:{web_server.port}/hook/1?key=v"
    assert send(address) == "sent"
    ((path, headers, body),) = web_server.posted
    mac = hmac.new(b"secret", b"1773144000." + BODY, hashlib.sha256).hexdigest()
    assert (path, body) == ("/hook/1?key=v", BODY)
    assert headers == {
        "Host": f"127.0.0.1:{web_server.port}",
        "Accept-Encoding": "identity",
        "Content-Length": str(len(BODY)),
        "User-Agent": "vms-notices",
        "Content-Type": "application/json",
        "Connection": "close",
        "Idempotency-Key": "1-2",
        "X-VMS-Timestamp": "1773144000",
        "X-VMS-Signature": f"sha256={mac}",
        "Authorization": "Basic dXMgZXI6cGEvc3M=",
    }
    assert signature("secret", "1773144000", BODY) == f"sha256={mac}"


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (200, "sent"),
        (204, "sent"),
        (299, "sent"),
        (301, failures.REDIRECTED),
        (307, failures.REDIRECTED),
        (400, "HTTP 400"),
        (404, "HTTP 404"),
        (500, "HTTP 500"),
    ],
)
def test_only_a_status_of_success_is_success(
    web_server: WebServer, status: int, reason: str
) -> None:
    web_server.status, web_server.answer = status, b""
    assert send(f"http://127.0.0.1:{web_server.port}/") == reason


def test_a_redirect_is_not_followed(web_server: WebServer) -> None:
    web_server.status = 302
    web_server.location = f"http://127.0.0.1:{web_server.port}/elsewhere"
    assert send(f"http://127.0.0.1:{web_server.port}/") == failures.REDIRECTED
    assert [path for path, _, _ in web_server.posted] == ["/"]


def test_a_huge_answer_is_not_read(web_server: WebServer) -> None:
    web_server.answer = bytes(50_000_000)
    assert send(f"http://127.0.0.1:{web_server.port}/") == "sent"


@pytest.mark.parametrize("how", ["hang", "drip"])
def test_who_does_not_answer_in_time_is_left(
    web_server: WebServer, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr(webhook, "TOTAL_SECONDS", 0.4)
    setattr(web_server, how, True)
    assert send(f"http://127.0.0.1:{web_server.port}/") == failures.TIMED_OUT
    assert len(web_server.posted) == 1


def test_who_speaks_no_http_or_is_not_there_is_named(web_server: WebServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert send(f"http://127.0.0.1:{port}/") == failures.REFUSED
    assert send("http://nowhere.invalid/") == failures.NAME_NOT_FOUND
    assert send(f"https://127.0.0.1:{web_server.port}/") == failures.UNREACHABLE


def test_what_is_not_allowed_is_never_connected_to(web_server: WebServer) -> None:
    for host in ("127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"):
        assert send(f"http://{host}:{web_server.port}/", ()) == failures.FORBIDDEN_ADDRESS
    assert web_server.posted == []


def test_the_connection_is_made_to_the_address_that_was_checked(
    web_server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, answers = socket.getaddrinfo, iter(["127.0.0.1", "10.9.9.9"])

    def rebinding(host: Any, *args: Any, **options: Any) -> Any:
        return real(next(answers) if host == "hook.example" else host, *args, **options)

    monkeypatch.setattr(webhook, "checked_addresses", _looking_up_with(rebinding))
    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    address = f"http://hook.example:{web_server.port}/"
    assert [send(address), send(address)] == ["sent", failures.FORBIDDEN_ADDRESS]
    ((_, headers, _),) = web_server.posted
    assert headers["Host"] == f"hook.example:{web_server.port}"


def _looking_up_with(look_up: Any) -> Any:
    return lambda host, port, networks: checked_addresses(host, port, networks, look_up)


def test_a_certificate_is_checked_against_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority, context = make_certificate(tmp_path, "localhost")
    with serving(WebServer(context)) as server:
        address = f"https://localhost:{server.port}/hook"
        assert send(address) == failures.BAD_CERTIFICATE  # nobody knows the authority
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        assert send(address) == "sent"
        # The host that it is connected to, but not the certificate's.
        assert send(f"https://127.0.0.1:{server.port}/") == failures.BAD_CERTIFICATE
    assert [path for path, _, _ in server.posted] == ["/hook"]


@pytest.mark.parametrize(
    "text",
    [
        "", "http", "http://", "http:///x", "ftp://host/", "file:///etc/passwd", "//host/", "host/",
        "http://host:0/", "http://host:99999/", "http://host:x/", "http://[::1/", "http://ho st/",
        "http://host/\r\nX-Evil: 1", "http://host/\x00", "http://host/ä", "http://höst/",
        "http://host/#part", "http://host\\@evil/", "http://[fe80::1%25eth0]/", "http://a@b/c@d",
    ],
)  # fmt: skip
def test_what_is_no_plain_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - its caller asks for no more
        parse_webhook(text)


def test_nothing_of_an_address_is_shown_but_its_host() -> None:
    parsed = parse_webhook("https://user:canary@host.example:8443/canary?key=canary")
    assert "canary" not in repr(parsed)
    assert parsed.netloc == "host.example:8443"
