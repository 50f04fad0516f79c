"""Messengers get their messages through apprise, in a child that is held to the same networks."""

import json

import pytest

from recordings.children import run_limited
from recordings.notices import failures, messenger
from recordings.notices.failures import NotSent
from recordings.notices.messages import Line, Message
from recordings.notices.messenger import is_understood, send_messenger
from recordings.notices.messengers import SERVICES, names_a_service, options_are_known
from tests.recordings.notices.scene import CANARY
from tests.recordings.notices.servers import WebServer

HERE = ["127.0.0.0/8"]
MESSAGE = Message("[Aurora] Trial", [Line("Über **all**:", "http://x.example/k?a=1")], Line("Bye."))


def send(url: str, networks: list[str] = HERE, message: Message = MESSAGE) -> str:
    """`sent`, or why not."""
    try:
        send_messenger(url, message, networks)
    except NotSent as refusal:
        return refusal.reason
    return "sent"


def test_the_service_gets_subject_and_lines(web_server: WebServer) -> None:
    assert send(f"ntfy://user:{CANARY}@127.0.0.1:{web_server.port}/topic") == "sent"
    ((path, headers, body),) = web_server.posted
    got = json.loads(body)
    assert (path, got["topic"], got["title"], got["message"]) == (
        "/",
        "topic",
        "[Aurora] Trial",
        "Über **all**: http://x.example/k?a=1\nBye.",
    )
    assert headers["Authorization"].startswith("Basic ")


def test_of_a_refusal_only_the_status_is_told(web_server: WebServer) -> None:
    web_server.status = 401
    url = f"ntfy://user:{CANARY}@127.0.0.1:{web_server.port}/topic"
    assert send(url) == "HTTP 401"


def test_a_redirect_is_not_followed(web_server: WebServer) -> None:
    web_server.status, web_server.location = 307, f"http://127.0.0.1:{web_server.port}/elsewhere"
    assert send(f"ntfy://127.0.0.1:{web_server.port}/topic") == "HTTP 307"
    assert [path for path, _, _ in web_server.posted] == ["/"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433"])
def test_a_host_that_is_not_allowed_is_never_connected_to(web_server: WebServer, host: str) -> None:
    url = f"ntfy://{host}:{web_server.port}/topic"
    assert send(url, ["10.0.0.0/8"]) == failures.FORBIDDEN_ADDRESS
    assert web_server.posted == []


def test_a_name_that_means_nothing_is_told() -> None:
    assert send("ntfy://user@nowhere.invalid/topic") == failures.NAME_NOT_FOUND


def test_a_service_that_hangs_is_left(
    web_server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    web_server.hang = True
    monkeypatch.setattr(messenger, "SEND_SECONDS", 2.0)
    url = f"ntfy://127.0.0.1:{web_server.port}/topic"
    assert send(url) == failures.TIMED_OUT


def test_a_long_message_keeps_whole_lines_and_the_end(web_server: WebServer) -> None:
    lines = [Line(f"Gate {n:03}", "http://x.example/" + "k" * 80) for n in range(200)]
    message = Message("Much", lines, Line("Times are those of UTC.", "http://x.example/"))
    assert send(f"ntfy://127.0.0.1:{web_server.port}/topic", HERE, message) == "sent"
    said = [line for _, _, body in web_server.posted for line in _message(body).splitlines()]
    assert said[0] == lines[0].text
    assert said[-2:] == ["…", message.footer.text]
    assert {len(line) for line in said[:-2]} == {len(lines[0].text)}
    assert sum(map(len, said)) <= 3000


def _message(body: bytes) -> str:
    return str(json.loads(body)["message"])


@pytest.mark.parametrize(
    ("url", "understood"),
    [
        ("tgram://123456789:abcdefg_hijklmnop/12315544/", True),
        ("tgram://", False),
        ("tgram://nonsense/", False),
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/%23general", True),
        ("slack://T1/", False),
        ("discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js", True),
        ("discord://x/", False),
        ("pover://user@token/", True),
        ("pover://token/", False),
        ("ntfy://topic", True),
        ("workflows://host.example:443/workflow1e1e1e/signature2f2f2f/", True),
        ("matrixs://user:pass@host.example/%23room", True),
    ],
)
def test_an_address_that_lacks_something_is_not_understood(url: str, understood: bool) -> None:
    assert is_understood(url) is understood


@pytest.mark.parametrize("schema", sorted(SERVICES))
def test_each_service_on_the_list_has_its_plugin(schema: str) -> None:
    assert is_understood(f"{schema}://") is False


@pytest.mark.parametrize(
    "url",
    [
        "syslog://", "dbus://", "file:///etc/passwd", "json://host/", "xml://host/", "form://host/",
        "mailto://user:pass@host", "windows://", "gnome://", "macosx://", "exec://x", "apprise://h",
        "smpp://host", "mqtt://host", "https://hooks.slack.com/services/A/B/C", "tgram", "tgram:/x",
        "", "://", "TGRAM ://x", "kodi://host", "growl://host", "vapid://x", "irc://host",
    ],
)  # fmt: skip
def test_only_services_between_people_are_on_the_list(url: str) -> None:
    assert not names_a_service(url)


@pytest.mark.parametrize(
    ("query", "known"),
    [
        ("", True),
        ("?", True),
        ("?priority=high&thread=3", True),
        ("?verify=no", False),
        ("?template=/etc/passwd", False),
        ("?priority=high;verify=no", False),
        ("?priority=high?verify=no", False),
        ("?%76erify=no", False),
        ("?+X-Evil=1", False),
        ("?redirect=yes", False),
        ("?attach=http://127.0.0.1/", False),
    ],
)
def test_options_that_could_do_harm_are_refused(query: str, known: bool) -> None:
    assert options_are_known(f"tgram://token/chat{query}") is known


def test_the_child_sees_neither_our_environment_nor_an_address_in_its_arguments(
    web_server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def watched(argv: list[str], given: bytes, **limits: float) -> bytes:
        seen.extend(argv)
        return run_limited(argv, given, **limits)  # type: ignore[arg-type]

    monkeypatch.setattr(messenger, "run_limited", watched)
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert send(f"ntfy://user:{CANARY}@127.0.0.1:{web_server.port}/topic") == "sent"
    assert seen[:2] == ["env", "-i"]
    assert CANARY not in " ".join(seen)
