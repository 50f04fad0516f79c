"""PostgreSQL and Redis that a test stops, freezes and starts again under a whole installation."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import psutil

from tests.services.servers import postgres, redis
from tests.waiting import wait_for


@dataclass(slots=True)
class Service:
    """A server on a port of its own; `start` brings it back with its data, on the same port."""

    url: str
    argv: list[str] = field(default_factory=list)
    folder: str = "/"
    account: str = ""
    _again: "subprocess.Popen[bytes] | None" = None

    @property
    def port(self) -> int:
        port = urlsplit(self.url).port
        assert port is not None
        return port

    def stop(self) -> None:
        """As for an update: connections are ended, new ones are refused."""
        main = self._main()
        self.argv, self.folder, self.account = main.cmdline(), main.cwd(), main.username()
        if main.name() == "redis-server":  # it writes its address over its arguments
            self.argv = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1"]
            self.argv += ["--dir", self.folder, "--save", ""]
        main.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown; Redis takes it as SIGTERM
        wait_for(lambda: not _listens(self.port), "the server's end")
        if self._again is not None:
            self._again.wait()

    def start(self) -> None:
        runner = ["runuser", "-u", self.account, "--"] if self.account == "postgres" else []
        self._again = subprocess.Popen(
            [*runner, *self.argv],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_for(lambda: _listens(self.port), "the server")

    def freeze(self) -> None:
        """As a machine that hangs: connections stay open, and nobody answers on them."""
        for process in self._family():
            process.suspend()

    def thaw(self) -> None:
        for process in self._family():
            process.resume()
            parent = process.parent()
            if parent is not None and parent.name() == "runuser":
                parent.resume()  # it stops itself when its child is stopped

    def close(self) -> None:
        """End what `start` has started; what was there before is its own keeper's."""
        if self._again is not None and self._again.poll() is None:
            for process in self._family()[:1]:
                process.send_signal(signal.SIGINT)  # fast: asked by SIGTERM it waits for clients
            self._again.wait(timeout=20)

    def _family(self) -> list[psutil.Process]:
        if not _listens(self.port):
            return []
        main = self._main()
        return [main, *main.children(recursive=True)]

    def _main(self) -> psutil.Process:
        """The process that listens; of PostgreSQL's several the one that began the others."""
        pids = _listeners(self.port)
        found = [psutil.Process(pid) for pid in pids]
        return next(p for p in found if p.ppid() not in pids)


def _listeners(port: int) -> set[int]:
    """Pids."""
    return {
        connection.pid
        for connection in psutil.net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN
        and connection.pid
        # An address is an empty tuple where a socket has none.
        and connection.laddr[1:2] == (port,)
    }


def _listens(port: int) -> bool:
    return bool(_listeners(port))


@contextmanager
def own_services() -> Iterator[tuple[Service, Service]]:
    """A database and a broker for one installation."""
    with postgres() as database_url, redis() as broker_url:
        database, broker = Service(database_url), Service(broker_url)
        try:
            yield database, broker
        finally:
            for service in (database, broker):
                service.thaw()  # frozen, they would not hear that they shall end
                service.close()
