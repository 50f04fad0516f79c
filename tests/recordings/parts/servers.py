"""Servers that are no cameras."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

Behaviour = Callable[[socket.socket], None]


@contextlib.contextmanager
def serving(behave: Behaviour) -> Iterator[int]:
    """The port of a server that treats one client after the other so, until the end."""
    listener = socket.create_server(("127.0.0.1", 0))
    stopping = threading.Event()

    def serve() -> None:
        while not stopping.is_set():
            with contextlib.suppress(OSError):
                client, _address = listener.accept()
                with client:
                    client.settimeout(10)
                    behave(client)

    thread = threading.Thread(target=serve, name="server")
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        stopping.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(timeout=15)


def closed_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def stay_silent(client: socket.socket) -> None:
    """Reads until the client goes."""
    while client.recv(65536):
        pass


def answer(data: bytes) -> Behaviour:
    """Sends `data` when the first bytes have come, then is silent."""

    def behave(client: socket.socket) -> None:
        client.recv(65536)
        client.sendall(data)
        stay_silent(client)

    return behave


def answer_and_close(data: bytes) -> Behaviour:
    def behave(client: socket.socket) -> None:
        client.recv(65536)
        client.sendall(data)

    return behave


def answer_for_ever(start: bytes, more: bytes) -> Behaviour:
    """Never comes to an end; stops when the client goes."""

    def behave(client: socket.socket) -> None:
        client.recv(65536)
        client.sendall(start)
        while True:
            client.sendall(more)

    return behave


def trickle(start: bytes, pause_seconds: float) -> Behaviour:
    """A byte at a time, for as long as the client stays; a timeout of one read never fires."""

    def behave(client: socket.socket) -> None:
        client.recv(65536)
        client.sendall(start)
        waiting = threading.Event()
        while not waiting.wait(pause_seconds):
            client.sendall(b"x")

    return behave
