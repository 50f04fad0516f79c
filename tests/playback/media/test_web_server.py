"""In the real web server: ranges, readers that stall or leave, a file cut under way."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil
import pytest
import requests
from django.conf import settings
from django.db import connection

from tests.playback.media.scene import Watching
from tests.services.servers import free_port
from tests.system.stack import PROJECT
from tests.waiting import wait_for

pytestmark = pytest.mark.django_db(transaction=True)

# What a reader may let wait is half a minute; a test has not as long.
CONFIGURATION = """
def post_worker_init(worker):
    from playback import media
    media.STALL_SECONDS = 3
"""
BIG = 50_000_000


@pytest.fixture
def server(watching: Watching, tmp_path: Path) -> Iterator[psutil.Process]:
    """gunicorn as it is started, in one process, over the test's database."""
    (tmp_path / "gunicorn.py").write_text(CONFIGURATION)
    argv = [sys.executable, "-m", "gunicorn", "vms.wsgi", "--no-control-socket"]
    argv += ["--worker-class", "gthread", "--workers", "1", "--threads", "8"]
    argv += ["--config", str(tmp_path / "gunicorn.py"), "--bind", f"127.0.0.1:{free_port()}"]
    environment = {
        **os.environ,
        "VMS_DATA_DIR": str(tmp_path / "data"),
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "SECRET_KEY": settings.SECRET_KEY,
    }
    with (tmp_path / "log").open("wb") as log:
        started = subprocess.Popen(argv, cwd=PROJECT, env=environment, stdout=log, stderr=log)
        try:
            process = psutil.Process(started.pid)
            wait_for(lambda: [c for c in process.net_connections() if c.status == "LISTEN"], "web")
            yield process
        finally:
            started.terminate()
            started.wait(20)


def port_of(server: psutil.Process) -> int:
    [listening] = [c for c in server.net_connections() if c.status == "LISTEN"]
    return int(listening.laddr.port)


def open_files(server: psutil.Process) -> int:
    """Recorded files that the workers hold open."""
    return sum(
        file.path.endswith(".mp4") for child in server.children() for file in child.open_files()
    )


@contextmanager
def reader(server: psutil.Process, url: str) -> Iterator[socket.socket]:
    """Has asked for the whole file, and takes little at a time."""
    with closing(socket.socket()) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(20)
        client.connect(("127.0.0.1", port_of(server)))
        client.sendall(f"GET {url} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert client.recv(12) == b"HTTP/1.1 200"
        yield client


def read_to_the_end(client: socket.socket) -> int:
    """The number of bytes until the server closes the connection."""
    count = 0
    try:
        while data := client.recv(1 << 20):
            count += len(data)
    except ConnectionResetError:
        pass
    return count


def test_ranges_over_one_connection(server: psutil.Process, watching: Watching) -> None:
    with requests.Session() as client:
        address = f"http://127.0.0.1:{port_of(server)}{watching.url}"
        for start in (0, 1_000, 100_000, 599_999):
            headers = {"Range": f"bytes={start}-599999"}
            answer = client.get(address, headers=headers, timeout=20)
            assert (answer.status_code, answer.content) == (206, watching.content[start:])
            assert answer.headers["Connection"] == "keep-alive"
        assert client.head(address, timeout=20).headers["Content-Length"] == "600000"
        refused = client.get(address, headers={"Range": "bytes=0-1,3-4"}, timeout=20)
        assert refused.status_code == 416
    wait_for(lambda: open_files(server) == 0, "the file to be closed")


def test_a_reader_that_leaves_costs_nothing(server: psutil.Process, watching: Watching) -> None:
    os.truncate(watching.recording.path, BIG)
    with reader(server, watching.url):
        assert open_files(server) == 1
    wait_for(lambda: open_files(server) == 0, "the file to be closed")


def test_a_reader_that_stalls_loses_its_connection(
    server: psutil.Process, watching: Watching
) -> None:
    os.truncate(watching.recording.path, BIG)
    with reader(server, watching.url) as client:
        wait_for(lambda: open_files(server) == 0, "the file to be closed")
        assert read_to_the_end(client) < BIG


def test_a_file_that_is_cut_under_way_ends_the_connection(
    server: psutil.Process, watching: Watching
) -> None:
    os.truncate(watching.recording.path, BIG)
    with reader(server, watching.url) as client:
        os.truncate(watching.recording.path, 0)
        assert read_to_the_end(client) < BIG
    wait_for(lambda: open_files(server) == 0, "the file to be closed")
