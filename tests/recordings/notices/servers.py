"""Receivers on this machine: a mail server, a web server, and certificates for the latter."""

import contextlib
import datetime
import email
import ipaddress
import socketserver
import ssl
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class MailServer(socketserver.ThreadingTCPServer):
    """Enough of SMTP (RFC 5321) to take mail; `refuse` is the answer to RCPT, if not 250."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _MailConversation)
        self.port: int = self.server_address[1]
        self.mails: list[EmailMessage] = []
        self.receivers: list[str] = []
        self.refuse = ""


class _MailConversation(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline():
            word = line.split()[0].upper() if line.split() else b""
            if word == b"DATA":
                self._say("354 go on")
                self._take()
            elif word == b"RCPT" and self.server.refuse:
                self._say(self.server.refuse)
                continue
            elif word == b"RCPT":
                self.server.receivers.append(line.split(b"<")[1].split(b">")[0].decode())
            self._say("221 bye" if word == b"QUIT" else "250 fine")
            if word == b"QUIT":
                return

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        mail = email.message_from_bytes(b"".join(lines), policy=default)
        assert isinstance(mail, EmailMessage)
        self.server.mails.append(mail)


class WebServer(ThreadingHTTPServer):
    """Keeps what was posted. `status` is its answer; `hang` lets it answer nothing before
    `let_go` is set; `drip` sends a byte of the answer's head now and then, for ever."""

    daemon_threads = True

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _WebConversation)
        if tls is not None:
            self.socket = tls.wrap_socket(
                self.socket, server_side=True, do_handshake_on_connect=False
            )
        self.port: int = self.server_address[1]
        self.posted: list[tuple[str, dict[str, str], bytes]] = []
        self.status = 200
        self.hang = self.drip = False
        self.location = ""
        self.answer = b"{}"
        self.let_go = threading.Event()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who hangs up is none of its business."""


class _WebConversation(BaseHTTPRequestHandler):
    server: WebServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.posted.append((self.path, dict(self.headers), body))
        if self.server.hang:
            self.server.let_go.wait(30)
            return
        if self.server.drip:
            self._drip()
            return
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.send_header("Content-Length", str(len(self.server.answer)))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(self.server.answer)

    def _drip(self) -> None:
        with contextlib.suppress(OSError):
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not self.server.let_go.wait(0.05):
                self.wfile.write(b"x")

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@contextlib.contextmanager
def serving(server: Any) -> Iterator[Any]:
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        if isinstance(server, WebServer):
            server.let_go.set()
        server.shutdown()
        server.server_close()
        thread.join()


def make_certificate(folder: Path, name: str) -> tuple[Path, ssl.SSLContext]:
    """An authority's file that clients may trust, and a server's side with `name`'s certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    day = datetime.timedelta(days=1)
    names = [x509.DNSName(name), x509.IPAddress(ipaddress.ip_address("127.0.0.2"))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - day)
        .not_valid_after(now + day)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / f"{name}.pem", folder / f"{name}.key"
    public.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return public, context
