"""`manage.py run`: everything on one machine, in the foreground, until Ctrl-C."""

import contextlib
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from vms.launching.components import COMPONENTS
from vms.launching.first_start import demo_port, ensure_demo, make_demo_clip, prepare
from vms.launching.processes import end, is_component, is_recorder, own_processes
from vms.launching.supervisord import environment, write_configuration

HEALTHY_SECONDS = 90


class Command(BaseCommand):
    help = "Start web, recorder, worker, beat and the demo camera; recorders outlive it."

    def handle(self, *args: Any, **options: Any) -> None:
        self._refuse_if_running()
        end([p for p in own_processes(settings.VMS_DATA_DIR) if not is_recorder(p)], seconds=5)
        self._refuse_if_port_is_taken()
        password = prepare()
        programs = {name: ["serve", name] for name in COMPONENTS}
        if settings.VMS_DEMO:
            port = demo_port()
            programs["demo_camera"] = ["demo_camera", "--port", str(port)]
            self.stdout.write("Preparing the demo camera; the first time takes some seconds.")
            make_demo_clip()
            ensure_demo(port)
        launcher = self._launch(write_configuration(programs))
        signal.signal(signal.SIGTERM, _as_interrupt)
        try:
            self._announce(launcher, password)
            launcher.wait()
        except KeyboardInterrupt:
            self.stdout.write("\nStopping; cameras go on being recorded (make stop ends them).")
        finally:
            with contextlib.suppress(ProcessLookupError):
                launcher.terminate()
            launcher.wait()

    def _refuse_if_running(self) -> None:
        for process in own_processes(settings.VMS_DATA_DIR):
            if is_component(process, "supervisor.supervisord"):
                raise CommandError(
                    f"Already running over {settings.VMS_DATA_DIR} (pid {process.pid}); "
                    "end it with: make stop"
                )

    def _refuse_if_port_is_taken(self) -> None:
        with contextlib.closing(socket.socket()) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((settings.VMS_BIND, settings.VMS_PORT))
            except OSError as error:
                raise CommandError(
                    f"Port {settings.VMS_PORT} cannot be used ({error.strerror}); "
                    "choose another with VMS_PORT=8001 make run"
                ) from None

    def _launch(self, configuration: Path) -> subprocess.Popen[bytes]:
        argv = [sys.executable, "-W", "ignore", "-m", "supervisor.supervisord"]
        argv += ["-c", str(configuration)]
        return subprocess.Popen(argv, env=environment(), cwd=settings.VMS_DATA_DIR)

    def _announce(self, launcher: subprocess.Popen[bytes], password: str | None) -> None:
        address = f"http://{settings.VMS_BIND}:{settings.VMS_PORT}"
        deadline = time.monotonic() + HEALTHY_SECONDS
        while not _answers(f"{address}/healthz"):
            if launcher.poll() is not None or time.monotonic() > deadline:
                raise CommandError(f"It does not start; see {settings.VMS_LOG_DIR}")
            time.sleep(0.2)
        self.stdout.write(f"VMS is running: {address}/   administration: {address}/admin/")
        if password:
            self.stdout.write(f"User: {settings.VMS_ADMIN_USER}   password: {password}")
        self.stdout.write(f"Files: {settings.RECORDINGS_DIR}   logs: {settings.VMS_LOG_DIR}")
        self.stdout.flush()


def _answers(url: str) -> bool:
    direct = urllib.request.build_opener(
        urllib.request.ProxyHandler({})
    )  # whatever http_proxy says
    try:
        with direct.open(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _as_interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
