"""`manage.py run`: everything on one machine, in the foreground, until Ctrl-C."""

import contextlib
import fcntl
import os
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

from recordings.faults import CameraFault
from recordings.simulator.clip_media import ClipError
from vms.launching.components import COMPONENTS, argv_of, bind_address
from vms.launching.first_start import demo_port, ensure_demo, make_demo_clip, prepare
from vms.launching.processes import end, is_component, is_recorder, own_processes
from vms.launching.supervisord import environment, write_configuration

HEALTHY_SECONDS = 90


class Command(BaseCommand):
    help = "Start web, recorder, worker, beat and the demo camera; recorders outlive it."

    def handle(self, *args: Any, **options: Any) -> None:
        lock = self._take_lock()
        try:
            self._run()
        except KeyboardInterrupt:
            self.stdout.write("\nStopped before everything had started.")
        except (OSError, CameraFault, ClipError) as error:
            raise CommandError(str(error)) from None
        finally:
            os.close(lock)

    def _run(self) -> None:
        self._refuse_if_running()
        end([p for p in own_processes(settings.VMS_DATA_DIR) if not is_recorder(p)], seconds=5)
        self._refuse_if_port_is_taken()
        password = prepare()
        self._tell_password(password)  # at once: nobody could sign in if a later step failed
        launcher = self._launch(write_configuration(self._programs()))
        signal.signal(signal.SIGTERM, _as_interrupt)
        try:
            self._announce(launcher)
            self._tell_password(password)
            launcher.wait()
        except KeyboardInterrupt:
            self.stdout.write("\nStopping; cameras go on being recorded (make stop ends them).")
        finally:
            with contextlib.suppress(ProcessLookupError):
                launcher.terminate()
            launcher.wait()

    def _take_lock(self) -> int:
        """Held as long as this process lives, so that of two starts at once one is refused."""
        lock = os.open(settings.VMS_RUN_DIR / "run.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise self._already_running("starting or running") from None
        return lock

    def _already_running(self, how: str) -> CommandError:
        return CommandError(
            f"Already running over {settings.VMS_DATA_DIR} ({how}); end it with: make stop"
        )

    def _programs(self) -> dict[str, list[str]]:
        # Not by `serve`, which would load Django twice for each.
        programs = {name: argv_of(name) for name in COMPONENTS}
        if settings.VMS_DEMO:
            port = demo_port()
            demo = ["manage.py", "demo_camera", "--port", str(port)]
            programs["demo_camera"] = [sys.executable, *demo]
            self.stdout.write("Preparing the demo camera; the first time takes some seconds.")
            self.stdout.flush()
            make_demo_clip()
            ensure_demo(port)
        return programs

    def _tell_password(self, password: str | None) -> None:
        if password:
            self.stdout.write(f"User: {settings.VMS_ADMIN_USER}   password: {password}")
            self.stdout.flush()

    def _refuse_if_running(self) -> None:
        for process in own_processes(settings.VMS_DATA_DIR):
            if is_component(process, "supervisor.supervisord"):
                raise self._already_running(f"pid {process.pid}")

    def _refuse_if_port_is_taken(self) -> None:
        host, port = settings.VMS_BIND, settings.VMS_PORT
        try:
            family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
            with contextlib.closing(socket.socket(family)) as listener:
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                listener.bind((host, port))
        except socket.gaierror:
            raise CommandError(f"VMS_BIND is {host}, which is no address.") from None
        except OSError as error:
            raise CommandError(
                f"Port {port} cannot be used ({error.strerror}); "
                "choose another with VMS_PORT=8001 make run"
            ) from None

    def _launch(self, configuration: Path) -> subprocess.Popen[bytes]:
        argv = [sys.executable, "-W", "ignore", "-m", "supervisor.supervisord"]
        argv += ["-c", str(configuration)]
        return subprocess.Popen(argv, env=environment(), cwd=settings.VMS_DATA_DIR)

    def _announce(self, launcher: subprocess.Popen[bytes]) -> None:
        address = f"http://{bind_address()}"
        deadline = time.monotonic() + HEALTHY_SECONDS
        while not _answers(f"{address}/healthz"):
            if launcher.poll() is not None or time.monotonic() > deadline:
                raise CommandError(f"It does not start; see {settings.VMS_LOG_DIR}")
            time.sleep(0.2)
        self.stdout.write(f"VMS is running: {address}/   administration: {address}/admin/")
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
