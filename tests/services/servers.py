"""PostgreSQL and Redis from Debian, started for one run of the tests and ended with it."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.waiting import wait_for

POSTGRES_OPTIONS = {
    # A test's database need not outlive a power cut.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    # What little there is in a table is gone with the test.
    "autovacuum": "off",
    "max_connections": "300",
}


def free_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def postgres() -> Iterator[str]:
    """A DATABASE_URL. PostgreSQL refuses to run as root, so root runs it as `postgres`."""
    programs = _postgres_programs()
    folder = Path(tempfile.mkdtemp(prefix="vms-postgres-"))
    port = free_port()
    runner: list[str] = []
    if os.getuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
        runner = ["runuser", "-u", "postgres", "--"]
    data = str(folder / "data")
    initdb = [*runner, str(programs / "initdb"), "-D", data, "-U", "vms", "-A", "trust", "-N"]
    subprocess.run([*initdb, "-E", "UTF8"], check=True, stdout=subprocess.DEVNULL, cwd=folder)
    argv = [*runner, str(programs / "postgres"), "-D", data, "-p", str(port)]
    argv += ["-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={folder}"]
    for name, value in POSTGRES_OPTIONS.items():
        argv += ["-c", f"{name}={value}"]
    with (folder.parent / f"{folder.name}.log").open("w") as log:
        server = subprocess.Popen(argv, stdout=log, stderr=log, cwd=folder)
        try:
            ready = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
            wait_for(lambda: subprocess.run(ready, check=False).returncode == 0, "PostgreSQL")
            create = [str(programs / "createdb"), "-h", "127.0.0.1", "-p", str(port), "-U", "vms"]
            subprocess.run([*create, "vms"], check=True)
            yield f"postgres://vms@127.0.0.1:{port}/vms"
        finally:
            _end(server)
            Path(log.name).unlink()
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def redis() -> Iterator[str]:
    """A VMS_BROKER_URL."""
    folder = tempfile.mkdtemp(prefix="vms-redis-")
    port = free_port()
    argv = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", folder]
    server = subprocess.Popen([*argv, "--save", ""], stdout=subprocess.DEVNULL)
    try:
        ping = ["redis-cli", "-p", str(port), "ping"]
        wait_for(
            lambda: b"PONG" in subprocess.run(ping, check=False, capture_output=True).stdout,
            "Redis",
        )
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        _end(server)
        shutil.rmtree(folder, ignore_errors=True)


def _postgres_programs() -> Path:
    """Debian keeps each version's programs in a folder of its own."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    assert found, "PostgreSQL is missing; install it with: apt-get install postgresql"
    return found[-1]


def _end(server: "subprocess.Popen[bytes]") -> None:
    server.terminate()  # runuser passes it on
    try:
        server.wait(timeout=15)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
