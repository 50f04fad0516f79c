"""A real nginx with the documented configuration, in a folder of its own."""

import contextlib
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.services.servers import free_port
from tests.waiting import wait_for

EXAMPLE = Path(__file__).resolve().parents[3] / "docs" / "nginx.conf.example"
# The example's own lines, each of which must be there to be replaced.
LISTEN = "listen 80;"
UPSTREAM = "server 127.0.0.1:8000;"
LOCATION = "location /volumes/1/"
VOLUME = "/var/lib/vms/recordings"

MAIN = """
daemon off;
{user}
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/vms.conf;
}}
"""


def example(port: int, upstream_port: int, volume_id: int, root: Path) -> str:
    """The documented file for this port, server and volume."""
    text = EXAMPLE.read_text()
    replaced = {
        LISTEN: f"listen 127.0.0.1:{port};",
        UPSTREAM: f"server 127.0.0.1:{upstream_port};",
        LOCATION: f"location /volumes/{volume_id}/",
        VOLUME: str(root),
    }
    for old, new in replaced.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


@contextmanager
def nginx(folder: Path, upstream_port: int, volume_id: int, root: Path) -> Iterator[str]:
    """Its address as `http://host:port`, until it is ended."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    assert program, "nginx is missing; install it with: apt-get install nginx-light"
    port = free_port()
    folder.mkdir()
    (folder / "vms.conf").write_text(example(port, upstream_port, volume_id, root))
    user = "user root;" if os.geteuid() == 0 else ""  # who may read the test's folder
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user))
    argv = [program, "-e", str(folder / "error.log"), "-p", str(folder)]
    server = subprocess.Popen([*argv, "-c", str(folder / "nginx.conf")])

    def listens() -> bool:
        assert server.poll() is None, (folder / "error.log").read_text()
        with closing(socket.socket()) as probe, contextlib.suppress(OSError):
            probe.connect(("127.0.0.1", port))
            return True
        return False

    try:
        wait_for(listens, "nginx")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        try:
            server.wait(timeout=15)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
