"""The whole installation as a user starts it: `manage.py run` over a data folder of its own."""

import contextlib
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Self

import psutil
import requests

from recordings.ffmpeg.layout import parse_output_pattern
from tests.services.servers import free_port
from tests.waiting import wait_for

PROJECT = Path(__file__).resolve().parents[2]
PASSWORD = "uma-senha-de-teste-longa"
IN_TURN = Path(__file__).with_name("in_turn")
"""Programs that do as the system's of the same name, without giving way to anybody."""
STARTS_SECONDS = 600
"""Some twenty-five seconds of one core, on a machine that may be busy with ten other tests."""


@dataclass
class Stack:
    """`with Stack(folder) as stack:` runs it; afterwards nothing of it is left."""

    programs: ClassVar[Path | None] = None
    """A folder whose programs are found before the system's."""

    data: Path
    demo: bool = False
    segment_seconds: int = 2
    port: int = field(default_factory=free_port)
    token: str = ""
    _run: "subprocess.Popen[bytes] | None" = None

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.sweep()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        try:
            self.manage("stop")
        finally:
            self.sweep()

    @property
    def environment(self) -> dict[str, str]:
        """This process's, pointed at the stack's own folder; databases and brokers pass through."""
        path = os.environ["PATH"]
        return {
            **os.environ,
            "PATH": f"{self.programs}{os.pathsep}{path}" if self.programs else path,
            "VMS_DATA_DIR": str(self.data),
            "RECORDINGS_DIR": str(self.data / "recordings"),
            "VMS_NODE": "",
            "VMS_PORT": str(self.port),
            "VMS_DEMO": str(int(self.demo)),
            "VMS_ADMIN_PASSWORD": PASSWORD,
            "RECORDING_SEGMENT_DURATION": str(self.segment_seconds),
            "VMS_CAMERA_NETWORKS": "127.0.0.0/8",
            "VMS_LOG_LEVEL": "INFO",
        }

    def start(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        with (self.data / "run.out").open("ab") as output:
            self._run = subprocess.Popen(
                [sys.executable, "manage.py", "run"],
                cwd=PROJECT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        wait_for(self._answers, "the web to answer", STARTS_SECONDS)
        self.wait_for_components("recorder", "worker", "beat", "web")

    def manage(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        argv = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            argv,
            cwd=PROJECT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def api(self, method: str, path: str, **body: Any) -> Any:
        """The JSON answer to a signed-in superuser; fails on any error."""
        answer = self.ask(method, path, **body)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def ask(self, method: str, path: str, **body: Any) -> requests.Response:
        if not self.token:
            login = {"username": "admin", "password": PASSWORD}
            answer = requests.post(f"{self.url}/api/auth/login/", json=login, timeout=20)
            answer.raise_for_status()
            self.token = answer.json()["token"]
        headers = {"Authorization": f"Token {self.token}"}
        return requests.request(
            method, f"{self.url}{path}", json=body or None, headers=headers, timeout=20
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def processes(self) -> list[psutil.Process]:
        """Every living process that carries this data folder in its environment."""
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                alive = process.status() != psutil.STATUS_ZOMBIE
                if alive and process.environ().get("VMS_DATA_DIR") == str(self.data):
                    found.append(process)
        return found

    def recorders(self) -> list[int]:
        """Pids of the FFmpegs."""
        return sorted(p.pid for p in self.processes() if _is_recorder(p))

    def component(self, name: str) -> list[psutil.Process]:
        """The processes of web, recorder, worker or beat; the main one first."""
        words = {
            "web": "gunicorn",
            "recorder": "--recorder",
            "worker": "worker@",
            "beat": "beat",
        }
        found = [p for p in self.processes() if any(words[name] in a for a in p.cmdline())]
        pids = {p.pid for p in found}
        return sorted(found, key=lambda p: (p.ppid() in pids, p.pid))

    def wait_for_components(self, *names: str) -> None:
        for name in names:
            wait_for(lambda name=name: self.component(name), name, STARTS_SECONDS)  # type: ignore[misc]

    def kill_all_but_recorders(self) -> None:
        """kill -9 of the launcher and everything it started."""
        for process in self.processes():
            if not _is_recorder(process):
                with contextlib.suppress(psutil.Error):
                    process.send_signal(signal.SIGKILL)
        if self._run is not None:
            self._run.wait(timeout=20)

    def sweep(self) -> None:
        """End whatever is left, by pid."""
        for process in self.processes():
            with contextlib.suppress(psutil.Error):
                process.kill()
        if self._run is not None:
            self._run.kill()
            self._run.wait()

    def _answers(self) -> bool:
        assert self._run is not None
        assert self._run.poll() is None, (self.data / "run.out").read_text()[-2000:]
        with contextlib.suppress(requests.RequestException):
            return requests.get(f"{self.url}/healthz", timeout=2).status_code == 200
        return False


def _is_recorder(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.Error, IndexError):
        return parse_output_pattern(process.cmdline()[-1]) is not None
    return False
