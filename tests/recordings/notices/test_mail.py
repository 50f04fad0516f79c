"""E-mail goes out through a real server, in two forms, under a name that stays."""

import socket

import pytest
from pytest_django import Settings

from recordings.notices import failures
from recordings.notices.failures import NotSent
from recordings.notices.mail import send_mail
from recordings.notices.messages import Line, Message
from tests.recordings.notices.servers import MailServer

MESSAGE = Message(
    "[Aurora] São <3>",
    [Line("Câmera <b> & co.; keep it:", "http://x.example/k?a=1&b=2"), Line("Only words.")],
    Line("Times are those of UTC.", "http://x.example/"),
)


def send(address: str = "person@example.org") -> str:
    """`sent`, or why not."""
    try:
        send_mail(address, MESSAGE, "7-1000")
    except NotSent as refusal:
        return refusal.reason
    return "sent"


def test_a_mail_is_text_and_html_and_names_itself(mail_server: MailServer) -> None:
    assert [send(), send()] == ["sent", "sent"]
    assert mail_server.receivers == ["person@example.org"] * 2
    first, second = mail_server.mails
    assert first["Message-ID"] == second["Message-ID"] == "<notice-7-1000@recorder.example>"
    assert (first["Subject"], first["From"], first["To"], first["Auto-Submitted"]) == (
        "[Aurora] São <3>",
        "VMS <vms@recorder.example>",
        "person@example.org",
        "auto-generated",
    )
    text, html = first.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content().replace("\r\n", "\n") == (
        "Câmera <b> & co.; keep it: http://x.example/k?a=1&b=2\n"
        "Only words.\n"
        "\n"
        "Times are those of UTC. http://x.example/\n"
    )
    link = "http://x.example/k?a=1&amp;b=2"
    assert html.get_content().replace("\r\n", "\n") == (
        "<!DOCTYPE html>\n<html><body>\n"
        f'<p>Câmera &lt;b&gt; &amp; co.; keep it: <a href="{link}">{link}</a></p>\n'
        "<p>Only words.</p>\n"
        '<p>Times are those of UTC. <a href="http://x.example/">http://x.example/</a></p>\n'
        "</body></html>\n"
    )


def test_without_a_server_it_says_so(settings: Settings) -> None:
    settings.VMS_EMAIL_URL = ""
    assert send() == failures.NO_MAIL_SERVER == "no mail server is set (VMS_EMAIL_URL)"


@pytest.mark.parametrize("answer", ["550 5.1.1 person@example.org unknown", "451 later"])
def test_of_a_refusal_only_the_status_is_told(mail_server: MailServer, answer: str) -> None:
    mail_server.refuse = answer
    assert send() == f"SMTP {answer[:3]}"
    assert mail_server.mails == []


def test_a_server_that_is_away_is_told(mail_server: MailServer, settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings.EMAIL_PORT = listener.getsockname()[1]
    assert send() == failures.MAIL_SERVER_AWAY
